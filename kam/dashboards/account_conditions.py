"""The list's conditions as chips, its saved views as tabs, and what an empty list hides."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, Value
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.filters import MEMBERS
from accounts.models import Account, SavedView
from kam.dashboards.account_filter import BookFilter, book
from staff.models import User

NOT_CONDITIONS = {"page", "sort", "cols"}
HINTED = 6


@dataclass(frozen=True)
class Chip:
    """One active condition and the address without it."""

    name: str
    label: str
    text: str
    without: str


@dataclass(frozen=True)
class Tab:
    label: str
    query: str
    count: int | None
    active: bool
    view: SavedView | None = None


@dataclass(frozen=True)
class Hint:
    """How many accounts come back when a condition goes."""

    chip: Chip
    count: int


def address(query: QueryDict, *dropped: str) -> str:
    """The query string without these parameters and without empty fields."""
    rest = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in dropped:
            rest.setlist(name, [value for value in values if value])
    return rest.urlencode()


def without(query: QueryDict, *names: str) -> str:
    """As `address`, back on the first page."""
    return address(query, "page", *names)


def conditions(query: QueryDict) -> str:
    """The part of the address that filters, in one order, to compare two of them."""
    pairs = sorted(
        (name, value)
        for name, values in query.lists()
        for value in values
        if name not in NOT_CONDITIONS and value
    )
    return "&".join(f"{name}={value}" for name, value in pairs)


def chips(user: User, found: BookFilter, query: QueryDict) -> list[Chip]:
    cleaned = found.form.cleaned_data if found.is_valid() else {}
    return [
        Chip(
            name,
            str(found.form[name].label),
            said(user, found.form[name], value),
            without(query, name),
        )
        for name, value in cleaned.items()
        if value not in (None, "", [])
    ]


def said(user: User, field: BoundField, value: Any) -> str:
    """The value of a condition in words; of an account out of sight only the number."""
    if isinstance(value, Model):
        return str(value)
    if field.name == "top":
        return str(Account.objects.in_book_of(user).filter(pk=value).first() or value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    names = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return _(", ").join(names.get(str(each), str(each)) for each in values)


@dataclass(frozen=True)
class Size:
    """How many accounts a book has, and how many of them are the reader's own."""

    all: int
    own: int

    @classmethod
    def of(cls, user: User, found: BookFilter) -> "Size":
        """Without the conditions; one query."""
        own = Count(Value(1), filter=Q(owner=user))
        counted = found.queryset.aggregate(all=Count("*"), own=own)
        return cls(**counted)


def tabs(user: User, query: QueryDict, size: Size, total: int) -> list[Tab]:
    """All, mine, and the saved views; counts for the first two and for the one in view."""
    here = conditions(query)
    fixed = [Tab(_("All"), "", size.all, not here)]
    if size.own not in (0, size.all):
        mine = f"owner={user.pk}"
        fixed.append(Tab(_("My accounts"), mine, size.own, here == mine))
    saved = [
        Tab(view.name, view.query, total if active else None, active, view)
        for view in user.views.order_by("pk")
        for active in [bool(view.query) and conditions(QueryDict(view.query)) == here]
    ]
    return fixed + saved


@dataclass(frozen=True)
class Members:
    """Members of groups that a condition on classes leaves out, and the address that finds them."""

    query: str
    count: int


CLASS_CONDITIONS = ("pyramid", "subtype", "key_class", "pareto", "abc", "pattern")


def members(user: User, query: QueryDict, request: object) -> Members | None:
    """They carry their group's class, so the list counts what was ranked: their groups."""
    asked = any(
        value not in ("", "0") for name in CLASS_CONDITIONS for value in query.getlist(name)
    )
    if not asked or query.get("group"):
        return None
    wanted = QueryDict(without(query), mutable=True)
    wanted["group"] = MEMBERS
    count = book(user, wanted, request).qs.filter(standing__by_group=True).count()
    return Members(wanted.urlencode(), count) if count else None


def hints(user: User, found: BookFilter, query: QueryDict, request: object) -> list[Hint]:
    """For an empty list: each condition that alone hides accounts, and how many come back."""
    counted = [
        Hint(chip, book(user, QueryDict(chip.without), request).qs.count())
        for chip in chips(user, found, query)[:HINTED]
    ]
    return [hint for hint in counted if hint.count]
