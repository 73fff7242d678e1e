"""The explanation as JSON: what it says, to whom, in which language, and what it refuses."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from tests import factories
from tests.test_tier_dashboard import AS_OF, scored
from tests.tiering.test_key_accounts import judge
from tiering import needs
from tiering.api_facts import CRITERIA, FACTS, GAPS, THRESHOLDS
from tiering.engine import Context, Need, explain
from tiering.evidence import facts_of, place_of
from tiering.models import CurrentRun, Run, Score
from tiering.services.recall import recall
from tiering.services.retention import forget_old_scores
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

SYSTEMS = "abc key_class loyalty pareto pattern pyramid recognition segment".split()


@pytest.fixture
def account(people):
    """Of rep and kam, judged in everything, in a scored book."""
    account = factories.account("澄江重工", people.rep, industry="纺织")
    account.members.add(people.kam, people.service)
    for day in ("2024-03-10", "2025-07-10", "2026-01-10", "2026-05-10"):
        factories.sale(account, day, "90000.50", cost="41000.25")
    judge(account)
    factories.wallet(account, "2026-01-01", "900000")
    for kind in ("market_growth", "cooperation", "operating", "economic", "service_zone"):
        factories.rating(account, kind, 4, "2026-05-01", evidence="看过")
    factories.payment(account, "2026-05-01", due=100, on_time=97)
    factories.cost(account, "2024-01-01", "9000", kind="development")
    factories.cost(account, "2026-01-01", "4000")
    scored(people)
    return account


def ask(client, account, query="", **headers):
    url = reverse("account_explanation", args=[account.pk])
    return client.get(f"{url}{query}", headers=headers)


def asked(client, account, query="", **headers):
    response = ask(client, account, query, **headers)
    assert response.status_code == 200
    return response.json()


def by_system(body):
    return {each["system"]: each for each in body["systems"]}


class TestWhatItSays:
    def test_every_system_with_its_rule_facts_and_sentences(self, account, as_user, people):
        body = asked(as_user(people.kam), account)
        run = CurrentRun.get()
        assert body["account"] == {"id": account.pk, "name": "澄江重工"}
        assert (body["as_of"], body["run"]["id"], body["run"]["is_current"]) == (
            str(AS_OF), run.pk, True,
        )  # fmt: skip
        assert body["policy"] == {"version": 1}
        assert sorted(by_system(body)) == SYSTEMS
        pyramid = by_system(body)["pyramid"]
        assert pyramid["rule"] == "rank"
        assert pyramid["facts"]["value"] == "147000.75"
        assert pyramid["thresholds"]["top_rank"] == run.context["cut_ranks"][0]
        assert pyramid["sentences"][0].endswith("by gross profit.")
        assert by_system(body)["key_class"]["class"] == {"code": 1, "label": "Core account"}

    def test_points_add_up_and_name_their_facts(self, account, as_user, people):
        scores = {each["score"]: each for each in asked(as_user(people.kam), account)["scores"]}
        assert sorted(scores) == ["alignment", "criteria", "potential", "strength"]
        for each in scores.values():
            points = sum(round(100 * (part["points"] or 0)) for part in each["parts"])
            assert points == round(100 * each["total"])
        parts = {part["criterion"]: part for part in scores["criteria"]["parts"]}
        assert (parts["INTEGRITY"]["fact"], parts["INTEGRITY"]["text"]) == (
            97.0,
            "97.0% paid on time",
        )
        assert parts["MAX_DEMAND"]["fact"] == "900000.00"
        parts = {part["criterion"]: part for part in scores["alignment"]["parts"]}
        assert (parts["policy_execution_rate"]["fact"], parts["idea_alignment"]["fact"]) == (
            90.0,
            5,
        )

    def test_every_link_opens_a_page(self, account, as_user, people):
        for role in ("rep", "kam", "service", "auditor"):
            client = as_user(getattr(people, role))
            body = asked(client, account)
            rows = [*body["inputs"], *(part for each in body["scores"] for part in each["parts"])]
            urls = {row["url"] for row in rows if row["url"]} | {body["page"]}
            assert {client.get(url).status_code for url in urls} == {200}, role

    def test_one_system_alone_with_the_scores_that_decide_it(self, account, as_user, people):
        body = asked(as_user(people.kam), account, "?system=key_class")
        assert list(by_system(body)) == ["key_class"]
        assert [each["score"] for each in body["scores"]] == ["alignment", "strength"]

    def test_it_says_the_same_as_the_page(self, account, as_user, people):
        client = as_user(people.kam)
        page = client.get(f"/accounts/{account.pk}/evidence/").context["evidence"]
        found = by_system(asked(client, account))
        assert {why.system: why.sentences for why in page.whys} == {
            system: each["sentences"] for system, each in found.items()
        }

    @pytest.mark.parametrize(
        ("language", "label", "answered"),
        [
            ("zh-CN,zh;q=0.9,en;q=0.5", "核心客户", "zh-hans"),
            ("en-GB", "Core account", "en"),
            ("fr, zh;q=0.5", "核心客户", "zh-hans"),
            ("fr", "Core account", "en"),
            ("", "Core account", "en"),
        ],
    )
    def test_it_speaks_the_language_that_is_asked_for(
        self, account, as_user, people, language, label, answered
    ):
        response = ask(as_user(people.kam), account, Accept_Language=language)
        assert by_system(response.json())["key_class"]["class"]["label"] == label
        assert response.headers["Content-Language"] == answered
        assert "Accept-Language" in response.headers["Vary"]

    def test_who_is_not_ranked_has_a_reason(self, account, as_user, people):
        member = Account.objects.get(name="子公司")
        body = asked(as_user(people.rep), member)
        assert (body["ranked"], body["unranked"]["reason"]) == (False, "member")
        assert body["unranked"]["head"]["name"] == "集团"
        quiet = asked(as_user(people.rep), Account.objects.get(name="安静客户"))
        assert quiet["unranked"] == {"reason": "quiet", "head": None, "months": 24}

    def test_before_the_first_run_nobody_is(self, as_user, people):
        body = asked(as_user(people.rep), factories.account("新客户", owner=people.rep))
        assert (body["run"], body["ranked"]) == (None, False)
        assert body["unranked"]["reason"] == "no_run"

    def test_an_older_day(self, account, as_user, people):
        execute_run(run=request_run(as_of=date(2026, 7, 5), by=None))
        client = as_user(people.kam)
        assert asked(client, account)["as_of"] == "2026-07-05"
        older = asked(client, account, f"?as_of={AS_OF}")
        assert (older["as_of"], older["run"]["is_current"]) == (str(AS_OF), False)
        between = asked(client, account, "?as_of=2026-07-04")
        assert (between["asked"], between["as_of"]) == ("2026-07-04", str(AS_OF))
        before = asked(client, account, "?as_of=2020-01-01")  # what came later was not known
        assert (before["asked"], before["run"]) == ("2020-01-01", None)

    def test_a_day_that_is_no_longer_kept(self, account, as_user, people):
        run = CurrentRun.get()
        execute_run(run=request_run(as_of=date(2026, 7, 5), by=None))
        client = as_user(people.kam)
        before = asked(client, account, f"?as_of={AS_OF}")
        Run.objects.filter(pk=run.pk).update(scores_kept=False)
        forget_old_scores()
        refused = ask(client, account, f"?as_of={AS_OF}")
        assert refused.status_code == 404
        assert "no longer kept" in refused.json()["errors"]["as_of"][0]
        recall(run=run)
        again = asked(client, account, f"?as_of={AS_OF}")
        assert again["run"].pop("recalled") == "same"
        assert before["run"].pop("recalled") is None
        assert again == before


class TestRights:
    @pytest.mark.parametrize(
        ("role", "hidden"),
        [
            ("kam", set()),
            ("rep", {"value", "before", "share_before", "clv", "amount"}),
            ("service", {"value", "before", "share_before", "clv", "amount"}),
        ],
    )
    def test_facts_of_margins(self, account, as_user, people, role, hidden):
        found = by_system(asked(as_user(getattr(people, role)), account))
        said = {name for each in found.values() for name in each["facts"]}
        assert {name for names in FACTS.values() for name in names} - said == hidden

    @pytest.mark.parametrize(
        ("role", "names"),
        [
            ("kam", {"net_revenue", "cost_of_goods", "cost_to_serve", "value", "clv"}),
            ("rep", {"net_revenue"}),
            ("service", set()),
        ],
    )
    def test_amounts(self, account, as_user, people, role, names):
        body = asked(as_user(getattr(people, role)), account)
        amounts = {"net_revenue", "cost_of_goods", "cost_to_serve", "value", "clv"}
        assert {row["name"] for row in body["inputs"]} & amounts == names
        assert bool(body["scores"]) == (role != "service")
        limits = by_system(body)["pattern"]["thresholds"]
        assert ("big_deal_amount" in limits) == (role != "service")

    def test_costs_of_a_criterion(self, account, as_user, people):
        for role, fact in (("kam", True), ("rep", False)):
            body = asked(as_user(getattr(people, role)), account)
            parts = {p["criterion"]: p for each in body["scores"] for p in each["parts"]}
            for name in ("DEV_COST", "KEEP_COST"):
                assert (parts[name]["fact"] is not None, parts[name]["text"] != "") == (fact, fact)

    def test_what_gaps_count(self, account, as_user, people):
        small = Account.objects.get(name="客户021")
        counted = {}
        for role in ("kam", "rep"):
            client = as_user(people.admin if role == "kam" else people.rep)
            gaps = [g for s in asked(client, small)["systems"] for g in s["gaps"]]
            counted[role] = {g["need"] for g in gaps if g["missing"] is not None}
        assert counted["kam"] - counted["rep"] == {"value", "share_before", "amount"}

    def test_every_name_the_engine_says_is_decided_on(self, account):
        score = Score.objects.current().select_related("run__policy").get(account=account)
        context = Context.model_validate(score.run.context)
        policy = score.run.policy.policy
        found = explain(facts_of(score, context), place_of(score), context, policy)
        for each in needs.findings(found):
            assert set(each.facts) == set(FACTS[each.system])
            assert set(each.thresholds) == set(THRESHOLDS[each.system])
        broken = (found.criteria, found.potential, found.alignment, found.strength)
        assert {part.criterion for each in broken for part in each.parts} == set(CRITERIA)

    def test_of_a_need_nobody_decided_on_nothing_is_counted(self):
        uncounted = {Need.REPEAT_PATTERN, Need.PARETO_CLASS, Need.BUSINESS_ASPECT, Need.RECOGNITION}
        assert set(Need) - set(GAPS) == uncounted


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "fields"),
        [
            ("?as_of=nonsense", ["as_of"]),
            ("?as_of=2026-02-30", ["as_of"]),
            ("?as_of=31.12.2026", ["as_of"]),
            ("?system=subtype", ["system"]),
            ("?system=x&as_of=x", ["as_of", "system"]),
        ],
    )
    def test_bad_questions_name_their_fields(self, account, as_user, people, query, fields):
        response = ask(as_user(people.kam), account, query)
        assert response.status_code == 400
        assert sorted(response.json()["errors"]) == fields

    def test_in_the_language_that_is_asked_for(self, account, as_user, people):
        response = ask(as_user(people.kam), account, "?as_of=x", Accept_Language="zh")
        assert response.json()["errors"]["as_of"] == ["输入一个有效的日期。"]

    def test_out_of_sight_is_as_if_it_were_not_there(self, account, as_user, people):
        client = as_user(people.other_rep)
        hidden = ask(client, account)
        nowhere = client.get(reverse("account_explanation", args=[10**9]))
        assert (hidden.status_code, nowhere.status_code) == (404, 404)
        assert hidden.content == nowhere.content
        assert "澄江" not in hidden.content.decode()

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_is_only_read(self, account, as_user, people, method):
        url = reverse("account_explanation", args=[account.pk])
        assert getattr(as_user(people.kam), method)(url).status_code == 405


def test_nobody_keeps_a_copy(account, as_user, people):
    response = ask(as_user(people.kam), account)
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]
    assert json.loads(response.content)["account"]["name"] in response.content.decode()


def test_queries_are_few(account, as_user, people):
    client = as_user(people.kam)
    ask(client, account)
    with CaptureQueriesContext(connection) as queries:
        ask(client, account)
    assert len(queries) <= 10
