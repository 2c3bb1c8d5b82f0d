"""Chinese vehicle licence (机动车行驶证)."""

from strongroom.checks.arithmetic import not_before
from strongroom.checks.vehicle import plate_is_possible, vin_is_sound
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type

KIND = Kind(
    id="vehicle_licence",
    title="Vehicle licence",
    title_zh="机动车行驶证",
    sensitivity=Sensitivity.PERSONAL,
    cues=(
        Cue(text="机动车行驶证", weight=6.0),
        Cue(text="行驶证", weight=1.5),
        Cue(text="号牌号码", weight=3.0),
        Cue(text="车辆识别代号", weight=2.0),
        Cue(text="使用性质", weight=2.0),
        Cue(text="发动机号码", weight=1.5),
        Cue(text="品牌型号", weight=1.5),
        Cue(text="核定载人数", weight=2.0),
        Cue(text="整备质量", weight=1.5),
        Cue(text="检验有效期至", weight=2.0),
        Cue(text="检验记录", weight=1.5),
        Cue(text="vehicle license", weight=2.0),
        Cue(text="准驾车型", weight=-5.0),
        Cue(text="价税合计", weight=-6.0),
        Cue(text="机动车销售统一发票", weight=-6.0),
        Cue(text="保险", weight=-2.0),
        Cue(text="合同", weight=-2.0),
    ),
    fields=(
        Field(
            name="plate",
            labels=("号牌号码", "Plate No."),
            pattern=r"([\u4e00-\u9fff][A-Z][·.\s]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳])",
            required=True,
            threshold=0.97,
            exact=True,
        ),
        Field(name="vehicle_type", labels=("车辆类型", "Vehicle Type"), threshold=0.0),
        Field(name="owner", labels=("所有人", "Owner"), required=True, threshold=0.95),
        Field(name="address", labels=("住址", "Address"), threshold=0.0, sensitive=True),
        Field(name="use", labels=("使用性质", "Use Character"), threshold=0.0),
        Field(name="model", labels=("品牌型号", "Model"), threshold=0.0),
        Field(
            name="vin",
            type=Type.CODE,
            labels=("车辆识别代号", "VIN"),
            pattern=r"([A-HJ-NPR-Z0-9]{17})",
            threshold=0.95,
            exact=True,
        ),
        Field(name="engine_number", type=Type.CODE, labels=("发动机号码", "Engine No."), threshold=0.0),
        Field(
            name="registered_on", type=Type.DATE, labels=("注册日期", "Register Date"), required=True, threshold=0.95
        ),
        Field(name="date", type=Type.DATE, labels=("发证日期", "Issue Date"), threshold=0.9),
        # A month, with no day: "检验有效期至2027年03月".
        Field(
            name="inspection_until",
            labels=("检验有效期至", "检验记录"),
            pattern=r"((?:19|20)\d\d\s?年\s?\d{1,2}\s?月)",
            threshold=0.9,
        ),
    ),
    name="vehicle-licence_{plate}_{owner:16}",
    tags=("vehicle",),
    # Kept while the vehicle is: nothing on the paper says when it was sold, so a person has to.
    retention=None,
    reader="cn_labels",
    checks=(plate_is_possible, vin_is_sound, not_before("date", "registered_on")),
)
