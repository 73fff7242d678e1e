"""What was learnt: lessons of closed plans, solutions of closed problems (domain §7.9, §7.12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam.lib.relations import Stage
from plans.models import Category, Plan, PlanState, Problem, Purpose
from plans.models.learnt import REMEMBERED
from relationships.labels import STAGE
from staff.models import User
from staff.permissions import Permission, has_permission

PLAN, PROBLEM = "plan", "problem"
NEVER = Q(pk=None)
REACHED, MISSED = "reached", "missed"
ENDED = Case(When(reached=True, then=Value(REACHED)), default=Value(MISSED))
NEWEST = ("-on", "kind", "-pk")
# What makes two lessons alike, as it is said of them.
TRAITS = {
    "same_purpose": _("same purpose"),
    "same_class": _("same key account class"),
    "same_tier": _("same tier"),
    "same_stage": _("same stage"),
    "same_industry": _("same industry"),
}
ROW = ("pk", "kind", "about", "before", "learnt", "on", "account_id", "ended", *REMEMBERED)
Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class Lesson:
    """`before` is why the plan was made, or what was wrong; class, tier and stage (codes, 0
    unknown) are those of the account when it was closed."""

    pk: int
    kind: str
    about: str
    before: str
    learnt: str
    on: date
    account: Account
    is_seen: bool  # whether the reader may open the account; else its name stays hidden
    ended: str  # REACHED or MISSED for plans
    closed_class: int
    closed_tier: int
    closed_stage: int
    alike: tuple[Promise, ...] = ()

    @property
    def title(self) -> Any:
        return (Purpose if self.kind == PLAN else Category)(self.about).label

    @property
    def stage(self) -> Any:
        return STAGE[Stage(self.closed_stage)] if self.closed_stage else ""

    @property
    def url(self) -> str:
        return reverse(f"{self.kind}_detail", args=[self.pk])


@dataclass(frozen=True)
class Asked:
    """What is asked of lessons themselves: words, what they are about, and the codes they closed
    with; empty is anything."""

    text: str = ""
    about: str = ""
    closed_class: str = ""
    closed_tier: str = ""
    closed_stage: str = ""

    @property
    def then(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in REMEMBERED if getattr(self, name)}


def listed(user: User, accounts: Any, asked: Asked, *, page: str | None, size: int) -> Page[Any]:
    """A page of what `user` may read, the newest first; three queries, with the accounts."""
    plans, problems = _sources(user)
    if text := asked.text:
        seen = Account.objects.visible_to(user).search(text)
        named = Q(account__in=seen.order_by().values("pk"))
        mine = Q(account__in=Account.objects.visible_to(user).order_by().values("pk"))
        plans = plans.filter(named | Q(lessons__icontains=text) | mine & Q(why__icontains=text))
        said = Q(solution__icontains=text) | mine & Q(what__icontains=text)
        problems = problems.filter(named | said)
    if about := asked.about:
        plans, problems = plans.filter(purpose=about), problems.filter(category=about)
    near = Q(account__in=accounts.order_by().values("pk"), **asked.then)
    rows = _union(plans.filter(near), problems.filter(near), ROW)
    found: Page[Any] = Paginator(rows.order_by(*NEWEST), size).get_page(page)
    found.object_list = _lessons(found.object_list, user)
    return found


def offered(plan: Plan, user: User, limit: int = 3) -> list[Lesson]:
    """The lessons most like `plan` that `user` may read: by what they share, then the newest.

    Two queries when the account comes with its standing and relation.
    """
    plans, problems = _sources(user)
    account = _alike(plan.account)
    purpose = {"same_purpose": Q(purpose=plan.purpose)}
    plans = _counted(plans.exclude(pk=plan.pk), purpose | account)
    problems = _counted(problems, {"same_purpose": NEVER} | account)
    rows = _union(plans, problems, (*ROW, *TRAITS, "alike"))
    return _lessons(rows.order_by("-alike", *NEWEST)[:limit], user)


def _alike(account: Account) -> dict[str, Q]:
    """What is not known of an account makes nobody like it."""
    standing, relation = account.rating, getattr(account, "relation", None)
    values = {
        "same_class": ("closed_class", standing and standing.key_class),
        "same_tier": ("closed_tier", standing and standing.pyramid),
        "same_stage": ("closed_stage", relation and relation.stage),
        "same_industry": ("account__industry", account.industry),
    }
    return {
        trait: Q(**{field: value}) if value else NEVER for trait, (field, value) in values.items()
    }


def _counted(rows: Any, traits: dict[str, Q]) -> Any:
    """Those that share something, with 1 or 0 for each trait and their sum."""
    ones = {name: Case(When(shared, then=1), default=0) for name, shared in traits.items()}
    total = sum((F(name) for name in traits), start=Value(0))
    return rows.annotate(**ones).annotate(alike=total).filter(alike__gt=0)


def _sources(user: User) -> tuple[Any, Any]:
    """Closed plans and closed problems in the same words; what each leaves open is empty.

    Those of accounts in sight, and what colleagues chose to tell everybody who reads plans.
    """
    readable = Q(account__in=Account.objects.visible_to(user).order_by().values("pk"))
    readable |= Q(shared=True)
    if not has_permission(user, Permission.PLAN_VIEW):
        readable = NEVER
    plans: Any = Plan.objects.filter(readable, state=PlanState.CLOSED)
    plans = plans.exclude(lessons="")  # one that reached its target may say nothing
    problems: Any = Problem.objects.filter(readable).closed()
    return (
        plans.annotate(**_words(PLAN, "purpose", "why", "lessons"), ended=ENDED),
        problems.annotate(**_words(PROBLEM, "category", "what", "solution"), ended=Value("")),
    )


def _words(kind: str, about: str, before: str, learnt: str) -> dict[str, Any]:
    return {
        "kind": Value(kind),
        "about": Cast(about, TextField()),
        "before": F(before),
        "learnt": F(learnt),
        "on": F("closed_on"),
    }


def _union(plans: Any, problems: Any, columns: Iterable[str]) -> Rows:
    rows: Rows = plans.values(*columns).union(problems.values(*columns), all=True)
    return rows


def _lessons(rows: Iterable[dict[str, Any]], user: User) -> list[Lesson]:
    """With their accounts, in one query for all."""
    found = list(rows)
    visible = Account.objects.visible_to(user).order_by().filter(pk=OuterRef("pk"))
    accounts = Account.everyone.annotate(is_seen=Exists(visible))
    by_pk: dict[int, Any] = accounts.in_bulk({row["account_id"] for row in found})
    return [
        Lesson(
            **{name: row[name] for name in ROW if name != "account_id"},
            account=by_pk[row["account_id"]],
            is_seen=by_pk[row["account_id"]].is_seen,
            alike=tuple(said for trait, said in TRAITS.items() if row.get(trait)),
        )
        for row in found
    ]
