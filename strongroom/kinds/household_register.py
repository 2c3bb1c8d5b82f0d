"""Chinese household register (居民户口簿): the page of the household, and those of its people."""

from strongroom.checks.chinese import birth_date_agrees, number_fits, sex_agrees
from strongroom.checks.resident_id import resident_id_fits
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="household_register",
    title="Household register",
    title_zh="居民户口簿",
    sensitivity=Sensitivity.IDENTITY,
    cues=(
        Cue(text="常住人口登记卡", weight=6.0),
        Cue(text="居民户口簿", weight=4.0),
        Cue(text="户主或与户主关系", weight=3.0),
        Cue(text="与户主关系", weight=1.0),
        Cue(text="户主姓名", weight=3.0),
        Cue(text="户别", weight=2.0),
        Cue(text="户号", weight=1.5),
        Cue(text="籍贯", weight=1.5),
        Cue(text="文化程度", weight=2.0),
        Cue(text="服务处所", weight=2.5),
        Cue(text="兵役状况", weight=2.0),
        Cue(text="曾用名", weight=1.5),
        Cue(text="登记事项变更和更正记载", weight=3.0),
        Cue(text="承办人签章", weight=1.0),
        Cue(text="用电量", weight=-4.0),
        Cue(text="价税合计", weight=-4.0),
        Cue(text="合同", weight=-2.0),
    ),
    fields=(
        Field(name="household_head", labels=("户主姓名",), required=True, threshold=0.95, absent_from=("person",)),
        Field(name="household_number", type=Type.CODE, labels=("户号",), threshold=0.0, exact=True),
        Field(name="household_type", labels=("户别",), threshold=0.0),
        Field(name="address", labels=("住址",), threshold=0.9, sensitive=True),
        Field(name="name", labels=("姓名",), required=True, threshold=0.97, absent_from=("household",)),
        Field(name="relation", labels=("户主或与户主关系",), threshold=0.0),
        Field(name="sex", labels=("性别",), pattern=r"([男女])", threshold=0.95),
        Field(name="ethnicity", labels=("民族",), pattern=r"^([\u4e00-\u9fff]{1,5})", threshold=0.9),
        Field(name="birth_date", type=Type.DATE, labels=("出生日期",), sensitive=True),
        Field(name="native_place", labels=("籍贯",), threshold=0.0),
        Field(
            name="id_number",
            type=Type.CODE,
            labels=("公民身份证件编号", "公民身份号码", "身份证件编号"),
            required=True,
            threshold=0.99,
            sensitive=True,
            exact=True,
            absent_from=("household",),
        ),
        Field(name="education", labels=("文化程度",), threshold=0.0),
        Field(name="marriage", labels=("婚姻状况",), threshold=0.0),
        Field(name="workplace", labels=("服务处所",), threshold=0.0),
        Field(name="date", type=Type.DATE, labels=("登记日期", "签发日期"), threshold=0.9),
    ),
    name="household-register_{household_head:12}_{name:12}",
    tags=("identity",),
    # Nothing on it ends: PIPL art. 19 and 47 count from the end of the purpose, which a person has to state.
    retention=None,
    reader="cn_labels",
    checks=(number_fits("id_number_fits", "id_number", resident_id_fits), birth_date_agrees, sex_agrees),
    subkinds=("household", "person", "both"),
    told_by={
        "household": (Cue(text="户主姓名", weight=2.0), Cue(text="常住人口登记卡", weight=-2.0)),
        "person": (Cue(text="常住人口登记卡", weight=2.0), Cue(text="户主姓名", weight=-2.0)),
        "both": (Cue(text="户主姓名"), Cue(text="常住人口登记卡")),
    },
)
