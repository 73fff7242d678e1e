"""Who brings new customers (domain §3.9.3): sorted by what those brought, on board and list."""

from datetime import date

import pytest

from tests import factories
from tiering.models import CurrentRun
from tiering.referred import revenue_referred
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)


@pytest.fixture
def book(people):
    """甲, the largest, brought two of 50 and 30; 乙 one of 200 in another unit; 丙 one of 60."""
    sizes = {"甲": 900, "乙": 400, "丙": 300}
    found = {name: bought(name, people.rep, size) for name, size in sizes.items()}
    for name, by, size, owner in (
        ("子", "甲", 50, people.rep),
        ("丑", "甲", 30, people.rep),
        ("寅", "乙", 200, people.other_rep),
        ("卯", "丙", 60, people.rep),
    ):
        found[name] = bought(name, owner, size)
        factories.referral(found[name], "2026-01-01", found[by])
    execute_run(run=request_run(as_of=AS_OF, by=None))
    return found


def bought(name, owner, amount, **fields):
    account = factories.account(name, owner=owner, **fields)
    for day in ("2026-01-05", "2026-03-05", "2026-05-05"):
        factories.sale(account, day, amount)
    return account


def amounts(book):
    found = revenue_referred(CurrentRun.get())
    names = {account.pk: name for name, account in book.items()}
    pairs = zip(found["account"].tolist(), found["amount"].tolist(), strict=True)
    return {names[pk]: amount // 100 for pk, amount in pairs}


class TestAmounts:
    def test_net_revenue_of_the_window(self, book):
        assert amounts(book) == {"甲": 240, "乙": 600, "丙": 180}

    def test_a_group_once_and_nothing_within(self, people):
        by, other = bought("介绍人", people.rep, 10), bought("集团", people.rep, 70)
        member = bought("成员", people.rep, 5, parent=other)
        own = bought("自家", people.rep, 9, parent=by)
        for account in (other, member, own):
            factories.referral(account, "2026-01-01", by)
        execute_run(run=request_run(as_of=AS_OF, by=None))
        assert amounts({"介绍人": by, "集团": other}) == {"介绍人": 225}

    @pytest.mark.parametrize(
        ("day", "fields"),
        [("2026-07-01", {}), ("2026-01-01", {"direction": "to_customer"})],
        ids=["after the run", "it was brought by us"],
    )
    def test_what_does_not_count(self, people, day, fields):
        by, brought = bought("介绍人", people.rep, 10), bought("新客户", people.rep, 70)
        factories.referral(brought, day, by, **fields)
        execute_run(run=request_run(as_of=AS_OF, by=None))
        assert amounts({}) == {}


class TestPages:
    @pytest.mark.parametrize(
        ("reader", "expected"),
        [
            ("head", [("乙", 600), ("甲", 240), ("丙", 180)]),
            ("manager", [("甲", 240), ("丙", 180), ("乙", 0)]),
        ],
        ids=["all", "what is brought elsewhere does not count"],
    )
    def test_board_and_list_agree(self, book, people, as_user, reader, expected):
        client = as_user(getattr(people, reader))
        lines = client.get("/tiering/").context["board"].lists.referrer.lines
        assert [(line.account.name, line.amount // 100) for line in lines] == expected
        rows = client.get("/accounts/?list=referrer").context["rows"]
        assert [(row.account.name, row.referred // 100) for row in rows] == expected
        upward = client.get("/accounts/?list=referrer&sort=referred").context["rows"]
        assert [row.account.name for row in upward] == [name for name, _amount in expected][::-1]

    def test_others_don_t_read_the_column_or_its_order(self, book, people, as_user):
        for name in "甲乙丙":
            book[name].members.add(people.service)
        client = as_user(people.service)
        response = client.get("/accounts/?list=referrer&sort=-referred&cols=referred,owner")
        assert [row.account.name for row in response.context["rows"]] == ["甲", "乙", "丙"]
        assert {row.referred for row in response.context["rows"]} == {None}
        lines = client.get("/tiering/").context["board"].lists.referrer.lines
        assert {line.amount for line in lines} == {None}

    def test_the_export_has_the_amount(self, book, people, as_user):
        response = as_user(people.head).post("/accounts/export/", {"query": "list=referrer"})
        said = b"".join(response).decode()
        assert "Revenue referred" in said
        assert "600" in said.splitlines()[1]

    def test_other_lists_don_t_ask(self, book, people, as_user):
        response = as_user(people.head).get("/accounts/")
        assert {row.referred for row in response.context["rows"]} == {None}
