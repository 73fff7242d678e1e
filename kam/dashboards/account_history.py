"""What happened to an account: who changed what, when and from where, newest first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Exists, Field, ForeignKey, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pghistory.models import Events

from accounts import labels
from accounts.models import Account, Contact
from kam.dashboards.account_history_facts import FactHistory, FactWords, Key
from kam.dashboards.account_history_merges import Deed, MergeHistory
from kam.lib import days, numbers
from kam.lib.history import events_of
from relationships.models import ScenarioStandard, Visit, VisitContact
from staff.models import Unit, User
from staff.on_record import name_of
from staff.permissions import Permission, has_permission
from tiering.models import ClassChange, Pin
from tiering.models.change import ChangeCause

MODELS: dict[str, Permission | None] = {
    "accounts.AccountEvent": None,
    "accounts.AccountProfileEvent": None,
    "accounts.ContactEvent": Permission.CONTACT_VIEW,
    "accounts.InfluenceEvent": Permission.CONTACT_VIEW,
    "accounts.LedgerEntryEvent": Permission.BUSINESS_VIEW,
    "accounts.ProjectEvent": Permission.BUSINESS_VIEW,
    "relationships.VisitEvent": Permission.VISIT_VIEW,
}
KINDS: dict[str, Promise] = {
    "accounts.Account": gettext_lazy("Account"),
    "accounts.AccountProfile": gettext_lazy("Profile"),
    "accounts.Contact": gettext_lazy("Contact"),
    "accounts.Influence": gettext_lazy("Line of influence"),
    "accounts.LedgerEntry": gettext_lazy("Ledger entry"),
    "accounts.Project": gettext_lazy("Project"),
    "relationships.Visit": gettext_lazy("Visit record"),
}
# What names the thing that changed, by kind.
TITLES = {
    "accounts.Contact": "name",
    "accounts.LedgerEntry": "reference",
    "accounts.Project": "name",
    "relationships.Visit": "date",
}
DEEDS: dict[str, Promise] = {
    "insert": pgettext_lazy("history", "created"),
    "update": pgettext_lazy("history", "changed"),
    "delete": pgettext_lazy("history", "removed"),
}
CAUSES: dict[str, Promise] = {
    "page": gettext_lazy("In the browser"),
    "transfer": gettext_lazy("Hand-over"),
    "import": gettext_lazy("Import"),
    "undo": gettext_lazy("Import undone"),
    "merge": pgettext_lazy("history", "Merge"),
    "unmerge": pgettext_lazy("history", "Merge undone"),
    "erasure": gettext_lazy("Erasure"),
}
CLASSES: dict[str, Mapping[Any, Promise]] = {
    "pyramid": labels.PYRAMID,
    "pareto": labels.PARETO,
    "abc": labels.ABC,
    "key_class": labels.KEY_CLASS,
    "pattern": labels.PATTERN,
}
ENDS = ("source_id", "target_id")  # of a line of influence
MET = events_of(VisitContact)
VISITS = events_of(Visit)
QUIET = {"known_from", "batch_id", "closed_by_id", "created_at", "updated_at", "client_key"}
QUIET |= {"made_at", "sent_hash", "top_id"}  # top follows from parent


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One entry of the history."""

    at: datetime
    kind: str
    what: str
    deed: str
    by: str
    cause: str
    changes: list[Change] = field(default_factory=list)
    url: str = ""


