"""Evidence, runs and policies in the browser: what they say, and to whom."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Account
from kam.lib.numbers import from_minor, money, money_full
from staff import clock
from tests import factories
from tests.test_tier_dashboard import AS_OF, scored
from tiering.engine import Policy
from tiering.labels_policy import described
from tiering.models import CurrentRun, PolicyVersion, Run, Score
from tiering.models.run import RunState
from tiering.services.policies import trial_of
from tiering.services.runs import execute_run, request_run


def text(response):
    return unescape(response.content.decode())


def evidence(client, name, query=""):
    pk = Account.objects.get(name=name).pk
    return client.get(f"/accounts/{pk}/evidence/{query}")


class TestEvidence:
    def test_it_says_the_reasons_with_amounts_to_a_manager(self, as_user, people):
        scored(people)
        said = text(evidence(as_user(people.manager), "客户003"))
        assert "Rank 4 of 26 by gross profit." in said
        assert "gross profit is ¥" in said

    def test_a_rep_reads_the_same_class_without_cost_or_margin(self, as_user, people):
        scored(people)
        said = text(evidence(as_user(people.rep), "客户003"))
        assert "Rank 4 of 26 by gross profit." in said
        for score in Score.objects.current():
            for minor in (score.value, score.cost_of_goods):
                amount = from_minor(minor)
                assert money_full(amount) not in said
                assert f">{money(amount)}<" not in said
                assert f" {money(amount)}" not in said
        assert "Cost of goods" not in said

    @pytest.mark.parametrize(("role", "columns"), [("rep", 2), ("manager", 3)])
    def test_a_cut_is_as_wide_as_the_ranks(self, as_user, people, role, columns):
        scored(people)
        said = text(evidence(as_user(getattr(people, role)), "客户003"))
        assert set(re.findall(r'colspan="(\d)"', said)) == {str(columns)}

    def test_neighbours_out_of_scope_have_neither_name_nor_amount(self, as_user, people):
        scored(people)
        response = evidence(as_user(people.kam), "客户005")
        assert "another customer" in text(response)
        assert "客户004" not in text(response)
        for row in response.context["evidence"].neighbours:
            assert (row.value is None) == (row.account is None)

    def test_the_class_shown_is_the_class_stored(self, as_user, people):
        run = scored(people)
        client = as_user(people.admin)
        for score in Score.objects.filter(run=run).order_by("position")[:26:5]:
            found = client.get(f"/accounts/{score.account_id}/evidence/").context["evidence"]
            codes = {why.system: why.code for why in found.whys}
            assert codes == {name: getattr(score, name) for name in codes}

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("潜在客户", "Only active accounts are ranked. This one is: Prospect."),
            ("安静客户", "It bought nothing in the 24 months up to 30 Jun 2026."),
            ("子公司", "Evidence of 集团"),
        ],
    )
    def test_who_is_not_ranked_reads_why(self, as_user, people, name, says):
        scored(people)
        assert says in text(evidence(as_user(people.rep), name))

    def test_a_member_whose_head_is_out_of_scope_does_not_name_it(self, as_user, people):
        scored(people)
        Account.objects.filter(name="集团").update(owner=people.other_rep)
        said = text(evidence(as_user(people.rep), "子公司"))
        assert "Its reasons are shown to those who see its head." in said
        assert "Evidence of" not in said

    def test_an_older_day_is_chosen_by_address(self, as_user, people):
        scored(people)
        execute_run(run=request_run(as_of=date(2026, 7, 5), by=None))
        client = as_user(people.admin)
        assert evidence(client, "客户003").context["run"].as_of == date(2026, 7, 5)
        older = evidence(client, "客户003", f"?as_of={AS_OF}")
        assert older.context["run"].as_of == AS_OF
        assert "Not the current run" in text(older)
        between = evidence(client, "客户003", "?as_of=2026-07-04")
        assert between.context["run"].as_of == AS_OF
        assert "No run of 4 Jul 2026 is kept; this is the last one before" in text(between)
        before = evidence(client, "客户003", "?as_of=2020-01-01")
        assert before.context["run"] is None
        assert "No night scored this day" in text(before)
        assert evidence(client, "客户003", "?as_of=nonsense").status_code == 200

    def test_before_the_first_run(self, as_user, people):
        factories.account("新客户", owner=people.rep)
        assert "No scoring run yet" in text(evidence(as_user(people.rep), "新客户"))

    def test_other_peoples_accounts_are_not_found(self, as_user, people):
        scored(people)
        assert evidence(as_user(people.rep), "客户001").status_code == 404
        assert evidence(as_user(people.sponsor), "客户001").status_code == 404

    def test_a_service_colleague_reads_classes_without_amounts(self, as_user, people):
        scored(people)
        Account.objects.get(name="客户003").members.add(people.service)
        found = evidence(as_user(people.service), "客户003").context["evidence"]
        assert found.inputs.net_revenue is None
        assert found.inputs.value is None

    def test_queries_do_not_grow(self, as_user, people):
        scored(people, size=12)
        client = as_user(people.manager)
        evidence(client, "客户003")
        with CaptureQueriesContext(connection) as few:
            evidence(client, "客户003")
        for i in range(20):
            factories.sale(factories.account(owner=people.rep), "2026-06-01", 100 + i)
        execute_run(run=request_run(as_of=date(2026, 7, 1), by=None))
        evidence(client, "客户003")
        with CaptureQueriesContext(connection) as many:
            evidence(client, "客户003")
        assert len(few) == len(many)
        assert len(many) <= 23


class TestRuns:
    def test_the_list_hides_side_runs_until_asked(self, as_user, people):
        scored(people)
        side = execute_run(run=request_run(as_of=date(2026, 3, 31), by=None))
        client = as_user(people.manager)
        assert f"/tiering/runs/{side.pk}/" not in text(client.get("/tiering/runs/"))
        assert f"/tiering/runs/{side.pk}/" in text(client.get("/tiering/runs/?side=1"))

    def test_before_the_first_run_the_list_offers_one(self, as_user, people):
        assert "No scoring run yet" in text(as_user(people.admin).get("/tiering/runs/"))

    def test_one_run_tells_steps_counts_and_hashes(self, as_user, people):
        run = scored(people)
        said = text(as_user(people.admin).get(f"/tiering/runs/{run.pk}/"))
        for part in ("Scoring", "26", run.input_hash, run.result_hash, "Dashboard of this run"):
            assert part in said
        assert "every 1s" not in said

    def test_a_run_on_its_way_is_followed(self, as_user, people):
        run = request_run(as_of=AS_OF, by=people.admin)
        client = as_user(people.admin)
        assert "every 1s" in text(client.get(f"/tiering/runs/{run.pk}/"))
        Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, step="score")
        part = client.get(f"/tiering/runs/{run.pk}/", headers={"HX-Request": "true"})
        assert "under way" in text(part)
        assert "<html" not in text(part)

    def test_a_failed_run_says_what_happened(self, as_user, people):
        run = request_run(as_of=AS_OF, by=people.admin)
        Run.objects.filter(pk=run.pk).update(state=RunState.FAILED, error="interrupted")
        said = text(as_user(people.admin).get(f"/tiering/runs/{run.pk}/"))
        assert "The run failed and changed nothing." in said
        assert "It was interrupted" in said

    def test_starting_one_makes_a_task_after_the_commit(
        self, as_user, people, monkeypatch, django_capture_on_commit_callbacks
    ):
        asked = []
        monkeypatch.setattr("tiering.tasks.execute.delay", lambda **kwargs: asked.append(kwargs))
        client = as_user(people.manager)
        assert clock.yesterday().isoformat() in text(client.get("/tiering/runs/new/"))
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/tiering/runs/new/", {"as_of": "2026-06-30"})
        run = Run.objects.get()
        assert answer.url == f"/tiering/runs/{run.pk}/"
        assert (run.as_of, run.by, run.state) == (AS_OF, people.manager, RunState.QUEUED)
        assert [call["run_id"] for call in asked] == [run.pk]

    @pytest.mark.parametrize(
        ("ago", "offered"), [(1, 1), (62, 1), (63, 1), (64, 64), (5000, 5000)], ids=str
    )
    def test_the_day_offered_is_one_the_ledger_speaks_of(self, as_user, people, ago, offered):
        last = clock.today() - timedelta(days=ago)
        factories.sale(factories.account("老台账", owner=people.rep), last, 100)
        response = as_user(people.admin).get("/tiering/runs/new/")
        day = clock.today() - timedelta(days=offered)
        assert response.context["form"]["as_of"].value() == day
        assert "The last entry of the ledger is of" in text(response)

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            ("", "This field is required."),
            ("2026-02-30", "Enter a valid date."),
            ("2999-01-01", "This day has not come yet."),
            ("0001-01-01", "Choose a day after 1970."),
        ],
    )
    def test_a_bad_date_is_said_by_the_field_and_starts_nothing(self, as_user, people, day, says):
        answer = as_user(people.admin).post("/tiering/runs/new/", {"as_of": day})
        assert says in text(answer)
        assert not Run.objects.exists()

    def test_another_run_on_its_way_is_said(self, as_user, people):
        run = request_run(as_of=AS_OF, by=None)
        said = text(as_user(people.admin).get("/tiering/runs/new/"))
        assert f"Run #{run.pk} of 30 Jun 2026 is on its way." in said


class TestPolicies:
    def test_every_setting_of_the_document_has_words(self):
        parts = described(Policy())
        assert [part.code for part in parts] == list(Policy().document())
        assert all(setting.label and setting.value for part in parts for setting in part.settings)

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("window.ttm_months", "12 months"),
            ("pyramid.cumulative", "1% / 20% / 50%"),
            ("pattern.big_deal_amount", "¥100.0k"),
            ("pyramid.metric", "gross profit"),
            ("money.rollup_to_group", "Yes"),
            ("hours.remote", "0.5 hours"),
            ("abc.pareto_cuts", "80% / 95%"),
        ],
    )
    def test_values_read_with_their_units(self, path, value):
        with translation.override("en"):
            said = {s.path: s.value for part in described(Policy()) for s in part.settings}
        assert said[path] == value

    def test_a_trial_is_marked(self, as_user, people):
        published = PolicyVersion.objects.published()
        trial = trial_of(base=published, changes={"window.ttm_months": 24}, by=people.admin)
        client = as_user(people.auditor)
        assert "Trial" in text(client.get("/tiering/policies/"))
        said = text(client.get(f"/tiering/policies/{trial.number}/"))
        assert "It was never in force." in said
        assert "24 months" in said
        assert client.get("/tiering/policies/99/").status_code == 404


PAGES = {
    "/tiering/": {"rep", "kam", "manager", "sponsor", "service", "admin", "auditor"},
    "/tiering/runs/": {"manager", "sponsor", "admin", "auditor"},
    "/tiering/runs/new/": {"manager", "admin"},
    "/tiering/policies/": {"kam", "manager", "sponsor", "admin", "auditor"},
    "/tiering/policies/1/": {"kam", "manager", "sponsor", "admin", "auditor"},
}


@pytest.mark.parametrize(
    "role", ["rep", "kam", "manager", "sponsor", "service", "admin", "auditor"]
)
def test_each_role_opens_its_pages(as_user, people, role):
    client = as_user(getattr(people, role))
    opened = {url for url in PAGES if client.get(url).status_code == 200}
    assert opened == {url for url, roles in PAGES.items() if role in roles}


def test_reading_pages_writes_nothing(as_user, people):
    scored(people)
    client = as_user(people.admin)
    for url in PAGES:
        assert client.get(url).status_code == 200
    assert Run.objects.count() == 1
    assert client.post("/tiering/").status_code == 405


@pytest.mark.parametrize("model", ["run", "policyversion"])
def test_support_only_reads(as_user, people, model):
    scored(people)
    people.admin.is_staff = people.admin.is_superuser = True
    people.admin.save()
    client = as_user(people.admin)
    assert client.get(f"/support/tiering/{model}/").status_code == 200
    assert client.get(f"/support/tiering/{model}/add/").status_code == 403
    pk = CurrentRun.get().pk if model == "run" else PolicyVersion.objects.published().pk
    change = client.post(f"/support/tiering/{model}/{pk}/change/", {})
    assert change.status_code == 403
