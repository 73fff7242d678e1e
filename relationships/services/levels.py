"""Assessing levels: who found which, with which evidence, and a manager's word (domain §4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Account, Contact
from relationships import ladders
from relationships.models import Axis, GridRules, Leaving, Level
from relationships.services import relations
from relationships.stages import TOP
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import settle, tell


@dataclass(frozen=True)
class Finding:
    """What somebody found: a level, what shows it, in words, and when.

    `ask`: with too little evidence, or against it, a manager shall decide.
    """

    level: int
    on: date
    evidence: Iterable[str] = ()
    note: str = ""
    ask: bool = False
    client_key: UUID | None = field(default=None, compare=False)


@transaction.atomic
def assess_person(
    *, contact: Contact, colleague: User, finding: Finding, by: User, now: datetime
) -> Level:
    """How `colleague` stands with `contact`; people assess for themselves, managers for all.

    Raises ValidationError by the field: `level`, `evidence`, `note`, `on`. The same `client_key`
    sent again returns the first one.
    """
    may_decide = has_permission(by, Permission.LEVEL_CONFIRM)
    if not has_permission(by, Permission.LEVEL_ASSESS) or not (may_decide or colleague == by):
        raise PermissionDenied
    account = _locked(contact.account_id)
    known = Level(account=account, axis=Axis.PERSONAL, contact=contact, colleague=colleague, by=by)
    return _assess(known, finding, now, waits=False, decides=may_decide)


@transaction.atomic
def assess_company(*, account: Account, finding: Finding, by: User, now: datetime) -> Level:
    """How the customer stands with us; it counts once a manager has confirmed it."""
    if not has_permission(by, Permission.LEVEL_PROPOSE):
        raise PermissionDenied
    may_decide = has_permission(by, Permission.LEVEL_CONFIRM)
    known = Level(account=_locked(account.pk), axis=Axis.COMPANY, by=by)
    return _assess(known, finding, now, waits=not may_decide, decides=may_decide)


@transaction.atomic
def confirm(*, level: Level, by: User, now: datetime) -> Level:
    """A manager's word: the level counts from now on. Once is enough."""
    level = _to_decide(level, by)
    if level.is_waiting:
        level.confirmed_by, level.confirmed_at = by, now
        level.save(update_fields=["confirmed_by", "confirmed_at"])
        _settle([level.pk], now)
        _follow(level, now, by)
    return level


@transaction.atomic
def refuse(*, level: Level, by: User, now: datetime) -> Level:
    """It never counts; the finding itself stays readable."""
    level = _to_decide(level, by)
    if level.is_waiting:
        level.closed_by, level.closed_at = by, now
        level.save(update_fields=["closed_by", "closed_at"])
        _settle([level.pk], now)
    return level


@transaction.atomic
def declare_leaving(
    *, account: Account, leaving: bool, note: str, by: User, now: datetime
) -> Leaving:
    """A manager says that the relation ends, or takes that back."""
    if not has_permission(by, Permission.LEVEL_CONFIRM):
        raise PermissionDenied
    account = _locked(account.pk)
    if not note.strip():
        raise ValidationError({"note": _("Say what shows it.")})
    said = Leaving.objects.create(
        account=account, leaving=leaving, note=note.strip(), on=now.date(), by=by
    )
    relations.refresh(accounts=[account.pk], today=now.date())
    return said


def _locked(account_id: int) -> Account:
    """Writers of one account queue, so that its path is always read after their rows."""
    locked = Account.objects.select_for_update(of=("self",), no_key=True)
    account: Account = locked.select_related("unit").get(pk=account_id)
    return account


def _to_decide(level: Level, by: User) -> Level:
    if not has_permission(by, Permission.LEVEL_CONFIRM):
        raise PermissionDenied
    account = _locked(level.account_id)
    found = Level.objects.select_related("by").get(pk=level.pk)
    found.account = account
    return found


def _assess(new: Level, finding: Finding, now: datetime, *, waits: bool, decides: bool) -> Level:
    if finding.client_key:
        first = Level.objects.filter(client_key=finding.client_key).first()
        if first:
            return first
    same = Level.objects.filter(
        account=new.account, axis=new.axis, contact=new.contact, colleague=new.colleague
    )
    before = same.counting().newest().first()
    new.level, new.assessed_on, new.note = finding.level, finding.on, finding.note.strip()
    new.evidence = _evidence(new, finding.evidence)
    new.client_key, new.created_at = finding.client_key, now
    lacking = _check(new, before, finding, now.date(), decides=decides)
    new.needs_word = waits or lacking
    _settle(same.waiting().order_by("pk").values_list("pk", flat=True), now)
    same.waiting().update(closed_by=new.by, closed_at=now)
    new.save()
    if new.needs_word:
        _tell_managers(new)
    else:
        _follow(new, now, new.by)
    return new


def _evidence(new: Level, ticked: Iterable[str]) -> list[str]:
    """The items ticked at the level found; those of other levels prove nothing here."""
    if not 0 <= new.level <= TOP:
        raise ValidationError({"level": _("Choose one of the levels.")})
    asked = ladders.items(GridRules.current().preset, new.axis, new.level)
    chosen = set(ticked)
    return [code for code in asked if code in chosen]


def _check(
    new: Level, before: Level | None, finding: Finding, today: date, *, decides: bool
) -> bool:
    """Whether a manager has to decide for lack of evidence; ValidationError for the rest."""
    errors: dict[str, Any] = {}
    if finding.on > today:
        errors["on"] = _("An assessment can't lie in the future.")
    elif before and finding.on < before.assessed_on:
        errors["on"] = _("There is a later assessment already.")
    was = before.level if before else 0
    if new.level < was and not new.note:
        errors["note"] = _("Say why the level falls.")
    needed = GridRules.current().evidence_needed
    lacking = new.level > was and len(new.evidence) < needed and not decides
    if lacking and not finding.ask:
        errors["evidence"] = ngettext_lazy(
            "To raise the level, %(n)d item of this level must be observed, or a manager asked.",
            "To raise the level, %(n)d items of this level must be observed, or a manager asked.",
            needed,
        ) % {"n": needed}
    if errors:
        raise ValidationError(errors)
    return lacking


def _follow(level: Level, now: datetime, by: User) -> None:
    steps = relations.refresh(accounts=[level.account_id], today=now.date())
    relations.tell_of_falls(account=level.account, steps=steps, by=by)


def _settle(levels: Iterable[int], now: datetime) -> None:
    for pk in levels:
        settle(kind=NoticeKind.LEVEL_WAITS, key=str(pk), now=now)


def _tell_managers(level: Level) -> None:
    tell(
        users=[user for user in relations.managers_of(level.account) if user != level.by],
        kind=NoticeKind.LEVEL_WAITS,
        key=str(level.pk),
        url=reverse("account_relationship", args=[level.account_id]),
        params={
            "account": both(level.account),
            "by": both(level.by),
            "level": str(level.level),
            "whose": both(level.contact) if level.contact else Axis.COMPANY.value,
        },
    )