class History:
    """Lines of one account as a paginator wants them: `count()` and slices."""

    ordered = True

    def __init__(self, account: Account, user: User) -> None:
        self.account = account
        self.user = user
        self.facts = FactHistory(account, user)
        self.merges = MergeHistory(account, user)

    def count(self) -> int:
        sources = (self._events(), self._classes(), self._met(), self.facts, self.merges)
        return sum(source.count() for source in sources)

    def __getitem__(self, part: slice) -> list[Line]:
        """The sources are sorted; the page is cut from what of each can be on it."""
        events = list(self._events().order_by("-pgh_created_at", "-pgh_slug")[: part.stop])
        classes = list(self._classes()[: part.stop])
        met = list(self._met()[: part.stop])
        keys: list[tuple[datetime, Any]] = [(each.pgh_created_at, each) for each in events + met]
        keys += [(_moment(change), change) for change in classes]
        keys += [(key.at, key) for key in self.facts.keys(part.stop)]
        keys += [(deed.at, deed) for deed in self.merges.deeds]
        keys.sort(key=lambda key: key[0], reverse=True)
        cut = [row for _at, row in keys[part]]
        words = Words(self.user, [row for row in cut if isinstance(row, Events)])
        people = MetWords(self.user, cut)
        facts = FactWords(self.user, [row for row in cut if isinstance(row, Key)])
        pins = Pins(self.account, [row for row in cut if isinstance(row, ClassChange)])
        says: dict[type, Callable[[Any], Line]] = {
            Key: lambda key: _fact_line(key, facts),
            ClassChange: lambda change: _class_line(change, pins),
            Deed: lambda deed: Line(**self.merges.line(deed)),
            MET: people.line,
            Events: lambda event: people.added_to(words.line(event), event),
        }
        return [says[type(row)](row) for row in cut]

    def _events(self) -> QuerySet[Events]:
        models = [
            name
            for name, needs in MODELS.items()
            if needs is None or has_permission(self.user, needs)
        ]
        everything: Any = Events.objects
        found: QuerySet[Events] = everything.references(self.account).across(*models)
        # Members of a group refer to its head too: their own history has those.
        mine = Q(pgh_obj_id=str(self.account.pk)) | ~Q(pgh_obj_model="accounts.Account")
        return found.filter(mine)

    def _classes(self) -> QuerySet[ClassChange]:
        if not has_permission(self.user, Permission.TIER_VIEW):
            return ClassChange.objects.none()
        changes = ClassChange.objects.filter(account=self.account)
        return changes.select_related("by").order_by("-at", "-pk")

    def _met(self) -> QuerySet[Any]:
        """Who was met: they hang on the visit, so the other events don't find them.

        Who was named as the visit was written stands in that line.
        """
        found: QuerySet[Any] = MET.objects.none()
        if sees_people(self.user):
            visit = {"pgh_obj": OuterRef("visit_id"), "pgh_context": OuterRef("pgh_context_id")}
            written = VISITS.objects.filter(pgh_label="insert", **visit)
            found = MET.objects.filter(visit__account=self.account)
            found = found.exclude(Exists(written), pgh_label="insert")
        return found.select_related("visit", "pgh_context").order_by("-pgh_created_at", "-pk")


def _fact_line(key: Key, words: FactWords) -> Line:
    said = words.line(key)
    changes = [Change(*change) for change in said.pop("changes")]
    cause = str(CAUSES[said.pop("cause")])
    return Line(deed=str(DEEDS[key.deed]), cause=cause, changes=changes, **said)


def _label(field_: "Field[Any, Any]") -> str:
    return capfirst(str(field_.verbose_name))


class Pins:
    """The pins behind the changes of a page; one query, if there is one at all."""

    def __init__(self, account: Account, changes: list[ClassChange]) -> None:
        pinned = any(change.cause == ChangeCause.PINNED for change in changes)
        accounts = {account.pk, account.top_id}  # members show the pin of their group
        self.pins = list(Pin.objects.filter(account__in=accounts)) if pinned else []

    def of(self, change: ClassChange) -> Pin | None:
        """The pin that made the change; they were written together."""
        if change.cause != ChangeCause.PINNED:
            return None
        said = (change.system, change.new, change.by_id, change.reason)
        same = [p for p in self.pins if (p.system, p.value, p.by_id, p.reason) == said]
        return min(same, key=lambda pin: abs(pin.created_at - change.at), default=None)


