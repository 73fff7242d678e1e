"""What files of facts can tell. Names are those of the models' fields."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.field import ACCOUNT, ACCOUNT_NAME, Field
from accounts.models.batch import ImportKind

DATE = Field("date", _("date"), "day asof 日期", required=True)
NOTE = Field("note", _("note"), "notes remark remarks comment 备注")

RATINGS = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field(
        "kind",
        _("what is rated"),
        "rating ratingkind item criterion aspect 评分项目 评分项 评价项目 项目",
        required=True,
    ),
    Field("value", _("value"), "score rate points 分值 评分 得分 分数", required=True),
    DATE,
    Field(
        "evidence", _("evidence"), "proof 证据 依据", help=_("Needed for 4 and 5 of scales to 5.")
    ),
    NOTE,
    Field(
        "rater",
        _("rater (e-mail or name)"),
        "ratedby rateremail 评分人 评价人",
        help=_("Empty: whoever imports the file."),
    ),
)

POLICY_CHECKS = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field("item", _("policy item"), "policy policyitem 政策 政策项目 检查项目", required=True),
    Field(
        "carried_out",
        _("carried out (yes or no)"),
        "done fulfilled executed result 是否执行 已执行 执行 执行情况",
        required=True,
    ),
    DATE,
    NOTE,
)

PAYMENTS = (
    ACCOUNT,
    ACCOUNT_NAME,
    DATE,
    Field("invoices_due", _("invoices due"), "due invoices 到期发票 应付发票数", required=True),
    Field("invoices_on_time", _("paid on time"), "ontime paidontime 按时付款 按时支付", True),
    Field("breaches", _("breaches of contract"), "breach 违约 违约次数"),
    Field("balance", _("balance owed"), "balanceowed receivable 应收余额 欠款 应收账款"),
    Field("overdue", _("of it overdue"), "overdueamount 逾期金额 其中逾期"),
    Field("days_overdue", _("days overdue"), "overduedays 逾期天数"),
)

COSTS = (
    ACCOUNT,
    ACCOUNT_NAME,
    DATE,
    Field(
        "kind", _("kind of cost"), "costkind costtype type category 费用类型 成本类型 类型", True
    ),
    Field(
        "amount_base",
        _("amount in base currency"),
        "amount cost total 金额 费用 成本",
        required=True,
    ),
    Field(
        "reference",
        _("reference"),
        "document documentno voucher 单号 凭证号 单据号",
        help=_("Tells apart two costs of one day and kind."),
    ),
    NOTE,
)

REFERRALS = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field(
        "from_account",
        _("referrer (number or name)"),
        "referrer referredby introducedby 推荐客户 推荐方 推荐人客户 介绍方",
        required=True,
    ),
    Field("from_contact", _("person there"), "person contact referrercontact 推荐联系人 联系人"),
    Field("direction", _("direction"), "way 方向"),
    DATE,
    NOTE,
)

WALLETS = (
    ACCOUNT,
    ACCOUNT_NAME,
    DATE,
    Field("category", _("category"), "productcategory 品类 类别"),
    Field(
        "amount_base",
        _("yearly spend in base currency"),
        "amount spend wallet yearlyspend annualspend 金额 年支出 年采购额 钱包",
        required=True,
    ),
    Field("source", _("where the figure is from"), "origin 来源 数据来源", required=True),
    Field("confidence", _("confidence"), "certainty 可信度 置信度"),
)

CONTRACTS = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field("title", _("title"), "contract contractname name contractno 合同 合同名称 名称", True),
    Field("date", _("signed on"), "signed signedon signdate 签订日期 签约日期 日期", True),
    Field("starts_on", _("starts on"), "start startdate from begin 开始日期 生效日期", True),
    Field("ends_on", _("ends on"), "end enddate until to expiry 结束日期 到期日期 终止日期", True),
    Field(
        "value_base", _("value in base currency"), "value amount contractvalue 金额 合同金额 总金额"
    ),
    Field("is_gain_share", _("gains are shared (yes or no)"), "gainshare 收益共享 利益共享"),
)

FACTS: dict[str, tuple[Field, ...]] = {
    ImportKind.RATINGS: RATINGS,
    ImportKind.POLICY_CHECKS: POLICY_CHECKS,
    ImportKind.PAYMENTS: PAYMENTS,
    ImportKind.COSTS: COSTS,
    ImportKind.REFERRALS: REFERRALS,
    ImportKind.WALLETS: WALLETS,
    ImportKind.CONTRACTS: CONTRACTS,
}
