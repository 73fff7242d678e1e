"""Words of the demo's facts: Chinese, then English; each colleague writes in one language."""

EVIDENCE = (
    (
        "年度回顾会议纪要",
        "联合改善项目结题报告",
        "客户总经理来访记录",
        "近三年审计报告",
        "行业协会排名",
    ),
    (
        "Minutes of the yearly review",
        "Report of the joint improvement project",
        "Visit of their managing director",
        "Audit reports of three years",
        "Ranking of the trade association",
    ),
)
POLICIES = (
    (
        "执行区域价格政策",
        "按月提交库存与需求预测",
        "使用统一品牌形象",
        "关键备件保持安全库存",
        "参加季度技术培训",
    ),
    (
        "Keeps to the price policy of the region",
        "Sends stock and forecast every month",
        "Uses our brand as agreed",
        "Keeps safety stock of critical spares",
        "Takes part in the quarterly training",
    ),
)
COSTS = (
    {
        "visits": "季度拜访差旅",
        "logistics": "加急空运",
        "service": "现场服务工时",
        "special_terms": "账期延长的资金成本",
        "gifts": "节日礼品",
        "executive_time": "高层会面",
        "development": "样机与试制",
    },
    {
        "visits": "Travel of the quarter",
        "logistics": "Express freight",
        "service": "Service hours on site",
        "special_terms": "Interest on longer terms",
        "gifts": "Festival gifts",
        "executive_time": "Executive meeting",
        "development": "Samples and pilot run",
    },
)
WALLETS = (
    ("采购年度预算", "行业报告估算", "与采购经理面谈"),
    (
        "Yearly purchasing budget",
        "Estimate from a trade report",
        "Talk with the purchasing manager",
    ),
)
CATEGORIES = (("伺服与驱动", "控制器"), ("Drives", "Controllers"))
CONTRACTS = (
    ("年度框架协议", "三年战略合作协议", "备件与服务协议"),
    ("Yearly frame agreement", "Three-year strategic agreement", "Spares and service agreement"),
)
PROJECTS = (
    (
        "二期产线自动化",
        "老线节能改造",
        "包装车间升级",
        "新基地控制系统",
        "机器人工作站",
        "备件集中采购",
    ),
    (
        "Automation of line 2",
        "Energy retrofit",
        "Upgrade of the packing hall",
        "Controls for the new site",
        "Robot cells",
        "Central buying of spares",
    ),
)
PRODUCTS = (
    ("伺服驱动", "控制器", "机器人模组", "服务"),
    ("Drives", "Controllers", "Joint modules", "Service"),
)
WON = (
    ("交期比对手短四周", "总拥有成本最低", "现场服务响应快", "高层关系稳固"),
    (
        "Lead time four weeks shorter",
        "Lowest total cost of ownership",
        "Fast service on site",
        "Executives know each other",
    ),
)
LOST = (
    ("价格高出对手一成", "客户项目取消", "技术参数未达要求", "对手有本地库存"),
    (
        "Ten per cent above the competitor",
        "The customer cancelled the project",
        "A technical requirement was not met",
        "The competitor has local stock",
    ),
)
