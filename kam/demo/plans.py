"""Plans under way: a year's, one to win an account, one to core, one that waits for a manager."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.demo.company import DOMAIN
from kam.lib.classes import KeyAccountClass
from plans.gap_table import gap_table
from plans.gaps import criteria
from plans.measures import stand
from plans.models import Measure, Plan, Purpose
from plans.services import content, milestones, plans
from plans.services.plan_actions import add_action
from plans.targets import target_of
from relationships.services.actions import finish_action
from staff.models import User
from staff.permissions import Role

SECTIONS = {
    "strategy": "服务于公司三年战略中的“装备数字化”：以该客户的智能产线为样板，带动同行业订单。",
    "focus": "一、备件与服务年度框架；二、二期产线的联合设计，赶在预算定案之前。",
    "own": "去年计划完成九成：整机达标，服务合同因报价慢丢了两单。",
}
# What the template's actions on the way to core are to bring, in points.
EXPECTED = {
    "alignment": Decimal(8),
    "strength": Decimal(6),
    "idea": Decimal(1),
    "execution": Decimal(15),
}
ACTIONS = (("与总经理年度会晤，确认改造预算", 3, 60), ("提交二期产线联合设计方案", 5, 330))


WORKS = (Role.KAM, Role.REP)


def load(end: date) -> int:
    """Make the plans as of `end`, by who works the accounts; returns how many."""
    people = {
        user.email.partition("@")[0]: user
        for user in User.objects.filter(email__endswith=f"@{DOMAIN}")
    }
    made = [_year(people, end), _new(people, end), _core(people, end), _tier(end)]
    return len([plan for plan in made if plan])


def _year(people: dict[str, User], end: date) -> Plan | None:
    """The operating plan of the key account manager's best account, active since January."""
    owner, first = people["kam1"], date(end.year, 1, 1)
    account = _best(owner)
    if account is None:
        return None
    last = date(end.year, 12, 31)
    plan = plans.create_plan(
        account=account, by=owner, purpose=Purpose.OPERATING, why="全年最大的增长点。",
        starts_on=first, ends_on=last,
    )  # fmt: skip
    for kind, text in SECTIONS.items():
        content.write_section(plan=plan, by=owner, today=first, kind=kind, text=text)
    content.state_resources(
        plan=plan, by=owner, today=first, people=3, days=60, money=Decimal(80_000)
    )
    _goal(plan, owner, Measure.REVENUE, Decimal("0.85"), Decimal("1.10"), 60)
    content.add_risk(
        plan=plan, by=owner, today=first, risk="竞争对手以低价切入备件",
        counter="用停机损失测算证明价值，签年度框架",
    )  # fmt: skip
    done = None
    for text, weight, after in ACTIONS:
        due = first + timedelta(days=after)
        link = add_action(
            plan=plan, by=owner, today=first, text=text, owner=owner, due_on=due, weight=weight
        )
        done = done or link.action
    _approved(plan, people, first)
    if done is not None:
        finish_action(action=done, by=owner, today=done.due_on, note="对方同意预算")
    return plan


def _new(people: dict[str, User], end: date) -> Plan | None:
    """A prospect, two milestones on its way."""
    prospects = Account.objects.filter(status=AccountStatus.PROSPECT, owner__role__in=WORKS)
    account = prospects.select_related("owner").order_by("owner__email", "pk").first()
    if account is None or account.owner is None:
        return None
    owner = account.owner
    first = end - timedelta(days=70)
    plan = plans.create_plan(
        account=account, by=owner, purpose=Purpose.NEW, why="新建厂房，设备全部要配。",
        starts_on=first, ends_on=first + timedelta(days=330),
    )  # fmt: skip
    for kind, text in (("need", "两条装配线，明年三季度投产。"), ("entry", "由设计院总工引荐。")):
        content.write_section(plan=plan, by=owner, today=first, kind=kind, text=text)
    content.state_resources(plan=plan, by=owner, today=first, people=2, days=25, money=Decimal(0))
    milestones.expect_order(
        plan=plan, by=owner, today=first, first_order=Decimal(300_000),
        first_order_on=first + timedelta(days=240),
    )  # fmt: skip
    due = end + timedelta(days=10)
    add_action(plan=plan, by=owner, today=first, text="约生产副总见面", owner=owner, due_on=due)
    _approved(plan, people, first)
    steps = plan.milestones.order_by("place")[:2]
    for step, evidence in zip(steps, ("名单评分 72 分", "厂区走访"), strict=True):
        milestones.reach(milestone=step, by=owner, today=step.due_on, evidence=evidence)
    return plan


