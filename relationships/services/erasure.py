"""Erasing what is kept about one person, the audit history included (domain §9.3).

What stays: that somebody was met at a visit, the gifts given (the trail against bribery needs
them), who erased the person and when. In all of these the person is a placeholder.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left, Replace
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, ImportBatch
from accounts.models.batch import ImportKind
from accounts.models.contact import ERASED
from accounts.models.merge import MergedRow
from kam.lib.history import events_of
from relationships.models import Gift, HandoverItem
from relationships.models.gift import STILL_ASKED
from staff.models import User
from staff.models.notice import Notice, NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import settle

# Of a contact these stay; whatever field is added later is erased unless it is named here.
KEPT = frozenset(
    ["id", "account", "source", "purpose", "is_active", "inactive_since", "created_at",
     "erased_at", "erased_by", "merged_into"]
)  # fmt: skip
CARE = ("CareDate", "CareTask", "Greeting")
# Keys and names of the company itself are not about the person.
NOT_SEARCHED = frozenset(["accounts.LedgerEntry", "accounts.LedgerEntryEvent"])
ONLY_NOTE = frozenset(["accounts.Account", "accounts.AccountEvent"])
SHORTEST = 2  # letters of a name that is looked for in texts


@transaction.atomic
def erase_contact(*, contact: Contact, by: User, now: datetime, typed_name: str) -> Contact:
    """Replace name and personal data by a placeholder everywhere, for good.

    A rare act: a statement or two for each table that can name the person. ValidationError where
    the typed name is another one.
    """
    if not has_permission(by, Permission.CONTACT_ERASE):
        raise PermissionDenied
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if typed_name.strip() not in (contact.name, contact.name_en or contact.name):
        raise ValidationError({"typed_name": _("This is not the person's name.")})
    records = _records(contact)
    words = sorted({word for each in records for word in _words(each)}, key=len, reverse=True)
    with pghistory.context(cause="erasure"):
        for each in records:
            _forget_care(each, now)
            _clear_person(each, by, now)
            _clear_notes(each)
        _clear_texts(contact, words)
        _clear_merges(records)
    _clear_imports(contact, words)
    contact.refresh_from_db()
    return contact


def _records(contact: Contact) -> list[Contact]:
    """The record and all that became part of it: they are the same person."""
    found, new = [contact], [contact]
    while new:
        new = list(Contact.everyone.filter(merged_into__in=new).order_by("pk"))
        found += new
    return found


def _clear_merges(records: list[Contact]) -> None:
    """What merges remember to be undone: the person's data does not come back with it."""
    personal = {str(each.column) for each in Contact._meta.concrete_fields if each.name in PERSONAL}
    personal |= {"sort_key", "search_text"}
    keys = [each.pk for each in records]
    rows = list(MergedRow.objects.filter(model=Contact._meta.label, key__in=keys).order_by("pk"))
    for row in rows:
        for side in ("before", "after"):
            known = getattr(row, side) or {}
            setattr(row, side, {k: v for k, v in known.items() if k not in personal} or None)
    MergedRow.objects.bulk_update(rows, ["before", "after"])


def _words(contact: Contact) -> list[str]:
    """What names the person in texts, also by a name or number of before, the longest first."""
    said = {contact.name, contact.name_en, contact.phone, contact.email}
    before = events_of(Contact)._default_manager.filter(pgh_obj_id=contact.pk).order_by("pgh_id")
    for row in before.values_list("name", "name_en", "phone", "email"):
        said.update(row)
    said.discard(ERASED)
    return sorted((word for word in said if len(word) >= SHORTEST), key=len, reverse=True)


def _forget_care(contact: Contact, now: datetime) -> None:
    HandoverItem.objects.filter(contact=contact, done_at=None).delete()  # nobody to get to know
    for name in CARE:
        apps.get_model("relationships", name)._default_manager.filter(contact=contact).delete()
    # What was given or refused stays as the trail; one still open has nobody to go to any more.
    asked = Gift.objects.filter(contact=contact, status__in=STILL_ASKED)
    for gift in asked.order_by("pk"):
        settle(kind=NoticeKind.GIFT_WAITS, key=str(gift.pk), now=now)
    asked.delete()


def _clear_person(contact: Contact, by: User, now: datetime) -> None:
    """The row, then its history: the row's own change is the last event."""
    empty = _empty(Contact)
    names = Contact(name=ERASED)
    names.refresh_names()
    searched = {"sort_key": names.sort_key, "search_text": names.search_text}
    rows = Contact.everyone.filter(pk=contact.pk)
    rows.update(**empty | searched, is_active=False, erased_at=now, erased_by=by)
    events = events_of(Contact)
    events._default_manager.filter(pgh_obj_id=contact.pk).update(**_empty(events))


def _empty(model: type[models.Model]) -> dict[str, Any]:
    """An empty value for every personal field of a contact or of its events."""
    return {
        each.name: ERASED if each.name == "name" else None if each.null else each.get_default()
        for each in model._meta.concrete_fields
        if each.name in PERSONAL
    }


