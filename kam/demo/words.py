"""Invented words that names are made of. Pairs are Chinese and English."""

# ruff: noqa: E501 (prose and tables)

# Any first with any second makes the name of a firm: 云岭, 澜江, 鹿鸣.
FIRST = "云澜鹿启沧远青瑞衡砺岱泓凌苍钧翊焕屿杉溪昱朔骏榆暄恒蓝峻砚"
SECOND = "岭江鸣渡珂川岫晏禾枢泽屹舟原桥陵湾淳铭榕越骐崚洲霖岑曜域程沅"
CITIES = (
    (("苏州", "Suzhou"), ("宁波", "Ningbo"), ("昆山", "Kunshan"), ("常州", "Changzhou"),
     ("合肥", "Hefei"), ("嘉兴", "Jiaxing"), ("南通", "Nantong"), ("无锡", "Wuxi")),
    (("东莞", "Dongguan"), ("佛山", "Foshan"), ("惠州", "Huizhou"), ("中山", "Zhongshan"),
     ("泉州", "Quanzhou"), ("柳州", "Liuzhou")),
    (("青岛", "Qingdao"), ("沈阳", "Shenyang"), ("保定", "Baoding"), ("潍坊", "Weifang"),
     ("太原", "Taiyuan"), ("洛阳", "Luoyang")),
    (),
)  # fmt: skip
PROVINCES = (
    (("江苏", "Jiangsu"), ("浙江", "Zhejiang"), ("江苏", "Jiangsu"), ("江苏", "Jiangsu"),
     ("安徽", "Anhui"), ("浙江", "Zhejiang"), ("江苏", "Jiangsu"), ("江苏", "Jiangsu")),
    (("广东", "Guangdong"), ("广东", "Guangdong"), ("广东", "Guangdong"), ("广东", "Guangdong"),
     ("福建", "Fujian"), ("广西", "Guangxi")),
    (("山东", "Shandong"), ("辽宁", "Liaoning"), ("河北", "Hebei"), ("山东", "Shandong"),
     ("山西", "Shanxi"), ("河南", "Henan")),
    (("欧洲", "Europe"), ("北美", "North America"), ("东南亚", "South-East Asia")),
)  # fmt: skip

# What the firm makes, in its name, and its industry.
TRADES = (
    (("智能装备", "Intelligent Equipment"), ("专用设备", "Special machinery")),
    (("工程机械", "Construction Machinery"), ("工程机械", "Construction machinery")),
    (("精密机械", "Precision Machinery"), ("机床", "Machine tools")),
    (("数控机床", "CNC Machine Tools"), ("机床", "Machine tools")),
    (("新能源", "New Energy"), ("新能源", "New energy")),
    (("锂电设备", "Battery Equipment"), ("新能源", "New energy")),
    (("轨道装备", "Rail Equipment"), ("轨道交通", "Rail")),
    (("汽车零部件", "Auto Parts"), ("汽车", "Automotive")),
    (("包装机械", "Packaging Machinery"), ("包装", "Packaging")),
    (("食品机械", "Food Machinery"), ("食品", "Food")),
    (("医疗器械", "Medical Devices"), ("医疗", "Medical")),
    (("半导体", "Semiconductor"), ("电子", "Electronics")),
    (("光电科技", "Optoelectronics"), ("电子", "Electronics")),
    (("环保科技", "Environmental Technology"), ("环保", "Environment")),
    (("水务设备", "Water Systems"), ("环保", "Environment")),
    (("物流自动化", "Logistics Automation"), ("物流", "Logistics")),
    (("纺织机械", "Textile Machinery"), ("纺织", "Textiles")),
    (("化工", "Chemicals"), ("化工", "Chemicals")),
    (("农机", "Agricultural Machinery"), ("农业机械", "Agricultural machinery")),
    (("电气", "Electric"), ("电气", "Electrical")),
    (("机器人", "Robotics"), ("机器人", "Robotics")),
    (("船舶配套", "Marine Supply"), ("船舶", "Shipbuilding")),
)
DEALERS = ((("工控设备", "Controls Supply"), ("工控分销", "Automation dealers")),)
PUBLIC = (
    (("轨道交通建设管理中心", "Metro Construction Centre"), ("公共机构", "Public sector")),
    (("自来水厂", "Waterworks"), ("公共机构", "Public sector")),
    (("港务局", "Port Authority"), ("公共机构", "Public sector")),
    (("职业技术学院", "Technical College"), ("公共机构", "Public sector")),
)
FORMS = (
    ("有限公司", "Co., Ltd."),
    ("股份有限公司", "Co., Ltd."),
    ("", ""),
    ("实业有限公司", "Industrial Co., Ltd."),
)
LONG_FORM = ("技术研究与工程应用示范基地运营管理", "Applied Engineering Centre")
GROUP = ("集团有限公司", "Group")

