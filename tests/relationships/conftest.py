"""An account that is due, and a day that stands still."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from relationships.services import coverage
from staff import clock
from tests import factories
from tiering.models import CurrentRun, PolicyVersion, Run

TODAY = date(2026, 11, 20)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


@pytest.fixture
def case(people):
    """A TOP account of the rep, last seen 23 days ago, with two people."""
    account = factories.account(
        "澜江重工集团",
        owner=people.rep,
        name_en="Lanjiang Heavy Industries",
        standing={"pyramid": 1, "since": date(2026, 1, 1)},
    )
    wang = factories.contact(account, "王立群", name_en="Wang Liqun", title="采购总监")
    zhao = factories.contact(account, "赵一鸣")
    seen(account, TODAY - timedelta(days=23), people.rep, [wang])
    return SimpleNamespace(account=account, wang=wang, zhao=zhao, **vars(people))


def seen(account, day, by, contacts, **fields):
    """A visit made before the case begins, with its coverage."""
    visit = factories.visit(account, day, by, contacts, **fields)
    coverage.refresh(accounts=[account.pk])
    return visit


def night_has_run(today):
    """The usual state: last night's run is in view, so that no page says otherwise."""
    run = Run.objects.create(
        as_of=today - timedelta(days=1), policy=PolicyVersion.objects.first(),
        state="done", cause="night",
    )  # fmt: skip
    CurrentRun.objects.filter(pk=1).update(run=run)
