"""The coverage table: kept with every visit, rebuilt whole, the same."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationships.models import Coverage, Visit
from relationships.services import coverage, visits
from tests import factories

pytestmark = pytest.mark.django_db

STEP = st.tuples(
    st.sampled_from(["log", "plan", "complete", "move", "cancel"]),
    st.integers(0, 2),  # account
    st.integers(0, 40),  # days ago
    st.integers(0, 10),  # which visit
)


def table():
    rows = Coverage.objects.order_by("account_id")
    return list(rows.values_list("account_id", "last_visit_id", "last_visited_on"))


def oracle():
    """The same in plain Python."""
    found = {}
    for visit in Visit.objects.counting().order_by("date", "pk"):
        found[visit.account_id] = (visit.account_id, visit.pk, visit.date)
    return [found[account] for account in sorted(found)]


def act(step, accounts, by, today):
    verb, which, ago, n = step
    account = accounts[which]
    day, people = today - timedelta(days=ago), list(account.contacts.all())
    said = {"by": by, "today": today}
    if verb == "log":
        visits.log_visit(account=account, contacts=people, date=day, note="x", **said)
    elif verb == "plan":
        visits.plan_visit(account=account, date=today, **said)
    elif visit := _pick(n, planned=verb == "complete"):
        people = list(visit.account.contacts.all())
        if verb == "complete":
            visits.complete_visit(visit=visit, contacts=people, date=day, note="x", **said)
        elif verb == "move":
            visits.update_visit(visit=visit, contacts=people, date=day, note="y", **said)
        else:
            visits.cancel_visit(visit=visit, by=by, today=today)


def _pick(n, *, planned):
    found = list((Visit.objects.planned() if planned else Visit.objects.completed()).order_by("pk"))
    return found[n % len(found)] if found else None


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_kept_and_rebuilt_tables_are_identical(people, today, steps):
    with transaction.atomic():
        accounts = [factories.account(owner=people.rep) for _ in range(3)]
        for account in accounts:
            factories.contact(account)
        for step in steps:
            act(step, accounts, people.rep, today)
        kept = table()
        Coverage.objects.all().delete()
        coverage.rebuild()
        assert table() == kept == oracle()
        transaction.set_rollback(True)


def test_a_rebuild_removes_what_no_longer_counts(case, today):
    Visit.objects.update(status="cancelled")
    coverage.rebuild()
    assert table() == []


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({}, True, id="completed-met-and-noted"),
        pytest.param({"status": "planned"}, False, id="planned"),
        pytest.param({"status": "cancelled"}, False, id="cancelled"),
        pytest.param({"contacts": ()}, False, id="nobody-met"),
        pytest.param({"kind": "remote"}, True, id="remote"),
    ],
)
def test_which_visits_count(people, today, fields, counts):
    account = factories.account(owner=people.rep)
    person = factories.contact(account)
    factories.visit(account, today, people.rep, **({"contacts": [person]} | fields))
    coverage.rebuild()
    assert Visit.objects.counting().exists() is counts
    assert bool(table()) is counts
