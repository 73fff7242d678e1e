"""Counts and amounts per class: of the whole company from the run, of a scope from its rows."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from django.db import connection

from accounts.models import Account
from kam.lib.copy import Columns, read_columns
from staff.models import Unit, User
from tiering.engine import (
    ClassSum,
    Concentration,
    Context,
    ParetoCheck,
    Policy,
    System,
    concentration,
    pareto_check,
)
from tiering.engine.context import CLASSES, class_sums
from tiering.models import Run, Score

TYPES = {
    "value": "i8",
    "net_revenue": "i8",
    "provisional": "i2",
    "estimated": "i2",
    **{system.value: "i2" for system in System},
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What a set of ranked accounts adds up to; money in minor units."""

    accounts: int
    net_revenue: int
    positive_revenue: int
    provisional: int
    estimated: int
    classes: dict[System, tuple[ClassSum, ...]]
    concentration: Concentration | None
    curve: ParetoCheck | None


def sums_of_company(run: Run, context: Context) -> Sums:
    """No query: the run keeps them."""
    spread: Any = SimpleNamespace(**{"concentration": None, "pareto": None, **run.spread})
    return Sums(
        context.population,
        context.net_revenue,
        context.positive_revenue,
        context.provisional,
        context.estimated,
        context.classes,
        spread.concentration and Concentration.model_validate(spread.concentration),
        spread.pareto and ParetoCheck.model_validate(spread.pareto),
    )


def sums_of_scope(
    run: Run, policy: Policy, user: User, unit: Unit | None, *, by_value: bool
) -> Sums:
    """One query. Who may not see the metric gets a curve of net revenue."""
    rows = _columns(run, user, unit)
    value, revenue = rows["value"], rows["net_revenue"]
    return Sums(
        len(value),
        int(revenue.sum()),
        int(np.maximum(revenue, 0).sum()),
        int((rows["provisional"] > 0).sum()),
        int((rows["estimated"] > 0).sum()),
        {
            system: class_sums(kinds, rows[system.value], value, revenue)
            for system, kinds in CLASSES.items()
        },
        concentration(revenue, policy),
        pareto_check(value if by_value else revenue),
    )


def scores_in(run: Run, user: User, unit: Unit | None) -> Any:
    """The run's scores of the accounts in the user's book and below `unit`."""
    accounts = Account.objects.in_book_of(user)
    if unit is not None:
        accounts = accounts.filter(unit__path__startswith=unit.path)
    scores = Score.objects.filter(run_id=run.pk)
    # The whole book needs no join.
    return scores.filter(account__in=accounts) if accounts.query.where else scores


def _columns(run: Run, user: User, unit: Unit | None) -> Columns:
    scores = scores_in(run, user, unit).order_by().values_list(*TYPES)
    sql, params = scores.query.sql_with_params()
    with connection.cursor() as cursor:
        return read_columns(cursor.mogrify(sql, params).decode(), TYPES)
