"""A day whose scores are no longer kept, worked out again from what was known then."""

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import ProgrammingError, connection
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import Account, AccountProfile, LedgerEntry, Rating
from tests import factories
from tests.tiering.test_key_accounts import judge
from tiering.models import Assessment, CurrentRun, Run, Score
from tiering.recalled import GIVEN_UP_AFTER, Outcome, Recalled
from tiering.services.recall import recall, request_day, request_recall
from tiering.services.retention import forget_old_scores
from tiering.services.runs import execute_run, request_run
from tiering.services.scores import partition

pytestmark = pytest.mark.django_db

DAY, LATER = date(2026, 6, 10), date(2026, 6, 20)
NIGHT = datetime(2030, 1, 1, tzinfo=UTC)  # of the first run: after everything the book begins with
AFTER = NIGHT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def accounts(people):
    """Ten buyers of two industries, with costs, judgements, a contract and files."""
    rows = []
    for n in range(1, 11):
        account = factories.account(
            f"客户{n}", owner=people.rep, industry="纺织" if n % 2 else "钢铁",
            profile={"scale": "大", "demand": "布"} if n % 3 else None,
        )  # fmt: skip
        for day in ("2024-03-10", "2024-12-10", "2025-07-10", "2026-01-10", "2026-05-10"):
            factories.sale(account, day, 110_000 - 10_000 * n, cost=50_000 - 4_500 * n)
        rows.append(account)
    factories.sale(rows[3], "2026-05-20", "-70000", kind="return")
    factories.cost(rows[1], "2026-02-01", "8000")
    factories.referral(rows[5], "2026-02-01", rows[4])
    factories.rating(rows[6], "credit_score", 20, "2026-01-01")
    judge(rows[2])
    quiet = factories.account("合同客户", owner=people.rep)
    factories.contract(quiet, "2026-01-01", "2026-01-01", "2028-12-31")
    factories.account("子公司", owner=people.rep, parent=rows[0])
    return rows


def columns(model, run):
    fields = [f.attname for f in model._meta.concrete_fields if f.name not in ("pk", "run")]
    rows = model.objects.filter(run=run).order_by("account")
    return [tuple(map(str, row)) for row in rows.values_list(*fields)]


def everything(run):
    return columns(Score, run), columns(Assessment, run)


def forget(run):
    """What the clean-up does to a day that is neither among the last nor a month's last."""
    Run.objects.filter(pk=run.pk).update(scores_kept=False)
    forget_old_scores()


@pytest.fixture
def night(accounts):
    """A scored day, what it had said, and a later day in view; nothing of the first is kept."""
    run = execute_run(run=request_run(as_of=DAY, by=None))
    Run.objects.filter(pk=run.pk).update(started_at=NIGHT)
    run.said = everything(run)
    execute_run(run=request_run(as_of=LATER, by=None))
    forget(run)
    run.refresh_from_db()
    return run


def again(run):
    found = recall(run=run)
    return found, Recalled.of(found)


class TestTheResult:
    def test_is_the_same_byte_for_byte(self, night):
        assert Score.objects.filter(run=night).count() == 0
        assert (len(night.said[0]), len(night.said[1])) == (11, 2)
        found, recalled = again(night)
        assert recalled.outcome == Outcome.SAME
        assert found.scores_kept
        assert everything(night) == night.said

    def test_what_was_learnt_since_is_not_read(self, night, accounts, people):
        late = accounts[9]
        factories.sale(late, "2026-05-01", "999999", known_from=AFTER)
        factories.rating(late, "strategic_value", 90, known_from=AFTER)
        factories.cost(late, "2026-05-01", "5000", known_from=AFTER)
        factories.contract(late, "2026-05-01", "2026-05-01", "2027-05-01", known_from=AFTER)
        LedgerEntry.objects.filter(account=accounts[0]).update(known_to=AFTER)
        Rating.objects.filter(account=accounts[2]).update(known_to=AFTER)
        assert again(night)[1].outcome == Outcome.SAME
        assert everything(night) == night.said

    def test_who_left_since_and_whose_file_was_filled_since_were_as_they_were(
        self, night, accounts
    ):
        later(Account, accounts[0], status="exited")
        later(Account, accounts[1], registry_number="91310000X", region="华东")
        later(AccountProfile, accounts[3], scale="", demand="", own_market="全国", our_value="高")
        AccountProfile.objects.create(account=accounts[2], scale="小")
        at(AFTER, "accountprofile", accounts[2])
        assert again(night)[1].outcome == Outcome.SAME
        assert everything(night) == night.said

    def test_nothing_else_changes(self, night):
        before = CurrentRun.get(), Run.objects.count(), night.result_hash, night.context
        found, _ = again(night)
        after = CurrentRun.get(), Run.objects.count(), found.result_hash, found.context
        assert after == before


