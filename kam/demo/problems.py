"""A few problems of large accounts: some open, one of them late, the others solved."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.demo.company import DOMAIN
from plans.models import Category, Problem, Severity
from plans.services.problems import close_problem, report_problem
from staff.models import User


@dataclass(frozen=True)
class Case:
    """Days are before the end of the book; `due` may come after it (below 0)."""

    owner: str
    category: Category
    severity: Severity
    what: str
    opened: int
    due: int
    solution: str = ""
    closed: int = 0


CASES = (
    Case(
        "kam1", Category.COMPETITOR, Severity.HIGH,
        "竞争对手以低一成的报价进入明年框架协议的询价，采购部要求我们两周内回应。", 9, -5,
    ),
    Case(
        "kam1", Category.ONE_PERSON, Severity.MEDIUM,
        "与客户的往来几乎全靠采购经理一人，生产和技术部门还没有固定的联系人。", 40, -30,
    ),
    Case(
        "rep1", Category.PAYMENT, Severity.HIGH,
        "两张发票逾期超过六十天，对方财务以内部流程调整为由推迟付款。", 35, 4,
    ),
    Case(
        "rep2", Category.SLOW, Severity.MEDIUM,
        "非标件的报价在技术部停留三周，客户已经催促两次。", 18, -10,
    ),
    Case(
        "kam1", Category.PRICE, Severity.MEDIUM,
        "客户要求年度降价百分之五，否则减少份额。", 120, 80,
        "用一年的停机数据算出每台节省的费用，备件与巡检打包报价；价格不变，合同延长一年。", 74,
    ),
    Case(
        "rep4", Category.PAYMENT, Severity.HIGH,
        "客户资金紧张，一笔大额货款无法按期支付。", 150, 90,
        "与信用委员会商定分三期付款，付清前新订单款到发货；三期均按时到账。", 62,
    ),
    Case(
        "kam3", Category.ONE_PERSON, Severity.HIGH,
        "熟悉的设备主管退休，新主管不认识我们。", 200, 150,
        "退休前请老主管一起开了交接会，随后安排技术总监拜访新主管，并邀请其参观样板工厂。", 160,
    ),
    Case(
        "rep1", Category.LOST_NEEDS, Severity.LOW,
        "客户半年前提出的防腐涂层需求没有下文。", 95, 60,
        "指定技术支持一人跟进到底，每周告知客户进展；样件已通过验收。", 41,
    ),
)  # fmt: skip


def load(end: date) -> int:
    """Each owner's cases at the accounts they visit most; returns how many."""
    people = {f"{case.owner}@{DOMAIN}" for case in CASES}
    owners = {user.email: user for user in User.objects.filter(email__in=people)}
    taken: list[int] = []
    for case in CASES:
        owner = owners[f"{case.owner}@{DOMAIN}"]
        mine = Account.objects.filter(owner=owner, status=AccountStatus.ACTIVE)
        visited = mine.exclude(pk__in=taken).annotate(n=Count("visits")).order_by("-n", "pk")
        if account := visited.first():
            taken.append(account.pk)
            _tell(case, account, owner, end)
    return len(taken)


def _tell(case: Case, account: Account, owner: User, end: date) -> Problem:
    def before(days: int) -> date:
        return end - timedelta(days=days)

    problem = report_problem(
        account=account,
        by=owner,
        today=before(case.opened),
        category=case.category,
        severity=case.severity,
        what=case.what,
        owner=owner,
        due_on=before(case.due),
    )
    if case.solution:
        day = before(case.closed)
        close_problem(problem=problem, by=owner, today=day, solution=case.solution)
    return problem
