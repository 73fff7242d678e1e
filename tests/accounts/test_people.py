"""Who reports to whom, who influences whom, who has left: what may be said and what not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Contact, Influence
from accounts.services.contacts import update_contact
from accounts.services.people import mark_back, mark_left, remove_influence, set_influence
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def chain(people):
    """a ← b ← c, and d who stands alone; e is somewhere else."""
    account = factories.account(owner=people.rep)
    a = factories.contact(account, "甲")
    b = factories.contact(account, "乙", reports_to=a)
    c = factories.contact(account, "丙", reports_to=b)
    d = factories.contact(account, "丁")
    e = factories.contact(factories.account(owner=people.rep), "戊")
    return {"a": a, "b": b, "c": c, "d": d, "e": e}


def bosses(chain):
    names = {person.pk: name for name, person in chain.items()}
    rows = Contact.objects.order_by("pk").values_list("pk", "reports_to")
    return "".join(f"{names[pk]}{names.get(boss, '-')} " for pk, boss in rows).strip()


@pytest.mark.parametrize(
    ("who", "boss", "refusal"),
    [
        ("d", "c", None),
        ("c", "a", None),
        ("a", "d", None),
        ("a", "a", "This line would come back to 甲."),
        ("a", "b", "This line would come back to 甲."),
        ("a", "c", "This line would come back to 甲."),
        ("d", "e", "Choose somebody of the same account."),
    ],
)
def test_a_reporting_line_stays_in_the_account_and_makes_no_loop(people, chain, who, boss, refusal):
    before = bosses(chain)
    change = {"contact": chain[who], "by": people.rep, "reports_to": chain[boss]}
    if refusal is None:
        update_contact(**change)
        chain[who].refresh_from_db()
        assert chain[who].reports_to == chain[boss]
        return
    with pytest.raises(ValidationError) as refused:
        update_contact(**change)
    assert refused.value.message_dict == {"reports_to": [refusal]}
    assert bosses(chain) == before


def test_a_pair_has_one_line_and_a_second_time_changes_it(people, chain):
    ends = {"source": chain["a"], "target": chain["b"], "by": people.rep}
    set_influence(**ends, strength=1)
    set_influence(**ends, strength=3, note="同学")
    line = Influence.objects.get()
    assert (line.account, line.strength, line.note) == (chain["a"].account, 3, "同学")
    remove_influence(line=line, by=people.rep)
    assert not Influence.objects.exists()


@pytest.mark.parametrize(
    ("source", "target", "strength", "field"),
    [
        ("a", "a", 2, "target"),
        ("a", "e", 2, "target"),
        ("a", "b", 0, "strength"),
        ("a", "b", 4, "strength"),
    ],
)
def test_lines_that_can_t_be(people, chain, source, target, strength, field):
    with pytest.raises(ValidationError) as refused:
        set_influence(source=chain[source], target=chain[target], strength=strength, by=people.rep)
    assert set(refused.value.message_dict) == {field}


def test_no_line_joins_who_has_left(people, chain):
    mark_left(contact=chain["d"], by=people.rep, on=TODAY, today=TODAY)
    with pytest.raises(ValidationError):
        set_influence(source=chain["a"], target=chain["d"], strength=2, by=people.rep)


def test_the_database_refuses_what_services_do(chain):
    for fields in ({"reports_to": chain["a"]}, {"left_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=chain["a"].pk).update(**fields)


class TestLeaving:
    @pytest.mark.parametrize(
        ("leaver", "successor", "after"),
        [
            ("b", None, "a- b- c- d- e-"),
            ("b", "d", "a- b- cd da e-"),  # takes the place
            ("b", "c", "a- b- ca d- e-"),  # from below: moves up
            ("b", "a", "a- b- ca d- e-"),  # from above: stays
            ("a", "c", "a- bc c- d- e-"),  # from two steps below
        ],
    )
    def test_lines_end_or_go_to_the_successor(self, people, chain, leaver, successor, after):
        taking = chain[successor] if successor else None
        for other in "abcd".replace(leaver, ""):
            factories.influence(chain[leaver], chain[other])
        mark_left(contact=chain[leaver], by=people.rep, on=TODAY, today=TODAY, successor=taking)
        assert bosses(chain) == after
        assert not Influence.objects.exists()
        gone = Contact.objects.get(pk=chain[leaver].pk)
        assert (gone.is_active, gone.left_on) == (False, TODAY)

    @pytest.mark.parametrize(
        ("on", "successor", "field"),
        [(date(2026, 11, 21), None, "on"), (TODAY, "a", "successor"), (TODAY, "e", "successor")],
    )
    def test_what_is_refused(self, people, chain, on, successor, field):
        taking = chain[successor] if successor else None
        with pytest.raises(ValidationError) as refused:
            mark_left(contact=chain["a"], by=people.rep, on=on, today=TODAY, successor=taking)
        assert set(refused.value.message_dict) == {field}
        assert Contact.objects.get(pk=chain["a"].pk).is_active

    def test_nobody_leaves_twice_but_may_come_back(self, people, chain):
        leave = {"contact": chain["a"], "by": people.rep, "on": TODAY, "today": TODAY}
        mark_left(**leave)
        with pytest.raises(ValidationError):
            mark_left(**leave)
        mark_back(contact=chain["a"], by=people.rep)
        assert mark_left(**leave).left_on == TODAY

    def test_only_those_who_may_edit_people(self, people, chain):
        for person in (people.sponsor, people.service, people.auditor):
            with pytest.raises(PermissionDenied):
                mark_left(contact=chain["a"], by=person, on=TODAY, today=TODAY)
