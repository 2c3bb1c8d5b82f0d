"""Papers drawn by code: pictures, PDFs and OFD packages of invented content."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pikepdf
from PIL import Image, ImageDraw, ImageFont

LINES = (
    "NORTHWIND PAPER LTD",
    "Invoice number 2026-0417",
    "Date 31.03.2026",
    "Ten boxes of paper 118.00",
    "Total due 1,234.50 EUR",
)


def picture(lines: Sequence[str] = LINES, *, size: tuple[int, int] = (1000, 700), ink: int = 20) -> Image.Image:
    """A white page with lines of text in Pillow's own font, 30 pixels high."""
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(30)
    for row, line in enumerate(lines):
        draw.text((60, 50 + 60 * row), line, fill=(ink, ink, ink), font=font)
    return page


def pixels(page: Image.Image) -> npt.NDArray[np.uint8]:
    """A picture as engines take it: BGR."""
    return np.ascontiguousarray(np.asarray(page.convert("RGB"), dtype=np.uint8)[..., ::-1])


def saved(page: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a picture file."""
    out = BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def pdf(lines: Sequence[str] = LINES, *, pages: int = 1, turn: int = 0, matrix: str = "1 0 0 1 60 780") -> bytes:
    """An A4 PDF with a text layer in Helvetica, ``turn`` degrees in the page's /Rotate."""
    document = pikepdf.new()
    text = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = document.make_stream(f"BT /F1 12 Tf {matrix} Tm {text} ET".encode())
        page.obj.Rotate = turn
    return pdf_bytes(document)


def pdf_bytes(document: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of a PDF."""
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def package(entries: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in entries.items():
            zipped.writestr(name, content)
    return out.getvalue()


_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_parts(number: str = "26427000000000000017") -> dict[str, str]:
    """The parts of an OFD invoice of one page with a template, tags and the producer's facts."""
    return {
        "OFD.xml": f"""<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>
            <ofd:CustomData Name="发票号码">{number}</ofd:CustomData>
            <ofd:CustomData Name="合计金额">100.00</ofd:CustomData>
            <ofd:CustomData Name="合计税额">***</ofd:CustomData>
            </ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>""",
        "Doc_0/Document.xml": f"""<ofd:Document {_NS}><ofd:CommonData>
            <ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea>
            <ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>
            <ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>
            <ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>""",
        "Doc_0/Pages/Page_0/Content.xml": f"""<ofd:Page {_NS}><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer>
            <ofd:TextObject ID="64" Boundary="40 30 80 5" Size="3"><ofd:TextCode X="0" Y="4" DeltaX="g 3 3">北山纸业
            </ofd:TextCode></ofd:TextObject>
            <ofd:TextObject ID="65" Boundary="105 70 40 5" Size="3">
            <ofd:TextCode X="0" Y="4">113.00</ofd:TextCode></ofd:TextObject>
            </ofd:Layer></ofd:Content></ofd:Page>""",
        "Doc_0/Tpls/Tpl_0/Content.xml": f"""<ofd:Page {_NS}><ofd:Content><ofd:Layer>
            <ofd:TextObject ID="2" Boundary="20 30 20 5" Size="3"><ofd:TextCode X="0" Y="4">名称：</ofd:TextCode>
            </ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>""",
        "Doc_0/Tags/CustomTags.xml": f"""<ofd:CustomTags {_NS}><ofd:CustomTag><ofd:FileLoc>CustomTag.xml</ofd:FileLoc>
            </ofd:CustomTag></ofd:CustomTags>""",
        # The prefix is broken on purpose: a widespread writer does this.
        "Doc_0/Tags/CustomTag.xml": """<:eInvoice xmlns:=""><Seller><SellerName>
            <ofd:ObjectRef PageRef="1">64</ofd:ObjectRef></SellerName></Seller><TaxInclusiveTotalAmount>
            <ofd:ObjectRef PageRef="1">65</ofd:ObjectRef></TaxInclusiveTotalAmount></:eInvoice>""",
    }


CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:a" xmlns:udt="urn:b"><rsm:ExchangedDocument><ram:ID>NW-1001</ram:ID><ram:TypeCode>{sort}</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20260331</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem>
 <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
 <ram:SpecifiedTradeProduct><ram:Name>Paper</ram:Name></ram:SpecifiedTradeProduct>
 <ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
 <ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
 </ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
 <ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Northwind Paper Ltd</ram:Name>
 <ram:PostalTradeAddress><ram:PostcodeCode>10115</ram:PostcodeCode><ram:LineOne>Example Street 1</ram:LineOne>
 <ram:CityName>Berlin</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
 <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">11/222/33333</ram:ID></ram:SpecifiedTaxRegistration>
 <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE 123456789</ram:ID></ram:SpecifiedTaxRegistration>
 </ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Southgate Books</ram:Name></ram:BuyerTradeParty>
 </ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement>
 <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementPaymentMeans>
 <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02 1203 0000 0000 2020 51</ram:IBANID>
 </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
 <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
 <ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount><ram:GrandTotalAmount>119.00</ram:GrandTotalAmount>
 </ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def cii(sort: str = "380") -> bytes:
    """A CII invoice, or with 381 a credit note."""
    return CII.format(sort=sort).encode()


def with_attachment(document: bytes, name: str, content: bytes) -> bytes:
    """The PDF with a file inside."""
    with pikepdf.open(BytesIO(document)) as opened:
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, content, filename=name)
        return pdf_bytes(opened)
