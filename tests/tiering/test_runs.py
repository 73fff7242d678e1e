"""Runs: one date, one policy, all accounts; repeated, replaced, aside, interrupted."""

from datetime import date

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.db.models import F

from accounts.models import Account, LedgerEntry, Standing
from kam.lib.classes import PyramidTier
from kam.lib.locks import RUNS, Busy, only_one
from tests import factories
from tiering.engine import ValueNotAllowed
from tiering.models import ClassChange, CurrentRun, PolicyVersion, Run, Score
from tiering.models.run import RunStep
from tiering.services import publish as publishing
from tiering.services.policies import trial_of
from tiering.services.runs import execute_run, request_run, sweep_dead_runs

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 10, 31)


@pytest.fixture
def book():
    """Five accounts of falling size: N = 5 gives 1 TOP, 0 MAJOR, 2 ORDINARY, 2 SMALL."""
    accounts = [factories.account() for _ in range(5)]
    for place, account in enumerate(accounts):
        for month in ("2026-03-03", "2026-06-03", "2026-09-03"):
            factories.sale(account, month, 500 - 100 * place)
    return accounts


@pytest.fixture
def at_once():
    """Every computed class takes effect with its run."""
    factories.policy(hysteresis__immediate=True)


def rescore(as_of=AS_OF, **options):
    return execute_run(run=request_run(as_of=as_of, by=None, **options))


def tiers():
    return list(Standing.objects.order_by("account").values_list("pyramid", flat=True))


def partitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^tiering_score_[0-9]+$'")
        return {name for (name,) in cursor.fetchall()}


def test_a_run_classifies_everybody(book):
    run = rescore()
    assert (run.state, run.is_side, run.counts["population"]) == ("done", False, 5)
    assert CurrentRun.get() == run
    assert set(Run.objects.get(pk=run.pk).durations) == set(RunStep.values)
    assert tiers() == [PyramidTier.TOP, 3, 3, 4, 4]
    assert list(Score.objects.current().order_by("position").values_list("account", flat=True)) == [
        account.pk for account in book
    ]


def test_the_same_again_is_a_no_op(book):
    first = rescore()
    again = rescore()
    assert (again.state, again.same_as) == ("unchanged", first)
    assert again.result_hash == first.result_hash
    assert CurrentRun.get() == first
    assert ClassChange.objects.filter(run=again).count() == 0


def test_other_input_replaces_the_scores_of_that_date(book, at_once):
    first = rescore()
    factories.sale(book[4], "2026-10-30", "99999")
    second = rescore()
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "done")
    assert second.result_hash != first.result_hash
    assert CurrentRun.get() == second
    assert partitions() == {f"tiering_score_{first.pk}", f"tiering_score_{second.pk}"}
    assert tiers() == [3, 3, 4, 4, 1]
    factories.sale(book[3], "2026-10-30", "99999")
    third = rescore()  # pages that read the first are over by now
    assert partitions() == {f"tiering_score_{second.pk}", f"tiering_score_{third.pk}"}


def test_an_older_date_is_a_side_run(book):
    current = rescore()
    older = rescore(date(2026, 7, 31))
    assert (older.state, older.is_side) == ("done", True)
    assert CurrentRun.get() == current
    assert older.scores.count() == 5
    assert not ClassChange.objects.filter(run=older).exists()


def test_a_trial_policy_is_kept_marked_and_aside(book):
    current = rescore()
    published = PolicyVersion.objects.published()
    trial = trial_of(base=published, changes={"pyramid.cumulative": "[0.4, 0.6, 0.8]"}, by=None)
    run = rescore(policy=trial)
    assert (trial.status, trial.number, run.is_side) == ("trial", 2, True)
    assert CurrentRun.get() == current
    assert [row.accounts for row in _pyramid(run)] == [2, 1, 1, 1]
    assert tiers() == [1, 3, 3, 4, 4]


def _pyramid(run):
    from tiering.engine import Context, System

    return Context.model_validate(run.context).classes[System.PYRAMID]


def test_a_trial_that_changes_nothing_is_the_policy_itself(book):
    published = PolicyVersion.objects.published()
    assert trial_of(base=published, changes={"window.ttm_months": "12"}, by=None) == published


def test_a_trial_with_a_wrong_value_is_refused(book):
    with pytest.raises(ValueNotAllowed):
        trial_of(
            base=PolicyVersion.objects.published(), changes={"window.ttm_months": "no"}, by=None
        )
    assert PolicyVersion.objects.count() == 1


def test_a_date_when_nobody_bought_does_not_wipe_the_classes(book):
    current = rescore()
    empty = rescore(date(2035, 1, 1))
    assert (empty.state, empty.is_side, empty.counts["population"]) == ("done", True, 0)
    assert CurrentRun.get() == current
    assert tiers() == [1, 3, 3, 4, 4]