def later(model, account, **values):
    """Change a row after the night, in the row and in the audit trail."""
    model._base_manager.filter(pk=account.pk).update(**values)
    at(AFTER, model._meta.model_name, account)


def at(moment, name, account):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_{name}event SET pgh_created_at = %s WHERE pgh_id ="
            f" (SELECT max(pgh_id) FROM accounts_{name}event WHERE pgh_obj_id = %s)",
            [moment, account.pk],
        )


class TestADifference:
    def test_of_the_group_is_said(self, night, accounts):
        Account.objects.filter(pk=accounts[8].pk).update(parent=accounts[7], top=accounts[7])
        found, recalled = again(night)
        assert recalled.outcome == Outcome.DIFFERS
        assert "10 accounts rank by it, 11 did then" in recalled.reason
        assert (found.result_hash, found.context) == (night.result_hash, night.context)
        assert recalled.context["population"] == 10

    def test_of_the_program_is_said(self, night):
        Run.objects.filter(pk=night.pk).update(result_hash="0" * 64)
        assert "the program calculates otherwise" in again(night)[1].reason

    def test_of_an_industry_is_said(self, night, accounts):
        Account.objects.filter(pk=accounts[1].pk).update(industry="纺织")
        recalled = again(night)[1]
        assert recalled.reason.startswith("groups and industries are those of today")


class TestTheWork:
    def test_is_done_once(self, night):
        first = again(night)[1]
        assert again(night)[1].at == first.at

    def test_is_asked_for_once(self, night):
        assert request_recall(run=night)
        assert not request_recall(run=night)

    def test_may_be_asked_for_again_when_whoever_did_it_is_gone(self, night):
        request_recall(run=night)
        night.refresh_from_db()
        started = timezone.now() - GIVEN_UP_AFTER - timedelta(seconds=1)
        night.counts["recalled"]["at"] = started.isoformat()
        night.save()
        assert Recalled.of(night).has_failed
        assert request_recall(run=night)

    def test_leaves_nothing_behind_when_it_fails(self, night):
        with connection.cursor() as cursor:  # what the database refuses, as a full disk would
            cursor.execute("ALTER TABLE tiering_assessment RENAME TO away")
        with pytest.raises(ProgrammingError, match="tiering_assessment"):
            recall(run=night)
        night.refresh_from_db()
        assert (Recalled.of(night).has_failed, night.scores_kept) == (True, False)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_class WHERE relname = %s", [partition(night.pk)]
            )
            assert cursor.fetchone() == (0,)

    def test_of_what_is_kept_is_refused(self, night):
        kept = CurrentRun.get()
        assert not request_recall(run=kept)
        assert "recalled" not in recall(run=kept).counts

    def test_is_dropped_by_the_next_clean_up(self, night):
        recall(run=night)
        for day in range(21, 27):
            execute_run(run=request_run(as_of=date(2026, 6, day), by=None))
        night.refresh_from_db()
        assert not night.scores_kept
        assert Score.objects.filter(run=night).count() == 0


def page(client, account, query=f"?as_of={DAY}", **headers):
    return client.get(f"/accounts/{account.pk}/evidence/{query}", headers=headers)


def text(response):
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


