"""A font for Chinese in PDF files that we draw: known to every reader by name, and so not embedded."""

import pikepdf
from pikepdf import Array, Dictionary, Name


def song_font(document: pikepdf.Pdf) -> pikepdf.Object:
    """Adobe's STSong, Chinese and Latin, in the encoding of UCS-2 (two bytes a letter); a reader without it has a
    likeness.
    """
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/STSong-Light"),
        Flags=6,
        FontBBox=Array([-25, -254, 1000, 880]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=4),
        DW=1000,
        # Of GB1 the glyphs 1 to 95 are ASCII, and half-width ones begin at 814.
        W=Array([1, 95, 500, 814, 939, 500]),
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light-UniGB-UCS2-H"),
            Encoding=Name("/UniGB-UCS2-H"),
            DescendantFonts=Array([document.make_indirect(descendant)]),
        )
    )
