"""Reports: for now a list of the pages that answer a manager's questions."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam.navigation import Item, Link, any_of, link
from staff.http import Request
from staff.permissions import Permission as P


@dataclass(frozen=True)
class Report:
    item: Item
    question: Promise


REPORTS = (
    Report(
        Item("tiers", _("Tier dashboard"), "tier_dashboard", "stack-2", any_of(P.TIER_VIEW)),
        _("Who carries the profit, and how concentrated is it?"),
    ),
    Report(
        Item("due", _("Due visits"), "due_list", "calendar-check", any_of(P.VISIT_VIEW)),
        _("Who has waited longer than the standard for a visit?"),
    ),
    Report(
        Item("runs", _("Runs"), "run_list", "history", any_of(P.RUN_VIEW)),
        _("When was everybody scored, with which policy and which result?"),
    ),
)


def report_home(request: Request) -> HttpResponse:
    found: list[tuple[Link | None, Promise]] = [
        (link(report.item, request.user), report.question) for report in REPORTS
    ]
    reports = [(shown, question) for shown, question in found if shown]
    return render(request, "kam/reports.html", {"nav": "reports", "reports": reports})
