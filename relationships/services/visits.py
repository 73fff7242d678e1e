"""Writing visits: logged, planned, completed, corrected, cancelled; never deleted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from accounts.services.contacts import create_contact
from relationships import rules
from relationships.models import ScenarioStandard, Visit
from relationships.models.visit import VisitKind, VisitStatus
from relationships.services import actions, coverage, needs
from relationships.services.attachments import attach, checked
from staff.models import User


@dataclass(frozen=True)
class NewPerson:
    """Somebody met for the first time, noted with the visit."""

    name: str
    title: str = ""


class VisitFields(TypedDict, total=False):
    """What may be said of a visit besides who met whom, when."""

    kind: str
    scenario: str
    time: dt.time | None
    note: str
    needs: str
    next_step: str
    next_step_on: dt.date | None
    checked: list[str]
    satisfaction: int | None
    direction_changed: bool
    colleagues: Iterable[User]
    files: Iterable[Any]
    made_at: dt.datetime | None
    sent_hash: str


@transaction.atomic
def log_visit(
    *,
    account: Account,
    by: User,
    contacts: Iterable[Contact],
    date: dt.date,
    today: dt.date,
    new_person: NewPerson | None = None,
    client_key: UUID | None = None,
    **fields: Unpack[VisitFields],
) -> Visit:
    """A visit that took place; `client_key` sent again returns the visit it made first.

    Raises ValidationError by the field when nobody was met, nothing is said (US-01) or the date
    is still to come.
    """
    visit = Visit(account=account, owner=by, date=date, status=VisitStatus.COMPLETED)
    return _create(visit, client_key, fields, _Met(by, contacts, new_person, today))


@transaction.atomic
def plan_visit(
    *,
    account: Account,
    by: User,
    date: dt.date,
    today: dt.date,
    contacts: Iterable[Contact] = (),
    new_person: NewPerson | None = None,
    client_key: UUID | None = None,
    **fields: Unpack[VisitFields],
) -> Visit:
    """A visit to come: neither people nor a result are needed yet."""
    _not_past(date, today)
    visit = Visit(account=account, owner=by, date=date, status=VisitStatus.PLANNED)
    return _create(visit, client_key, fields, _Met(by, contacts, new_person, today))


@transaction.atomic
def complete_visit(
    *,
    visit: Visit,
    by: User,
    contacts: Iterable[Contact],
    date: dt.date,
    today: dt.date,
    new_person: NewPerson | None = None,
    **fields: Unpack[VisitFields],
) -> Visit:
    """The planned visit took place; who reports it is who met."""
    visit = _locked(visit)
    if not visit.is_planned:
        raise ValidationError(_("This visit is no longer planned."))
    visit.status, visit.owner, visit.date = VisitStatus.COMPLETED, by, date
    return _write(visit, fields, _Met(by, contacts, new_person, today))


@transaction.atomic
def update_visit(
    *,
    visit: Visit,
    by: User,
    contacts: Iterable[Contact],
    date: dt.date,
    today: dt.date,
    new_person: NewPerson | None = None,
    **fields: Unpack[VisitFields],
) -> Visit:
    """Correct a visit; what it said before stays in the history."""
    visit = _locked(visit)
    if visit.status == VisitStatus.CANCELLED:
        raise ValidationError(_("This visit was cancelled."))
    if visit.is_planned and date != visit.date:
        _not_past(date, today)
    visit.date = date
    return _write(visit, fields, _Met(by, contacts, new_person, today))


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User, today: dt.date) -> Visit:
    """Take a visit back: it stays in the list, marked, and no longer counts."""
    visit = _locked(visit)
    visit.status = VisitStatus.CANCELLED
    visit.save(update_fields=["status", "updated_at"])
    _follow(visit, today)
    return visit


@dataclass(frozen=True)
class _Met:
    """Who reports, whom they met, and the day it is."""

    by: User
    contacts: Iterable[Contact]
    new_person: NewPerson | None
    today: dt.date


def _create(visit: Visit, client_key: UUID | None, fields: VisitFields, met: _Met) -> Visit:
    _lock(visit.account_id)
    first = Visit.objects.filter(client_key=client_key).first() if client_key else None
    if first:
        return first
    visit.client_key = client_key or uuid4()
    return _write(visit, fields, met)


def _write(visit: Visit, fields: VisitFields, met: _Met) -> Visit:
    fields = VisitFields(**fields)
    files = fields.pop("files", ())
    ours = fields.pop("colleagues", None)
    for name, value in fields.items():
        setattr(visit, name, value.strip() if isinstance(value, str) else value)
    people = list(met.contacts)
    _check(visit, people, met)
    checked(files)
    if met.new_person:
        person = met.new_person
        people.append(
            create_contact(account=visit.account, by=met.by, name=person.name, title=person.title)
        )
    if visit.is_completed and visit.next_step and not visit.next_step_on:
        visit.next_step_on = rules.usual_step_day(met.today)
    visit.save()
    visit.contacts.set(people)
    if ours is not None:
        visit.colleagues.set(ours)
    attach(visit=visit, files=files, by=met.by)
    _follow(visit, met.today)
    return visit


def _follow(visit: Visit, today: dt.date) -> None:
    """What hangs on a visit: coverage, needs, the next step."""
    coverage.refresh(accounts=[visit.account_id])
    needs.follow(visit=visit)
    actions.follow(visit=visit, today=today)


def _lock(account_id: int) -> None:
    """Writers of one account queue, so that its coverage is always read after their rows."""
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


def _locked(visit: Visit) -> Visit:
    """The visit as it is now, with its account locked."""
    _lock(visit.account_id)
    return Visit.objects.select_related("account").get(pk=visit.pk)


def _not_past(date: dt.date, today: dt.date) -> None:
    if date < today:
        raise ValidationError({"date": _("A planned visit can't lie in the past.")})


def _check(visit: Visit, people: list[Contact], met: _Met) -> None:
    """Refuse what can't be true; the errors come by the field."""
    errors: dict[str, Any] = {}
    if not _known(visit, people, met.by):
        errors["contacts"] = _("Choose people of this account.")
    if visit.kind not in VisitKind.values:
        errors["kind"] = _("Choose one of the kinds.")
    if not ScenarioStandard.objects.filter(code=visit.scenario).exists():
        errors["scenario"] = _("Choose one of the scenarios.")
    if visit.is_completed:
        errors = _missing(visit, bool(people or met.new_person), met.today) | errors
    if errors:
        raise ValidationError(errors)


def _known(visit: Visit, people: list[Contact], by: User) -> bool:
    """Whether all are people of this account whom `by` may see, or were noted here before."""
    wanted = {person.pk for person in people}
    seen = Contact.objects.visible_to(by).filter(account=visit.account_id, pk__in=wanted)
    known = set(seen.values_list("pk", flat=True))
    if visit.pk and wanted - known:
        known |= set(visit.contacts.values_list("pk", flat=True))
    return wanted <= known


def _missing(visit: Visit, met_anybody: bool, today: dt.date) -> dict[str, Any]:
    """What a completed visit lacks (US-01)."""
    errors: dict[str, Any] = {}
    if not met_anybody:
        errors["contacts"] = _("Choose whom you met.")
    if not visit.note:
        errors["note"] = _("Write what came of it.")
    if visit.date > today:
        errors["date"] = _("A completed visit can't lie in the future.")
    return errors