class TestThePage:
    @pytest.fixture
    def browser(self, as_user, people, settings):
        settings.CELERY_TASK_ALWAYS_EAGER = True
        return as_user(people.manager)

    def test_offers_to_work_it_out(self, night, accounts, browser):
        said = text(page(browser, accounts[0]))
        assert "The scores of this day are no longer kept" in said
        assert "Work them out again from what was known then" in said
        assert "Why these classes" not in said
        assert "Show the newest" in said

    @pytest.mark.parametrize("query", ["", "?as_of=2026-06-21"])
    def test_offers_a_day_that_is_kept_for_any_later(self, night, accounts, browser, query):
        said = text(page(browser, accounts[0], query))
        assert "Why these classes" in said
        assert "no longer kept" not in said

    def test_explains_it_once_it_is_there(
        self, night, accounts, browser, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            sent = browser.post(f"/accounts/{accounts[0].pk}/evidence/recall/", {"as_of": DAY})
        assert sent.url == f"/accounts/{accounts[0].pk}/evidence/?as_of={DAY}"
        said = text(browser.get(sent.url))
        assert "Why these classes" in said
        assert "equal to the result of that night" in said

    def test_says_where_it_differs_and_agrees_with_its_rows(self, night, accounts, browser):
        Account.objects.filter(pk=accounts[1].pk).update(top=accounts[0])
        recall(run=night)
        response = page(browser, accounts[0])
        assert "it differs from the result of that night: 10 accounts" in text(response)
        found = response.context["evidence"]
        assert found.context.population == 10
        assert {why.system: why.code for why in found.whys}["pyramid"] == found.score.pyramid

    def test_follows_the_work(self, night, accounts, browser):
        request_recall(run=night)
        assert "Working out the scores of this day" in text(page(browser, accounts[0]))
        polled = page(browser, accounts[0], f"?as_of={DAY}&poll=1", HX_Request="true")
        assert "Working out" in text(polled)
        recall(run=night)
        polled = page(browser, accounts[0], f"?as_of={DAY}&poll=1", HX_Request="true")
        assert polled.headers["HX-Refresh"] == "true"

    def test_of_a_failure_says_so_and_offers_it_again(self, night, accounts, browser):
        night.counts["recalled"] = {"outcome": "failed", "at": timezone.now().isoformat()}
        night.save()
        said = text(page(browser, accounts[0]))
        assert "It did not work" in said
        assert "Work them out again" in said

    def test_a_rep_may_have_it_worked_out_too(self, night, accounts, as_user, people):
        """Any past day is for whoever reads the evidence."""
        assert "Work them out again" in text(page(as_user(people.rep), accounts[0]))

    def test_nonsense_starts_nothing(self, night, accounts, browser):
        for day in ("", "nonsense", "2020-01-01", str(LATER)):
            sent = browser.post(f"/accounts/{accounts[0].pk}/evidence/recall/", {"as_of": day})
            assert sent.status_code == 302
        assert not Run.objects.filter(counts__has_key="recalled").exists()


class TestADayNoNightScored:
    @pytest.fixture
    def book(self, people):
        """Sales known on their own days; the night of LATER is the only one."""
        rows = [factories.account(f"客户{n}", owner=people.rep) for n in range(1, 6)]
        for n, account in enumerate(rows):
            for day in ("2024-12-10", "2025-07-10", "2026-05-10"):
                factories.sale(account, day, 50_000 - 9_000 * n)
        LedgerEntry.objects.update(known_from=F("date"))
        execute_run(run=request_run(as_of=LATER, by=None))
        return rows

    def asked(self, client, account, day=DAY):
        return client.post(f"/accounts/{account.pk}/evidence/recall/", {"as_of": f"{day}"})

    def page(self, client, account, day=DAY):
        return client.get(f"/accounts/{account.pk}/evidence/", {"as_of": f"{day}"})

    def test_it_is_offered_made_and_shown(self, book, people, as_user):
        client = as_user(people.head)
        assert "Work 10 Jun 2026 out" in self.page(client, book[0]).content.decode()
        self.asked(client, book[0])
        run = Run.objects.get(as_of=DAY)
        assert (run.is_side, run.cause, run.by) == (True, "day", people.head)
        assert "Working out the scores" in self.page(client, book[0]).content.decode()
        recall(run=run)
        response = self.page(client, book[0])
        assert response.context["run"] == run
        assert response.context["evidence"].score.rank == 1
        assert "No night scored this day" in response.content.decode()
        assert CurrentRun.get().as_of == LATER

    def test_it_is_what_a_run_of_that_day_gives(self, book, people):
        night = execute_run(run=request_run(as_of=DAY, by=None))
        expected = columns(Score, night)
        Run.objects.filter(pk=night.pk).update(state="replaced")
        made = request_day(as_of=DAY, by=people.head)
        request_recall(run=made)
        recall(run=made)
        assert made != night
        assert columns(Score, made) == expected

    def test_a_fact_known_later_is_not_read(self, book, people):
        factories.sale(book[4], "2026-06-01", 900_000)
        LedgerEntry.objects.filter(date="2026-06-01").update(known_from=timezone.now())
        made = request_day(as_of=DAY, by=people.head)
        request_recall(run=made)
        recall(run=made)
        assert Score.objects.get(run=made, account=book[4]).rank == 5

    @pytest.mark.parametrize(
        ("who", "day"),
        [("head", date(2024, 12, 9)), ("rep", date(2090, 1, 1))],
        ids=["before the first sale", "still to come"],
    )
    def test_not_made(self, book, people, as_user, who, day):
        self.asked(as_user(getattr(people, who)), book[0], day)
        assert not Run.objects.exclude(as_of=LATER).exists()

    def test_asked_for_twice_it_is_one(self, book, people):
        assert request_day(as_of=DAY, by=people.head) == request_day(as_of=DAY, by=people.head)
