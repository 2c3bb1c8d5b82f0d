"""Licence to open a bank account (开户许可证), and the sheet that replaced it in 2019 (基本存款账户信息)."""

from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="account_permit",
    title="Bank account licence",
    title_zh="开户许可证",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="开户许可证", weight=6.0),
        Cue(text="基本存款账户信息", weight=6.0),
        Cue(text="准予开立", weight=3.0),
        Cue(text="核准号", weight=2.0),
        Cue(text="基本存款账户编号", weight=2.5),
        Cue(text="基本存款账户", weight=1.0),
        Cue(text="开户银行", weight=0.7),
        Cue(text="法定代表人", weight=0.5),
        Cue(text="经营范围", weight=-3.0),
        Cue(text="回单", weight=-4.0),
        Cue(text="付款人", weight=-3.0),
        Cue(text="合同", weight=-3.0),
        Cue(text="价税合计", weight=-4.0),
    ),
    fields=(
        Field(
            name="approval_number",
            type=Type.CODE,
            labels=("核准号", "基本存款账户编号"),
            pattern=r"([JLZ]\d{13})",
            threshold=0.95,
            exact=True,
        ),
        Field(name="permit_number", type=Type.CODE, labels=("编号",), pattern=r"(\d{4}-?\d{8})", threshold=0.0),
        Field(
            name="company",
            labels=("存款人名称", "账户名称", "经审核"),
            pattern=r"^[,，]?\s*([\u4e00-\u9fff（）()]{4,40}?)(?:符合.*|\s.*)?$",
            required=True,
            threshold=0.95,
        ),
        Field(
            name="legal_representative",
            labels=("法定代表人(单位负责人)", "法定代表人"),
            pattern=r"([\u4e00-\u9fff·]{2,12})",
            threshold=0.9,
        ),
        Field(name="bank", labels=("开户银行",), threshold=0.9),
        Field(
            name="account",
            type=Type.CODE,
            labels=("账号", "账户号码"),
            pattern=r"(\d[\d ]{7,24}\d)",
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
        ),
        Field(name="date", type=Type.DATE, labels=("发证日期", "日期"), threshold=0.9),
    ),
    name="account-licence_{company:20}_{account:last4}",
    tags=("company", "bank"),
    # Kept while the account is: when it was closed is not on the paper.
    retention=None,
    reader="cn_labels",
    subkinds=("licence", "basic_account"),
    told_by={"licence": (Cue(text="开户许可证"),), "basic_account": (Cue(text="基本存款账户信息"),)},
)
