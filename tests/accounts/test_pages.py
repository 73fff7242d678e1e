"""An account's tabs, forms, people, rates and search: who may, and what is shown."""

from datetime import date

import pghistory
import pytest
from django.urls import reverse

from accounts.models import Account, Contact
from accounts.services.accounts import update_account
from tests import factories
from tests.accounts.helpers import run_in_view

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)


@pytest.fixture
def account(people):
    account = factories.account(
        "云岭新能源",
        people.rep,
        standing={"pyramid": 1, "abc": 1, "pareto": 1, "pattern": 4},
        sponsor=people.sponsor,
        profile={"scale": "500 人"},
    )
    account.members.add(people.kam, people.service)
    factories.contact(account, "何敬之", influence=5)
    factories.sale(account, "2026-06-02", 1200, cost=700)
    factories.visit(account, date(2026, 6, 1), people.rep, note="框架协议")
    run_in_view(AS_OF, [account], value=500, pyramid=1, pareto=1, occasions=7)
    return account


def page(client, name, account, **query):
    return client.get(reverse(name, args=[account.pk]), query)


@pytest.mark.parametrize(
    ("role", "people_tab", "business_tab", "history_tab"),
    [
        ("rep", 200, 200, 200),
        ("kam", 200, 200, 200),
        ("manager", 200, 200, 200),
        ("head", 200, 200, 200),
        ("sponsor", 200, 200, 200),
        ("service", 200, 403, 200),
        ("admin", 403, 200, 403),
        ("auditor", 200, 200, 200),
        ("other_rep", 404, 404, 404),
    ],
)
def test_who_opens_which_tab(people, account, as_user, role, people_tab, business_tab, history_tab):
    client = as_user(getattr(people, role))
    statuses = [
        page(client, name, account).status_code
        for name in ("account_people", "account_business", "account_history")
    ]
    assert statuses == [people_tab, business_tab, history_tab]
    assert page(client, "account_detail", account).status_code == (
        404 if people_tab == 404 else 200
    )


class TestOverview:
    @pytest.mark.parametrize(
        ("basis", "role", "told"),
        [
            ("net_revenue", "rep", True),
            ("net_revenue", "service", False),
            ("gross_profit", "rep", False),
            ("gross_profit", "service", False),
            ("gross_profit", "kam", True),
            ("gross_profit", "admin", True),
        ],
    )
    def test_the_share_before_it_is_a_secret_of_margins(
        self, people, account, as_user, basis, role, told
    ):
        run_in_view(date(2026, 7, 1), [account], basis, value=500, pareto=1, cumulative=417)
        html = page(as_user(getattr(people, role)), "account_detail", account).content.decode()
        assert ("Pareto class A; those before it bring 41.7%" in html) is told
        assert "Pareto class A" in html

    def test_the_tiles_say_what_decides(self, people, account, as_user):
        html = page(as_user(people.rep), "account_detail", account).content.decode()
        assert "No. 1 of 1 by net revenue" in html
        assert "7 purchases in 24 months" in html
        assert "何敬之" in html
        assert "框架协议" in html
        assert "500 人" in html

    def test_admins_see_amounts_but_no_people_and_no_visits(self, people, account, as_user):
        html = page(as_user(people.admin), "account_detail", account).content.decode()
        assert "¥1.2k" in html
        assert "何敬之" not in html
        assert "框架协议" not in html

    def test_service_colleagues_see_people_but_no_amounts(self, people, account, as_user):
        html = page(as_user(people.service), "account_detail", account).content.decode()
        assert "何敬之" in html
        assert "¥1.2k" not in html

    def test_a_member_s_reader_learns_nothing_of_a_hidden_group(self, people, as_user):
        head = factories.account("隐藏集团", people.other_rep, standing={"pyramid": 1})
        member = factories.account(
            "成员", people.rep, parent=head, standing={"pyramid": 1, "by_group": True}
        )
        run_in_view(AS_OF, [head], pyramid=1)
        html = page(as_user(people.rep), "account_detail", member).content.decode()
        assert "by group" in html
        assert "隐藏集团" not in html
        assert "No. 1" not in html

    @pytest.mark.parametrize("role", ["rep", "manager", "auditor"])
    def test_queries(self, people, account, as_user, role, django_assert_max_num_queries):
        client = as_user(getattr(people, role))
        page(client, "account_detail", account)
        with django_assert_max_num_queries(16):
            page(client, "account_detail", account)


