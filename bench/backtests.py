"""A back-test of twelve month-ends, against as many runs in SQL."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bench.clock import measured
from bench.peers import in_sql
from staff.models import Company
from tiering.models import PolicyVersion
from tiering.services.backtests import backtest
from tiering.services.measures import measure_aside
from tiering.services.windows import Windows

MONTHS = 12


def measure(today: date) -> dict[str, Any]:
    """Both are run once: either takes long enough to be told apart."""
    policy = PolicyVersion.objects.published().policy
    with measured() as ours:
        result = backtest(policy, months=MONTHS, today=today, report=lambda percent: None)
    days = [date.fromisoformat(day) for day in result["days"]]
    with measured() as sql:
        found = [in_sql_run(day, Windows.of(policy)) for day in days]
    expected = [in_engine(result, place) for place in range(len(days))]
    return {"engine": vars(ours), "sql": vars(sql), "sql_agrees": found == expected}


def in_sql_run(day: date, windows: Windows) -> dict[str, dict[int, int]]:
    """Measure and score a day as a night would if it kept nothing; accounts by class."""
    table = measure_aside(as_of=day, windows=windows)
    until = datetime.combine(day + timedelta(days=1), time(), Company.current().zone)
    in_sql.score_and_persist(as_of=day, table=table, until=until)
    return in_sql.counts()


def in_engine(result: dict[str, Any], place: int) -> dict[str, dict[int, int]]:
    counts = {system: result["counts"][system].items() for system in in_sql.SYSTEMS}
    return {
        system: {int(code): each[place] for code, each in classes if each[place]}
        for system, classes in counts.items()
    }
