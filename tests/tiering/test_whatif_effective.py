"""The what-if of classes that take effect: buffers, approvals and pins over the computed moves."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from kam.lib.classes import PyramidTier as Tier
from tests import factories
from tiering.engine import with_changes
from tiering.models import CurrentRun, PolicyVersion
from tiering.services import policy_life as life
from tiering.services.pins import pin_class
from tiering.services.runs import execute_run, request_run
from tiering.whatif_page import settled_of, whatif_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)
WIDER = {"pyramid.cumulative": [0.2, 0.4, 0.6]}  # 2/2/2/4 of ten instead of 1/1/3/5


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def accounts(people):
    """Ten accounts in layers 1/1/3/5."""
    made = [factories.account(f"客户{n}", owner=people.rep) for n in range(1, 11)]
    for n, account in enumerate(made, 1):
        for back in (400, 300, 200):
            factories.sale(account, DAY - timedelta(days=back), "1")
        factories.sale(account, DAY - timedelta(days=3), 11000 - 1000 * n)
    execute_run(run=request_run(as_of=DAY, by=None))
    return made


def asked(people, changes):
    current = CurrentRun.get()
    policy = with_changes(PolicyVersion.objects.published().policy, changes)
    whatif = whatif_of(current, policy, people.admin)
    return settled_of(current, policy, whatif)


def cells(found, system="pyramid"):
    return {
        (cell.before, cell.after): cell.accounts
        for row in found.whatif.matrices[system].rows
        for cell in row.cells
        if cell.way and cell.accounts
    }


def test_the_policy_in_force_moves_nobody(accounts, people):
    found = asked(people, {})
    assert (found.whatif.moved, found.approvals, found.kept) == (0, 0, 0)


def test_promotions_go_all_the_way_and_those_into_guarded_layers_ask(accounts, people):
    found = asked(people, WIDER)
    assert cells(found) == {
        (Tier.MAJOR, Tier.TOP): 1,
        (Tier.ORDINARY, Tier.MAJOR): 2,
        (Tier.SMALL, Tier.ORDINARY): 1,
    }
    assert found.approvals == 3
    assert found.undrafted == 0


def test_what_moves_without_the_draft_too_is_told_apart(accounts, people):
    # The eighth bought more than all others together: TOP by any policy, once reviews say so.
    factories.sale(accounts[7], DAY, 900_000)
    execute_run(run=request_run(as_of=DAY + timedelta(days=1), by=None))
    found = asked(people, WIDER)
    assert found.undrafted > 0
    assert found.whatif.moved > found.undrafted


def test_one_rank_beyond_the_cut_is_kept_by_the_buffer(accounts, people):
    # 1/1/2/6: the fifth falls by the rule, but ceil(4 x 110 %) = 5 is inside the buffer.
    found = asked(people, {"pyramid.cumulative": [0.1, 0.2, 0.4]})
    assert cells(found) == {}
    assert found.kept == 1


def test_two_ranks_beyond_fall(accounts, people):
    found = asked(people, {"pyramid.cumulative": [0.1, 0.2, 0.3]})
    assert cells(found) == {(Tier.ORDINARY, Tier.SMALL): 1}
    assert (found.approvals, found.kept) == (0, 1)


def test_a_pin_stays(accounts, people):
    pin_class(
        account=accounts[1],
        system="pyramid",
        value=Tier.SMALL,
        until=DAY + timedelta(days=100),
        reason="试用",
        today=DAY,
        by=people.manager,
    )
    found = asked(people, WIDER)
    assert cells(found)[Tier.ORDINARY, Tier.MAJOR] == 2
    assert (Tier.SMALL, Tier.TOP) not in cells(found)
    assert found.kept == 1


def test_the_editor_switches_to_what_takes_effect(accounts, people, as_user):
    draft = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
    life.save_draft(version=draft, changes=WIDER, seen=draft.hash, by=people.admin)
    client = as_user(people.admin)
    url = reverse("policy_edit", args=[draft.number])
    computed, effective = (
        client.get(url, {"mode": mode}).content.decode() for mode in ("computed", "effective")
    )
    assert "wait for a manager" not in computed
    assert "3 wait for a manager, 0 are kept where they are" in effective
    movers = client.get(
        reverse("policy_movers", args=[draft.number]), {"mode": "effective", "system": "pyramid"}
    )
    assert movers.context["page"].paginator.count == 4
