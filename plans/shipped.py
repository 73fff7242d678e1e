"""The first version of every template: domain §7.1 and §7.2, in both languages.

Milestones and actions: Chinese, English, days after the start. Points to check: Chinese, English.
"""

MILESTONES = (
    ("线索通过筛选", "Lead qualified", 14),
    ("首次会面", "First meeting", 30),
    ("决策单元已画清", "Decision unit mapped", 60),
    ("一对一调研确认需求", "Need confirmed by a one-to-one survey", 90),
    ("方案已讲解", "Solution presented", 120),
    ("试用或参观样板点", "Trial or reference visit", 160),
    ("商务谈判", "Negotiation", 200),
    ("首单", "First order", 240),
    ("首次回顾", "First review", 300),
)
CHECKS = (
    ("圈子选对了吗？", "Are we in the right circle?"),
    ("用上引荐了吗？", "Do we use introductions?"),
    ("我方实力看得见吗？", "Is our strength visible?"),
    ("筛选过了吗？", "Have we screened the candidates?"),
    ("挖过现有客户了吗？", "Have we dug in the existing base?"),
    ("是否一步一步来？", "Do we go step by step?"),
    ("人选得对吗？", "Is the ablest person on it?"),
    ("是否以诚相待？", "Are we sincere with them?"),
    ("有办法让对方信任吗？", "Have we a way to be believed?"),
    ("宣传和形象跟上了吗？", "Do marketing and image keep up?"),
)
# By the gap an action closes; offered where the gap is open.
TO_CORE = {
    "idea": ("双方高层战略对话", "Strategy talk of both managements", 60),
    "execution": ("价格与渠道政策联合稽核", "Joint audit of price and channel policy", 45),
    "alignment": ("联合年度经营会", "Joint annual business meeting", 120),
    "strength": ("管理输出或培训", "Management support or training", 90),
}
FRAME = ("提出备件与服务年度框架", "Offer a yearly frame of spares and service", 45)
PAYMENT = ("与财务商定付款计划", "Agree on a payment plan with finance", 30)
TO_STAGE = {
    "personal": ("高层一对一拜访", "One-to-one visit of an executive", 30),
    "company": ("签署年度合作备忘录", "Sign a yearly memorandum of cooperation", 90),
}
KEEP = {
    "value": ("回访并找出下滑原因", "Visit and find out why it slips", 14),
    "credit": ("与财务商定付款计划", "Agree on a payment plan with finance", 14),
}
ACTIONS = {
    "to_core": TO_CORE,
    "to_platinum": {"pareto_class": FRAME, "credit": PAYMENT},
    "up_tier": {"value": FRAME, "credit": PAYMENT},
    "stage_up": TO_STAGE,
    "retain": KEEP,
    "operating": {"": ("季度业务回顾", "Quarterly business review", 90)},
}
# What stands above a part while it is written; the parts of a purpose in their order.
GUIDES = {
    "need": (
        "对方用自己的话说需要什么、要多少。",
        "What they need, in their words, and how much of it.",
    ),
    "entry": (
        "谁认识谁；谁引荐，代价是什么。",
        "Who knows whom; who opens the door, and what that costs us.",
    ),
    "strategy": (
        "该客户服务于公司的哪项目标？如何服务？",
        "Which aim of our company does this account serve, and how?",
    ),
    "focus": (
        "今年把力量放在哪一两点上，为什么。",
        "The one or two points where we put our weight this year, and why there.",
    ),
    "summary": (
        "用五句话写给不看别处的人。",
        "The plan in five sentences, for somebody who reads nothing else.",
    ),
    "profile": (
        "做什么、谁决策、合作由来。人员见关系图。",
        "What they do, who decides, how we came together. People: see the map.",
    ),
    "customer": (
        "经营、市场与客户、行业流程，我方产品对其业务的价值。",
        "Their operation, markets and customers, the process of their "
        "industry, what our product is worth to them.",
    ),
    "competitor": (
        "还有谁：产品、份额、何时进入、背后是谁；我方对策。",
        "Who else is there: products, share, since when, who stands behind them; our answer.",
    ),
    "market": (
        "所在市场的规模、增长、趋势与政策。",
        "Size, growth, trend and policy of the market they are in.",
    ),
    "own": (
        "计划与实际、赢单与丢单及原因、优势与短板。",
        "Plan against actual, won and lost with reasons, strengths, weaknesses.",
    ),
}
OF_YEAR = ("strategy", "focus", "summary", "profile", "customer", "competitor", "market", "own")
OF_DEVELOPMENT = ("need", "entry", "strategy", "competitor")
SECTIONS = {"operating": OF_YEAR, "new": OF_DEVELOPMENT, "existing": OF_DEVELOPMENT}
