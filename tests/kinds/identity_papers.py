"""Identity papers, licences and registers of invented people, in the layouts of the real ones."""

from tests.kinds.golden import Golden

ID = "99010119900314204X"

PAPERS = (
    Golden(
        kind="travel_permit",
        subkind="hk_macau_permit",
        text="""
            港澳居民来往内地通行证
            姓名   欧阳样本
            OUYANG, YANGBEN
            出生日期   1990.03.14      性别   女
            有效期限   2021.06.20-2031.06.19
            签发机关   虚构省出入境管理局
            证件号码   H99018842
        """,
        values={
            "document_number": "H99018842",
            "name": "欧阳样本",
            "surname": "OUYANG",
            "given_names": "YANGBEN",
            "birth_date": "1990-03-14",
            "sex": "女",
            "valid_from": "2021-06-20",
            "expiry": "2031-06-19",
        },
    ),
    Golden(
        kind="travel_permit",
        subkind="tw_permit",
        text="""
            台湾居民来往大陆通行证
            姓名   林样例
            出生日期   1985.11.02      性别   男
            有效期限   2024.01.05-2029.01.04
            99018842
        """,
        values={"document_number": "99018842", "name": "林样例", "expiry": "2029-01-04"},
    ),
    Golden(
        kind="travel_permit",
        subkind="cn_hk_permit",
        text="""
            中华人民共和国
            往来港澳通行证      CA9901884
            姓名   欧阳样本
            出生日期   1990.03.14      性别   女
            有效期限   2021.06.20-2031.06.19
            签发机关   虚构省公安厅出入境管理局
        """,
        values={"document_number": "CA9901884", "name": "欧阳样本", "birth_date": "1990-03-14"},
    ),
    Golden(
        kind="residence_permit",
        subkind="cn_hmt",
        text="""
            中华人民共和国
            港澳居民居住证
            姓名   欧阳样本
            性别   女
            出生   1990年3月14日
            住址   样例省虚构市示例区星尘路18号
            公民身份号码   81000019900314001X
            签发机关   虚构市公安局示例分局
            有效期限   2022.06.20-2027.06.20
            通行证号码   H99018842   签发次数   1
        """,
        values={
            "document_number": "81000019900314001X",
            "name": "欧阳样本",
            "permit_number": "H99018842",
            "expiry": "2027-06-20",
        },
    ),
    Golden(
        kind="residence_permit",
        subkind="cn_foreign_pr",
        text="""
            中华人民共和国外国人永久居留身份证
            FOREIGN PERMANENT RESIDENT ID CARD
            姓名/Name   MUSTERFRAU, ERIKA
            性别/Sex   F      国籍/Nationality   UTO
            出生日期/Date of Birth   1990.03.14
            证件号码/Card No.   UTO110099010001
            签发机关   国家移民管理局
            有效期限   2020.05.01-2030.04.30
        """,
        values={
            "document_number": "UTO110099010001",
            "surname": "MUSTERFRAU",
            "given_names": "ERIKA",
            "expiry": "2030-04-30",
        },
    ),
    Golden(
        kind="id_card",
        subkind="hkid",
        text="""
            香港永久性居民身份證
            HONG KONG PERMANENT IDENTITY CARD
            樣本行
            YEUNG, Poon Hang
            2876 2603 5887
            出生日期 Date of Birth
            14-03-1990      F
            簽發日期 Date of Issue
            26-11-18      A123456(3)
        """,
        values={
            "document_number": "A123456(3)",
            "surname": "YEUNG",
            "given_names": "Poon Hang",
            "name": "樣本行",
            "birth_date": "1990-03-14",
        },
    ),
    Golden(
        kind="id_card",
        subkind="macau_id",
        text="""
            澳門特別行政區  永久性居民身份證
            BILHETE DE IDENTIDADE DE RESIDENTE PERMANENTE
            Surname   LEONG
            Given names   IEONG PUN
            Date of birth   14-03-1990
            5123456(7)
            Date of expiry   20-06-2031
        """,
        values={"document_number": "5123456(7)", "surname": "LEONG", "birth_date": "1990-03-14"},
    ),
    Golden(
        kind="id_card",
        subkind="tw_id",
        text="""
            中華民國國民身分證
            姓名   林樣例
            出生年月日   民國79年3月14日      性別   女
            發證日期   民國105年7月1日
            統一編號   A223456781
        """,
        values={
            "document_number": "A223456781",
            "name": "林樣例",
            "birth_date": "1990-03-14",
            "sex": "女",
            "issue_date": "2016-07-01",
        },
    ),
    Golden(
        kind="household_register",
        subkind="person",
        text=f"""
            常住人口登记卡
            姓名   欧阳样本      户主或与户主关系   户主
            曾用名            性别   女
            出生地   样例省虚构市      民族   汉
            籍贯   样例省虚构市      出生日期   1990年3月14日
            公民身份证件编号   {ID}
            文化程度   大学本科      婚姻状况   未婚
            服务处所   星尘样例贸易有限公司      职业
            登记日期   2016年8月9日
        """,
        values={
            "name": "欧阳样本",
            "relation": "户主",
            "sex": "女",
            "ethnicity": "汉",
            "birth_date": "1990-03-14",
            "id_number": ID,
            "workplace": "星尘样例贸易有限公司",
            "date": "2016-08-09",
        },
    ),
    Golden(
        kind="household_register",
        subkind="household",
        text="""
            居民户口簿
            户别   非农业家庭户      户主姓名   欧阳样本
            户号   99010042      住址   样例省虚构市示例区星尘路18号
            承办人签章      签发日期   2016年8月9日
        """,
        values={"household_head": "欧阳样本", "household_number": "99010042"},
    ),
    Golden(
        kind="vehicle_licence",
        text="""
            中华人民共和国机动车行驶证
            Vehicle License of the People's Republic of China
            号牌号码 Plate No.   粤B9X018      车辆类型 Vehicle Type   小型轿车
            所有人 Owner   星尘样例贸易有限公司
            住址 Address   样例省虚构市示例区星尘路18号
            使用性质 Use Character   非营运      品牌型号 Model   样例牌YL7150
            车辆识别代号 VIN   1M8GDM9AXKP042788
            发动机号码 Engine No.   YL884201
            注册日期 Register Date   2019-05-08      发证日期 Issue Date   2019-05-09
            检验记录   检验有效期至2027年05月
        """,
        values={
            "plate": "粤B9X018",
            "vehicle_type": "小型轿车",
            "owner": "星尘样例贸易有限公司",
            "use": "非营运",
            "vin": "1M8GDM9AXKP042788",
            "registered_on": "2019-05-08",
            "date": "2019-05-09",
            "inspection_until": "2027年05月",
        },
    ),
    Golden(
        kind="account_permit",
        subkind="licence",
        text="""
            开户许可证
            核准号：J9901000188401      编号：9901-00188402
            经审核，星尘样例贸易有限公司符合开户条件，准予
            开立基本存款账户。
            法定代表人（单位负责人）   欧阳样本
            开户银行   虚构银行示例支行
            账号   9901001200034567
            发证机关（盖章）      2018年3月2日
        """,
        values={
            "approval_number": "J9901000188401",
            "company": "星尘样例贸易有限公司",
            "legal_representative": "欧阳样本",
            "bank": "虚构银行示例支行",
            "account": "9901001200034567",
        },
    ),
    Golden(
        kind="account_permit",
        subkind="basic_account",
        text="""
            基本存款账户信息
            账户名称：   云舟样例有限公司
            账户号码：   9901003200056789
            开户银行：   虚构银行云舟支行
            法定代表人：   林样例
            基本存款账户编号：   J9901000288402
            2021年7月6日
        """,
        values={"company": "云舟样例有限公司", "account": "9901003200056789", "approval_number": "J9901000288402"},
    ),
)