PERSONAL = frozenset(
    each.name for each in Contact._meta.concrete_fields if each.name not in KEPT
) - {"sort_key", "search_text"}


def _clear_notes(contact: Contact) -> None:
    """What was written about the person beside rows that name them: levels, roles and the like."""
    for model in _ours():
        columns = {each.name: each for each in model._meta.concrete_fields}
        points = [c for c in columns.values() if isinstance(c, models.ForeignKey)
                  and c.related_model is Contact]  # fmt: skip
        if not points or "note" not in columns:
            continue
        of_person = Q()
        for each in points:
            of_person |= Q(**{each.attname: contact.pk})
        model._base_manager.filter(of_person).exclude(note="").update(note="")


def _ours() -> Iterator[type[models.Model]]:
    """Every model of ours with a table, those of the history last: changes write to it."""
    found = [m for m in apps.get_models() if m.__module__.split(".")[0] in OURS]
    found = [m for m in found if m._meta.managed and not m._meta.proxy and m is not Contact]
    is_event = {model: issubclass(model, pghistory.models.Event) for model in found}
    yield from sorted(found, key=lambda model: (is_event[model], model._meta.label))


OURS = ("staff", "accounts", "relationships", "tiering", "plans")


def _clear_texts(contact: Contact, words: Iterable[str]) -> None:
    """The person's name, phone and e-mail in whatever was written about the account."""
    account = contact.account
    for model in _ours():
        if model._meta.label in NOT_SEARCHED:
            continue
        rows = _of_account(model, account)
        if rows is not None:
            for field in _texts(model):
                _replace(rows, field, words)
    named = Q()
    for each in (account, *events_of(Account)._default_manager.filter(pgh_obj_id=account.pk)):
        named |= Q(params__account=each.name) | Q(params__account=both(each))  # as it was called
    told = Notice.objects.filter(named)
    _replace(told, Notice._meta.get_field("params"), words)


def _of_account(model: type[models.Model], account: Account) -> QuerySet[Any] | None:
    """Rows about the account, or about a plan, visit and the like of it; None for other tables."""
    if model._meta.label == "accounts.Account":
        return model._base_manager.filter(pk=account.pk)
    if model._meta.label == "accounts.AccountEvent":
        return model._base_manager.filter(pgh_obj_id=account.pk)
    for each in model._meta.concrete_fields:
        if each.name == "account" and isinstance(each, models.ForeignKey):
            return model._base_manager.filter(account=account.pk)
    for each in model._meta.concrete_fields:
        is_key = isinstance(each, models.ForeignKey) and not each.name.startswith("pgh_")
        if is_key and _hangs_on_account(each.related_model):
            return model._base_manager.filter(**{f"{each.name}__account": account.pk})
    return None


def _hangs_on_account(model: Any) -> bool:
    fields = model._meta.concrete_fields
    return any(each.name == "account" and each.related_model is Account for each in fields)


def _texts(model: type[models.Model]) -> Iterator[Any]:
    """Fields somebody writes in. What has to be unique is a key: two erased ones would be alike."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    keys = {name for rule in rules for name in rule.fields}
    keys |= {getattr(part, "name", "") for rule in rules for part in rule.expressions}
    for each in model._meta.concrete_fields:
        is_text = isinstance(each, models.CharField | models.TextField | models.JSONField)
        own = each.name.startswith("pgh_") or each.choices or each.unique or each.name in keys
        if is_text and not own and (model._meta.label not in ONLY_NOTE or each.name == "note"):
            yield each


def _replace(rows: QuerySet[Any], field: Any, words: Iterable[str]) -> None:
    is_json = isinstance(field, models.JSONField)
    for word in words:
        said = json.dumps(word, ensure_ascii=False)[1:-1] if is_json else word
        found = rows.alias(as_text=Cast(F(field.name), TextField()))
        new: Any = Replace(Cast(F(field.name), TextField()), Value(said), Value(ERASED))
        if getattr(field, "max_length", None):
            new = Left(new, field.max_length)  # the placeholder may be longer than a name
        if is_json:
            new = Func(new, template="(%(expressions)s)::jsonb", output_field=models.JSONField())
        found.filter(as_text__contains=said).update(**{field.name: new})


# An import that is undone reaches the person no more.
CHANGES = """
DELETE FROM accounts_importchange WHERE object_id = %(contact)s AND batch_id = ANY(%(batches)s)
"""
REJECTS = """
UPDATE accounts_importreject SET detail = replace(detail, %(plain)s, %(erased)s)
WHERE batch_id = ANY(%(batches)s) AND position(%(plain)s in detail) > 0
"""


def _clear_imports(contact: Contact, words: Iterable[str]) -> None:
    """What imports of people keep to show and to undo. Their files are not in the database."""
    batches = ImportBatch.objects.filter(kind=ImportKind.CONTACTS)
    ids = list(batches.order_by("pk").values_list("pk", flat=True))
    _replace(batches, ImportBatch._meta.get_field("counts"), words)
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, {"contact": contact.pk, "batches": ids})
        for word in words:
            cursor.execute(REJECTS, {"plain": word, "erased": ERASED, "batches": ids})
