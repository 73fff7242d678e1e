"""What happened to relations, read back as `relationships.paths` replays it; set-based."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Contact
from kam.lib.history import events_of
from relationships.models import GridRules, Level, StageCell
from relationships.models.grid import Preset
from relationships.paths import Assessed, CellIs, Happening, PersonIs, ShareIs, State, replay
from relationships.stages import preset_cells
from staff.models import Company

CONTACTS = events_of(Contact)
CELLS = events_of(StageCell)
RULES = events_of(GridRules)
FIRST_SHARE = GridRules._meta.get_field("personal_coverage").to_python("0.60")


@dataclass(frozen=True)
class Sources:
    """The happenings of some accounts, and how everything was before the first of them."""

    settings: list[Happening]
    people: dict[int, list[Happening]]
    levels: dict[int, list[Happening]]
    weights: dict[int, dict[int, int]]

    def replayed(self, account: int) -> State:
        found = [*self.settings, *self.people[account], *self.levels[account]]
        return replay(
            found,
            cells=preset_cells(Preset.GATE3),
            share=FIRST_SHARE,
            weights=self.weights[account],
        )


def sources(accounts: Iterable[int]) -> Sources:
    """Six queries, however many accounts."""
    ids = list(accounts)
    zone = Company.current().zone

    def local(moment: datetime) -> Any:
        return moment.astimezone(zone).date()

    weights, people = _people(ids, local)
    return Sources(_settings(), people, _levels(ids, local), weights)


def _settings() -> list[Happening]:
    cells = CELLS.objects.order_by("pgh_id").values_list(
        "pgh_created_at", "personal", "company", "stage"
    )
    shares = RULES.objects.order_by("pgh_id").values_list("pgh_created_at", "personal_coverage")
    return [*(CellIs(*row) for row in cells), *(ShareIs(*row) for row in shares)]


def _weight(is_active: bool, role: str, influence: int | None) -> int | None:
    """Influence of somebody with a part in decisions, 1 where it is not known (domain §4.5)."""
    return (influence or 1) if is_active and role else None


def _people(ids: list[int], local: Any) -> tuple[Any, Any]:
    """First known weights by account, and how they changed later."""
    fields = ("is_active", "decision_role", "influence")
    now = Contact.objects.filter(account__in=ids).order_by("pk")
    rows = list(now.values_list("pk", "account", *fields))
    account_of = {pk: account for pk, account, *_ in rows}
    weight = {pk: _weight(*said) for pk, _account, *said in rows}
    seen: dict[int, int | None] = {}
    first: dict[int, int | None] = {}
    changes: dict[int, list[Happening]] = defaultdict(list)
    events = CONTACTS.objects.filter(pgh_obj__in=list(account_of)).order_by("pgh_id")
    for pk, moment, *said in events.values_list("pgh_obj", "pgh_created_at", *fields):
        was = _weight(*said)
        if pk in first and was != seen[pk]:
            changes[account_of[pk]].append(PersonIs(moment, local(moment), pk, was))
        first.setdefault(pk, was)
        seen[pk] = was
    starts: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, account in account_of.items():
        known = first.get(pk, weight[pk])
        if known is not None:
            starts[account][pk] = known
    return starts, changes


def _levels(ids: list[int], local: Any) -> dict[int, list[Happening]]:
    found: dict[int, list[Happening]] = defaultdict(list)
    for row in Level.objects.filter(account__in=ids).counting().order_by("pk"):
        moment = row.confirmed_at or row.created_at
        on = local(row.confirmed_at) if row.confirmed_at else row.assessed_on
        found[row.account_id].append(
            Assessed(
                moment=moment,
                on=on,
                pk=row.pk,
                level=row.level,
                assessed_on=row.assessed_on,
                contact=row.contact_id,
                colleague=row.colleague_id,
                reason=row.note,
                by=row.by_id,
            )
        )
    return found
