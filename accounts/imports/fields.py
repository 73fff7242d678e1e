"""What a file can tell, per kind of import, and how columns are recognised by their names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.imports.fact_fields import FACTS
from accounts.imports.field import ACCOUNT, ACCOUNT_NAME, Field
from accounts.imports.project_fields import PROJECTS
from accounts.models.batch import ImportKind

LEDGER = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field(
        "reference",
        _("order or document number"),
        "orderid orderno ordernumber order invoice invoiceno invoicenumber document documentno "
        "单号 订单号 订单编号 发票号 发票号码 单据号 单据编号 合同号 出库单号",
        required=True,
    ),
    Field(
        "date",
        _("date"),
        "orderdate invoicedate documentdate postingdate day "
        "日期 订单日期 开票日期 单据日期 下单日期",
        required=True,
    ),
    Field(
        "amount",
        _("amount"),
        "total totalamount netamount orderamount invoiceamount revenue sales value 金额 销售额 "
        "订单金额 合计 合计金额 销售金额 总金额",
    ),
    Field("quantity", _("quantity"), "qty 数量"),
    Field("unit_price", _("unit price"), "price 单价"),
    Field(
        "discount",
        _("discount (a fraction)"),
        "折扣 折扣率",
        help=_("0.15 means 15 % less."),
    ),
    Field("cost", _("cost of goods"), "cogs costofgoods costofsales 成本 销售成本"),
    Field("currency", _("currency"), "currencycode ccy 币种 货币 币别"),
    Field(
        "kind",
        _("kind (sale, return, rebate)"),
        "type documenttype 类型 业务类型 单据类型",
    ),
    Field("returns", _("number of the sale returned"), "returnof originalorder 原单号 原订单号"),
)

ACCOUNTS = (
    Field(
        "code",
        _("customer number"),
        "account accountid accountcode accountno customer customerid customercode customerno "
        "customernumber 客户编号 客户编码 客户号 客户代码",
    ),
    Field(
        "name",
        _("name"),
        "accountname customername companyname company 客户名称 客户全称 公司名称 名称 客户",
    ),
    Field("name_en", _("English name"), "englishname nameenglish 英文名 英文名称"),
    Field("aliases", _("other names"), "alias shortname 别名 简称 曾用名"),
    Field(
        "registry_number",
        _("registry number"),
        "registryno companynumber uscc creditcode 统一社会信用代码 信用代码 注册号 税号",
    ),
    Field("domain", _("web domain"), "website web url 网址 域名 网站"),
    Field("type", _("type"), "accounttype customertype 类型 客户类型"),
    Field("status", _("status"), "accountstatus 状态 客户状态"),
    Field("industry", _("industry"), "sector 行业 所属行业"),
    Field("region", _("region"), "area country 区域 地区 省份"),
    Field(
        "owner",
        _("owner (e-mail or name)"),
        "owneremail salesrep 负责人 负责人邮箱 业务员 客户经理",
    ),
    Field("unit", _("sales unit"), "salesunit team department 部门 销售部门 销售单位"),
    Field(
        "parent",
        _("parent (number or name)"),
        "parentcode parentname parentaccount subsidiaryof group 上级客户 集团 母公司",
    ),
    Field("note", _("note"), "notes remark remarks 备注"),
)

CONTACTS = (
    ACCOUNT,
    ACCOUNT_NAME,
    Field("code", _("contact number"), "contactid contactcode contactno 联系人编号"),
    Field("name", _("name"), "contactname contact fullname person 姓名 联系人 联系人姓名", True),
    Field("name_en", _("English name"), "englishname 英文名"),
    Field("title", _("position"), "contacttitle jobtitle position 职位 职务"),
    Field("department", _("department"), "部门"),
    Field("phone", _("phone"), "telephone mobile tel 电话 手机 联系电话 手机号"),
    Field("email", _("e-mail"), "mail emailaddress 邮箱 电子邮箱 电子邮件"),
    Field("decision_role", _("role in decisions"), "role buyingrole 决策角色 角色"),
    Field("influence", _("influence"), "影响力"),
    Field("consent_on", _("consent given on"), "consent 同意日期 授权日期"),
    Field("note", _("note"), "notes remark remarks 备注"),
)

USERS = (
    Field(
        "name", _("full name"), "name fullname employee salesagent agent 姓名 员工 员工姓名", True
    ),
    Field("name_en", _("English name"), "englishname 英文名"),
    Field(
        "email",
        _("e-mail"),
        "mail emailaddress 邮箱 电子邮箱 电子邮件",
        help=_("Without one a person can own accounts but can't log in."),
    ),
    Field(
        "role",
        _("role"),
        "角色 职务",
        help=_("Empty: sales representative."),
    ),
    Field(
        "unit",
        _("sales unit"),
        "salesunit team office regionaloffice 销售部门 销售单位 department 部门",
        help=_("As it is called under Settings, Sales units."),
    ),
    Field(
        "department",
        pgettext_lazy("colleague", "department"),
        "function jobfunction 职能 职能部门 所属部门 部门",
        help=_("Technical, purchasing, finance, production, sales or customer service."),
    ),
    Field("phone", _("phone"), "telephone mobile tel 电话 手机 联系电话 手机号"),
)

RATES = (
    Field("currency", _("currency"), "currencycode ccy 币种 货币", True),
    Field("date", _("valid from"), "validfrom day 日期 生效日期", True),
    Field("rate", _("rate"), "exchangerate 汇率", True),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    ImportKind.LEDGER: LEDGER,
    ImportKind.ACCOUNTS: ACCOUNTS,
    ImportKind.CONTACTS: CONTACTS,
    ImportKind.RATES: RATES,
    ImportKind.USERS: USERS,
    ImportKind.PROJECTS: PROJECTS,
    **FACTS,
}
LINE_FIELDS = ("quantity", "unit_price", "discount")


def field_names(kind: str) -> list[str]:
    return [field.name for field in FIELDS[kind]]


def label(kind: str, name: str) -> Promise | str:
    return next((field.label for field in FIELDS[kind] if field.name == name), name)
