"""The account list: who sees what, filters, order, search, export, and its price in queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import SavedView
from accounts.models.export import ExportLog
from kam.dashboards import account_columns, account_list
from kam.templatetags import kam_cells
from tests import factories
from tests.accounts.helpers import run_in_view

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)


def names(response):
    return [row.account.name for row in response.context["rows"]]


def get(client, **query):
    return client.get(reverse("account_list"), query)


@pytest.fixture
def book(people):
    return {
        "rep": factories.account("甲", people.rep),
        "other": factories.account("乙", people.other_rep),
        "team": factories.account("丙", people.kam),
        "sponsored": factories.account("丁", people.other_rep, sponsor=people.sponsor),
    }


class TestVisibility:
    @pytest.mark.parametrize(
        ("role", "seen", "opened"),
        [
            ("rep", "甲", "甲"),
            ("other_rep", "乙丁", "乙丁"),
            ("kam", "丙", "丙"),
            ("manager", "甲丙", "甲丙"),
            ("head", "甲乙丙丁", "甲乙丙丁"),
            ("sponsor", "甲乙丙丁", "丁"),
            ("service", "", ""),
            ("admin", "甲乙丙丁", "甲乙丙丁"),
            ("auditor", "甲乙丙丁", "甲乙丙丁"),
        ],
    )
    def test_rows_and_links(self, people, book, as_user, role, seen, opened):
        client = as_user(getattr(people, role))
        response = get(client)
        assert set(names(response)) == set(seen)
        assert {row.account.name for row in response.context["rows"] if row.opens} == set(opened)
        for account in book.values():
            status = client.get(reverse("account_detail", args=[account.pk])).status_code
            assert status == (200 if account.name in opened else 404), account.name

    def test_service_colleagues_see_no_amounts(self, people, book, as_user):
        book["rep"].members.add(people.service)
        response = get(as_user(people.service), cols="revenue,change,owner")
        assert [column.name for column in response.context["columns"]] == ["owner"]
        assert [column.name for column in response.context["all_columns"]].count("revenue") == 0


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"pyramid": "1"}, "甲"),
            ({"pyramid": ["1", "2"]}, "甲乙"),
            ({"pyramid": "0"}, "戊"),
            ({"abc": "2"}, "乙"),
            ({"rated": "1"}, "甲乙"),
            ({"rated": "0"}, "戊"),
            ({"list": "keep"}, "甲乙"),
            ({"list": "referrer"}, "乙"),
            ({"provisional": "1"}, "乙"),
            ({"status": "dormant"}, "戊"),
            ({"status": ["dormant", "active"], "pyramid": "1"}, "甲"),
            ({"type": "government"}, "甲"),
            ({"region": "上"}, "甲"),
            ({"group": "member"}, "丙"),
            ({"group": "member", "pyramid": "1"}, "丙"),
            ({"group": "head"}, "甲"),
            ({"owner": "none"}, "戊"),
            ({"pyramid": "9"}, ""),
            ({"owner": "999999"}, ""),
        ],
        ids=str,
    )
    def test_conditions(self, people, as_user, query, found):
        head = factories.account(
            "甲", people.rep, standing={"pyramid": 1, "abc": 1}, type="government", region="上海"
        )
        factories.account(
            "乙", people.rep, standing={"pyramid": 2, "abc": 2, "pattern": 5, "provisional": 1}
        )
        factories.account("丙", people.rep, parent=head, standing={"pyramid": 1, "by_group": True})
        factories.account("戊", status="dormant")
        assert set(names(get(as_user(people.head), **query))) <= set(found)
        assert set(names(get(as_user(people.auditor), **query))) == set(found)

    def test_a_unit_includes_what_is_below(self, people, book, as_user):
        client = as_user(people.auditor)
        assert set(names(get(client, unit=people.east.pk))) == {"甲", "丙"}
        assert len(names(get(client, unit=people.company_unit.pk))) == 4

    @pytest.mark.parametrize(
        ("basis", "role", "found"),
        [
            ("gross_profit", "auditor", ["甲"]),
            ("gross_profit", "rep", []),
            ("net_revenue", "auditor", []),  # more returned than bought is no loss
        ],
    )
    def test_losses_come_from_a_run_by_profit(self, people, book, as_user, basis, role, found):
        factories.Standing.objects.create(account=book["rep"], pyramid=4)
        run_in_view(AS_OF, [book["rep"]], basis, value=-500)
        assert names(get(as_user(getattr(people, role)), list="loss")) == found

    def test_an_empty_list_says_which_condition_hides_how_many(self, people, book, as_user):
        response = get(as_user(people.rep), pyramid="1", status="active")
        assert [(hint.chip.name, hint.count) for hint in response.context["hints"]] == [
            ("pyramid", 1),  # dropping the status would bring back none
        ]
        assert response.context["everything"] == 1

    def test_members_left_out_of_a_class_are_named_and_found(self, people, as_user):
        head = factories.account("甲", people.rep, standing={"pyramid": 1})
        for name in "乙丙":
            by_group = {"pyramid": 1, "by_group": True}
            factories.account(name, people.kam, parent=head, standing=by_group)
        client = as_user(people.kam)
        response = get(client, pyramid="1")
        assert names(response) == []
        said = response.context["members"]
        assert said.count == 2
        assert "2 group members carry this class by their group" in response.content.decode()
        assert len(names(client.get(f"{reverse('account_list')}?{said.query}"))) == 2
        assert get(client).context["members"] is None

    @pytest.mark.parametrize(
        ("has_accounts", "says", "not_said"),
        [
            (True, "Clear all conditions", "No accounts yet"),
            (False, "No accounts yet", "Clear all conditions"),
        ],
    )
    @pytest.mark.parametrize("query", [{"owner": "3"}, {"unit": "1"}], ids=str)
    def test_a_value_one_may_not_use_is_no_empty_book(
        self, people, as_user, query, has_accounts, says, not_said
    ):
        if has_accounts:
            factories.account("甲", people.rep)
        html = get(as_user(people.rep), **query).content.decode()
        assert "k-notice-danger" in html
        assert says in html
        assert not_said not in html

    @pytest.mark.parametrize(
        ("role", "says", "buttons"),
        [
            ("rep", "Add the first one by hand", {"account_create", "import_list"}),
            ("admin", "Import a list of accounts or a sales ledger.", {"import_list"}),
            ("auditor", "once colleagues have added", set()),
            ("service", "once colleagues have added", set()),
        ],
    )
    def test_an_empty_book_offers_what_the_role_may_do(self, people, as_user, role, says, buttons):
        html = get(as_user(getattr(people, role))).content.decode()
        empty = html[html.index("No accounts yet") :]
        assert says in empty
        offered = {"account_create", "import_list"}
        assert {name for name in offered if f'href="{reverse(name)}"' in empty} == buttons


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("华为", True),
            ("为技", True),
            ("hwjs", True),
            ("HuaWei", True),
            ("Ｈｕａｗｅｉ", True),
            ("hw", True),
            ("C-77", True),
            ("菊厂", True),
            ("华为 技术", True),
            ("中兴", False),
            ("华为 中兴", False),
        ],
    )
    def test_how_people_type(self, people, as_user, words, found):
        factories.account(
            "华为技术有限公司", people.rep, name_en="Huawei", code="C-77", aliases=["菊厂"]
        )
        assert names(get(as_user(people.rep), q=words)) == (["华为技术有限公司"] if found else [])

    def test_accents_are_ignored(self, people, as_user):
        factories.account("Mère Paillarde", people.rep)
        assert names(get(as_user(people.rep), q="mere")) == ["Mère Paillarde"]


class TestOrder:
    @pytest.fixture
    def ranked(self, people):
        one, two, three = (factories.account(name, people.rep) for name in ("丙", "乙", "甲"))
        factories.account("阿", people.rep)
        factories.sale(one, "2026-06-01", 100)
        factories.sale(two, "2026-06-01", 300)
        factories.sale(two, "2025-06-01", 200)
        factories.sale(three, "2026-05-01", 50)
        factories.sale(three, "2025-05-01", 100)
        factories.sale(three, "2026-07-01", 9999)
        run_in_view(AS_OF, [two, one, three])

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("", "乙丙甲阿"),
            ("rank", "乙丙甲阿"),
            ("-rank", "甲丙乙阿"),
            ("name", "阿丙甲乙"),
            ("-revenue", "乙丙甲阿"),
            ("revenue", "阿甲丙乙"),
            ("-change", "乙甲阿丙"),
            ("nonsense", "乙丙甲阿"),
        ],
    )
    @pytest.mark.parametrize("at_once", [0, 1000], ids=["walked", "sorted"])
    def test_sorts(self, people, ranked, as_user, sort, order, at_once, monkeypatch):
        monkeypatch.setattr(account_list, "SORTED_AT_ONCE", at_once)
        for person in (people.rep, people.manager, people.head, people.kam, people.auditor):
            shown = "".join(names(get(as_user(person), sort=sort)))
            assert shown == ("" if person is people.kam else order)

    def test_amounts_end_on_the_day_of_the_run(self, people, ranked, as_user):
        rows = {row.account.name: row for row in get(as_user(people.rep)).context["rows"]}
        assert rows["甲"].amounts.revenue == Decimal(50)
        assert rows["甲"].amounts.change == Decimal("-0.5")
        assert rows["甲"].tone == "down"
        assert (rows["乙"].rank, rows["阿"].rank) == (1, 0)
        assert rows["丙"].amounts.change is None

    def test_the_head_of_a_group_has_the_sum_and_a_member_its_own(self, people, as_user):
        head = factories.account("甲", people.rep)
        member = factories.account("乙", people.rep, parent=head)
        factories.sale(member, "2026-06-01", 70)
        factories.sale(head, "2026-06-01", 30)
        run_in_view(AS_OF, [head])
        for sort in ("rank", "-revenue"):
            rows = get(as_user(people.rep), sort=sort).context["rows"]
            assert [(row.account.name, row.amounts.revenue) for row in rows] == [
                ("甲", 100),
                ("乙", 70),
            ]

    def test_without_a_run_accounts_stand_by_name(self, people, book, as_user):
        assert "".join(names(get(as_user(people.auditor)))) == "丙丁甲乙"

    @pytest.mark.parametrize("at_once", [0, 1000], ids=["walked", "sorted"])
    def test_pages_of_the_whole_book_follow_the_run(self, people, as_user, at_once, monkeypatch):
        monkeypatch.setattr(account_list, "SORTED_AT_ONCE", at_once)
        accounts = [factories.account(f"客户{n:03}", people.rep) for n in range(60)]
        run_in_view(AS_OF, accounts)
        for n in range(60, 110):
            factories.account(f"客户{n:03}", people.rep)
        for person in (people.auditor, people.head, people.rep):
            for page in (1, 2, 3):
                shown = names(get(as_user(person), page=page))
                places = range(50 * (page - 1), min(50 * page, 110))
                assert shown == [f"客户{n:03}" for n in places]


class TestQueries:
    @pytest.mark.parametrize("role", ["rep", "manager", "sponsor", "admin"])
    def test_as_many_for_one_row_as_for_twenty(
        self, people, as_user, role, django_assert_max_num_queries
    ):
        def fill(count):
            made = [
                factories.account(owner=people.rep, standing={"pyramid": 2}, sponsor=people.sponsor)
                for _ in range(count)
            ]
            factories.sale(made[0], "2026-06-01", 10)
            return made

        client = as_user(getattr(people, role))
        first = fill(1)
        run_in_view(AS_OF, first)
        get(client)
        with django_assert_max_num_queries(12) as one:
            assert len(names(get(client))) == 1
        fill(19)
        with django_assert_max_num_queries(12) as twenty:
            assert len(names(get(client))) == 20
        assert len(one.captured_queries) == len(twenty.captured_queries)


class TestExport:
    def rows(self, client, **form):
        response = client.post(reverse("account_export"), form)
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode()
        assert text.startswith("\ufeff")
        return [line.split(",") for line in text.removeprefix("\ufeff").splitlines()]

    def test_it_is_what_the_list_shows(self, people, as_user):
        for name in ("乙", "甲", "丙"):
            factories.account(name, people.rep, region="上海")
        factories.account("丁", people.rep, region="北京")
        client = as_user(people.rep)
        query = "region=上海&sort=-name&cols=region"
        shown = names(client.get(reverse("account_list") + "?" + query))
        head, *lines = self.rows(client, query=query)
        assert head == ["Account name", "English name", "Region"]
        assert lines == [[name, "", "上海"] for name in shown]
        assert ExportLog.objects.get().rows == 3

    def test_others_rows_are_not_in_it(self, people, book, as_user):
        lines = self.rows(as_user(people.rep), ids=[account.pk for account in book.values()])
        assert [line[0] for line in lines[1:]] == ["甲"]

    def test_cells_are_no_formulas(self, people, as_user):
        factories.account("=1+1", people.rep, region="-2")
        lines = self.rows(as_user(people.rep), query="cols=region")
        assert lines[1] == ["'=1+1", "", "-2"]

    @pytest.mark.parametrize("role", ["service", "sponsor", "admin", "auditor"])
    def test_not_for_every_role(self, people, as_user, role):
        response = as_user(getattr(people, role)).post(reverse("account_export"))
        assert response.status_code == 403
        assert not ExportLog.objects.exists()

    def test_get_is_no_export(self, people, as_user):
        assert as_user(people.rep).get(reverse("account_export")).status_code == 405


class TestViews:
    def test_saved_and_shown_with_its_count(self, people, book, as_user):
        client = as_user(people.auditor)
        client.post(reverse("view_save"), {"name": "东区", "query": "region=x&sort=name"})
        tab = get(client, sort="name", region="x").context["tabs"][-1]
        assert (tab.label, tab.count, tab.active) == ("东区", 0, True)

    def test_only_the_owner_removes_it(self, people, as_user):
        view = SavedView.objects.create(user=people.rep, name="x", query="q=1")
        assert (
            as_user(people.other_rep).post(reverse("view_delete", args=[view.pk])).status_code
            == 404
        )
        as_user(people.rep).post(reverse("view_delete", args=[view.pk]))
        assert not SavedView.objects.exists()


class TestCells:
    def test_every_column_has_a_writer(self):
        assert set(kam_cells.WRITERS) == {column.name for column in account_columns.COLUMNS}

    def test_what_people_wrote_is_escaped(self, people, as_user):
        people.rep.name = "<i>rep</i>"
        people.rep.save()
        factories.account("甲", people.rep, region="<i>east</i>", code="<i>1</i>")
        html = get(as_user(people.rep), cols="owner,region,code").content.decode()
        assert "<i>" not in html.partition("<tbody>")[2].partition("</tbody>")[0]
        assert "&lt;i&gt;east&lt;/i&gt;" in html
