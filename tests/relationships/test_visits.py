"""Logging, planning, completing, correcting and cancelling visits (US-01)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Contact
from relationships.models import Coverage, Visit, VisitContact
from relationships.models.visit import VisitStatus
from relationships.rules import DueStatus
from relationships.services import coverage, visits
from relationships.services.visits import NewPerson
from tests import factories

pytestmark = pytest.mark.django_db


def log(case, today, **fields):
    said = {"contacts": [case.wang], "date": today, "note": "谈了价格"} | fields
    said = {"account": case.account, "by": case.rep} | said
    return visits.log_visit(today=today, **said)


def refusal(call):
    with pytest.raises(ValidationError) as caught:
        call()
    return sorted(caught.value.message_dict)


def test_a_completed_visit_makes_the_account_on_track_at_once(case, today):
    assert coverage.coverage_of(case.account, today).status is DueStatus.LAPSED
    visit = log(case, today)
    due = coverage.coverage_of(case.account, today)
    assert (due.status, due.due_on) == (DueStatus.OK, today + timedelta(days=14))
    assert Coverage.objects.get().last_visit == visit


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        pytest.param({"contacts": []}, ["contacts"], id="nobody-met"),
        pytest.param({"note": "  \n"}, ["note"], id="a-blank-note"),
        pytest.param({"contacts": [], "note": ""}, ["contacts", "note"], id="neither"),
        pytest.param({"scenario": "golf"}, ["scenario"], id="an-unknown-scenario"),
        pytest.param({"kind": "dream"}, ["kind"], id="an-unknown-kind"),
    ],
)
def test_what_a_completed_visit_must_have(case, today, fields, marked):
    assert refusal(lambda: log(case, today, **fields)) == marked
    assert Visit.objects.count() == 1


def test_a_completed_visit_is_not_in_the_future(case, today):
    assert refusal(lambda: log(case, today, date=today + timedelta(days=1))) == ["date"]


def test_a_planned_visit_needs_neither_people_nor_a_note(case, today):
    visit = visits.plan_visit(account=case.account, by=case.rep, date=today, today=today)
    assert (visit.status, visit.note) == (VisitStatus.PLANNED, "")
    assert coverage.coverage_of(case.account, today).status is DueStatus.LAPSED


def test_a_planned_visit_is_not_in_the_past(case, today):
    day = today - timedelta(days=1)
    who = {"account": case.account, "by": case.rep}
    assert refusal(lambda: visits.plan_visit(**who, date=day, today=today)) == ["date"]


def test_people_must_be_of_the_account(case, today):
    stranger = factories.contact(factories.account(owner=case.rep))
    assert refusal(lambda: log(case, today, contacts=[stranger])) == ["contacts"]


def test_people_must_be_seen_by_the_writer(case, today):
    assert refusal(lambda: log(case, today, by=case.other_rep)) == ["contacts"]


def test_the_same_key_is_stored_once(case, today):
    key = uuid4()
    first = log(case, today, client_key=key)
    again = log(case, today, client_key=key, note="zweimal")
    assert (again.pk, again.note) == (first.pk, "谈了价格")
    assert Visit.objects.count() == 2


def test_a_new_person_is_added_with_the_visit(case, today):
    visit = log(case, today, contacts=[], new_person=NewPerson("何敬之", "副总经理"))
    person = visit.contacts.get()
    assert (person.account, person.name, person.title) == (case.account, "何敬之", "副总经理")


def test_a_refused_visit_adds_no_person(case, today):
    refusal(lambda: log(case, today, note="", new_person=NewPerson("何敬之")))
    assert Contact.objects.count() == 2


def test_the_same_key_adds_a_new_person_once(case, today):
    key = uuid4()
    for _ in range(2):
        log(case, today, client_key=key, new_person=NewPerson("何敬之"))
    assert Contact.objects.filter(name="何敬之").count() == 1


def test_a_role_that_edits_no_people_adds_none(case, today):
    case.account.members.add(case.service)
    with pytest.raises(PermissionDenied):
        log(case, today, by=case.service, new_person=NewPerson("何敬之"))
    assert Visit.objects.count() == 1


def test_completing_a_planned_visit(case, today):
    visit = visits.plan_visit(account=case.account, by=case.kam, date=today, today=today)
    done = visits.complete_visit(
        visit=visit, by=case.rep, contacts=[case.zhao], date=today, today=today, note="已谈妥"
    )
    assert (done.pk, done.status, done.owner) == (visit.pk, VisitStatus.COMPLETED, case.rep)
    assert coverage.coverage_of(case.account, today).status is DueStatus.OK
    with pytest.raises(ValidationError):
        visits.complete_visit(
            visit=visit, by=case.rep, contacts=[case.zhao], date=today, today=today, note="再来"
        )


def test_moving_the_date_of_a_visit_moves_the_coverage(case, today):
    visit = log(case, today)
    earlier = today - timedelta(days=30)
    visits.update_visit(
        visit=visit, by=case.rep, contacts=[case.wang], date=earlier, today=today, note="谈了价格"
    )
    assert Coverage.objects.get().last_visited_on == today - timedelta(days=23)


def test_a_cancelled_visit_no_longer_counts_but_stays(case, today):
    visit = log(case, today)
    visits.cancel_visit(visit=visit, by=case.rep, today=today)
    visit.refresh_from_db()
    assert visit.status == VisitStatus.CANCELLED
    assert Coverage.objects.get().last_visited_on == today - timedelta(days=23)
    for last in Visit.objects.completed():
        visits.cancel_visit(visit=last, by=case.rep, today=today)
    assert not Coverage.objects.exists()


def test_an_edit_leaves_a_trace(case, today):
    visit = log(case, today)
    visits.update_visit(
        visit=visit, by=case.rep, contacts=[case.zhao], date=today, today=today, note="涨价 3%"
    )
    events = Visit.pgh_event_model.objects.filter(pgh_obj=visit).order_by("pgh_id")
    assert list(events.values_list("pgh_label", "note")) == [
        ("insert", "谈了价格"),
        ("update", "涨价 3%"),
    ]
    people = VisitContact.pgh_event_model.objects.filter(visit=visit).order_by("pgh_id")
    assert list(people.values_list("pgh_label", "contact")) == [
        ("insert", case.wang.pk),
        ("delete", case.wang.pk),
        ("insert", case.zhao.pk),
    ]


def test_somebody_who_left_stays_on_the_visit_when_it_is_corrected(case, today):
    visit = log(case, today)
    other = factories.account(owner=case.rep)
    Contact.objects.filter(pk=case.wang.pk).update(account=other)
    changed = visits.update_visit(
        visit=visit, by=case.rep, contacts=[case.wang], date=today, today=today, note="补充"
    )
    assert list(changed.contacts.all()) == [case.wang]
