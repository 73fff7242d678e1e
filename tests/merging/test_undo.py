"""Taking a merge back: exactly, or not at all and with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from accounts.models import Account, AccountProfile, Contact, LedgerEntry
from accounts.services import rollup
from kam.merging import fields
from kam.merging.accounts import merge_accounts
from kam.merging.people import merge_contacts
from kam.merging.undo import undo_merge
from tests import factories
from tests.merging.dump import dump
from tests.merging.test_accounts import GROUPS, group
from tests.merging.world import sums, two_accounts

ALL = [field.name for field in (*fields.fields_of(Account), *fields.profile_fields())]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(people):
    return two_accounts(people)


def merged(world, by, *taken):
    return merge_accounts(kept=world.kept, lost=world.lost, by=by, taken=taken)


@pytest.mark.parametrize("taken", [[], ALL], ids=["nothing taken", "everything taken"])
def test_everything_is_again_what_it_was(world, people, taken):
    before = dump()
    merge = merged(world, people.manager, *taken)
    assert dump() != before
    undo_merge(merge=merge, by=people.manager)
    assert dump() == before
    assert rollup.rebuild() == 0


@pytest.mark.parametrize(("before", "taken", "_after"), GROUPS.values(), ids=GROUPS)
def test_groups_are_again_what_they_were(people, before, taken, _after):
    made = group(people, before)
    rows = dump()["accounts_account"]
    merge = merge_accounts(
        kept=made["kept"], lost=made["lost"], by=people.manager, taken=taken.split()
    )
    undo_merge(merge=merge, by=people.manager)
    assert dump()["accounts_account"] == rows


ENTRY = st.tuples(
    st.sampled_from("AB"), st.integers(1, 6), st.integers(1, 28), st.integers(-9999, 9999),
    st.sampled_from(["", "R1", "R2"]), st.booleans(),
)  # fmt: skip


@property_settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(ENTRY, max_size=12), taken=st.sets(st.sampled_from(ALL)))
def test_any_two_ledgers_add_up_and_come_apart_again(people, entries, taken):
    """The rollup equals a rebuild, the sums of both equal the sum of the one; an undo is exact."""
    pair = {name: factories.account(owner=people.rep) for name in "AB"}
    for n, (who, month, day, amount, returns, current) in enumerate(entries):
        reference = f"R{n % 4}" if current and n < 4 else f"S{n}"
        factories.sale(
            pair[who], f"2026-{month:02}-{day:02}", amount, reference=reference, returns=returns,
            kind="return" if returns else "sale",
            known_to=None if current else timezone.now() + timedelta(days=1),
        )  # fmt: skip
    both, before = sums(*pair.values()), dump()
    merge = merge_accounts(kept=pair["A"], lost=pair["B"], by=people.manager, taken=taken)
    assert sums(pair["A"]) == both
    assert rollup.rebuild() == 0
    undo_merge(merge=merge, by=people.manager)
    assert dump() == before


def test_later_edits_stay(world, people):
    merge = merged(world, people.manager, "industry", "name")
    kept = Account.objects.get(pk=world.kept.pk)
    kept.industry, kept.aliases = "电力", [*kept.aliases, "新名"]
    kept.save()
    undo_merge(merge=merge, by=people.manager)
    kept.refresh_from_db()
    assert (kept.name, kept.industry, kept.aliases) == ("澄江重工", "电力", ["新名"])


def test_a_profile_written_to_since_stays(world, people):
    merge = merged(world, people.manager, "scale")
    AccountProfile.objects.filter(pk=world.kept.pk).update(demand="更多")
    undo_merge(merge=merge, by=people.manager)
    assert AccountProfile.objects.get(pk=world.kept.pk).demand == "更多"


def correct_a_sale(world, people):
    row = LedgerEntry.objects.get(account=world.kept, reference="l1")
    LedgerEntry.objects.filter(pk=row.pk).update(known_to=timezone.now())
    factories.sale(world.kept, "2026-01-05", 90, reference="l1", known_from=timezone.now())


def correct_a_fact(world, people):
    row = world.kept.costs.order_by("pk").last()
    factories.cost(world.kept, "2026-05-01", 11, corrects=row)


def meet_somebody_who_would_go(world, people):
    person = Contact.objects.get(name="何l")
    factories.visit(world.kept, "2026-06-01", people.rep, [person])


def add_somebody_to_an_old_visit(world, people):
    visit = world.kept.visits.order_by("pk").last()
    visit.contacts.add(Contact.objects.get(name="何k"))


def move_a_project_on(world, people):
    factories.project_state(world.kept.projects.get(name="项目l"), "2026-06-01")


def delete_a_wallet(world, people):
    world.kept.walletestimates.order_by("pk").last().delete()


def give_the_number_away(world, people):
    factories.account("第三家", people.rep, code="L1")


def merge_people_of_both(world, people):
    pair = {name: Contact.objects.get(name=name) for name in ("何k", "何l")}
    merge_contacts(kept=pair["何k"], lost=pair["何l"], by=people.manager)


def merge_again(world, people):
    merge_accounts(kept=world.other, lost=world.kept, by=people.head)


def give_a_number(world, people):
    Contact.objects.filter(name="何l").update(code="C9")


LATER = {
    correct_a_sale: "Ledger entries (1): corrected since",
    correct_a_fact: "Costs (1): written since",
    meet_somebody_who_would_go: "Visits (1): written since",
    add_somebody_to_an_old_visit: "Visits (1): written since",
    move_a_project_on: "States of projects (1): written since",
    delete_a_wallet: "Wallet estimates (1): moved on since",
    give_the_number_away: "The customer number L1 belongs to another account by now.",
    merge_people_of_both: "Contacts (1): ",
    merge_again: "澄江重工 has been merged into another record since.",
    give_a_number: "Contacts (1): changed since",
}


@pytest.mark.parametrize(("deed", "reason"), LATER.items(), ids=[d.__name__ for d in LATER])
def test_what_makes_it_impossible_is_said(world, people, deed, reason):
    merge = merged(world, people.manager)
    deed(world, people)
    before = dump()
    with pytest.raises(ValidationError) as refused:
        undo_merge(merge=merge, by=people.head)
    assert reason in " ".join(refused.value.messages)
    assert dump() == before


def test_new_rows_of_the_kept_one_stay(world, people):
    merge = merged(world, people.manager)
    factories.sale(world.kept, "2026-06-01", 5, reference="new")
    factories.visit(world.kept, "2026-06-01", people.rep, [Contact.objects.get(name="何k")])
    undo_merge(merge=merge, by=people.manager)
    assert LedgerEntry.objects.get(reference="new").account == world.kept
    assert world.kept.visits.count() == 2


def test_once_only_and_by_managers_only(world, people):
    merge = merged(world, people.manager)
    with pytest.raises(PermissionDenied):
        undo_merge(merge=merge, by=people.rep)
    undo_merge(merge=merge, by=people.manager)
    with pytest.raises(ValidationError, match="undone already"):
        undo_merge(merge=merge, by=people.manager)
