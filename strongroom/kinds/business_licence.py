"""Chinese business licence (营业执照)."""

from strongroom.checks.chinese import number_fits
from strongroom.checks.tax_id import licence_number_fits
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="business_licence",
    title="Business licence",
    title_zh="营业执照",
    sensitivity=Sensitivity.PUBLIC,
    cues=(
        Cue(text="营业执照", weight=5.0),
        Cue(text="统一社会信用代码", weight=1.5),
        Cue(text="法定代表人", weight=1.5),
        Cue(text="经营范围", weight=2.0),
        Cue(text="注册资本", weight=2.0),
        Cue(text="成立日期", weight=1.5),
        Cue(text="营业期限", weight=1.5),
        Cue(text="登记机关", weight=2.0),
        Cue(text="住所", weight=0.7),
        Cue(text="经营者", weight=0.7),
        Cue(text="组成形式", weight=0.7),
        Cue(text="国家企业信用信息公示系统", weight=1.5),
        Cue(text="价税合计", weight=-4.0),
        Cue(text="合同", weight=-1.5),
    ),
    fields=(
        Field(
            name="document_number",
            type=Type.CODE,
            labels=("统一社会信用代码", "注册号"),
            required=True,
            threshold=0.99,
            exact=True,
        ),
        Field(name="name", labels=("名称",), required=True, threshold=0.96),
        Field(name="company_type", labels=("类型", "主体类型"), threshold=0.0),
        Field(name="legal_representative", labels=("法定代表人", "经营者", "负责人", "执行事务合伙人"), threshold=0.9),
        Field(name="capital", labels=("注册资本",), threshold=0.0),
        Field(name="founded", type=Type.DATE, labels=("成立日期", "注册日期"), threshold=0.95),
        Field(name="term", labels=("营业期限", "合伙期限"), threshold=0.0),
        Field(name="address", labels=("住所", "经营场所", "主要经营场所", "营业场所"), threshold=0.0),
        Field(name="scope", labels=("经营范围",), threshold=0.0),
        Field(name="issuer", labels=("登记机关",), threshold=0.0),
        Field(name="date", type=Type.DATE, labels=("发照日期", "核准日期"), threshold=0.9),
    ),
    name="business-licence_{name:20}_{document_number}",
    tags=("company",),
    # Kept while the company is a partner: what supersedes it is not on the paper, so a person has to say when.
    retention=None,
    reader="cn_labels",
    checks=(number_fits("document_number_fits", "document_number", licence_number_fits),),
    past=("founded", "date"),
)
