"""Papers of trade and of journeys, of invented companies and people: orders, deliveries, credits, fares, fees."""

from tests.kinds.golden import Golden

PAPERS = (
    Golden(
        kind="purchase_order",
        unsaid=("accepted_on",),
        text="""
            Oakfield School
            12 Harrow Street, Oakfield OX1 2AB

            PURCHASE ORDER
            PO Number: PO-2026-0117                 Order date: 3 March 2026
            Vendor: Harrow Lamps Ltd                Delivery date: 20 March 2026
            Ship to: Oakfield School, Gate B

            Item        Description          Qty      Unit price      Amount
            1           Desk lamp brass      4        45.00           180.00
            2           Bulb E27 warm        12       2.50            30.00

                                             Subtotal                 210.00
                                             VAT 20%                  42.00
                                             Order total              252.00
        """,
        values={
            "order_number": "PO-2026-0117",
            "date": "2026-03-03",
            "delivery_date": "2026-03-20",
            "seller": "Harrow Lamps Ltd",
            "total": "252.00",
            "net": "210.00",
            "tax": "42.00",
        },
        rows={"lines": 2},
        proven=("net", "tax", "total"),
    ),
    Golden(
        kind="purchase_order",
        unsaid=("accepted_on",),
        text="""
            Nordwind Handels GmbH
            Hafenweg 7
            20457 Hamburg

            Bestellung
            Bestellnummer: 4500017                  Bestelldatum: 03.03.2026
            Lieferant: Harrow Lampen GmbH           Liefertermin: 20.03.2026

            Pos    Bezeichnung             Menge      Einzelpreis      Gesamt
            1      Tischlampe Messing      4          45,00            180,00
            2      Leuchtmittel E27        12         2,50             30,00

                                                      Gesamtbetrag     210,00
        """,
        values={
            "order_number": "4500017",
            "date": "2026-03-03",
            "delivery_date": "2026-03-20",
            "seller": "Harrow Lampen GmbH",
            "total": "210.00",
        },
        rows={"lines": 2},
    ),
    Golden(
        kind="purchase_order",
        unsaid=("accepted_on",),
        text="""
                        采购订单
            订单编号：PO20260303007            订单日期：2026年3月3日
            采购方：星尘样例贸易有限公司       供应商：百味样例灯具有限公司
            交货日期：2026年3月20日
            序号      品名          规格      单位      数量      单价      金额
            1         黄铜台灯      T-20      盏        4         45.00     180.00
            2         灯泡          E27       只        12        2.50      30.00
            合计金额：¥210.00
        """,
        values={
            "order_number": "PO20260303007",
            "date": "2026-03-03",
            "buyer": "星尘样例贸易有限公司",
            "seller": "百味样例灯具有限公司",
            "total": "210.00",
        },
        rows={"lines": 2},
    ),
    Golden(
        kind="delivery_note",
        text="""
            Harrow Lamps Ltd
            Delivery Note
            Delivery note no: DN-00881              Date: 20 March 2026
            Customer: Oakfield School
            Purchase order: PO-2026-0117

            Item        Description          Quantity
            1           Desk lamp brass      4
            2           Bulb E27 warm        12
            Received in good order: ____________
        """,
        values={"delivery_number": "DN-00881", "date": "2026-03-20", "buyer": "Oakfield School"},
        rows={"lines": 2},
    ),
    Golden(
        kind="delivery_note",
        text="""
            Harrow Lampen GmbH
            Lieferschein
            Lieferschein-Nr.: LS-7718               Lieferdatum: 20.03.2026
            Kunde: Nordwind Handels GmbH

            Pos    Bezeichnung             Menge      Einheit
            1      Tischlampe Messing      4          Stück
            2      Leuchtmittel E27        12         Stück
        """,
        values={"delivery_number": "LS-7718", "date": "2026-03-20", "buyer": "Nordwind Handels GmbH"},
        rows={"lines": 2},
    ),
    Golden(
        kind="delivery_note",
        text="""
                     百味样例灯具有限公司送货单
            单号：SH20260320011          日期：2026年3月20日
            收货单位：星尘样例贸易有限公司
            序号      品名          规格      单位      数量
            1         黄铜台灯      T-20      盏        4
            2         灯泡          E27       只        12
            送货人：样本乙      收货人签字：
        """,
        values={"delivery_number": "SH20260320011", "date": "2026-03-20", "buyer": "星尘样例贸易有限公司"},
        rows={"lines": 2},
    ),
    Golden(
        kind="credit_note",
        text="""
            Harrow Lamps Ltd, 4 Lantern Row, Oakfield OX1 2AB
            Oakfield School
            12 Harrow Street
            Oakfield OX1 2AC

            CREDIT NOTE
            Credit note no: CN-0042                 Date: 2 April 2026
            Original invoice: HL-881

            Description          Qty      Unit price      Amount
            Desk lamp, returned  1        45.00           45.00
                                          Net amount      45.00
                                          VAT 20%         9.00
                                          Total credit    54.00
        """,
        values={"date": "2026-04-02", "net": "45.00", "tax": "9.00", "total": "54.00", "original_number": "HL-881"},
        rows={"lines": 1},
        proven=("net", "tax", "total"),
    ),
    Golden(
        kind="train_ticket",
        subkind="paper",
        text="""
            Z018845            检票：2A
            虚构南站      G9902      示例东站
            2026年03月12日07:36开      06车08F号
            ¥184.50元      二等座
            限乘当日当次车
            9901011990****204X      欧阳样本
            买票请到12306 中国铁路祝您旅途愉快
            仅供报销使用
        """,
        values={
            "date": "2026-03-12",
            "origin": "虚构南",
            "destination": "示例东",
            "train": "G9902",
            "total": "184.50",
            "passenger": "欧阳样本",
        },
    ),
    Golden(
        kind="air_itinerary",
        subkind="paper",
        text="""
            航空运输电子客票行程单      印刷序号：12345678901
            ITINERARY/RECEIPT OF E-TICKET FOR AIR TRANSPORT
            旅客姓名 NAME OF PASSENGER      有效身份证件号码 ID.NO.      签注
            欧阳样本      9901************2041      不得签转
            承运人   航班号   座位等级   日期   时间   客票级别   客票生效日期   免费行李
            自 FROM 虚构南      云舟   YZ5101   Y   2026-03-12   07:30   Y1      20K
            至 TO 示例东
            票价 FARE      民航发展基金 CAAC DEVELOPMENT FUND      燃油附加费      其他税费      合计 TOTAL
            CNY 900.00      CN 50.00      YQ 20.00      CNY 970.00
            电子客票号码：9992562574486      验证码：1234      保险费：XXX
            销售单位代号：SHA001      填开单位：云舟样例航空有限公司      填开日期：2026-03-20
        """,
        values={
            "date": "2026-03-12",
            "passenger": "欧阳样本",
            "origin": "虚构南",
            "destination": "示例东",
            "ticket_number": "9992562574486",
            "fare": "900.00",
            "fund": "50.00",
            "total": "970.00",
        },
        proven=("total",),
    ),
    Golden(
        kind="fiscal_receipt",
        subkind="medical",
        text="""
            样例省医疗门诊收费票据（电子）
            票据代码：99060126      票据号码：0031884502
            交款人：欧阳样本      校验码：a1b2c3
            交款人统一社会信用代码：      开票日期：2026-03-11
            项目名称      数量/单位      金额（元）
            诊察费        1/次           25.00
            检查费        1/次           85.00
            金额合计（大写）壹佰壹拾元整      （小写）110.00
            收款单位（章）：样例市第一医院      复核人：样本乙      收款人：样本丙
        """,
        values={
            "bill_code": "99060126",
            "bill_number": "0031884502",
            "payer": "欧阳样本",
            "date": "2026-03-11",
            "total": "110.00",
        },
        proven=("total",),
    ),
    Golden(
        kind="bank_slip",
        subkind="receipt",
        text="""
            虚构银行网上银行电子回单
            电子回单号码：0012-3456-7890      交易日期：2026年03月11日
            付款人户名：星尘样例贸易有限公司      收款人户名：百味样例餐饮管理有限公司
            付款人账号：9901001200034567      收款人账号：9901003200056789
            付款人开户行：虚构银行示例支行      收款人开户行：虚构银行云舟支行
            金额（小写）：¥8,904.00      金额（大写）：捌仟玖佰零肆元整
            币种：人民币      交易流水号：88120011
            用途：货款
            电子回单专用章
        """,
        values={
            "date": "2026-03-11",
            "payer": "星尘样例贸易有限公司",
            "payee": "百味样例餐饮管理有限公司",
            "payee_account": "9901003200056789",
            "total": "8904.00",
            "serial": "88120011",
        },
        proven=("total",),
    ),
)
