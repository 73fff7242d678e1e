"""The life of a problem: reported, changed, closed with its solution, opened again.

Refusals are `ValidationError`s keyed by the field that has to change. Every act locks the problem.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.models import Problem
from plans.models.learnt import REMEMBERED
from plans.services.access import check_sees
from plans.services.following import follow
from plans.services.sharing import check_nameless
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import Telling, tell_each

TOLD_WITHIN = timedelta(days=7)  # a worker that stood still longer tells of older ones no more
AT_ONCE = 200


@transaction.atomic
def report_problem(
    *,
    account: Account,
    by: User,
    today: date,
    category: str,
    severity: int,
    what: str,
    owner: User,
    due_on: date,
) -> Problem:
    """Anybody who works accounts may report one; `owner` sees to it until `due_on`."""
    if not has_permission(by, Permission.PLAN_EDIT):
        raise PermissionDenied
    _refuse_past(due_on, today)
    problem = Problem(account=account, opened_by=by, opened_on=today)
    return _say(problem, category, severity, what, owner, due_on)


@transaction.atomic
def change_problem(
    *,
    problem: Problem,
    by: User,
    today: date,
    category: str,
    severity: int,
    what: str,
    owner: User,
    due_on: date,
) -> Problem:
    """As long as it is open. A day that has passed may stay, not be chosen."""
    problem = _worked(problem, by, is_open=True)
    if due_on != problem.due_on:
        _refuse_past(due_on, today)
    return _say(problem, category, severity, what, owner, due_on)


@transaction.atomic
def close_problem(
    *, problem: Problem, by: User, today: date, solution: str, shared: bool = False
) -> Problem:
    """What solved it is kept for whoever has the same problem next."""
    if not solution.strip():
        raise ValidationError({"solution": _("Say what solved it: others can learn from it.")})
    problem = _worked(problem, by, is_open=True)
    problem.solution, problem.closed_on, problem.closed_by = solution.strip(), today, by
    if shared:
        check_nameless(problem.account, "solution", problem.solution)
    problem.remember(problem.account)
    problem.shared = shared
    problem.save(update_fields=["solution", "closed_on", "closed_by", "shared", *REMEMBERED])
    return problem


@transaction.atomic
def reopen_problem(*, problem: Problem, by: User) -> Problem:
    """It was not solved after all; what was tried stays to be read."""
    problem = _worked(problem, by, is_open=False)
    problem.closed_on = problem.closed_by = None
    problem.save(update_fields=["closed_on", "closed_by"])
    return problem


def _say(
    problem: Problem, category: str, severity: int, what: str, owner: User, due_on: date
) -> Problem:
    """Check and save what is said of it."""
    check_sees(owner, [problem.account_id])
    if not has_permission(owner, Permission.PLAN_EDIT):
        raise ValidationError({"owner": _("This colleague can't work on problems.")})
    problem.category, problem.severity, problem.what = category, severity, what.strip()
    problem.owner, problem.due_on = owner, due_on
    problem.clean_fields(exclude=["solution", "closed_by", "closed_on"])
    problem.save()
    return problem


def _refuse_past(due_on: date, today: date) -> None:
    if due_on < today:
        raise ValidationError({"due_on": _("This day has passed.")})


def _worked(problem: Problem, by: User, *, is_open: bool) -> Problem:
    """The problem as it is now, locked; only who works it, and only open or only closed."""
    rows = Problem.objects.select_for_update(of=("self",)).select_related("account")
    problem = rows.get(pk=problem.pk)
    if not problem.worked_by(by):
        raise PermissionDenied
    if problem.is_open != is_open:
        raise ValidationError(CLOSED if is_open else OPEN)
    return problem


CLOSED = _("This problem is closed by now.")
OPEN = _("This problem is open.")


def follow_owners() -> int:
    """Open problems go with their accounts; how many. Who else may see to them keeps them."""
    return follow(Problem.objects.open())


def tell_due(*, today: date) -> int:
    """Tell who sees to a problem on its day, once; how many were told."""
    due = Problem.objects.open().filter(due_on__gt=today - TOLD_WITHIN, due_on__lte=today)
    return tell_each(
        [
            Telling(
                user=problem.owner,
                kind=NoticeKind.PROBLEM_DUE,
                key=f"{problem.pk}:{problem.due_on}",
                url=reverse("problem_detail", args=[problem.pk]),
                params={"what": problem.what[:80], "account": both(problem.account)},
            )
            for problem in due.for_list()[:AT_ONCE]
            if problem.owner.is_active
        ]
    )
