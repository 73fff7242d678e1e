"""A policy on past month-ends: start it, watch it, read it beside another version's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering import tasks
from tiering.models import BackTest, PolicyVersion
from tiering.models.backtest import BackTestState
from tiering.models.policy import PolicyStatus
from tiering.services.backtests import HORIZONS, KEY, request_backtest
from tiering.whatif import LADDERS, NAMES

FRAME = {"nav": "tiering", "subnav": "policies"}
MONTHS = (24, 18, 12)  # the first is proposed


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of one time after, summed over the month-ends that have one."""

    months: int
    days: int
    called: int
    grew: int
    shrank: int
    lost: int
    right: int
    became: int

    @property
    def kept(self) -> int:
        return self.called - self.grew - self.shrank - self.lost

    @property
    def precision(self) -> float | None:
        return self.right / self.called if self.called else None

    @property
    def recall(self) -> float | None:
        return self.right / self.became if self.became else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished back-test as the page prints it, for one system."""

    version: PolicyVersion
    test: BackTest
    days: list[date]
    counts: list[tuple[int, list[int]]]
    flows: list[tuple[int, int, int]]
    changes: int
    undone: int
    per_account: float | None  # changes a month of an account rated in both months, as a fraction
    verdicts: list[Verdicts]


@require_GET
@require(Permission.POLICY_VIEW)
def backtest(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(_versions(), number=number)
    test = getattr(version, "backtest", None)
    if request.htmx and "poll" in request.GET:
        if test is None or test.is_over:
            return HttpResponseClientRefresh()
        return render(request, "tiering/_backtest_progress.html", {"test": test, **_named(version)})
    system = request.GET.get("system", "")
    system = system if system in LADDERS else _moved_most(version)
    others = _versions().filter(backtest__state=BackTestState.DONE).exclude(pk=version.pk)
    other = others.filter(number=_number(request.GET.get("with", ""))).first()
    context = {
        **FRAME,
        **_named(version),
        "test": test,
        "system": system,
        "key": KEY[system],
        "tabs": [(name, NAMES[name]) for name in LADDERS],
        "shown": [shown(each, system) for each in (version, other) if each and _is_done(each)],
        "others": others,
        "untested": _untested(version),
        "other": other,
        "months": MONTHS,
        "may_edit": has_permission(request.user, Permission.POLICY_EDIT),
    }
    return render(request, "tiering/policy_backtest.html", context)


@require_POST
@require(Permission.POLICY_EDIT)
def backtest_start(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(_versions(), number=number)
    months = _number(request.POST.get("months", ""))
    months = months if months in MONTHS else MONTHS[0]
    test = request_backtest(version=version, months=months, by=request.user)
    tasks.backtest.delay_on_commit(test_id=test.pk)
    return redirect("policy_backtest", number=number)


def shown(version: PolicyVersion, system: str) -> Shown:
    test: BackTest = version.backtest
    result: dict[str, Any] = test.result
    flips = result["flips"][system]
    return Shown(
        version=version,
        test=test,
        days=[date.fromisoformat(day) for day in result["days"]],
        counts=[(int(code), row) for code, row in result["counts"][system].items()],
        flows=sorted(map(tuple, result["flows"][system]), key=lambda flow: -flow[2]),
        changes=flips["changes"],
        undone=flips["undone"],
        per_account=flips["changes"] / flips["rated"] if flips["rated"] else None,
        verdicts=[_summed(result["verdicts"], system, months) for months in HORIZONS],
    )


def _summed(verdicts: list[dict[str, Any]], system: str, months: int) -> Verdicts:
    rows = [row for row in verdicts if (row["system"], row["months"]) == (system, months)]
    names = ("called", "grew", "shrank", "lost", "right", "became")
    return Verdicts(months, len(rows), **{name: sum(row[name] for row in rows) for name in names})


def _moved_most(version: PolicyVersion) -> str:
    """The system in which the version moves most accounts, as it was tried; else the pyramid."""
    trial = getattr(version, "trial", None)
    moves = {system: trial.moves.get(system, 0) for system in LADDERS} if trial else {}
    most = max(moves, key=lambda system: moves[system], default="pyramid")
    return most if moves.get(most) else "pyramid"


def _untested(version: PolicyVersion) -> PolicyVersion | None:
    """The version in force, if it has no back-test to stand beside this one."""
    in_force = _versions().get(status=PolicyStatus.PUBLISHED)
    return None if in_force.pk == version.pk or _is_done(in_force) else in_force


def _versions() -> Any:
    return PolicyVersion.objects.for_list().select_related("backtest", "trial")


def _is_done(version: PolicyVersion) -> bool:
    test = getattr(version, "backtest", None)
    return test is not None and test.state == BackTestState.DONE


def _named(version: PolicyVersion) -> dict[str, Any]:
    return {"version": version}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
