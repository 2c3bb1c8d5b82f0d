"""International business papers of invented companies."""

from tests.kinds.golden import Golden

PAPERS = (
    Golden(
        kind="hotel_folio",
        text="""
            Lantern Hotel
            GUEST FOLIO
            Guest Name: Anna Specimen
            Room No: 412
            Arrival: 10 March 2026
            Departure: 12 March 2026
            Folio No: F-20881
            Room rate: 180.00
            10 March 2026   Room charge   180.00
            11 March 2026   Room charge   180.00
            Total charges   360.00
        """,
        values={
            "guest": "Anna Specimen",
            "room": "412",
            "arrival": "2026-03-10",
            "date": "2026-03-12",
            "rate": "180.00",
            "total": "360.00",
        },
        proven=("total",),
    ),
    Golden(
        kind="bank_statement",
        text="""
            Example Bank plc
            Bank Statement
            Account holder: Harrow Lamps Ltd
            Account number: 99000184
            Statement period: 1 March 2026 to 31 March 2026
            Opening balance      1,200.00
            Date            Description            Paid out      Paid in      Balance
            3 March 2026    Rent March              800.00                    400.00
            9 March 2026    Oakfield School                      240.00       640.00
            31 March 2026   Account fee               5.00                    635.00
            Closing balance      635.00
        """,
        values={
            "holder": "Harrow Lamps Ltd",
            "account": "99000184",
            "period_start": "2026-03-01",
            "date": "2026-03-31",
            "opening": "1200.00",
            "closing": "635.00",
        },
        rows={"rows": 3},
        proven=("opening", "closing"),
    ),
    Golden(
        kind="proforma",
        text="""
            Harrow Lamps Ltd
            PRO FORMA INVOICE
            Bill to: Oakfield School
            Invoice number: PF-881
            Invoice date: 2 May 2026
            Description    Quantity    Unit price    Amount
            Reading lamp   2           100.00        200.00
            Subtotal   200.00
            VAT 20%    40.00
            Total   240.00
            This is not a tax invoice
        """,
        values={"invoice_number": "PF-881", "date": "2026-05-02", "total": "240.00"},
        rows={"lines": 1},
    ),
    Golden(
        kind="reminder",
        text="""
            Nordwind Beispiel GmbH
            Zahlungserinnerung
            Rechnungsnummer: RN-4711
            Datum: 02.05.2026
            Leider konnten wir noch keinen Zahlungseingang feststellen.
            Mahngebühr 5,00 EUR
            Gesamtbetrag 245,00 EUR
            Bitte überweisen Sie den Betrag auf IBAN DE02 1203 0000 0000 2020 51
        """,
        values={"invoice_number": "RN-4711", "date": "2026-05-02", "total": "245.00"},
    ),
    Golden(
        kind="utility_bill",
        text="""
            Brightwater Energy
            Your electricity bill
            Account number: 99001884
            Bill date: 31 March 2026
            Billing period: 1 January 2026 to 31 March 2026
            Supply address: 5 Invented Lane, Sampleton
            Meter number: E99012
            Meter reading   10452   11204   752 kWh
            Standing charge   12.00
            Amount due: 184.50
            Due date: 14 April 2026
        """,
        values={"account": "99001884", "date": "2026-03-31", "due_date": "2026-04-14", "total": "184.50"},
    ),
    Golden(
        kind="utility_bill",
        text="""
            虚构市供电局
            电费账单
            户号：9901008842      客户名称：欧阳样本
            用电地址：样例省虚构市示例区星尘路18号
            账单日期：2026年03月05日
            上期示数   10452      本期示数   10704      用电量   252
            应缴金额：   138.60
            缴费截止日：2026年03月20日
        """,
        values={"account": "9901008842", "date": "2026-03-05", "due_date": "2026-03-20", "total": "138.60"},
    ),
    Golden(
        kind="payslip",
        text="""
            Harrow Lamps Ltd
            PAYSLIP
            Employee name: Anna Specimen
            Pay period: March 2026
            Pay date: 31 March 2026
            Basic salary         3,000.00
            Gross pay            3,000.00
            Income tax             450.00
            National insurance     150.00
            Total deductions       600.00
            Net pay              2,400.00
        """,
        values={"employee": "Anna Specimen", "date": "2026-03-31", "gross": "3000.00", "net": "2400.00"},
        proven=("net", "gross"),
    ),
    Golden(
        kind="payslip",
        text="""
            工资条
            单位名称：星尘样例贸易有限公司
            姓名：欧阳样本      工资月份：2026年3月
            发放日期：2026年04月10日
            基本工资   9,000.00      住房公积金   720.00      代扣个税   110.00
            应发工资   9,000.00
            扣款合计   830.00
            实发工资   8,170.00
        """,
        values={"employee": "欧阳样本", "date": "2026-04-10", "net": "8170.00"},
        proven=("net",),
    ),
)
