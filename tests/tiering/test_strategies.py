"""Selection strategies: domain §3.8."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from tiering.models import Strategy
from tiering.services.selection import save_strategy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def text(response):
    return unescape(response.content.decode())


class TestStrategies:
    def test_three_of_the_source_and_two_of_ours(self):
        listed = Strategy.objects.for_list()
        assert [(str(each), each.is_addition) for each in listed] == [
            ("Fishing", False),
            ("Mushroom picking", False),
            ("Feint", False),
            ("Snowball", True),
            ("Nurture", True),
        ]
        assert [str(each) for each in listed if each.needs_ethics_note] == ["Feint"]

    def test_only_administrators_edit_them(self, people):
        strategy = Strategy.objects.in_use()[0]
        strategy.is_active = False
        with pytest.raises(PermissionDenied):
            save_strategy(strategy=strategy, by=people.manager)
        save_strategy(strategy=strategy, by=people.admin)
        assert Strategy.objects.in_use().count() == 4


class TestPages:
    def test_everybody_reads_and_administrators_edit(self, people, as_user):
        said = text(as_user(people.rep).get("/tiering/strategies/"))
        assert "Snowball" in said
        assert "Project addition" in said
        assert "New strategy" not in said
        client = as_user(people.admin)
        sent = {"name": "围点打援", "fits": "对手分散", "key_point": "集中", "position": "60",
                "is_active": "on"}  # fmt: skip
        assert client.post("/tiering/strategies/new/", sent).status_code == 302
        made = Strategy.objects.get(name="围点打援")
        sent = {**sent, "name": "围魏救赵"}
        del sent["is_active"]
        assert client.post(f"/tiering/strategies/{made.pk}/", sent).status_code == 302
        made.refresh_from_db()
        assert (made.name, made.is_active) == ("围魏救赵", False)

    def test_a_name_is_needed(self, people, as_user):
        response = as_user(people.admin).post("/tiering/strategies/new/", {"name": ""})
        assert response.status_code == 422
