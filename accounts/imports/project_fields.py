"""What a file of projects can tell."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.field import ACCOUNT, ACCOUNT_NAME, Field

PROJECTS = (
    Field(
        "code",
        _("project number"),
        "number projectid projectcode projectno projectnumber opportunityid opportunityno dealid "
        "项目编号 项目号 商机编号 商机号",
    ),
    Field("name", _("name"), "project projectname opportunity opportunityname deal 项目 项目名称"),
    Field("product", _("product"), "productname 产品 产品名称"),
    ACCOUNT,
    ACCOUNT_NAME,
    Field(
        "owner",
        _("owner (e-mail or name)"),
        "owneremail salesagent salesrep agent 负责人 负责人邮箱 业务员 客户经理",
    ),
    Field(
        "opened_on",
        _("opened on"),
        "opened opendate created createdon engagedate startdate 立项日期 开始日期 创建日期",
        help=_("Empty for a new project: the day of the import."),
    ),
    Field("stage", _("stage"), "dealstage status salesstage 阶段 商机阶段 项目阶段 状态"),
    Field(
        "closed_on",
        _("won or lost on"),
        "closed closedate closedon wonon loston decided 结束日期 成交日期 关闭日期 赢单日期",
        help=_("Needed for a project that is won or lost."),
    ),
    Field(
        "value_base",
        _("value in base currency"),
        "value closevalue dealvalue amount 金额 项目金额 合同金额 预计金额",
    ),
    Field("reason", _("why it was won or lost"), "closereason lossreason winreason 原因 赢输原因"),
    Field(
        "is_strategic",
        _("of strategic importance (yes or no)"),
        "strategic 战略 战略项目 是否战略项目",
    ),
)
