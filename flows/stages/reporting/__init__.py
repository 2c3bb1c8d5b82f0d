"""Reports drawn, kept and handed out: as a PDF to read and a workbook to reckon with, the one inside the other."""
