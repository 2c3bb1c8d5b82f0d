"""Payslip: what one person earned in one period, and what was taken off."""

from strongroom.checks.arithmetic import difference_is
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="payslip",
    title="Payslip",
    title_zh="工资单",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="payslip", weight=5.0, title=True),
        Cue(text="pay slip", weight=5.0, title=True),
        Cue(text="salary slip", weight=5.0, title=True),
        Cue(text="pay statement", weight=4.0, title=True),
        Cue(text="gross pay", weight=2.5),
        Cue(text="net pay", weight=2.5),
        Cue(text="total deductions", weight=2.0),
        Cue(text="basic salary", weight=2.0),
        Cue(text="pay period", weight=1.5),
        Cue(text="tax code", weight=1.0),
        Cue(text="national insurance", weight=1.5),
        Cue(text="工资条", weight=6.0, title=True),
        Cue(text="工资单", weight=6.0, title=True),
        Cue(text="实发工资", weight=3.5),
        Cue(text="应发工资", weight=3.0),
        Cue(text="代扣个税", weight=2.0),
        Cue(text="个人所得税", weight=1.0),
        Cue(text="住房公积金", weight=1.5),
        Cue(text="基本工资", weight=2.0),
        Cue(text="entgeltabrechnung", weight=6.0),
        Cue(text="gehaltsabrechnung", weight=6.0),
        Cue(text="lohnabrechnung", weight=6.0),
        Cue(text="bulletin de paie", weight=6.0),
        Cue(text="invoice", weight=-3.0),
        Cue(text="价税合计", weight=-5.0),
        Cue(text="合同", weight=-3.0),
        Cue(text="form w-2", weight=-4.0),
        Cue(text="omb no", weight=-4.0),
    ),
    fields=(
        Field(
            name="employee", labels=("employee name", "employee", "mitarbeiter", "姓名"), required=True, threshold=0.95
        ),
        Field(name="employer", labels=("employer", "company", "arbeitgeber", "单位名称", "单位"), threshold=0.0),
        Field(name="period", labels=("pay period", "period", "abrechnungsmonat", "工资月份", "月份"), threshold=0.0),
        Field(
            name="date",
            type=Type.DATE,
            labels=("pay date", "payment date", "date", "zahltag", "发放日期", "发薪日期"),
            required=True,
        ),
        Field(
            name="gross",
            type=Type.AMOUNT,
            labels=("gross pay", "total earnings", "gesamtbrutto", "应发工资", "应发合计"),
            threshold=0.97,
            sensitive=True,
        ),
        Field(
            name="deductions",
            type=Type.AMOUNT,
            labels=("total deductions", "gesamtabzüge", "扣款合计", "扣除合计"),
            threshold=0.97,
            sensitive=True,
        ),
        Field(
            name="net",
            type=Type.AMOUNT,
            labels=("net pay", "auszahlungsbetrag", "实发工资", "实发合计"),
            required=True,
            threshold=0.98,
            sensitive=True,
        ),
    ),
    name="{date}_payslip_{employee:20}",
    tags=("payroll",),
    # Wage slips are vouchers of the books where they are booked; elsewhere periods are shorter.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="bilingual",
    checks=(difference_is("net", "gross", "deductions"),),
)
