"""The people of an account: the map, the matrix, and quick changes in the rows."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Influence
from relationships.drawing import drawing, in_words
from relationships.models.people import board_of
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def book(people):
    """王 decides, 李 reports to 王 and is heard by 王; 赵 has left; 外 belongs to somebody else."""
    account = factories.account("澜江重工集团", owner=people.rep, sponsor=people.sponsor)
    wang = factories.contact(account, "王", influence=5, decision_role="economic")
    li = factories.contact(account, "李", influence=2, attitude="sceptic", reports_to=wang)
    gone = factories.contact(account, "赵", is_active=False)
    factories.influence(li, wang, 3)
    factories.visit(account, "2026-10-02", people.rep, [wang, li])
    factories.visit(account, "2026-10-28", people.rep, [wang])
    factories.visit(account, "2026-12-24", people.kam, [wang], status="planned", note="")
    factories.personal_level(wang, people.rep, 4, "2026-05-01")
    factories.personal_level(wang, people.rep, 2, "2026-09-01")
    factories.personal_level(wang, people.rep, 5, "2026-10-01", needs_word=True)
    factories.personal_level(li, people.sponsor, 3, "2026-09-01", reassess=True)
    factories.personal_level(li, factories.user("rep", is_active=False), 5)
    foreign = factories.contact(factories.account(owner=people.other_rep), "外")
    return {"account": account, "wang": wang, "li": li, "gone": gone, "foreign": foreign}


@pytest.fixture
def board(people, book):
    return board_of(book["account"], people.rep)


class TestBoard:
    def test_the_newest_level_that_counts_and_the_last_visit_made(self, people, board):
        (wang, _li) = board.rows
        (tie,) = wang.ties
        assert (tie.colleague, tie.level, tie.last_on) == (people.rep, 2, date(2026, 10, 28))

    def test_the_owner_comes_first_and_who_has_left_not_at_all(self, people, board):
        assert board.ours == [people.rep, people.sponsor]
        assert [[tie and tie.level for tie in row.cells] for row in board.rows] == [
            [2, None],
            [None, 3],
        ]
        assert board.rows[1].cells[1].reassess

    def test_gaps_where_they_matter(self, board):
        assert [(str(row.contact), row.urgent) for row in board.urgent] == [
            ("王", ["not_close", "one_only"])
        ]

    def test_what_is_drawn(self, people, book, board):
        drawn = drawing(board)
        names = {node["id"]: node["name"] for node in drawn["nodes"]}
        assert list(names.values()) == ["王", "李", str(people.rep), str(people.sponsor)]
        lines = [(names[li["source"]], names[li["target"]], li["kind"]) for li in drawn["links"]]
        assert lines == [
            ("王", "李", "boss"),
            ("李", "王", "influence"),
            (str(people.rep), "王", "knows"),
            (str(people.sponsor), "李", "knows"),
            (str(people.rep), "李", "knows"),
        ]
        assert [node["mark"] for node in drawn["nodes"]][:2] == ["Economic buyer", "− Sceptic"]

    def test_the_same_in_words(self, people, board):
        assert in_words(board) == [
            f"王: Economic buyer; influence 5 of 5; known by {people.rep} 2",
            "李: Sceptic; influence 2 of 5; reports to 王; influences 王; "
            f"known by {people.sponsor} 3, {people.rep}",
        ]


class TestPage:
    def test_it_shows_map_table_matrix_and_who_has_left(self, people, book, as_user):
        html = as_user(people.rep).get(reverse("account_people", args=[book["account"].pk]))
        html = html.content.decode()
        block = re.search(r'id="people-data" type="application/json">(.*?)</script>', html)
        assert len(json.loads(block[1])["nodes"]) == 4
        assert "Who of us knows whom" in html
        assert "1 gap where it matters" in html
        assert f'id="person-{book["gone"].pk}"' in html

    def test_an_empty_account_says_what_to_do(self, people, as_user):
        account = factories.account(owner=people.rep)
        html = as_user(people.rep).get(reverse("account_people", args=[account.pk]))
        assert "Nobody is known here yet" in html.content.decode()

    def test_queries_do_not_grow(self, people, book, as_user, django_assert_max_num_queries):
        client, url = as_user(people.rep), reverse("account_people", args=[book["account"].pk])
        with django_assert_max_num_queries(16) as few:
            client.get(url)
        for n in range(10):
            person = factories.contact(book["account"], f"人{n}", reports_to=book["wang"])
            factories.influence(person, book["li"])
            colleague = factories.user("rep", people.east)
            factories.personal_level(person, colleague)
            factories.visit(book["account"], "2026-10-02", colleague, [person])
        with django_assert_max_num_queries(len(few)):
            client.get(url)


class TestRow:
    def change(self, client, who, headers=HTMX, **fields):
        sent = {"decision_role": "", "attitude": "", "influence": "", "reports_to": "", **fields}
        return client.post(reverse("contact_place", args=[who.pk]), sent, headers=headers)

    def test_it_opens_in_the_table_and_saves_into_the_board(self, people, book, as_user):
        client, wang = as_user(people.rep), book["wang"]
        row = client.get(reverse("contact_place", args=[wang.pk]), headers=HTMX).content.decode()
        assert row.startswith("\n<tr") or row.lstrip().startswith("<tr")
        answer = self.change(client, wang, influence="3", attitude="opponent")
        assert 'id="board"' in answer.content.decode()
        wang.refresh_from_db()
        assert (wang.influence, wang.attitude, wang.decision_role) == (3, "opponent", "")

    def test_without_scripts_it_is_a_page(self, people, book, as_user):
        answer = self.change(as_user(people.rep), book["li"], headers={}, influence="4")
        assert answer["Location"] == reverse("account_people", args=[book["account"].pk])

    @pytest.mark.parametrize("boss", ["li", "foreign", "gone", "wang"])
    def test_a_line_that_can_t_be_is_refused_by_the_field(self, people, book, as_user, boss):
        answer = self.change(as_user(people.rep), book["wang"], reports_to=book[boss].pk)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"reports_to"}
        assert answer["HX-Retarget"] == f"#person-{book['wang'].pk}"
        book["wang"].refresh_from_db()
        assert book["wang"].reports_to is None

    def test_the_choices_name_nobody_of_other_accounts(self, people, book, as_user):
        client = as_user(people.head)
        for name in ("contact_place", "contact_edit", "contact_leave"):
            html = client.get(reverse(name, args=[book["wang"].pk])).content.decode()
            assert ">李</option>" in html
            assert ">外</option>" not in html


class TestLines:
    def draw(self, client, book, headers=HTMX, **fields):
        sent = {f"line-{name}": value for name, value in fields.items()}
        url = reverse("influence_set", args=[book["account"].pk])
        return client.post(url, sent, headers=headers)

    def test_drawn_changed_and_removed(self, people, book, as_user):
        client = as_user(people.rep)
        ends = {"source": book["wang"].pk, "target": book["li"].pk}
        self.draw(client, book, **ends, strength=1)
        self.draw(client, book, headers={}, **ends, strength=3, note="同学")
        line = Influence.objects.get(source=book["wang"])
        assert (line.strength, line.note) == (3, "同学")
        client.post(reverse("influence_remove", args=[line.pk]), headers=HTMX)
        assert Influence.objects.count() == 1

    @pytest.mark.parametrize(
        ("source", "target", "strength", "wrong"),
        [
            ("wang", "wang", 2, {"target"}),
            ("wang", "foreign", 2, {"target"}),
            ("gone", "wang", 2, {"source"}),
            ("wang", "li", 9, {"strength"}),
            (None, None, "", {"source", "target", "strength"}),
        ],
    )
    @pytest.mark.parametrize("headers", [HTMX, {}], ids=["part", "page"])
    def test_refused_by_the_field(
        self, people, book, as_user, source, target, strength, wrong, headers
    ):
        ends = {"source": source and book[source].pk, "target": target and book[target].pk}
        sent = {name: value or "" for name, value in ends.items()}
        answer = self.draw(as_user(people.rep), book, headers, **sent, strength=strength)
        assert answer.status_code == 422
        assert set(answer.context["line_form"].errors) == wrong
        assert Influence.objects.count() == 1


def test_the_history_names_both_ends_of_a_line(people, book, as_user):
    factories.influence(book["wang"], book["li"])
    page = as_user(people.rep).get(reverse("account_history", args=[book["account"].pk]))
    lines = [line for line in page.context["page"] if line.kind == "influence"]
    assert [line.what for line in lines] == [
        "Line of influence 王 → 李",
        "Line of influence 李 → 王",
    ]
    book["li"].reports_to = None
    book["li"].save()
    page = as_user(people.rep).get(reverse("account_history", args=[book["account"].pk]))
    said = [change for line in page.context["page"] for change in line.changes]
    (change,) = [change for change in said if change.label == "Reports to"]
    assert (change.before, change.after) == ("王", "—")
