"""Handing accounts over: shown first, then done; the whole book only on request."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(people):
    return {
        "rep": factories.account("甲", people.rep),
        "other": factories.account("乙", people.other_rep),
        "team": factories.account("丙", people.kam),
        "sponsored": factories.account("丁", people.other_rep, sponsor=people.sponsor),
    }


def test_hand_over_shows_first_and_then_does(people, book, as_user):
    client = as_user(people.manager)
    form = {"ids": [book["rep"].pk, book["other"].pk], "to": people.kam.pk}
    preview = client.post(reverse("account_transfer"), form)
    assert preview.context["count"] == 1
    book["rep"].refresh_from_db()
    assert book["rep"].owner == people.rep
    done = client.post(
        reverse("account_transfer"), {**form, "confirm": "1", "query": "region=&status=active"}
    )
    assert done["Location"] == f"{reverse('account_list')}?status=active"
    book["rep"].refresh_from_db()
    book["other"].refresh_from_db()
    assert (book["rep"].owner, book["other"].owner) == (people.kam, people.other_rep)
    assert as_user(people.rep).get(reverse("account_transfer")).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, None),
        ({"owner": "", "unit": ""}, None),
        ({"page": "2", "unknown": "1"}, None),
        ({"all": "1"}, 4),
        ({"owner": "rep"}, 1),
    ],
    ids=str,
)
def test_the_whole_book_is_handed_over_only_on_request(people, book, as_user, query, count):
    if query.get("owner"):
        query = {"owner": people.rep.pk}
    html = as_user(people.head).get(reverse("account_transfer"), query).content.decode()
    assert ('name="confirm"' in html) is (count is not None)
    assert f'href="{reverse("account_list")}"' in html
    if count:
        assert f"Hand over {count} account" in html
