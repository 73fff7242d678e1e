"""Why a score is another than a month ago: four causes that add up exactly (design §5)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories
from tiering.engine import Metric
from tiering.models import PolicyVersion, Run
from tiering.reader import Reader
from tiering.score_changes import Cause, changes
from tiering.services import policy_life as life
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)
ALL = Reader(Metric.GROSS_PROFIT, sales=True, margins=True)
WEIGHTS = {
    "INTEGRITY": 18,
    "OPERATING": 17,
    "ECONOMIC": 17,
    "LOCATION": 5,
    "MAX_DEMAND": 8,
    "DEV_COST": 10,
    "INTERACTION": 15,
    "KEEP_COST": 10,
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def rescore(as_of):
    return execute_run(run=request_run(as_of=as_of, by=None))


@pytest.fixture
def account(people):
    """A buyer rated in May: integrity 70, operating, economic and interaction 50, demand 55."""
    account = factories.account("锦澜纺织", owner=people.rep)
    for day in ("2025-08-10", "2026-01-10", "2026-05-10"):
        factories.sale(account, day, 100_000, cost=50_000)
    for kind in ("operating", "economic", "interaction"):
        factories.rating(account, kind, 3, "2026-05-01")
    factories.payment(account, "2026-05-01", due=100, on_time=93)
    factories.wallet(account, "2026-05-01", "1500000")
    rescore(MAY)
    return account


def change_of(account, code="criteria"):
    earlier, later = Run.objects.main().done().order_by("as_of")
    return {change.code: change for change in changes(account, earlier, later, ALL)}[code]


def points(change):
    return {cause: step.points for cause, step in zip(Cause, change.steps, strict=True)}


def test_nothing_happened(account):
    rescore(JUNE)
    change = change_of(account)
    assert points(change) == dict.fromkeys(Cause, 0)
    assert change.points == 0


@pytest.mark.parametrize(
    ("happens", "cause", "told"),
    [
        pytest.param(
            lambda account: factories.payment(account, "2026-06-20", due=100, on_time=97),
            Cause.BEHAVIOUR,
            ["Integrity: 93.0% paid on time → 97.0% paid on time"],
            id="pays better",
        ),
        pytest.param(
            lambda account: factories.rating(
                account, "interaction", 4, "2026-06-20", evidence="信"
            ),
            Cause.DECISION,
            ["Interaction with us: rated 3 of 5 → rated 4 of 5"],
            id="is rated better",
        ),
    ],
)
def test_one_cause(account, happens, cause, told):
    happens(account)
    rescore(JUNE)
    change = change_of(account)
    assert points(change)[cause] == change.after - change.before != 0
    assert [step.told for step in change.steps][list(Cause).index(cause)] == told


def test_what_was_true_then_and_learned_since_is_a_correction(account):
    run = Run.objects.get(as_of=MAY)
    factories.payment(account, "2026-05-20", due=100, on_time=85, known_from=run.finished_at)
    rescore(JUNE)
    change = change_of(account)
    assert points(change)[Cause.CORRECTION] == change.after - change.before < 0


def test_another_policy_is_a_cause_of_its_own(account, people):
    draft = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
    weights = {f"selection.weights.{name}": weight for name, weight in WEIGHTS.items()}
    draft = life.save_draft(version=draft, changes=weights, seen=draft.hash, by=people.admin)
    PolicyVersion.objects.filter(number=1).update(status="superseded")
    PolicyVersion.objects.filter(pk=draft.pk).update(status="published")
    factories.rating(account, "interaction", 5, "2026-06-20", evidence="信")
    rescore(JUNE)
    change = change_of(account)
    assert points(change)[Cause.DECISION] > 0 != points(change)[Cause.POLICY]
    assert sum(points(change).values()) == change.after - change.before
    assert change.steps[-1].told == ["v1 → v2"]


def test_the_card_shows_the_steps(account, people, as_user):
    factories.rating(account, "interaction", 4, "2026-06-20", evidence="信")
    rescore(JUNE)
    page = as_user(people.rep).get(reverse("account_changes", args=[account.pk]))
    body = page.content.decode()
    assert "What people judged" in body
    assert "rated 3 of 5 → rated 4 of 5" in body


def test_without_an_earlier_run_it_says_so(account, people, as_user):
    page = as_user(people.rep).get(reverse("account_changes", args=[account.pk]))
    assert "no earlier run" in page.content.decode()