def _class_line(change: ClassChange, pins: Pins) -> Line:
    names, none = CLASSES[change.system], labels.without(change.system)
    before, after = (str(names.get(value, none)) for value in (change.old, change.new))
    return Line(
        at=_moment(change),
        kind="class",
        what=_("Class"),
        deed=str(DEEDS["update"]),
        by=str(change.by or _("Scoring run")),
        cause=_class_cause(change, pins.of(change)),
        changes=[Change(str(change.get_system_display()), before, after)],
    )


def _class_cause(change: ClassChange, pin: Pin | None) -> str:
    """Why it changed, for which day, and the reason somebody gave."""
    why = change.reason or str(change.get_cause_display())
    if pin is not None:
        said = {"day": days.full_day(pin.until), "why": why}
        why = _("Pinned until %(day)s: %(why)s") % said
    return _("%(why)s, as of %(day)s") % {"why": why, "day": days.full_day(change.as_of)}


def _moment(change: ClassChange) -> datetime:
    return change.at


class Words:
    """Events in words: labels of fields, names instead of ids, values as the reader writes them."""

    def __init__(self, user: User, events: Iterable[Events]) -> None:
        self.user = user
        self.hidden = set() if has_permission(user, Permission.MARGIN_VIEW) else {"cost_base"}
        self.names = self._names(events)

    def line(self, event: Events) -> Line:
        return Line(
            at=timezone.localtime(event.pgh_created_at),
            kind=event.pgh_obj_model.rpartition(".")[2].lower(),
            what=self._what(event),
            deed=str(DEEDS.get(event.pgh_label, event.pgh_label)),
            changes=self._changes(event),
            **_who(event.pgh_context),
        )

    def _what(self, event: Events) -> str:
        data = event.pgh_data or {}
        name = data.get(TITLES.get(event.pgh_obj_model, ""))
        if event.pgh_obj_model == "accounts.Contact" and not numbers.chinese():
            name = data.get("name_en") or name
        elif event.pgh_obj_model == "relationships.Visit":
            name = days.full_day(parse_date(str(name))) if name else ""
        elif event.pgh_obj_model == "accounts.Influence":
            name = " → ".join(self._person(data[end]) for end in ENDS)
        kind = str(KINDS.get(event.pgh_obj_model, event.pgh_obj_model))
        return f"{kind} {name}" if name else kind

    def _changes(self, event: Events) -> list[Change]:
        model = apps.get_model(event.pgh_obj_model)
        fields = {each.column: each for each in model._meta.concrete_fields}
        skipped = QUIET | self.hidden
        return [
            Change(_label(fields[column]), *(self._said(fields[column], v) for v in pair))
            for column, pair in (event.pgh_diff or {}).items()
            if column in fields and column not in skipped
        ]

    def _said(self, field_: "Field[Any, Any]", value: Any) -> str:
        if value in (None, "", []):
            return numbers.DASH
        if isinstance(field_, ForeignKey):
            return self.names.get((field_.related_model, value), _("not visible to you"))
        if field_.column == "scenario":
            return self.scenarios.get(value, value)
        if field_.choices:
            return str(dict(field_.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return _plain(field_, value)

    def _person(self, pk: int) -> str:
        return self.names.get((Contact, pk), _("not visible to you"))

    @cached_property
    def scenarios(self) -> dict[str, str]:
        return {each.code: each.display_name for each in ScenarioStandard.objects.for_page()}

    def _names(self, events: Iterable[Events]) -> dict[tuple[Any, int], str]:
        wanted: dict[Any, set[int]] = {User: set(), Unit: set(), Account: set(), Contact: set()}
        for event in events:
            model = apps.get_model(event.pgh_obj_model)
            for each in model._meta.concrete_fields:
                if isinstance(each, ForeignKey) and each.related_model in wanted:
                    pair = (event.pgh_diff or {}).get(each.column) or []
                    wanted[each.related_model] |= {pk for pk in pair if pk}
            if event.pgh_obj_model == "accounts.Influence":
                wanted[Contact] |= {(event.pgh_data or {})[end] for end in ENDS}
        sources = {
            User: User.objects.all(),
            Unit: Unit.objects.all(),
            Account: Account.objects.visible_to(self.user),
            Contact: Contact.objects.visible_to(self.user),
        }
        return {
            (model, row.pk): str(row)
            for model, pks in wanted.items()
            if pks
            for row in sources[model].filter(pk__in=pks)
        }


def sees_people(user: User) -> bool:
    needs = (Permission.VISIT_VIEW, Permission.CONTACT_VIEW)
    return all(has_permission(user, each) for each in needs)


class MetWords:
    """Who joined or left the people met at a visit, in words."""

    def __init__(self, user: User, rows: Iterable[Any]) -> None:
        self.first = self._named_at_first(rows) if sees_people(user) else {}
        ids = {row.contact_id for row in rows if isinstance(row, MET)}
        ids.update(*self.first.values())
        people = Contact.objects.visible_to(user).filter(pk__in=ids) if ids else ()
        self.names = {person.pk: str(person) for person in people}

    @staticmethod
    def _named_at_first(rows: Iterable[Any]) -> dict[tuple[Any, Any], list[int]]:
        """People by visit and context, for the visits on the page that were written then."""
        written = [row for row in rows if isinstance(row, Events) and is_new_visit(row)]
        visits = {row.pgh_obj_id for row in written}
        contexts = {row.pgh_context_id for row in written} - {None}
        found: dict[tuple[Any, Any], list[int]] = {}
        if contexts:
            met = MET.objects.filter(pgh_label="insert", visit__in=visits, pgh_context__in=contexts)
            keys = met.order_by("contact_id", "pk").values_list(
                "visit_id", "pgh_context_id", "contact_id"
            )
            for visit, context, contact in keys:
                found.setdefault((str(visit), context), []).append(contact)
        return found

    def _name(self, contact: int) -> str:
        return self.names.get(contact, _("not visible to you"))

    def added_to(self, line: Line, event: Events) -> Line:
        """The line of a new visit with the people that were named at once."""
        if is_new_visit(event):
            people = self.first.get((event.pgh_obj_id, event.pgh_context_id), [])
            names = _(", ").join(map(self._name, people))
            line.changes.extend([Change(who_was_met(), numbers.DASH, names)] if names else [])
        return line

    def line(self, event: Any) -> Line:
        name = self._name(event.contact_id)
        pair = (numbers.DASH, name) if event.pgh_label == "insert" else (name, numbers.DASH)
        return Line(
            at=timezone.localtime(event.pgh_created_at),
            kind="visitcontact",
            what=f"{KINDS['relationships.Visit']} {days.full_day(event.visit.date)}",
            deed=str(DEEDS["update"]),
            changes=[Change(who_was_met(), *pair)],
            **_who(event.pgh_context.metadata if event.pgh_context else None),
        )


def is_new_visit(event: Events) -> bool:
    return event.pgh_obj_model == "relationships.Visit" and event.pgh_label == "insert"


def who_was_met() -> str:
    return capfirst(_("who was met"))


def _who(context: Mapping[str, Any] | None) -> dict[str, str]:
    """By whom and from where, as the context of the change tells."""
    cause = (context or {}).get("cause", "")
    by = name_of(context) or _("The system")
    return {"by": by, "cause": str(CAUSES.get(cause, cause))}


def _plain(field_: "Field[Any, Any]", value: Any) -> str:
    kind = field_.get_internal_type()
    if kind == "DecimalField":
        try:
            return numbers.number(Decimal(str(value)), 2)
        except InvalidOperation:
            return str(value)
    if kind == "DateField" and (day := parse_date(str(value))):
        return days.full_day(day)
    if kind == "DateTimeField" and (moment := parse_datetime(str(value))):
        return days.moment(moment)
    return str(value)
