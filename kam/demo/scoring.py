"""A past for the demo classes: month-ends are scored in order, then the last day."""

from datetime import date, timedelta

from kam.demo import decisions, files, notices, plans, vacancies
from tiering.services.runs import execute_run, request_run

MONTHS = 12


def month_ends(*, before: date, count: int) -> list[date]:
    """The last days of the `count` months before that of `before`, oldest first."""
    days: list[date] = []
    day = before.replace(day=1) - timedelta(days=1)
    for _ in range(count):
        days.insert(0, day)
        day = day.replace(day=1) - timedelta(days=1)
    return days


def score_history(*, end: date, months: int = MONTHS) -> None:
    """After each month-end the head of sales decides; what the last day raises still waits."""
    for as_of in month_ends(before=end, count=months):
        execute_run(run=request_run(as_of=as_of, by=None))
        decisions.decide(today=as_of)
    execute_run(run=request_run(as_of=end, by=None))
    plans.load(end)
    files.load_plans()
    notices.load(today=end)
    vacancies.load(end)