class TestBusiness:
    def test_cost_is_for_those_who_may(self, people, account, as_user):
        assert "¥700.00" in page(as_user(people.kam), "account_business", account).content.decode()
        assert (
            "¥700.00" not in page(as_user(people.rep), "account_business", account).content.decode()
        )

    def test_running_total_within_each_year(self, people, as_user):
        account = factories.account("A", people.rep)
        for day, amount in [("2025-12-31", 5), ("2026-01-01", 10), ("2026-02-01", -3)]:
            factories.sale(account, day, amount, kind="sale" if amount > 0 else "return")
        response = page(as_user(people.rep), "account_business", account)
        assert [entry.running for entry in response.context["page"]] == [7, 10, 5]
        assert [(year.year, year.net) for year in response.context["years"]] == [
            (2026, 7),
            (2025, 5),
        ]
        sales = page(as_user(people.rep), "account_business", account, kind="return")
        assert [entry.amount for entry in sales.context["page"]] == [-3]

    @pytest.mark.parametrize(("owner", "listed"), [("rep", 1), ("other_rep", 0)])
    def test_the_head_adds_its_members(self, people, as_user, owner, listed):
        """Sums are the whole group's; orders of a member out of sight are not listed one by one."""
        head = factories.account("A", people.rep)
        member = factories.account("B厂", getattr(people, owner), parent=head)
        factories.sale(member, "2026-01-01", 10, reference="S-1")
        client = as_user(people.rep)
        whole = page(client, "account_business", head)
        assert [year.net for year in whole.context["years"]] == [10]
        assert len(whole.context["page"].object_list) == listed
        assert ("S-1" in whole.content.decode()) is bool(listed)
        assert ("B厂" in whole.content.decode()) is bool(listed)
        assert whole.context["not_listed"] is not bool(listed)
        own = page(client, "account_business", head, of="own")
        assert len(own.context["page"].object_list) == 0

    def test_closed_entries_are_gone(self, people, as_user, account):
        account.ledger.update(known_to="2026-07-01T00:00Z")
        response = page(as_user(people.rep), "account_business", account)
        assert len(response.context["page"].object_list) == 0


