"""Facts in an account's history: the rows tell themselves who wrote, corrected or removed what."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, PaymentRecord, Referral
from accounts.models.fact import Fact
from accounts.said import hidden_from, label, said
from kam.lib import days, numbers
from staff.models import User
from staff.permissions import has_permission

MODELS: list[type[Fact]] = sorted(Fact.__subclasses__(), key=lambda model: model.__name__)
TITLED_BY_DAY = (PaymentRecord, Referral)
CREATED, CHANGED, REMOVED = "insert", "update", "delete"


class Key(NamedTuple):
    """One deed: which table, which row, when it became known, what was done."""

    model: int
    pk: int
    at: datetime
    deed: str


class FactHistory:
    """Deeds of one account, of the kinds `user` may know; one statement to count or to list."""

    def __init__(self, account: Account, user: User) -> None:
        self.account = account
        self.user = user

    def count(self) -> int:
        found = self._deeds()
        return 0 if found is None else found.count()

    def keys(self, limit: int) -> list[Key]:
        """The latest ones, newest first."""
        found = self._deeds()
        return [] if found is None else [Key(*row) for row in found.order_by("-at", "-pk")[:limit]]

    def _deeds(self) -> Any:
        parts = []
        for place, model in enumerate(MODELS):
            if all(has_permission(self.user, needed) for needed in model.TO_VIEW):
                rows: Any = model._base_manager.filter(account=self.account).order_by()
                kind = Case(When(corrects=None, then=Value(CREATED)), default=Value(CHANGED))
                parts += [
                    _deed(rows, place, "known_from", kind),
                    _deed(rows.exclude(removed_by=None), place, "known_to", Value(REMOVED)),
                ]
        return parts[0].union(*parts[1:], all=True) if parts else None


def _deed(rows: Any, place: int, at: str, kind: Any) -> Any:
    named = rows.annotate(model=Value(place), at=F(at), deed=kind)
    return named.values_list("model", "pk", "at", "deed")


class FactWords:
    """Deeds in words; names of accounts and people only for who may see them."""

    def __init__(self, user: User, keys: Iterable[Key]) -> None:
        wanted: dict[int, set[int]] = defaultdict(set)
        for key in keys:
            wanted[key.model].add(key.pk)
        self.rows: dict[tuple[int, int], Fact] = {}
        for place, pks in wanted.items():
            rows = MODELS[place]._base_manager.filter(pk__in=pks).select_related(*_named(place))
            self.rows |= {(place, row.pk): row for row in rows}
        facts = list(self.rows.values())
        self.hidden = hidden_from(user, [*facts, *(f.corrects for f in facts if f.corrects)])

    def line(self, key: Key) -> dict[str, Any]:
        """The parts of a history line; the caller has the words for deeds and causes."""
        fact = self.rows[key.model, key.pk]
        by = fact.removed_by if key.deed == REMOVED else fact.by
        title = days.full_day(fact.date) if isinstance(fact, TITLED_BY_DAY) else str(fact)
        return {
            "at": timezone.localtime(key.at),
            "kind": "fact",
            "what": f"{capfirst(str(fact._meta.verbose_name))} {title}",
            "by": str(by or _("The system")),
            "cause": "import" if fact.batch_id and key.deed != REMOVED else "page",
            "changes": list(self._changes(fact, key.deed)),
        }

    def _changes(self, fact: Fact, deed: str) -> Iterable[tuple[str, str, str]]:
        for field in fact.own_fields():
            now = said(field, fact, self.hidden)
            before = said(field, fact.corrects, self.hidden) if deed == CHANGED else numbers.DASH
            if deed == REMOVED:
                now, before = before, now
            if now != before:
                yield label(field), before, now


def _named(place: int) -> list[str]:
    """Relations that lines print, of the row and of the one it corrects."""
    own = [field.name for field in MODELS[place].own_fields() if field.is_relation]
    return ["by", "removed_by", "corrects", *own, *(f"corrects__{name}" for name in own)]
