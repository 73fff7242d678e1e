"""The facts tab, its forms, and the projects: what is shown, saved and refused."""

import re

import pytest
from django.urls import reverse

from accounts.models import (
    Cost,
    PaymentRecord,
    PolicyCheck,
    Project,
    ProjectState,
    Rating,
    Referral,
)
from staff import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(people):
    account = factories.account("澄江重工", people.rep, code="C-1", sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    return account


def new(account, kind, /, **query):
    return reverse("fact_create", args=[account.pk, kind], query=query)


def text(response):
    return response.content.decode()


class TestTab:
    def test_an_empty_one_says_what_it_is_for(self, people, account, as_user):
        html = text(as_user(people.kam).get(reverse("account_facts", args=[account.pk])))
        for words in ("No project yet", "No contract yet", "No payment record yet",
                      "Nobody has estimated the wallet", "No cost yet",
                      "No policy was checked yet", "No referral yet", "Not rated"):  # fmt: skip
            assert words in html

    def test_ratings_show_anchor_rater_and_dispute(self, people, account, as_user):
        factories.rating(account, value=1, rater=people.rep)
        factories.rating(account, value=4, rater=people.kam, day="2026-05-20", evidence="年会")
        html = text(as_user(people.rep).get(reverse("account_facts", args=[account.pk])))
        assert "Agrees in words and in main decisions" in html
        assert "1 rating to review" in html
        assert f"{people.rep} 1 ·" in html
        assert "年会" in html

    def test_share_of_wallet(self, people, account, as_user):
        factories.wallet(account, "2026-06-01", 4000)
        factories.sale(account, clock.today(), 1)
        response = as_user(people.rep).get(reverse("account_facts", args=[account.pk]))
        assert response.context["wallet"].total == 4000

    def test_costs_are_for_those_who_see_margins(self, people, account, as_user):
        factories.cost(account, clock.today(), 77)
        url = reverse("account_facts", args=[account.pk])
        assert as_user(people.rep).get(url).context["costs"] is None
        assert as_user(people.kam).get(url).context["costs"].serving == 77

    @pytest.mark.parametrize("role", ["rep", "manager"])
    def test_queries(self, people, account, as_user, role, django_assert_max_num_queries):
        others = [factories.account(owner=people.rep) for _ in range(3)]
        for day in ("2026-05-01", "2026-05-02", "2026-05-03"):
            factories.rating(account, value=2, day=day, rater=people.rep)
            factories.payment(account, day)
            factories.cost(account, day, 5)
            factories.project(account, f"项目{day}")
            factories.wallet(account, day, 5, category=day)
            factories.contract(account, day, day, "2027-01-01")
            factories.policy_check(account, day)
        for other in others:
            factories.referral(other, "2026-05-01", account)
        client = as_user(getattr(people, role))
        url = reverse("account_facts", args=[account.pk])
        client.get(url)
        with django_assert_max_num_queries(26):
            client.get(url)


class TestForms:
    def test_a_rating_is_saved_with_its_kind(self, people, account, as_user):
        client, url = as_user(people.rep), new(account, "rating", kind="cultural_fit")
        response = client.post(url, {"value": "2", "date": "2026-05-01"})
        assert response.status_code == 302
        rating = Rating.objects.get()
        assert (rating.kind, rating.value, rating.rater) == ("cultural_fit", 2, people.rep)

    def test_htmx_swaps_the_tab_alone(self, people, account, as_user):
        response = as_user(people.rep).post(
            new(account, "rating", kind="cultural_fit"),
            {"value": "2", "date": "2026-05-01"},
            headers={"HX-Request": "true"},
        )
        assert '"target": "#facts"' in response.headers["HX-Location"]

    @pytest.mark.parametrize(
        ("kind", "data", "marked"),
        [
            ("rating", {"value": "4"}, "evidence"),
            ("rating", {"value": "6"}, "value"),
            ("rating", {}, "value"),
            ("payment", {"invoices_due": 3, "invoices_on_time": 4}, "invoices_on_time"),
            ("cost", {"kind": "visits", "amount_base": "0"}, "amount_base"),
            ("contract", {"title": "A", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
             "ends_on"),
            ("wallet", {"amount_base": "-1", "source": "A"}, "amount_base"),
            ("policy-check", {"item": "", "carried_out": "True"}, "item"),
            ("policy-check", {"item": "价格纪律"}, "carried_out"),
            ("referral", {"from_account": "C-9", "direction": "from_customer"}, "from_account"),
            ("referral", {"from_account": "C-1", "direction": "from_customer"}, "from_account"),
        ],
    )  # fmt: skip
    def test_mistakes_are_marked_and_nothing_is_saved(
        self, people, account, as_user, kind, data, marked
    ):
        url = new(account, kind, **({"kind": "operating"} if kind == "rating" else {}))
        response = as_user(people.kam).post(url, {"date": "2026-05-01", **data})
        assert response.status_code == 422
        assert marked in response.context["form"].errors
        nothing = (Rating, PaymentRecord, Cost, Referral, PolicyCheck)
        assert not any(m.objects.exists() for m in nothing)

    @pytest.mark.parametrize(("said", "kept"), [("True", True), ("False", False)])
    def test_a_check_has_no_outcome_before_it_is_chosen(self, people, account, as_user, said, kept):
        client, url = as_user(people.rep), new(account, "policy-check")
        assert "checked" not in text(client.get(url))
        client.post(url, {"item": "价格纪律", "date": "2026-05-01", "carried_out": said})
        check = PolicyCheck.objects.get()
        assert check.carried_out is kept
        again = text(client.get(reverse("fact_correct", args=["policy-check", check.pk])))
        chosen = re.findall(r'<input[^>]*value="(True|False)"[^>]*checked', again)
        assert chosen == [said]

    def test_no_day_that_is_still_to_come(self, people, account, as_user):
        response = as_user(people.rep).post(
            new(account, "policy-check"), {"item": "A", "date": "2999-01-01"}
        )
        assert "date" in response.context["form"].errors

    @pytest.mark.parametrize(
        "kind", ["rating", "payment", "cost", "contract", "wallet", "policy-check", "referral"]
    )
    def test_every_form_opens_whole_and_as_a_part(self, people, account, as_user, kind):
        client, url = as_user(people.kam), new(account, kind, kind="operating")
        assert "<html" in text(client.get(url))
        assert f'value="{clock.today()}"' in text(client.get(url))
        assert "<html" not in text(client.get(url, headers={"HX-Request": "true"}))

    def test_a_referrer_is_found_by_number_and_a_person_by_name(self, people, account, as_user):
        other = factories.account("介绍方", people.rep, code="C-2")
        person = factories.contact(other, "何敬之")
        form = {
            "date": "2026-05-01", "direction": "from_customer", "from_account": "C-2",
            "person": "何敬之",
        }  # fmt: skip
        client = as_user(people.rep)
        wrong = client.post(new(account, "referral"), form | {"person": "无此人"})
        assert "person" in wrong.context["form"].errors
        assert client.post(new(account, "referral"), form).status_code == 302
        referral = Referral.objects.get()
        assert (referral.from_account, referral.from_contact) == (other, person)
        again = client.get(reverse("fact_correct", args=["referral", referral.pk]))
        assert 'value="C-2"' in text(again)

    def test_correct_and_remove(self, people, account, as_user):
        fact = factories.payment(account, "2026-05-01", 10, 9)
        client = as_user(people.rep)
        data = {"date": "2026-05-01", "invoices_due": 10, "invoices_on_time": 8, "breaches": 0,
                "balance": 0, "overdue": 0, "days_overdue": 0}  # fmt: skip
        client.post(reverse("fact_correct", args=["payment", fact.pk]), data)
        new_fact = PaymentRecord.objects.current().get()
        assert (new_fact.invoices_on_time, new_fact.corrects) == (8, fact)
        assert client.get(reverse("fact_correct", args=["payment", fact.pk])).status_code == 404
        client.post(reverse("fact_remove", args=["payment", new_fact.pk]))
        assert not PaymentRecord.objects.current().exists()
        html = text(client.get(reverse("fact_list", args=[account.pk, "payment"])))
        assert "Corrected" in html
        assert "Removed" in html

    def test_unknown_kinds_are_not_found(self, people, account, as_user):
        client = as_user(people.kam)
        for url in (
            new(account, "mood"),
            new(account, "project-state"),
            new(account, "rating", kind="mood"),
            reverse("fact_list", args=[account.pk, "mood"]),
        ):
            assert client.get(url).status_code == 404


class TestProjects:
    def test_open_move_correct_remove(self, people, account, as_user):
        client = as_user(people.rep)
        form = {"name": "新产线", "opened_on": "2026-05-01", "stage": "lead", "value_base": "50"}
        client.post(reverse("project_create", args=[account.pk]), form)
        project = Project.objects.get()
        page = reverse("project_detail", args=[project.pk])
        lost = {"date": "2026-06-01", "stage": "lost", "value_base": "50"}
        assert client.post(page, lost).status_code == 422
        moved = client.post(page, lost | {"reason": "价格"}, follow=True)
        assert "Saved. 新产线 stands at: Lost." in text(moved)
        state = ProjectState.objects.newest_states().get()
        assert (state.stage, state.reason, state.by) == ("lost", "价格", people.rep)
        fix = reverse("fact_correct", args=["project-state", state.pk])
        client.post(fix, lost | {"stage": "won", "reason": "交期"})
        assert ProjectState.objects.newest_states().get().stage == "won"
        for state in ProjectState.objects.current():
            client.post(reverse("fact_remove", args=["project-state", state.pk]))
        assert "counts nowhere" in text(client.get(page))

    @pytest.fixture
    def book(self, people, account):
        for name, stage, value in [("甲", "lead", 100), ("乙", "won", 200), ("丙", "lost", 300)]:
            factories.project(
                account, name, owner=people.rep, stage=stage, value=value,
                is_strategic=name == "乙",
            )  # fmt: skip
        hidden = factories.account("隐藏", people.other_rep)
        factories.project(hidden, "机密项目")

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, "甲乙丙"),
            ({"stage": "open"}, "甲"),
            ({"stage": "won_all"}, "乙"),
            ({"strategic": "1"}, "乙"),
            ({"q": "丙"}, "丙"),
            ({"q": "cjzg"}, "甲乙丙"),
            ({"q": "机密"}, ""),
        ],
    )
    def test_list_and_board_show_the_same(self, people, book, as_user, query, names):
        client, url = as_user(people.rep), reverse("project_list")
        listed = client.get(url, query).context["page"].object_list
        board = client.get(url, {**query, "view": "board"}).context["columns"]
        assert {state.project.name for state in listed} == set(names)
        assert {s.project.name for column in board for s in column["cards"]} == set(names)
        assert sum(column["count"] for column in board) == len(names)

    def test_win_rate(self, people, book, as_user):
        outcome = as_user(people.rep).get(reverse("project_list")).context["outcome"]
        assert (outcome.won, outcome.lost, outcome.win_rate) == (1, 1, 0.5)

    @pytest.mark.parametrize("view", ["", "board"])
    def test_queries(self, people, account, as_user, view, django_assert_max_num_queries):
        client, url = as_user(people.manager), reverse("project_list")
        for n in range(30):
            factories.project(account, f"P{n}", owner=people.rep, value=n)
        client.get(url)
        with django_assert_max_num_queries(10):
            client.get(url, {"view": view})

    def test_the_board_shows_the_largest_of_a_stage(self, people, account, as_user):
        for n in range(25):
            factories.project(account, f"P{n}", value=n)
        client = as_user(people.rep)
        column = client.get(reverse("project_list"), {"view": "board"}).context["columns"][0]
        assert (column["count"], len(column["cards"])) == (25, 20)
        assert column["cards"][0].project.name == "P24"


def test_a_group_leads_to_the_facts_of_its_members(people, account, as_user):
    member = factories.account("澄江子公司", people.rep, parent=account)
    hidden = factories.account("远方子公司", people.other_rep, parent=account)
    page = text(as_user(people.rep).get(reverse("account_facts", args=[account.pk])))
    assert reverse("account_facts", args=[member.pk]) in page
    assert hidden.name not in page
    alone = text(as_user(people.rep).get(reverse("account_facts", args=[member.pk])))
    assert "Facts of the whole group" not in alone