class TestHistory:
    def test_who_what_before_and_after(self, people, as_user):
        account = factories.account("旧名", people.rep, region="上海")
        client = as_user(people.rep)
        client.post(reverse("account_edit", args=[account.pk]), form(name="新名", region="北京"))
        line = page(client, "account_history", account).context["page"][0]
        assert line.by == people.rep.name
        assert line.cause == "In the browser"
        assert {(c.label, c.before, c.after) for c in line.changes} >= {
            ("Name", "旧名", "新名"),
            ("Region", "上海", "北京"),
        }

    def test_contacts_ledger_and_classes_stand_in_one_list(self, people, as_user, account):
        account.ledger.update(amount_base=900)
        kinds = [
            line.kind
            for line in page(as_user(people.kam), "account_history", account).context["page"]
        ]
        assert {"account", "contact", "ledgerentry", "accountprofile"} <= set(kinds)

    def test_owners_by_name_and_costs_only_for_those_who_may(self, people, as_user, account):
        update_account(account=account, by=people.head, owner=people.kam)
        account.ledger.update(cost_base=650)
        account.ledger.update(cost_base=600)

        def said(person):
            lines = page(as_user(person), "account_history", account).context["page"]
            return {(c.label, c.before, c.after) for line in lines for c in line.changes}

        assert ("Owner", people.rep.name, people.kam.name) in said(people.kam)
        cost = ("Cost of goods in base currency", "650.00", "600.00")
        assert cost in said(people.kam)
        account.owner = people.rep
        account.save()
        assert cost not in said(people.rep)

    def test_visits_and_who_was_met(self, people, as_user, account):
        visit = account.visits.get()
        visit.note = "改期"
        visit.save()
        visit.contacts.set([account.contacts.get()])

        def said(person):
            lines = page(as_user(person), "account_history", account).context["page"]
            return {(c.label, c.before, c.after) for line in lines for c in line.changes}

        assert said(people.rep) >= {("Result", "框架协议", "改期"), ("Who was met", "—", "何敬之")}
        visit.contacts.clear()
        assert ("Who was met", "何敬之", "—") in said(people.rep)

    def test_a_visit_and_who_was_met_are_one_line(self, people, as_user, account):
        met = [account.contacts.get(), factories.contact(account, "季岚")]
        with pghistory.context(cause="page"):
            visit = factories.visit(account, date(2026, 7, 1), people.rep, met)
        with pghistory.context(cause="page"):
            visit.contacts.remove(met[0])

        def said(person):
            listed = page(as_user(person), "account_history", account).context["page"]
            assert listed.paginator.count == len(listed.object_list)
            visits = [line for line in listed if "1 Jul 2026" in line.what]
            changes = [[(c.label, c.before, c.after) for c in line.changes] for line in visits]
            return sorted(zip((line.deed for line in visits), changes, strict=True))

        assert said(people.rep) == [
            ("changed", [("Who was met", "何敬之", "—")]),
            ("created", [("Who was met", "—", "何敬之, 季岚")]),
        ]
        met[0].delete()
        assert "not visible to you, 季岚" in str(said(people.rep))

    def test_a_member_s_change_is_not_in_its_head_s_history(self, people, as_user):
        head = factories.account("A", people.rep)
        factories.account("B", people.rep, parent=head)
        assert len(page(as_user(people.rep), "account_history", head).context["page"]) == 1


def form(**values):
    return {"name": "A", "type": "enterprise", "status": "active", **values}


