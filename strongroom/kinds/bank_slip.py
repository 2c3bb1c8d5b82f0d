"""Bank slip of one payment: electronic receipt (回单), transfer order, voucher, remittance."""

import datetime as dt

from strongroom.checks.chinese import capital_agrees, not_earlier_than
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="bank_slip",
    title="Bank slip",
    title_zh="银行单据",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="回单", weight=3.0),
        Cue(text="电子回单", weight=2.0),
        Cue(text="业务申请书", weight=2.5, title=True),
        Cue(text="结算业务申请书", weight=3.0),
        Cue(text="转账凭证", weight=3.5),
        Cue(text="进账单", weight=3.5),
        Cue(text="电汇凭证", weight=3.5),
        Cue(text="转账支票", weight=3.5),
        Cue(text="付款人", weight=1.5),
        Cue(text="收款人", weight=0.7),
        Cue(text="户名", weight=1.0),
        Cue(text="账号", weight=0.7),
        Cue(text="开户行", weight=0.7),
        Cue(text="开户行名称", weight=1.0),
        Cue(text="全称", weight=1.0),
        Cue(text="汇款", weight=1.0),
        Cue(text="交易流水号", weight=2.0),
        Cue(text="电子回单专用章", weight=2.5),
        Cue(text="银行记账联", weight=2.0),
        Cue(text="大写", weight=0.3),
        Cue(text="附加信息及用途", weight=2.0),
        Cue(text="remittance", weight=1.5),
        Cue(text="价税合计", weight=-4.0),
        Cue(text="税额", weight=-3.0),
        Cue(text="纳税人识别号", weight=-2.0),
        Cue(text="合同", weight=-1.5),
        Cue(text="对账单", weight=-3.0),
        Cue(text="余额", weight=-0.7),
    ),
    fields=(
        Field(name="date", type=Type.DATE, labels=("日期", "交易日期"), required=True),
        Field(name="payer", labels=("付款人户名",), required=True, threshold=0.9),
        Field(name="payer_account", type=Type.CODE, labels=("付款人账号",), sensitive=True, exact=True),
        Field(name="payer_bank", labels=("付款人开户行",), threshold=0.0),
        Field(name="payee", labels=("收款人户名",), required=True, threshold=0.9),
        Field(name="payee_account", type=Type.CODE, labels=("收款人账号",), required=True, sensitive=True, exact=True),
        Field(name="payee_bank", labels=("收款人开户行",), threshold=0.0),
        Field(name="total", type=Type.AMOUNT, labels=("小写", "金额"), required=True, threshold=0.99),
        Field(name="capital", labels=("大写",), threshold=0.0),
        Field(name="currency", labels=("币种",), threshold=0.0),
        Field(name="serial", type=Type.CODE, labels=("交易流水号",), threshold=0.9, exact=True),
        Field(name="purpose", labels=("用途", "摘要"), threshold=0.0),
    ),
    name="{date}_{payee:12}_{total}",
    tags=("bank",),
    # 会计档案管理办法 (order 79 of 2015), annex: vouchers 30 years, from the first day after the fiscal year.
    retention=Retention(years=30, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="cn_bank",
    checks=(
        capital_agrees,
        not_earlier_than("date", dt.date(1990, 1, 1)),
    ),
    subkinds=("receipt", "transfer_voucher", "order", "cheque"),
    told_by={
        "receipt": (Cue(text="回单"), Cue(text="电子回单")),
        "transfer_voucher": (
            Cue(text="转账凭证", weight=1.5),
            Cue(text="进账单", weight=1.5),
            Cue(text="电汇凭证", weight=1.5),
        ),
        "order": (Cue(text="业务申请书", weight=2.0),),
        "cheque": (Cue(text="转账支票", weight=2.0), Cue(text="现金支票", weight=2.0)),
    },
    past=("date",),
)