def test_an_emptied_ledger_takes_the_classes_of_the_same_day_away(book):
    before = rescore()
    LedgerEntry.objects.update(known_to="2030-01-01T00:00Z")
    empty = rescore()
    before.refresh_from_db()
    assert (empty.state, empty.is_side, before.state) == ("done", False, "replaced")
    assert CurrentRun.get() == empty
    assert tiers() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("status", ["prospect", "candidate", "dormant", "exited"])
def test_only_active_accounts_are_ranked(book, at_once, status):
    rescore()
    Account.objects.filter(pk=book[0].pk).update(status=status)
    run = rescore()
    assert run.counts["population"] == 4
    assert tiers() == [0, 1, 3, 4, 4]


def test_adding_a_prospect_changes_nothing(book):
    before = rescore()
    factories.account(status="prospect")
    again = rescore()
    assert (again.state, again.result_hash) == ("unchanged", before.result_hash)


def test_members_have_the_class_of_their_group(book):
    member = factories.account(parent=book[0])
    rescore()
    standing = Standing.objects.get(account=member)
    assert (standing.pyramid, standing.by_group) == (PyramidTier.TOP, True)
    assert not Score.objects.filter(account=member).exists()


def test_without_roll_up_everybody_ranks_alone(book):
    member = factories.account(parent=book[0])
    factories.sale(member, "2026-09-09", "10")
    trial = trial_of(
        base=PolicyVersion.objects.published(), changes={"money.rollup_to_group": "false"}, by=None
    )
    assert rescore(policy=trial).counts["population"] == 6


def test_changes_are_history_with_old_and_new(book, at_once):
    rescore()
    factories.sale(book[4], "2026-10-30", "99999")
    rescore(date(2026, 11, 1))
    changes = ClassChange.objects.filter(account=book[4], system="pyramid").order_by("as_of")
    assert [(c.old, c.new, c.as_of) for c in changes] == [
        (0, 4, AS_OF),
        (4, 1, date(2026, 11, 1)),
    ]


def test_only_one_run_at_a_time(book):
    """The lock belongs to a database session; another session must wait or give up."""
    run = request_run(as_of=AS_OF, by=None)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7310, %s)", [RUNS])
        with pytest.raises(Busy):
            execute_run(run=run)
    finally:
        other.close()
    run.refresh_from_db()
    assert run.state == "queued"


@pytest.mark.parametrize("place", ["take_effect", "apply_standings", "attach", "_flip"])
def test_a_failure_while_publishing_leaves_the_last_run_in_view(book, at_once, monkeypatch, place):
    before = rescore()
    factories.sale(book[4], "2026-10-30", "99999")

    def fail(*args, **kwargs):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(publishing, place, fail)
    run = request_run(as_of=date(2026, 11, 1), by=None)
    with pytest.raises(RuntimeError, match="lights"):
        execute_run(run=run)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "RuntimeError: the lights went out")
    assert CurrentRun.get() == before
    assert tiers() == [1, 3, 3, 4, 4]
    assert partitions() == {f"tiering_score_{before.pk}"}
    monkeypatch.undo()
    assert rescore(date(2026, 11, 1)).state == "done"
    assert tiers() == [3, 3, 4, 4, 1]


@pytest.mark.parametrize("broker", ["there", "lost"])
def test_what_pages_say_of_the_night_is_asked_anew_after_a_run(
    book, monkeypatch, django_capture_on_commit_callbacks, broker
):
    cache.set(publishing.NIGHT_NOTICE, ("late", AS_OF))

    def lose(self, key):
        raise ConnectionError(key)

    if broker == "lost":
        monkeypatch.setattr(type(caches["default"]), "delete", lose)
    with django_capture_on_commit_callbacks(execute=True):
        assert rescore().state == "done"
    assert cache.get(publishing.NIGHT_NOTICE) == (None if broker == "there" else ("late", AS_OF))


def test_a_dead_run_is_swept(book):
    dead = request_run(as_of=AS_OF, by=None)
    Run.objects.filter(pk=dead.pk).update(state="running")
    with only_one(RUNS):
        assert sweep_dead_runs() == 1
    dead.refresh_from_db()
    assert (dead.state, dead.error) == ("failed", "interrupted")
    assert rescore().state == "done"


def test_a_task_delivered_twice_does_no_harm(book):
    run = rescore()
    assert execute_run(run=run).state == "done"
    assert Run.objects.count() == 1


def test_a_published_document_cannot_change(book):
    version = PolicyVersion.objects.published()
    version.document = {**version.document, "window": {}}
    with pytest.raises(Exception, match="not a draft cannot change"):
        version.save()


def test_input_order_and_scale_change_no_class(book):
    rescore()
    before = tiers()
    LedgerEntry.objects.update(amount_base=F("amount_base") * 7)
    rescore()
    assert tiers() == before