ABROAD_FIRST = (
    "Halvern", "Brightmoor", "Castelan", "Björnvik", "Valmère", "Müllersdorf", "Ostrava Nova",
    "Kestrel Bay", "Lindqvarn", "Torreblanca", "Ashgrove", "Northwyke", "Penhallow", "Dunmarrow",
    "Caldera Point", "Vespera", "Harrowgate Mills", "Sundarani", "Bukit Merak", "Saigara",
    "Marlowe Creek", "Tessaro", "Quillan", "Eisenrath", "Fjordmark", "Greymouth Hill",
)  # fmt: skip
ABROAD_TRADES = (
    ("Automation", "Machine tools"), ("Packaging Systems", "Packaging"), ("Drives", "Machine tools"),
    ("Conveyor", "Logistics"), ("Robotics", "Robotics"), ("Process Equipment", "Chemicals"),
    ("Marine", "Shipbuilding"), ("Print & Labels", "Packaging"), ("Rail Components", "Rail"),
    ("Food Systems", "Food"), ("Instruments", "Electronics"),
)  # fmt: skip
ABROAD_FORMS = (
    ("GmbH", 0),
    ("AB", 0),
    ("S.p.A.", 0),
    ("SAS", 0),
    ("Inc.", 1),
    ("LLC", 1),
    ("Pte Ltd", 2),
)
INDUSTRY_ZH = {english: chinese for _, (chinese, english) in TRADES}

SURNAMES = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"),
    ("黄", "Huang"), ("赵", "Zhao"), ("周", "Zhou"), ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"),
    ("马", "Ma"), ("朱", "Zhu"), ("胡", "Hu"), ("郭", "Guo"), ("何", "He"), ("林", "Lin"),
    ("高", "Gao"), ("罗", "Luo"), ("郑", "Zheng"), ("梁", "Liang"), ("谢", "Xie"), ("宋", "Song"),
)  # fmt: skip
GIVEN = (
    ("立群", "Liqun"), ("一凡", "Yifan"), ("素梅", "Sumei"), ("知远", "Zhiyuan"), ("敬之", "Jingzhi"),
    ("岚", "Lan"), ("一鸣", "Yiming"), ("敏", "Min"), ("骁", "Xiao"), ("文", "Wen"),
    ("思齐", "Siqi"), ("建国", "Jianguo"), ("晓雯", "Xiaowen"), ("海波", "Haibo"), ("志强", "Zhiqiang"),
    ("雨桐", "Yutong"), ("丽华", "Lihua"), ("子墨", "Zimo"), ("振宇", "Zhenyu"), ("欣怡", "Xinyi"),
    ("国栋", "Guodong"), ("春燕", "Chunyan"), ("景行", "Jingxing"), ("佳宁", "Jianing"),
)  # fmt: skip
FORENAMES = (
    "Anna", "Marek", "Elena", "James", "Sofia", "Lars", "Claire", "Tomás", "Priya", "Henrik",
    "Nadia", "Owen", "Giulia", "Peter", "Mei Ling", "Jonas", "Rachel", "Dmitri", "Farah", "Colin",
)  # fmt: skip
FAMILY = (
    "Novak", "Lindholm", "Marchetti", "Whitfield", "Okafor", "Brandt", "Delacroix", "Suleiman",
    "Hartley", "Vinter", "Kowalska", "Ferreira", "Tanaka", "McBride", "Schreiber", "Aziz",
)  # fmt: skip
# Position, department, role in the decision, influence.
POSITIONS = (
    (("采购总监", "Purchasing Director"), ("采购部", "Purchasing"), "economic", 5),
    (("总工程师", "Chief Engineer"), ("技术中心", "Engineering"), "technical", 4),
    (("设备部长", "Head of Equipment"), ("设备部", "Maintenance"), "user", 3),
    (("生产经理", "Production Manager"), ("生产部", "Production"), "user", 3),
    (("项目经理", "Project Manager"), ("项目部", "Projects"), "coach", 2),
    (("副总经理", "Vice President"), ("总经办", "Management"), "economic", 5),
    (("电气工程师", "Electrical Engineer"), ("技术中心", "Engineering"), "technical", 2),
    (("采购员", "Buyer"), ("采购部", "Purchasing"), "other", 1),
)
