"""All that is kept about one person, to be handed to that person (domain §9.3)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Influence
from kam.lib import days
from relationships.ladders import EVIDENCE
from relationships.models import (
    CareDate,
    CareTask,
    Gift,
    Greeting,
    Level,
    ScenarioStandard,
    Visit,
)  # fmt: skip
from staff.models import User

PERSON = (
    "account", "name", "name_en", "title", "department", "phone", "email", "decision_role",
    "influence", "attitude", "reports_to", "source", "purpose", "consent_on", "note", "is_active",
    "left_on", "created_at",
)  # fmt: skip
LABELS = {"name": _("Full name"), "created_at": _("Kept since")}
# What is told of each part, by the names of its fields.
PARTS: dict[str, tuple[Promise, type[Model], tuple[str, ...]]] = {
    "care_dates": (
        _("Days to remember"),
        CareDate,
        ("kind", "relative", "label", "calendar", "month", "day", "year"),
    ),
    "care_tasks": (_("Courtesies"), CareTask, ("deed", "due_on", "done_on", "owner")),
    "greetings": (_("Greetings"), Greeting, ("sent_on", "occasion", "text", "by")),
    "gifts": (
        _("Gifts"),
        Gift,
        ("item", "value", "occasion", "status", "planned_on", "delivered_on", "giver", "approver"),
    ),
    "levels": (
        _("Personal relation"),
        Level,
        ("assessed_on", "colleague", "level", "evidence", "note", "by"),
    ),
    "influences": (
        _("Influence between people"),
        Influence,
        ("source", "target", "strength", "note"),
    ),
    "visits": (_("Visits"), Visit, ("date", "kind", "status", "scenario", "owner")),
}

# Whose row it is, where that is not one person's.
OF: dict[type[Model], Callable[[Contact], Q]] = {
    Visit: lambda who: Q(contacts=who),
    Influence: lambda who: Q(source=who) | Q(target=who),
}
# Whom the rows name besides.
PEOPLE: dict[type[Model], tuple[str, ...]] = {
    Visit: ("owner",), CareTask: ("owner",), Greeting: ("by",), Level: ("by", "colleague"),
    Gift: ("giver", "approver"), Influence: ("source", "target"),
}  # fmt: skip


def contact_data(*, contact: Contact, user: User) -> dict[str, Any]:
    """As plain values: the person's own fields and a list per part. Minutes of visits stay with
    the account: they are about the company. One query per part."""
    data: dict[str, Any] = {"person": plain(contact, PERSON)}
    for name, (_label, model, fields) in PARTS.items():
        data[name] = [plain(row, fields) for row in _rows(model, contact, user)]
    return data


def _rows(model: type[Any], contact: Contact, user: User) -> Iterable[Model]:
    visible: QuerySet[Any] = model.objects.visible_to(user)
    whose = OF[model](contact) if model in OF else Q(contact=contact)
    found = visible.filter(whose)
    return found.select_related(*PEOPLE.get(model, ())).order_by("pk")


def plain(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value) if isinstance(value, Model) else value


def described(data: Mapping[str, Any]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """The same to read: title of each part, and of each row the labels and values that are set."""
    scenarios = {each.code: each.display_name for each in ScenarioStandard.objects.order_by("pk")}
    person = [(str(_("Person")), [_words(Contact, data["person"], scenarios)])]
    parts = [
        (str(label), [_words(model, row, scenarios) for row in data[name]])
        for name, (label, model, _fields) in PARTS.items()
        if data[name]
    ]
    return person + parts


def _words(
    model: type[Model], row: Mapping[str, Any], scenarios: Mapping[str, str]
) -> list[tuple[str, str]]:
    fields = {each.name: each for each in model._meta.concrete_fields}
    return [
        (
            str(LABELS.get(name) or capfirst(fields[name].verbose_name)),
            _word(fields[name], value, scenarios),
        )
        for name, value in row.items()
        if name in fields and value not in ("", None, [])
    ]


def _word(field: Any, value: Any, scenarios: Mapping[str, str]) -> str:
    if field.name == "scenario":
        return scenarios.get(value, value)
    if field.name == "evidence":
        return str(_(", ")).join(str(EVIDENCE.get(code, code)) for code in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if field.get_internal_type() == "DateField":
        return days.full_day(date.fromisoformat(value))
    if field.get_internal_type() == "DateTimeField":
        return days.full_day(datetime.fromisoformat(value))
    return str(value)