def _core(people: dict[str, User], end: date) -> Plan | None:
    """An important account on its way to core, active, with the template's actions on its gaps."""
    important = Account.objects.filter(
        owner__role__in=WORKS,
        standing__by_group=False,
        standing__key_class=KeyAccountClass.IMPORTANT,
    )
    for account in important.select_related("owner", "standing").order_by("owner__email", "pk"):
        owner = account.owner
        if owner is None or not _open(account, Purpose.TO_CORE, owner):
            continue
        plan = plans.create_plan(
            account=account, by=owner, purpose=Purpose.TO_CORE,
            why="双方理念接近，竞争对手正在接触其总工。",
            starts_on=end, ends_on=end + timedelta(days=364),
        )  # fmt: skip
        for row in gap_table(plan, owner).rows:
            for suggested in row.suggestions:
                add_action(
                    plan=plan, by=owner, today=end, text=suggested.row.zh, owner=owner,
                    due_on=suggested.due_on, need=row.gap.need, expects=EXPECTED[row.gap.need],
                )  # fmt: skip
        _approved(plan, people, end)
        return plan
    return None


def _tier(end: date) -> Plan | None:
    """A tier up for the first account that has a way to it; it waits for the manager."""
    for account in _alone().filter(standing__pyramid__in=(2, 3)):
        owner = account.owner
        if owner is None or not _open(account, Purpose.UP_TIER, owner):
            continue
        plan = plans.create_plan(
            account=account, by=owner, purpose=Purpose.UP_TIER, why="采购额连续三个季度上升。",
            starts_on=end, ends_on=end + timedelta(days=364),
        )  # fmt: skip
        due = end + timedelta(days=30)
        add_action(
            plan=plan, by=owner, today=end, text="提出年度框架", owner=owner, due_on=due,
            need="value",
        )  # fmt: skip
        return plans.submit(plan=plan, by=owner, today=end)
    return None


def _alone() -> QuerySet[Account]:
    """Accounts that somebody works and that carry their own classes."""
    found = Account.objects.filter(owner__role__in=WORKS, standing__by_group=False)
    return found.select_related("owner", "standing").order_by("owner__email", "pk")


def _open(account: Account, purpose: Purpose, owner: User) -> bool:
    """Whether the purpose leads somewhere and something is missing for it."""
    target = target_of(account, purpose, owner)
    under_way = Plan.objects.under_way().filter(account=account, purpose=purpose)
    if not target or under_way.exists():
        return False
    return any(not gap.holds for gap in criteria(account, purpose, target, owner))


def _own(owner: User) -> QuerySet[Account]:
    rated = Account.objects.visible_to(owner).filter(owner=owner, standing__by_group=False)
    return rated.select_related("standing").order_by("standing__pyramid", "pk")


def _best(owner: User) -> Account | None:
    """A rated account that no sponsor is missing for."""
    rated = _own(owner).exclude(standing__pyramid=0)
    return rated.exclude(sponsor=None).first() or rated.filter(standing__pyramid__gt=1).first()


def _goal(
    plan: Plan, owner: User, measure: Measure, before: Decimal, after: Decimal, weight: int
) -> None:
    """From `before` to `after` times what the records say today."""
    now = stand(plan.account, owner, plan.starts_on).get(measure)
    if not now:
        return
    content.add_goal(
        plan=plan, by=owner, today=plan.starts_on, measure=measure, words="",
        baseline=(now * before).quantize(Decimal(1)), target=(now * after).quantize(Decimal(1)),
        due_on=plan.ends_on, weight=weight,
    )  # fmt: skip


def _approved(plan: Plan, people: dict[str, User], today: date) -> None:
    """Submitted and approved by everybody who is asked."""
    plan = plans.submit(plan=plan, by=plan.owner, today=today)
    if plan.needs_sponsor and plan.account.sponsor:
        plan = plans.approve(plan=plan, by=plan.account.sponsor, today=today)
    plans.approve(plan=plan, by=people["head"], today=today)
