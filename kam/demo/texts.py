"""What people write: visit notes by scenario, needs and next steps, and profile texts.

Index 0 is Chinese, 1 English; each colleague writes in one language.
"""

# ruff: noqa: E501 (prose and tables)

NOTES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "routine": (
        (
            "看了二车间现场，三台老驱动器报警变多，客户打算明年分批更换，预算还没批。",
            "对上季度交货比较满意，只提了一次包装破损，已请物流跟进。",
            "新来的采购对我们不熟，送了样册，约好下次带他看培训中心。",
            "订单比去年同期少，说是下游项目推迟，四季度可能补回来。",
            "谈了备件库存，对方希望在本地放两周的安全库存。",
            "客户反映竞争对手报价低一成，但交期要八周；我们的交期是优势。",
            "车间主任对售后响应很认可，愿意在行业会上替我们说话。",
        ),
        (
            "Walked the packing hall. Two of the older drives trip in the heat; they want a quote for replacing them in spring.",
            "Happy with deliveries this quarter. One pallet arrived damaged, replacement is on its way.",
            "New buyer, did not know us. Left the catalogue and agreed on a tour of the training centre.",
            "Volumes are below last year because their main customer postponed a line. They expect to catch up in Q4.",
            "Talked about consignment stock for the fast-moving spares; finance has to agree.",
            "A competitor quotes ten per cent less but with eight weeks' delivery. Our lead time is what keeps us in.",
        ),
    ),
    "technical": (
        (
            "和技术中心对了新机型的伺服选型，扭矩余量够，要补一份电磁兼容报告。",
            "现场测试总线通讯，偶发丢包是屏蔽层接地的问题，已改好。",
            "演示了新一代控制器，客户关心旧程序能否直接移植。",
            "讨论整线改造方案，节拍从 12 秒压到 9.5 秒可行，需要做一次仿真。",
        ),
        (
            "Went through sizing for the new cartoner. Torque margin is fine, they still need the EMC report.",
            "Bus errors on line 3 came from the cable shield; fixed on site and documented.",
            "Showed the new controller. Main question: can existing programs be carried over without rewriting?",
            "Retrofit concept discussed. Cycle time from 12 to 9.5 seconds looks feasible, simulation agreed.",
        ),
    ),
    "negotiation": (
        (
            "谈年度框架，量增 15% 可让 3 个点，对方还要求账期从 60 天到 90 天，没有答应。",
            "价格基本谈拢，合同进入法务审核，付款条件维持不变。",
            "对方拿了两家比价，我们不是最低，但总拥有成本算下来有优势，约下周复议。",
        ),
        (
            "Frame contract: 3 % for 15 % more volume. They also asked for 90 days' payment; not agreed.",
            "Prices settled, contract is with their lawyers. Payment terms stay as they are.",
            "Three bidders. We are not the cheapest, but total cost over five years speaks for us. Decision next week.",
        ),
    ),
    "review": (
        (
            "季度回顾：交付准时率 97%，质量问题两起均已关闭；客户希望共享明年需求预测。",
            "半年回顾，销售额比计划高一成，主要来自新产线；下半年重点是备件协议。",
        ),
        (
            "Quarterly review: 97 % on time, two quality cases closed. They will share next year's forecast.",
            "Half-year review: ten per cent above plan thanks to the new line. Next focus is the service contract.",
        ),
    ),
    "executive": (
        (
            "双方总经理见面，确认把我们列为优先供应商，三年合作意向下月签。",
            "拜会副总，对方介绍了新基地规划，希望我们早期参与设计。",
        ),
        (
            "Managing directors met. We are to become preferred supplier; letter of intent next month.",
            "Met the VP. They plan a second site and want us in the design phase.",
        ),
    ),
    "after_sales": (
        (
            "夜班停机两小时，工程师到场换了编码器，客户要一份原因分析。",
            "完成年度保养，建议更换四台风扇，客户同意随下批订单采购。",
            "处理退货：型号发错，已换货，客户没有追究。",
        ),
        (
            "Two hours of downtime at night, encoder replaced. They want a root-cause report.",
            "Annual maintenance done. Four fans should be replaced; they add them to the next order.",
            "Return handled: wrong type shipped on our side, exchanged without charge.",
        ),
    ),
    "event": (
        (
            "在工博会展台见面，对机器人关节模组很感兴趣，要样机。",
            "参加客户供应商大会，拿到年度优秀交付奖。",
        ),
        (
            "Met at the trade fair. Very interested in the joint modules, asked for a sample.",
            "Attended their supplier day; we got the delivery award.",
        ),
    ),
}
SCENARIO_SHARES = {
    "routine": 0.46, "technical": 0.18, "negotiation": 0.1, "review": 0.07, "executive": 0.04,
    "after_sales": 0.11, "event": 0.04,
}  # fmt: skip
NEEDS = (
    ("要新机型选型支持", "希望缩短备件交期", "需要操作工培训", "想要远程诊断"),
    (
        "Sizing support for the new type",
        "Shorter lead time for spares",
        "Operator training",
        "Remote diagnosis",
    ),
)
NEXT_STEPS = (
    (
        "寄样机并约测试时间",
        "提交框架协议价格方案",
        "发送原因分析报告",
        "约双方总工见面",
        "更新备件清单报价",
    ),
    (
        "Send the sample and agree a test date",
        "Submit the price proposal for the frame contract",
        "Send the root-cause report",
        "Arrange a meeting of both chief engineers",
        "Update the quote for spares",
    ),
)

