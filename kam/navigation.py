"""The left navigation: by job, not by table; each role sees what it may open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.models import User
from staff.permissions import Permission, has_permission

P = Permission


@dataclass(frozen=True)
class Item:
    """One entry. `allow`: any of these opens it; empty means everybody."""

    name: str
    label: str | Promise
    url_name: str
    icon: str = ""
    allow: frozenset[Permission] = frozenset()
    children: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as the template prints it."""

    name: str
    label: str | Promise
    url: str
    icon: str
    children: list["Link"] = field(default_factory=list)
    waiting: int = 0  # decisions behind it


def any_of(*permissions: Permission) -> frozenset[Permission]:
    return frozenset(permissions)


ITEMS = (
    Item("today", _("Today"), "today", "home"),
    Item(
        "accounts",
        _("Accounts"),
        "account_list",
        "building",
        children=(
            Item("accounts", _("Accounts"), "account_list"),
            Item("projects", _("Projects"), "project_list", allow=any_of(P.BUSINESS_VIEW)),
            Item("contacts", _("Contacts"), "contact_list", allow=any_of(P.CONTACT_VIEW)),
            Item("merges", _("Duplicates"), "merge_list", allow=any_of(P.CONTACT_EDIT)),
            Item("imports", _("Imports"), "import_list", allow=any_of(P.IMPORT_DATA)),
        ),
    ),
    Item(
        "relationships",
        _("Relationships"),
        "due_list",
        "topology-star-3",
        allow=any_of(P.VISIT_VIEW),
        children=(
            Item("squares", _("25 squares"), "squares"),
            Item("due", _("Due visits"), "due_list"),
            Item("visits", _("Visits"), "visit_list"),
            Item("route", _("Route of a day"), "route", allow=any_of(P.VISIT_LOG)),
            Item("executive", _("Executive contacts"), "executive_list"),
            Item("coverage", _("Coverage"), "coverage"),
            Item("care", _("Care"), "care_list", allow=any_of(P.CONTACT_VIEW)),
            Item("handovers", _("Hand-overs"), "handover_list"),
        ),
    ),
    Item(
        "plans",
        _("Plans"),
        "plan_home",
        "clipboard-list",
        children=(
            Item("plans", _("Plans"), "plan_home"),
            Item("development", _("Winning"), "development_list", allow=any_of(P.PLAN_VIEW)),
            Item("work", _("Work list"), "work_list", allow=any_of(P.VISIT_VIEW)),
            Item("problems", _("Problems"), "problem_list", allow=any_of(P.PLAN_VIEW)),
            Item("lessons", _("Lessons"), "lesson_list", allow=any_of(P.PLAN_VIEW)),
            Item("effort", _("Resources against value"), "plan_effort", allow=any_of(P.PLAN_VIEW)),
        ),
    ),
    Item(
        "tiering",
        _("Tiering"),
        "tier_dashboard",
        "stack-2",
        allow=any_of(P.TIER_VIEW),
        children=(
            Item("dashboard", _("Dashboard"), "tier_dashboard"),
            Item("flow", _("Class flow"), "class_flow"),
            Item("checks", _("Checks"), "tiering_checks"),
            Item("portfolio", _("Portfolio matrix"), "portfolio", allow=any_of(P.BUSINESS_VIEW)),
            Item("ideal", _("Ideal customers"), "ideal_customers", allow=any_of(P.MARGIN_VIEW)),
            Item("profitability", _("Whale curve"), "profitability", allow=any_of(P.MARGIN_VIEW)),
            Item("proposals", _("Proposals"), "proposal_list", allow=any_of(P.PROPOSAL_VIEW)),
            Item("selection", _("Selection"), "candidate_list", allow=any_of(P.BUSINESS_VIEW)),
            Item("runs", _("Runs"), "run_list", allow=any_of(P.RUN_VIEW)),
            Item("policies", _("Policies"), "policy_list", allow=any_of(P.POLICY_VIEW)),
        ),
    ),
    Item("reports", _("Reports"), "report_home", "report-analytics"),
    Item("settings", _("Settings"), "settings_home", "settings"),
)


NOTHING: Mapping[str, int] = {}


def link(item: Item, user: User, waiting: Mapping[str, int] = NOTHING) -> Link | None:
    """The entry for `user`; None when the role may not open it or its page is not installed.

    `waiting`: how many decisions wait behind an entry, by its name.
    """
    if item.allow and not any(has_permission(user, permission) for permission in item.allow):
        return None
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    children = [found for child in item.children if (found := link(child, user, waiting))]
    below = sum(child.waiting for child in children)
    return Link(item.name, item.label, url, item.icon, children, waiting.get(item.name, below))


def navigation(user: User, waiting: Mapping[str, int] = NOTHING) -> list[Link]:
    return [found for item in ITEMS if (found := link(item, user, waiting))]
