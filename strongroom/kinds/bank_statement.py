"""Bank statement (对账单, 交易明细): the movements of one account over a period, each with the balance after it."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.statement import balances_follow
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type

KIND = Kind(
    id="bank_statement",
    title="Bank statement",
    title_zh="银行对账单",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="对账单", weight=3.5),
        Cue(text="账户明细", weight=3.0),
        Cue(text="交易明细", weight=3.5),
        Cue(text="银行流水", weight=3.0),
        Cue(text="借方发生额", weight=2.5),
        Cue(text="贷方发生额", weight=2.5),
        Cue(text="收入金额", weight=1.0),
        Cue(text="支出金额", weight=1.0),
        Cue(text="余额", weight=0.8),
        Cue(text="期初余额", weight=1.5),
        Cue(text="期末余额", weight=1.5),
        Cue(text="对方户名", weight=1.5),
        Cue(text="bank statement", weight=4.0),
        Cue(text="account statement", weight=3.5),
        Cue(text="statement of account", weight=2.5, title=True),
        Cue(text="statement period", weight=2.0),
        Cue(text="opening balance", weight=2.0),
        Cue(text="closing balance", weight=2.0),
        Cue(text="balance brought forward", weight=2.0),
        Cue(text="kontoauszug", weight=5.0),
        Cue(text="alter kontostand", weight=2.0),
        Cue(text="neuer kontostand", weight=2.0),
        Cue(text="relevé de compte", weight=4.5),
        Cue(text="extracto de cuenta", weight=4.5),
        Cue(text="回单", weight=-3.0),
        Cue(text="invoice", weight=-2.0, title=True),
        Cue(text="rechnung", weight=-2.0, title=True),
        Cue(text="价税合计", weight=-4.0),
        Cue(text="kwh", weight=-3.0),
    ),
    fields=(
        Field(
            name="account",
            type=Type.CODE,
            labels=("账号", "卡号", "account number", "account no", "iban", "kontonummer"),
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
        ),
        Field(
            name="holder", labels=("户名", "账户名称", "account holder", "account name", "kontoinhaber"), threshold=0.9
        ),
        Field(name="bank", labels=("开户行", "开户银行", "bank"), threshold=0.0),
        Field(name="currency", type=Type.CODE, labels=("币种", "currency", "währung"), threshold=0.0),
        Field(name="period_start", type=Type.DATE, threshold=0.9),
        Field(name="date", type=Type.DATE, required=True, threshold=0.95),
        Field(
            name="opening",
            type=Type.AMOUNT,
            labels=(
                "期初余额",
                "上期余额",
                "承前余额",
                "opening balance",
                "balance brought forward",
                "alter kontostand",
            ),
            threshold=0.95,
        ),
        Field(
            name="closing",
            type=Type.AMOUNT,
            labels=("期末余额", "本期余额", "closing balance", "balance carried forward", "neuer kontostand"),
            required=True,
            threshold=0.95,
        ),
    ),
    name="{date}_statement_{holder:16}_{account:last4}",
    tags=("bank",),
    # 会计档案管理办法 (order 79 of 2015), annex: bank statements 10 years, from the first day after the fiscal year.
    retention=Retention(years=10, starts="date", basis="CN accounting archives, order 79, annex 1", next_year=True),
    reader="statement",
    checks=(not_before("date", "period_start"),),
    table_checks=(balances_follow,),
    past=("date",),
)