# Fields of AccountProfile: two Chinese and two English texts each.
PROFILE: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "scale": (
        ("员工约 800 人，两个厂区", "员工约 120 人，年产值 2 亿元左右"),
        ("About 450 people, two plants", "Family firm, 60 people"),
    ),
    "operating_condition": (
        ("近两年盈利稳定，产能利用率八成", "订单饱满，正在扩产"),
        ("Profitable, capacity used to 80 %", "Growing, second shift since last year"),
    ),
    "market_position": (
        ("细分市场前三", "区域内知名，全国第二梯队"),
        ("Number two in its segment in Europe", "Niche supplier with loyal customers"),
    ),
    "demand": (
        ("伺服与控制器年需求约 600 万元", "每年两条新线，备件需求平稳"),
        (
            "Drives and controllers for about 20 machines a year",
            "Steady demand for spares, one new line a year",
        ),
    ),
    "cooperation_inclination": (
        ("愿意签年度框架", "目前逐单比价，对长期合作持开放态度"),
        ("Wants a frame contract", "Buys order by order, open to more"),
    ),
    "cultural_fit": (
        ("重质量，讲信用，沟通直接", "决策偏慢，重视关系"),
        ("Open and direct, keeps its word", "Formal, decisions take time"),
    ),
    "business_strategy": (
        ("向高端装备转型，三年内出口占三成", "深耕本地市场，扩大服务收入"),
        ("Moving from machines to complete lines", "Growth through service contracts"),
    ),
    "operating_strategy": (
        ("精益生产，压库存", "按单生产，外协加工为主"),
        ("Lean, low stock", "Make to order, much is outsourced"),
    ),
    "supply_chain_strategy": (
        ("关键件双供应商，本地优先", "集中采购，年度招标"),
        ("Two sources for critical parts", "Central purchasing, yearly tender"),
    ),
    "tendering_practice": (
        ("50 万元以上公开招标，技术分占 60%", "邀请招标，三家比价"),
        ("Invited tenders, three bidders", "No formal tender below 100,000"),
    ),
    "implementation_process": (
        ("方案评审、样机测试、小批量、批量，约五个月", "现场调试由我方负责，验收后付尾款"),
        (
            "Concept, sample test, pilot, series: five months",
            "We commission, final payment on acceptance",
        ),
    ),
    "sales_network": (
        ("全国十二个办事处，东南亚有代理", "以华东为主，经销商二十余家"),
        ("Own offices in six countries", "Sells through agents"),
    ),
    "sales_team": (
        ("销售约 60 人，行业分组", "销售十余人"),
        ("25 in sales, by industry", "Five people in sales"),
    ),
    "downstream_customers": (
        ("整车厂和一级供应商", "食品、饮料和日化工厂"),
        ("Car makers and their suppliers", "Food and beverage plants"),
    ),
    "own_market": (
        ("下游投资放缓，改造需求上升", "行业增长约 8%，竞争加剧"),
        ("Fewer new lines, more retrofits", "Market grows about 5 % a year"),
    ),
    "industry_process": (
        ("设计、加工、装配、调试，装配是瓶颈", "来料、成型、检测、包装"),
        ("Design, machining, assembly, test", "Forming, inspection, packing"),
    ),
    "our_value": (
        ("帮助缩短调试时间三成", "减少停机，备件当日到"),
        ("Commissioning time down by a third", "Less downtime, spares next day"),
    ),
}
