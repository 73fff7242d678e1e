"""Back-tests: a policy at past month-ends, on what was known then, against what came after.

Classes here are computed ones: buffers and approvals would blur what the rules see. A month-end
whose time after is not over yet has classes and no verdict.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    ParetoClass,
    PyramidTier,
    SelectionDecision,
    TransactionPattern,
)
from kam.lib.copy import Column
from staff.models import Company, User
from tiering.engine import Policy, Scores, score
from tiering.engine.outcome import outcome, verdict
from tiering.engine.past import revenue_between
from tiering.models import BackTest, PolicyVersion
from tiering.models.backtest import BackTestState
from tiering.services.past import Past, read_past
from tiering.services.population import EPOCH
from tiering.services.windows import Windows, months_before
from tiering.whatif import LADDERS

logger = logging.getLogger(__name__)

HORIZONS = (6, 12)  # months
# The classes by which each system calls an account key; what came after judges those.
KEY: dict[str, tuple[int, ...]] = {
    "pyramid": (PyramidTier.TOP, PyramidTier.MAJOR),
    "abc": (AbcType.PLATINUM,),
    "pareto": (ParetoClass.A,),
    "key_class": (KeyAccountClass.CORE, KeyAccountClass.IMPORTANT),
    "band": (SelectionDecision.SELECTED,),
    "pattern": (
        TransactionPattern.BIG_REFERRER,
        TransactionPattern.REFERRER,
        TransactionPattern.REPEAT,
    ),
}
Report = Callable[[int], None]


@transaction.atomic
def request_backtest(*, version: PolicyVersion, months: int, by: User | None) -> BackTest:
    """A back-test that waits for a worker; the one before of this version is replaced."""
    BackTest.objects.filter(version=version).delete()
    return BackTest.objects.create(version=version, hash=version.hash, months=months, by=by)


def execute_backtest(*, test: BackTest, today: date) -> BackTest:
    """Carry out a waiting back-test; an error is written to it and raised.

    Delivered twice it runs once.
    """
    waiting = BackTest.objects.filter(pk=test.pk, state=BackTestState.QUEUED)
    if not waiting.update(state=BackTestState.RUNNING):
        return BackTest.objects.get(pk=test.pk)
    test = BackTest.objects.select_related("version").get(pk=test.pk)
    try:
        test.hash = test.version.hash

        def report(percent: int) -> None:
            BackTest.objects.filter(pk=test.pk).update(progress=percent)

        test.result = backtest(test.version.policy, months=test.months, today=today, report=report)
        test.state, test.progress = BackTestState.DONE, 100
    except Exception as error:
        logger.exception("back-test %s failed", test.pk)
        test.state, test.error = BackTestState.FAILED, f"{type(error).__name__}: {error}"[:2000]
        raise
    finally:
        test.finished_at = timezone.now()
        test.save()
    return test


def backtest(policy: Policy, *, months: int, today: date, report: Report) -> dict[str, Any]:
    """The result as JSON: classes at each month-end, flips, and verdicts by time after."""
    past = read_past(windows=Windows.of(policy), zone=Company.current().zone)
    over = min(today, past.last_day + timedelta(days=1))  # the first day nothing is known of
    days = month_ends(before=over, count=months)
    codes: dict[str, list[Column]] = {system: [] for system in LADDERS}
    verdicts: list[dict[str, Any]] = []
    sizes = []
    for place, day in enumerate(days):
        scores = score(past.population(day, policy), policy)
        sizes.append(len(scores))
        for system, columns in codes.items():
            columns.append(_spread(scores, system, past))
        newest = {system: columns[-1] for system, columns in codes.items()}
        verdicts += _verdicts(past, day, over, newest)
        report(100 * (place + 1) // len(days))
    return {
        "days": [day.isoformat() for day in days],
        "population": sizes,
        "counts": {system: _counts(system, columns) for system, columns in codes.items()},
        "flips": {system: _flips(columns) for system, columns in codes.items()},
        "flows": {system: _flows(columns) for system, columns in codes.items()},
        "verdicts": verdicts,
    }


def month_ends(*, before: date, count: int) -> list[date]:
    """The last days of the `count` months that are over before the day `before`, oldest first."""
    first = before.replace(day=1)
    starts = [months_before(first, back) for back in range(count)]
    return [start - timedelta(days=1) for start in reversed(starts)]


def _spread(scores: Scores, system: str, past: Past) -> Column:
    """Codes on all accounts ever known; 0 where one does not rank that day."""
    codes = np.zeros(len(past.accounts), np.int8)
    codes[np.searchsorted(past.accounts, scores.account_id)] = getattr(scores, system)
    return codes


def _counts(system: str, columns: list[Column]) -> dict[str, list[int]]:
    """For every class how many accounts it had at each month-end."""
    return {
        str(code): [int(np.count_nonzero(column == code)) for column in columns]
        for code in LADDERS[system]
    }


def _flips(columns: list[Column]) -> dict[str, Any]:
    """How steady the classes are: changes from month to month among accounts rated in both."""
    changes = rated = back = 0
    for before, after in pairwise(columns):
        both = (before > 0) & (after > 0)
        rated += int(np.count_nonzero(both))
        changes += int(np.count_nonzero(both & (before != after)))
    for first, second, third in zip(columns, columns[1:], columns[2:], strict=False):
        all_rated = (first > 0) & (second > 0) & (third > 0)
        back += int(np.count_nonzero(all_rated & (first != second) & (first == third)))
    return {"changes": changes, "rated": rated, "undone": back}


def _flows(columns: list[Column]) -> list[list[int]]:
    """From the first month-end to the last: class then, class now, accounts; movers only."""
    first, last = columns[0].astype(np.int64), columns[-1].astype(np.int64)
    moved = first != last
    pairs, counts = np.unique(first[moved] * 16 + last[moved], return_counts=True)
    return [
        [int(pair) // 16, int(pair) % 16, int(count)]
        for pair, count in zip(pairs, counts, strict=True)
    ]


def _verdicts(past: Past, day: date, over: date, codes: dict[str, Column]) -> list[dict[str, Any]]:
    """What became of those each system called key, in each time after that is over by `over`."""
    found = []
    for months in HORIZONS:
        until = months_before(day, -months)
        if until >= over:
            continue
        start = (months_before(day, months) - EPOCH).days
        middle, end = (day - EPOCH).days, (until - EPOCH).days
        size = len(past.accounts)
        before = revenue_between(past.entries, size, start, middle)
        after = revenue_between(past.entries, size, middle, end)
        became = outcome(before, after)
        for system, column in codes.items():
            # Where nobody was rated nobody could be called key; "no key account" is an answer.
            if not column.any() and system != "key_class":
                continue
            called = verdict(np.isin(column, KEY[system]), became, before, after)
            figures = {**asdict(called), "precision": called.precision, "recall": called.recall}
            found.append({"system": system, "day": day.isoformat(), "months": months, **figures})
    return found
