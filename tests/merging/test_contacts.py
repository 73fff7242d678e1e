"""Two contacts of an account that are one person."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts.models import Contact, Merge
from kam.merging.people import merge_contacts
from kam.merging.undo import undo_merge
from relationships.models import Level, Visit
from relationships.services import coverage, relations
from tests import factories
from tests.merging.dump import dump


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def pair(people):
    """Two records of one person, each with a visit, a level and a referral; both at one visit."""
    account = factories.account("澄江重工", people.rep)
    kept = factories.contact(account, "何敬之", phone="139", code="K1")
    lost = factories.contact(account, "何敬之先生", email="he@example.com", code="L1", influence=4)
    factories.visit(account, "2026-05-01", people.rep, [kept])
    factories.visit(account, "2026-05-02", people.rep, [lost])
    factories.visit(account, "2026-05-03", people.rep, [kept, lost])
    for person in (kept, lost):
        Level.objects.create(
            account=account, axis="personal", contact=person, colleague=people.rep,
            level=2, assessed_on="2026-05-01", by=people.rep,
        )  # fmt: skip
        other = factories.account(owner=people.rep)
        factories.referral(other, "2026-04-01", account, from_contact=person)
    coverage.rebuild()
    relations.refresh(accounts=[account.pk], today=timezone.localdate())
    return kept, lost


def merged(pair, by, *taken):
    kept, lost = pair
    return merge_contacts(kept=kept, lost=lost, by=by, taken=taken)


def test_all_that_hung_on_either_hangs_on_the_one(pair, people):
    kept, lost = pair
    merged(pair, people.rep)
    visits = Visit.objects.filter(contacts=kept)
    assert visits.count() == 3
    assert kept.levels.count() == 2
    assert kept.referrals_made.count() == 2
    assert not Contact.objects.filter(pk=lost.pk).exists()
    assert list(kept.account.contacts.all()) == [kept]
    assert [p.pk for v in visits for p in v.contacts.all()] == [kept.pk] * 3


def test_the_chosen_values_stay(pair, people):
    kept, _lost = pair
    merged(pair, people.rep, "email", "influence", "code")
    kept.refresh_from_db()
    said = (kept.name, kept.phone, kept.email, kept.influence, kept.code)
    assert said == ("何敬之", "139", "he@example.com", 4, "L1")


def test_an_undo_restores_both(pair, people):
    before = dump()
    merge = merged(pair, people.rep, "email", "influence", "code", "name")
    assert dump() != before
    undo_merge(merge=merge, by=people.rep)
    assert dump() == before
    merge.refresh_from_db()
    assert (merge.undone_by, merge.stands) == (people.rep, False)


def test_what_was_edited_since_stays_edited(pair, people):
    kept, _lost = pair
    merge = merged(pair, people.rep, "email", "name")
    Contact.objects.filter(pk=kept.pk).update(email="new@example.com")
    undo_merge(merge=merge, by=people.rep)
    kept.refresh_from_db()
    assert (kept.email, kept.name) == ("new@example.com", "何敬之")


def test_a_later_merge_is_undone_first(pair, people):
    kept, _lost = pair
    merge = merged(pair, people.rep)
    third = factories.contact(kept.account, "老何")
    merge_contacts(kept=kept, lost=third, by=people.rep)
    with pytest.raises(ValidationError, match="老何 has been merged into it since"):
        undo_merge(merge=merge, by=people.rep)
    assert Merge.objects.standing().count() == 2


def test_of_one_account_only(pair, people):
    stranger = factories.contact(factories.account("别家", people.rep), "何敬之")
    with pytest.raises(ValidationError, match="same account"):
        merge_contacts(kept=pair[0], lost=stranger, by=people.rep)


@pytest.mark.parametrize(
    ("who", "may"),
    [("rep", True), ("manager", True), ("head", True), ("other_rep", False), ("kam", False),
     ("service", False), ("admin", False), ("auditor", False)],
)  # fmt: skip
def test_the_owner_and_managers_may(pair, people, who, may):
    pair[0].account.members.add(people.kam, people.service)
    if may:
        merged(pair, getattr(people, who))
    else:
        with pytest.raises(PermissionDenied):
            merged(pair, getattr(people, who))
