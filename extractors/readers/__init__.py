"""Pages to readings: one module for each way of reading, named by ``Kind.reader``."""
