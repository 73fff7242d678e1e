"""What people write when they assess a level: Chinese and English."""

Words = tuple[tuple[str, str], ...]

SAID: dict[str, dict[int, Words]] = {
    "personal": {
        1: (
            ("展会上交换了名片", "Exchanged cards at the fair"),
            ("由前台转接，客气地通了话", "A polite call through the front desk"),
        ),
        2: (
            ("接受预约拜访，介绍了产线情况", "Took a visit and explained the line"),
            ("主动告知年度采购计划", "Told us the purchasing plan of the year"),
        ),
        3: (
            ("饭后谈到对现有供应商的看法", "Told us over dinner what he thinks of the others"),
            ("对改造思路意见一致", "Agrees with our approach to the upgrade"),
        ),
        4: (
            ("提醒对手正在试用样机", "Warned us that a rival is on trial"),
            ("引荐了分管副总", "Introduced the vice president in charge"),
        ),
        5: (
            ("在评标会上替我们说话", "Spoke for us in the evaluation"),
            ("把项目目标和我们的交付绑在一起", "Tied the goals of the project to our delivery"),
        ),
    },
    "company": {
        1: (
            ("收到了我们的样本和公司介绍", "Has our catalogue and company profile"),
            ("听说过我们的品牌", "Knows our name"),
        ),
        2: (
            ("通过样品认证，进入供应商名录", "Passed the sample test; on the vendor list"),
            ("下了试用小单", "Placed a small trial order"),
        ),
        3: (
            ("两个部门主动邀约，重复下单", "Two departments invite us; repeated orders"),
            ("同等价格下优先选我们", "Prefers us at the same price"),
        ),
        4: (
            ("签框架合同，共享需求预测", "Framework contract signed; shares forecasts"),
            ("列为优先供应商", "Named preferred supplier"),
        ),
        5: (
            (
                "签战略协议，共同规划三年产能",
                "Strategic agreement; capacity planned for three years",
            ),
            ("主要品类没有其他供应商", "No other supplier in the main category"),
        ),
    },
}
FELL: Words = (
    ("采购负责人更换，联系变少", "The head of purchasing changed; contact became rare"),
    ("对手低价进入，评价下降", "A rival came in at a low price; we are rated lower"),
    ("两次预约都被推迟", "Two appointments were put off"),
)
