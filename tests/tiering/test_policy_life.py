"""A policy from draft to force and back: every act, who may do it, and what it refuses."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, LedgerEntry, Standing
from staff.permissions import Role
from tests import factories
from tests.tiering.test_key_accounts import judge
from tiering.api import explanation_of
from tiering.engine import ValueNotAllowed
from tiering.models import Assessment, BackTest, CurrentRun, PolicyVersion, Run, Score, Track
from tiering.models.policy import PolicyStatus as Status
from tiering.services import policy_life as life
from tiering.services.nights import tick
from tiering.services.runs import execute_run, request_run
from tiering.services.trials import record_trial

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 31)
CUTS = "pyramid.cumulative"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def book():
    for place in range(10):
        account = factories.account()
        for month in ("2026-03-03", "2026-06-03", "2026-09-03"):
            factories.sale(account, month, 1000 - 100 * place)
    return execute_run(run=request_run(as_of=DAY, by=None))


@pytest.fixture
def draft(people, book):
    version = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
    return save(version, people.admin, {CUTS: [0.2, 0.4, 0.6]})


def save(version, by, changes):
    version.refresh_from_db()
    return life.save_draft(version=version, changes=changes, seen=version.hash, by=by)


def tried(version, by):
    record_trial(version=version, run=CurrentRun.get(), moves={"accounts": 4}, by=by)
    BackTest.objects.update_or_create(
        version=version, defaults={"hash": version.hash, "state": "done"}
    )
    return PolicyVersion.objects.get(pk=version.pk)


def submitted(draft, people):
    return life.submit(version=tried(draft, people.admin), by=people.admin)


def approved(draft, people, day=DAY):
    return life.approve(
        version=submitted(draft, people), effective_from=day, today=DAY, by=people.head
    )


def rescore():
    return execute_run(run=request_run(as_of=DAY, by=None))


def classes():
    names = "account_id pyramid subtype pareto abc pattern loyalty provisional since".split()
    return list(Standing.objects.order_by("account").values_list(*names))


def rows(run):
    fields = [f.attname for f in Score._meta.concrete_fields if f.name not in ("pk", "run")]
    return list(Score.objects.filter(run=run).order_by("account").values_list(*fields))


def table(model, run=None):
    """Every column, also those that will be added, but for run numbers and days of change."""
    leave = ("pk", "run", "since", "streak")
    fields = [f.attname for f in model._meta.concrete_fields if not f.name.endswith(leave)]
    rows = model.objects.filter(**({"run": run} if run else {})).order_by("account")
    return list(rows.values(*fields))


def explained(run, reader):
    """The whole explanation of every account as bytes, but for the numbers of run and version."""
    run = Run.objects.select_related("policy").get(pk=run.pk)
    bodies = {}
    for account in Account.objects.order_by("pk"):
        body = explanation_of(account=account, run=run, user=reader)
        del body["run"], body["policy"]
        bodies[account.pk] = json.dumps(body, ensure_ascii=False).encode()
    return bodies


def everything(run, reader):
    """All that is kept of the classes and scores of a run, and all that explains them."""
    return {
        "scores": table(Score, run),
        "assessments": table(Assessment, run),
        "standings": table(Standing),
        "tracks": table(Track),
        "explanations": explained(run, reader),
        "context": run.context,
        "spread": run.spread,
        "hash": run.result_hash,
    }


def test_a_run_of_the_first_day_uses_the_new_version_whoever_asked_for_it(draft, people):
    """Scored by hand before the night came: the night does not score a day twice."""
    later = DAY + timedelta(days=3)
    version = approved(draft, people, later)
    before = execute_run(run=request_run(as_of=later - timedelta(days=1), by=people.head))
    assert before.policy != version
    first = execute_run(run=request_run(as_of=later, by=people.head))
    assert first.policy == version
    version.refresh_from_db()
    assert version.status == "published"


class TestDraft:
    def test_there_may_be_many_and_each_has_its_number(self, people):
        base = PolicyVersion.objects.published()
        numbers = [life.create_draft(base=base, by=people.admin).number for _ in range(3)]
        assert numbers == [2, 3, 4]

    def test_a_value_not_allowed_changes_nothing(self, draft, people):
        before = draft.hash
        with pytest.raises(ValueNotAllowed):
            save(draft, people.admin, {CUTS: [0.5, 0.4, 0.6]})
        draft.refresh_from_db()
        assert draft.hash == before

    def test_somebody_elses_save_is_not_overwritten(self, draft, people):
        seen = draft.hash
        save(draft, people.head, {"abc.plum_strategic_min": 70})
        with pytest.raises(life.SavedMeanwhile):
            life.save_draft(
                version=draft, changes={"abc.plum_strategic_min": 50}, seen=seen, by=people.admin
            )

    def test_nor_is_ones_own_in_another_window(self, draft, people):
        seen = draft.hash
        save(draft, people.admin, {"abc.plum_strategic_min": 70})
        with pytest.raises(life.SavedMeanwhile):
            life.save_draft(
                version=draft, changes={CUTS: [0.2, 0.4, 0.6]}, seen=seen, by=people.admin
            )
        draft.refresh_from_db()
        assert draft.policy.abc.plum_strategic_min == 70

    def test_it_can_be_discarded(self, draft, people):
        life.discard_draft(version=draft, by=people.admin)
        assert not PolicyVersion.objects.filter(pk=draft.pk).exists()


class TestSubmission:
    def test_exactly_this_document_must_have_been_tried(self, draft, people):
        with pytest.raises(ValidationError, match="whole book"):
            life.submit(version=draft, by=people.admin)
        tried(draft, people.admin)
        other = save(draft, people.admin, {"abc.plum_strategic_min": 70})
        with pytest.raises(ValidationError, match="Back-test exactly"):
            life.submit(version=other, by=people.admin)
        assert (
            life.submit(version=tried(other, people.admin), by=people.admin).status == "submitted"
        )

    def test_a_draft_that_changes_nothing_is_not_submitted(self, book, people):
        version = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
        with pytest.raises(ValidationError, match="Nothing differs"):
            life.submit(version=tried(version, people.admin), by=people.admin)

    def test_it_can_no_longer_be_edited(self, draft, people):
        version = submitted(draft, people)
        with pytest.raises(ValidationError, match="no longer a draft"):
            save(version, people.admin, {"abc.plum_strategic_min": 70})

    def test_sent_back_it_is_a_draft_with_the_reason(self, draft, people):
        version = life.send_back(
            version=submitted(draft, people), reason=" too wide ", by=people.head
        )
        assert (version.status, version.answer) == ("draft", "too wide")
        with pytest.raises(ValidationError, match="Say why"):
            life.send_back(version=submitted(draft, people), reason=" ", by=people.head)


class TestApproval:
    def test_it_supersedes_the_one_before(self, draft, people):
        first = PolicyVersion.objects.published()
        second = approved(draft, people)
        first.refresh_from_db()
        assert (first.status, second.status) == ("superseded", "published")
        assert (second.author, second.approver) == (people.admin, people.head)

    def test_nor_one_that_they_changed_before_somebody_else_submitted_it(self, draft, people):
        """Who edited a draft has a part in it, whoever sends it off."""
        changed = save(draft, people.head, {CUTS: [0.1, 0.3, 0.6]})
        version = submitted(changed, people)
        assert version.author == people.admin
        with pytest.raises(ValidationError, match="of their own"):
            life.approve(version=version, effective_from=DAY, today=DAY, by=people.head)
        second = factories.user(Role.MANAGER, people.company_unit)
        life.approve(version=version, effective_from=DAY, today=DAY, by=second)
        with pytest.raises(ValidationError):
            life.approve(version=version, effective_from=DAY, today=DAY, by=second)

    def test_a_submission_is_taken_back_by_who_wrote_it(self, draft, people):
        version = submitted(draft, people)
        with pytest.raises(PermissionDenied):
            life.withdraw(version=version, by=people.head)
        assert life.withdraw(version=version, by=people.admin).status == Status.DRAFT
        with pytest.raises(ValidationError):
            life.withdraw(version=version, by=people.admin)

    def test_it_is_read_against_the_version_in_force_by_now(self, draft, people, as_user):
        """Another version came into force since it was made."""
        version = submitted(draft, people)
        other = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
        other = save(other, people.admin, {CUTS: [0.05, 0.3, 0.6]})
        life.approve(
            version=life.submit(version=tried(other, people.admin), by=people.admin),
            effective_from=DAY,
            today=DAY,
            by=people.head,
        )
        page = as_user(people.head).get(reverse("policy_detail", args=[version.number]))
        assert page.context["base"] == PolicyVersion.objects.published()
        assert f"What differs from v{other.number}" in page.content.decode()
        assert f"v{other.number} is in force by now" in page.content.decode()

    def test_nobody_approves_a_policy_of_their_own(self, book, people):
        version = life.create_draft(base=PolicyVersion.objects.published(), by=people.head)
        version = save(version, people.head, {CUTS: [0.2, 0.4, 0.6]})
        version = life.submit(version=tried(version, people.head), by=people.head)
        with pytest.raises(ValidationError, match="of their own"):
            life.approve(version=version, effective_from=DAY, today=DAY, by=people.head)
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersion.objects.filter(pk=version.pk).update(approver=people.head)

    @pytest.mark.parametrize("role", ["manager", "admin", "kam", "sponsor"])
    def test_only_by_a_manager_at_the_head_of_the_units(self, draft, people, role):
        version = submitted(draft, people)
        with pytest.raises(PermissionDenied):
            life.approve(version=version, effective_from=DAY, today=DAY, by=getattr(people, role))

    def test_a_day_that_has_passed_is_refused(self, draft, people):
        with pytest.raises(ValidationError, match="has passed"):
            approved(draft, people, DAY - timedelta(days=1))

    def test_it_waits_for_its_day_alone(self, draft, people):
        version = approved(draft, people, DAY + timedelta(days=1))
        assert version.status == "approved"
        assert life.take_effect(today=DAY) is None
        other = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
        other = save(other, people.admin, {"abc.plum_strategic_min": 70})
        with pytest.raises(ValidationError, match="waits for its day"):
            approved(other, people, DAY + timedelta(days=2))
        assert life.take_effect(today=DAY + timedelta(days=1)) == version

    def test_the_night_of_its_day_scores_by_it(self, draft, people):
        from datetime import datetime
        from zoneinfo import ZoneInfo

        version = approved(draft, people, DAY + timedelta(days=1))
        zone = ZoneInfo("Asia/Shanghai")
        tick(now=datetime(2026, 11, 1, 23, tzinfo=zone))  # the night of 31 October is done
        assert CurrentRun.get().policy.number == 1
        run = tick(now=datetime(2026, 11, 2, 23, tzinfo=zone))
        assert (run.as_of, run.policy) == (date(2026, 11, 1), version)


class TestRollback:
    def test_all_classes_and_scores_are_the_older_ones(self, draft, people, book):
        before, scored = classes(), rows(book)
        draft = save(draft, people.admin, {"hysteresis.immediate": True})
        approved(draft, people)
        moved = rescore()
        assert classes() != before
        restored = life.roll_back(
            to=PolicyVersion.objects.get(number=1), reason="too wide", today=DAY, by=people.head
        )
        again = rescore()
        assert (restored.number, restored.base.number, restored.hash) == (
            3, 1, PolicyVersion.objects.get(number=1).hash,
        )  # fmt: skip
        assert again.result_hash == book.result_hash != moved.result_hash
        assert [row[:7] for row in classes()] == [row[:7] for row in before]
        assert rows(again) == scored
        assert again.context == book.context

    def test_everything_is_byte_for_byte_what_it_was(self, draft, people):
        """Publish version 2, roll back to 1: nothing but the numbers of run and version differs."""
        reader = people.admin
        LedgerEntry.objects.update(cost_base=F("amount_base") / 2)
        judged = list(Account.objects.order_by("pk")[:3])
        for place, account in enumerate(judged):
            judge(account, idea=5 - place)
            factories.wallet(account, "2026-01-01", "900000")
            factories.cost(account, "2026-02-01", 10 + place)
            factories.payment(account, "2026-05-01", due=100, on_time=97 - place)
        first = rescore()
        before = everything(first, reader)
        assert {row["key_class"] for row in before["scores"]} > {0}
        assert len({row["segment"] for row in before["scores"]}) > 1
        assert any(row["clv_known"] for row in before["scores"])
        assert len(before["assessments"]) == 3

        changes = {"hysteresis.immediate": True, "score.rfm_high_from": 2, "class.al_core": 70}
        draft = save(draft, people.admin, changes)
        approved(draft, people)
        between = everything(rescore(), reader)
        changed = {name for name in before if between[name] != before[name]}
        assert changed >= {"scores", "standings", "explanations", "context", "hash"}

        shipped = PolicyVersion.objects.get(number=1)
        life.roll_back(to=shipped, reason="too wide", today=DAY, by=people.head)
        again = rescore()
        assert (again.pk, again.policy.number) != (first.pk, first.policy.number)
        assert everything(again, reader) == before

    def test_what_was_shipped_has_its_maker_after_it_was_restored(self, draft, people, as_user):
        approved(draft, people)
        shipped = PolicyVersion.objects.get(number=1)
        life.roll_back(to=shipped, reason="too wide", today=DAY, by=people.head)
        client = as_user(people.head)
        listed = client.get(reverse("policy_list")).content.decode()
        assert listed.count("shipped with KAM</td>") == 2
        for number, author in ((1, "shipped with KAM"), (2, str(people.admin)),
                               (3, "shipped with KAM")):  # fmt: skip
            html = client.get(reverse("policy_detail", args=[number])).content.decode()
            assert f"<dt>Author</dt><dd>{author}</dd>" in html

    def test_only_what_was_in_force_is_restored(self, draft, people):
        with pytest.raises(ValidationError, match="was in force"):
            life.roll_back(to=draft, reason="why", today=DAY, by=people.head)

    def test_not_by_the_author_of_the_older_one(self, draft, people):
        second = approved(draft, people)
        life.roll_back(
            to=PolicyVersion.objects.get(number=1), reason="why", today=DAY, by=people.head
        )
        PolicyVersion.objects.filter(pk=second.pk).update(author=people.head, approver=None)
        second.refresh_from_db()
        with pytest.raises(ValidationError, match="of their own"):
            life.roll_back(to=second, reason="why", today=DAY, by=people.head)

    def test_a_reason_is_asked_for(self, draft, people):
        approved(draft, people)
        first = PolicyVersion.objects.get(number=1)
        with pytest.raises(ValidationError, match="Say why"):
            life.roll_back(to=first, reason=" ", today=DAY, by=people.head)


@pytest.mark.parametrize("status", ["submitted", "approved", "published", "superseded", "trial"])
def test_the_database_keeps_a_document_that_is_no_draft(draft, status):
    if status == Status.PUBLISHED:
        PolicyVersion.objects.filter(status="published").update(status="superseded")
    PolicyVersion.objects.filter(pk=draft.pk).update(status=status)
    with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
        PolicyVersion.objects.filter(pk=draft.pk).update(document={})


@pytest.mark.parametrize("status", ["draft", "submitted", "approved"])
def test_the_database_keeps_what_was_in_force_out_of_drafts(book, status):
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        PolicyVersion.objects.filter(number=1).update(status=status)


def test_every_act_stands_in_the_audit_trail(draft, people):
    version = approved(draft, people)
    states = list(version.events.order_by("pgh_id").values_list("status", flat=True))
    assert [s for s, before in zip(states, [None, *states]) if s != before] == [
        "draft", "submitted", "approved", "published",
    ]  # fmt: skip


def test_a_run_of_a_draft_is_never_current(draft):
    run = execute_run(run=request_run(as_of=DAY, by=None, policy=draft))
    assert run.is_side
    assert Run.objects.main().done().count() == 1
