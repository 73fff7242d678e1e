"""Coverage and workload by person and unit (domain §6.11): numbers, lists behind them, rights."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import translation

from relationships.models import CoverageStandard
from relationships.workload import workload_of
from tests import factories
from tests.relationships.conftest import TODAY, seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def accounts(owner, tier, count, days_ago=1):
    since = TODAY - timedelta(days=days_ago)
    return [
        factories.account(owner=owner, standing={"pyramid": tier, "since": since})
        for _ in range(count)
    ]


def work(user):
    return workload_of(user, today=TODAY, efforts=CoverageStandard.objects.efforts())


def test_tv_6_11a(people):
    for tier, count in ((1, 2), (2, 8), (3, 12), (4, 30)):
        accounts(people.rep, tier, count)
    found = []
    for _ in range(3):
        (load,) = work(people.rep).people
        found.append((load.required, round(100 * load.used, 1), load.tone))
        accounts(people.rep, 1, 1)
    assert found == [(762, 86.6, ""), (864, 98.2, "amber"), (966, 109.8, "red")]


def test_core_accounts_ask_for_the_hours_of_the_top_tier(people):
    factories.account(owner=people.rep, standing={"pyramid": 4, "key_class": 1})
    assert work(people.rep).whole.required == 102


def test_units_add_up_what_is_below_them(people):
    accounts(people.rep, 1, 2)
    accounts(people.other_rep, 2, 3)
    accounts(people.head, 3, 1)
    found = work(people.head)
    assert [(load.who.name, load.depth, load.care, load.people) for load in found.units] == [
        ("销售部", 0, 6, 3), ("华东区", 1, 2, 2), ("西南区", 1, 3, 1),
    ]  # fmt: skip
    assert (found.whole.care, found.whole.capacity) == (6, 3 * 880)
    assert [load.who for load in found.people] == [people.rep, people.other_rep, people.head]


@pytest.mark.parametrize(
    ("who", "care", "units"),
    [
        ("rep", 2, []), ("other_rep", 1, []), ("kam", 0, []), ("service", 0, []),
        ("sponsor", 0, []), ("manager", 2, ["华东区"]), ("head", 3, ["销售部", "华东区", "西南区"]),
        ("auditor", 3, ["销售部", "华东区", "西南区"]),
    ],
)  # fmt: skip
def test_managers_see_their_units_others_themselves(people, who, care, units):
    for account in accounts(people.rep, 1, 2):
        account.members.add(people.kam, people.service)
    accounts(people.other_rep, 1, 1)
    found = work(getattr(people, who))
    assert found.whole.care == care
    assert [load.who.name for load in found.units] == units


def test_every_number_opens_as_many_accounts(people, today, as_user):
    for owner in (people.rep, people.other_rep):
        for tier, days in ((1, 30), (1, 16), (1, 12), (3, 2)):
            accounts(owner, tier, 1, days)
    client = as_user(people.head)
    html = client.get("/coverage/").content.decode()
    links = {}
    for part in html.split('href="/due/?')[1:]:
        query, _, rest = part.partition('"')
        number = rest.partition(">")[2].partition("<")[0]
        if number.isdecimal():
            links[query.replace("&amp;", "&")] = int(number)
    assert len(links) == 2 * 4 + 3 * 4  # two people, three units
    for query, number in links.items():
        page = client.get("/due/", dict(parse_qsl(query))).context["page"]
        assert page.paginator.count == number, query


def test_coverage_is_of_the_quarter(people):
    """51 days: a TOP account asks for 3 visits and got 2."""
    (account,) = accounts(people.rep, 1, 1)
    for ago in (3, 10):
        seen(account, TODAY - timedelta(days=ago), people.rep, [factories.contact(account)])
    assert work(people.rep).whole.share == 2 / 3


def test_nobody_s_accounts_have_no_capacity(people, as_user):
    accounts(None, 1, 1)
    (load,) = work(people.auditor).people
    assert (load.who, load.used) == (None, None)
    assert as_user(people.auditor).get("/coverage/").status_code == 200


def test_queries_do_not_grow(people, today, as_user, django_assert_max_num_queries):
    client = as_user(people.head)
    accounts(people.rep, 1, 1)
    with django_assert_max_num_queries(12):
        client.get("/coverage/")
    for n in range(8):
        unit = factories.unit(f"区{n}", people.east)
        accounts(factories.user("rep", unit), 1 + n % 4, 2)
    with django_assert_max_num_queries(12):
        client.get("/coverage/")


def test_an_empty_book_says_so(people, as_user):
    assert (
        "No account has a visit rhythm yet"
        in as_user(people.rep).get("/coverage/").content.decode()
    )


@pytest.mark.parametrize(("language", "said"), [("en", "gate G2"), ("zh-hans", "G2 门槛")])
def test_the_page_reads_in_both_languages(people, as_user, language, said):
    accounts(people.rep, 1, 1)
    people.head.language = language
    people.head.save(update_fields=["language"])
    assert said in as_user(people.head).get("/coverage/").content.decode()