class TestForm:
    def test_a_stranger_s_duplicate_is_told_and_may_be_confirmed(self, people, as_user):
        factories.account("华为技术有限公司", people.other_rep, registry_number="9144")
        client = as_user(people.rep)
        response = client.post(reverse("account_create"), form(name="华为技术", registry_number=""))
        html = response.content.decode()
        assert response.status_code == 422
        assert f"Please ask {people.other_rep.name}" in html
        assert "华为技术有限公司" not in html
        assert "9144" not in html
        client.post(reverse("account_create"), form(name="华为技术", confirmed="on"))
        assert Account.objects.get(name="华为技术").owner == people.rep

    @pytest.mark.parametrize(
        "typed", [{"name_en": "HUAWEI Ltd"}, {"aliases": "A，huawei"}], ids=str
    )
    def test_every_typed_name_warns(self, people, as_user, typed):
        factories.account("华为技术有限公司", people.other_rep, name_en="Huawei")
        client = as_user(people.rep)
        for response in (
            client.post(reverse("account_create"), form(name="甲", **typed)),
            client.get(reverse("account_duplicates"), {"name": "甲", **typed}),
        ):
            assert f"Please ask {people.other_rep.name}" in response.content.decode()
        assert not Account.objects.filter(name="甲").exists()

    def test_a_list_of_names_is_more_than_one_question(self, people, as_user):
        client = as_user(people.rep)
        names = {"aliases": ",".join(map(str, range(748)))}
        asked = [client.get(reverse("account_duplicates"), names).status_code for _ in range(3)]
        assert asked == [200, 200, 429]

    def test_the_warning_comes_while_typing(self, people, as_user):
        account = factories.account("华为技术有限公司", people.rep)
        html = (
            as_user(people.rep)
            .get(reverse("account_duplicates"), {"name": "华为技术"})
            .content.decode()
        )
        assert reverse("account_detail", args=[account.pk]) in html

    def test_mistakes_keep_what_was_typed(self, people, as_user):
        factories.account("甲", people.rep, code="C1")
        response = as_user(people.rep).post(
            reverse("account_create"), form(name="乙", code="C1", scale="500 人", group="不存在")
        )
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"code", "group"}
        assert "500 人" in response.content.decode()
        assert not Account.objects.filter(name="乙").exists()

    @pytest.mark.parametrize("typed", ["甲", "C1"])
    def test_the_group_by_name_or_number(self, people, as_user, typed):
        head = factories.account("甲", people.rep, code="C1")
        as_user(people.rep).post(reverse("account_create"), form(name="乙", group=typed))
        assert Account.objects.get(name="乙").top == head

    def test_a_ring_is_said_by_the_field(self, people, as_user):
        head = factories.account("甲", people.rep)
        factories.account("乙", people.rep, parent=head)
        response = as_user(people.rep).post(
            reverse("account_edit", args=[head.pk]), form(name="甲", group="乙")
        )
        assert "group" in response.context["form"].errors

    def test_a_hidden_parent_stays(self, people, as_user):
        head = factories.account("甲", people.other_rep)
        account = factories.account("乙", people.rep, parent=head)
        client = as_user(people.rep)
        assert "甲" not in client.get(reverse("account_edit", args=[account.pk])).content.decode()
        client.post(reverse("account_edit", args=[account.pk]), form(name="丙"))
        account.refresh_from_db()
        assert (account.name, account.parent) == ("丙", head)

    def test_a_rep_s_form_can_not_name_another_owner(self, people, as_user):
        account = factories.account("甲", people.rep)
        as_user(people.rep).post(
            reverse("account_edit", args=[account.pk]), form(name="甲", owner=people.other_rep.pk)
        )
        account.refresh_from_db()
        assert account.owner == people.rep

    def test_aliases_between_any_commas(self, people, as_user):
        as_user(people.rep).post(reverse("account_create"), form(name="甲", aliases="A，B, C、A"))
        assert Account.objects.get(name="甲").aliases == ["A", "B", "C"]

    def test_others_accounts_are_not_there(self, people, as_user):
        account = factories.account("甲", people.other_rep)
        assert (
            as_user(people.rep).get(reverse("account_edit", args=[account.pk])).status_code == 404
        )


class TestContacts:
    @pytest.mark.parametrize(
        ("role", "count"),
        [("rep", 1), ("other_rep", 1), ("head", 2), ("sponsor", 0), ("service", 0), ("auditor", 2)],
    )
    def test_the_list_has_the_people_of_one_s_accounts(self, people, as_user, role, count):
        for owner in (people.rep, people.other_rep):
            factories.contact(factories.account(owner=owner))
        response = as_user(getattr(people, role)).get(reverse("contact_list"))
        assert len(response.context["page"].object_list) == count

    def test_none_for_admins(self, people, as_user, account):
        client = as_user(people.admin)
        contact = Contact.objects.get()
        for address in (reverse("contact_list"), reverse("contact_edit", args=[contact.pk])):
            assert client.get(address).status_code == 403

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "hjz"}, 1),
            ({"q": "敬之"}, 1),
            ({"q": "x"}, 0),
            ({"active": "0"}, 0),
            ({"role": "coach"}, 0),
        ],
        ids=str,
    )
    def test_filters(self, people, as_user, account, query, found):
        response = as_user(people.rep).get(reverse("contact_list"), query)
        assert len(response.context["page"].object_list) == found

    def test_create_and_edit(self, people, as_user):
        account = factories.account(owner=people.rep)
        client = as_user(people.rep)
        values = {"name": "王立群", "source": "card"}
        client.post(reverse("contact_create", args=[account.pk]), values)
        contact = Contact.objects.get()
        assert contact.search_text.splitlines() == ["王立群", "WLQ", "WANGLIQUN"]
        edit = reverse("contact_edit", args=[contact.pk])
        assert client.post(edit, {**values, "influence": "9"}).status_code == 422
        client.post(edit, {**values, "influence": "4", "attitude": "sceptic"})
        contact.refresh_from_db()
        assert (contact.influence, contact.attitude) == (4, "sceptic")
