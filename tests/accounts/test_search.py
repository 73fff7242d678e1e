"""Search over accounts and people: only what one may open."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(people):
    account = factories.account("云岭新能源", people.rep, sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    factories.contact(account, "何敬之", influence=5)
    return account


class TestSearch:
    @pytest.mark.parametrize(
        ("role", "accounts", "contacts"),
        [("rep", 1, 1), ("other_rep", 0, 0), ("sponsor", 1, 1), ("admin", 1, 0), ("auditor", 1, 1)],
    )
    def test_only_what_one_may_open(self, people, account, as_user, role, accounts, contacts):
        client = as_user(getattr(people, role))
        for words, hits in (("ylxny", (accounts, 0)), ("何敬", (0, contacts))):
            found = client.get(reverse("search"), {"q": words}).context
            assert (len(found["accounts"]), len(found["contacts"])) == hits

    @pytest.mark.parametrize(("role", "found"), [("rep", 1), ("other_rep", 0), ("admin", 0)])
    def test_a_phone_number_finds_its_person(self, people, account, as_user, role, found):
        factories.contact(account, "季岚", phone="+86 138-0000-4321")
        response = as_user(getattr(people, role)).get(reverse("search"), {"q": "4321"})
        assert len(response.context["contacts"]) == found

    def test_below_the_top_bar_it_is_a_piece(self, people, account, as_user):
        response = as_user(people.rep).get(
            reverse("search"), {"q": "云岭"}, headers={"hx-request": "true"}
        )
        html = response.content.decode()
        assert "云岭新能源" in html
        assert "<html" not in html
