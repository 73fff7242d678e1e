"""Where the classes of an account contradict each other, or how it is cared for (domain §3.9.2).

Over the accounts somebody reads, as columns: four queries, however many accounts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from accounts.models.account import AccountStatus
from accounts.models.rating import JUDGED, RatingKind
from kam.lib.classes import AbcType, KeyAccountClass, Recognition
from kam.lib.columns import placed, places
from kam.lib.copy import Column, Columns, read_columns
from kam.lib.relations import RelationKind, Stage
from relationships.stages import actual_kind
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.engine import Policy
from tiering.engine.consistency import above_median, twice_the_median
from tiering.engine.population import UNKNOWN
from tiering.key_accounts import CLASSED, KeyAccounts
from tiering.models import Run
from tiering.scope import scope_of
from tiering.selling_time import time_used
from tiering.services.population import EPOCH
from tiering.services.windows import months_before

YEAR = 12  # months
ALIGNED_BY = (RatingKind.IDEA_ALIGNMENT, RatingKind.POLICY_ACCEPTANCE)
BOOK = f"""
SELECT a.id, coalesce(a.owner_id, 0), coalesce(a.sponsor_id, 0), coalesce(s.pyramid, 0)::int2,
  coalesce(s.abc, 0)::int2, coalesce(s.key_class, 0)::int2, coalesce(c.recognition, 0)::int2,
  coalesce(c.net_revenue, 0), coalesce(r.stage, -1)::int2
FROM accounts_account a LEFT JOIN accounts_standing s ON s.account_id = a.id
LEFT JOIN tiering_score c ON c.run_id = {{run}} AND c.account_id = a.id
LEFT JOIN relationships_relation r ON r.account_id = a.id
WHERE NOT coalesce(s.by_group, false) AND a.status <> '{AccountStatus.EXITED}'
  AND (s.account_id IS NOT NULL OR c.account_id IS NOT NULL) {{scope}}
ORDER BY 1
"""
BOOK_TYPES = {"account": "i8", "owner": "i8", "sponsor": "i8", "pyramid": "i2", "abc": "i2",
              "key_class": "i2", "recognition": "i2", "revenue": "i8", "stage": "i2"}  # fmt: skip
# The last day on which anything was judged, and alignment; 0 is never.
RATED = """
SELECT account_id, max(date - date '2000-01-01')::int4,
  coalesce(max(date - date '2000-01-01') FILTER (WHERE kind IN ({aligned})), 0)::int4
FROM accounts_rating WHERE known_to IS NULL AND date <= '{as_of}' AND kind IN ({judged})
  AND account_id = ANY('{{{ids}}}'::bigint[])
GROUP BY 1 ORDER BY 1
"""
RATED_TYPES = {"account": "i8", "judged": "i4", "aligned": "i4"}


class Code(StrEnum):
    CORE_RIB = "core_rib"
    RIB_HOURS = "rib_hours"
    PLATINUM_PRE = "platinum_pre"
    CORE_WEAK = "core_weak"
    NO_OWNER = "no_owner"
    NO_SPONSOR = "no_sponsor"
    NOT_RATED = "not_rated"
    OLD_ALIGNMENT = "old_alignment"
    MANY_PER_OWNER = "many_per_owner"


@dataclass(frozen=True, slots=True, eq=False)
class Checks:
    """What was found in a book, by check: the accounts, the largest first.

    `hours` (by account) and `twice_median` are `workload.UNIT`s, `judged` and `aligned` days after
    2000-01-01 (0 never), `held` how many key accounts the owner of each has. `keys` counts them.
    """

    found: dict[Code, Column]
    hours: dict[int, int]
    twice_median: int
    judged: dict[int, int]
    aligned: dict[int, int]
    held: dict[int, int]
    keys: int
    by_class: bool
    whole_book: bool


def checks_of(user: User, run: Run) -> Checks:
    """Without visits for readers who see none: then nothing is said of hours."""
    policy, scope = run.policy.policy, scope_of(user, "a.id")
    rows = read_columns(BOOK.format(run=run.pk, scope=scope), BOOK_TYPES)
    who = KeyAccounts.now()
    keys = np.isin(rows[who.system], who.codes)
    hours = _hours(rows, run.as_of, policy) if _sees_visits(user) else None
    classed = np.isin(rows["key_class"], CLASSED)
    recognised = rows["recognition"] == Recognition.QUALIFIED
    judged, aligned = _rated(rows, classed | recognised, run.as_of)
    stale = (months_before(run.as_of, YEAR) - EPOCH).days
    held = _held(rows["owner"], keys)
    rib, platinum = rows["abc"] == AbcType.RIB, rows["abc"] == AbcType.PLATINUM
    masks = {
        Code.CORE_RIB: (rows["key_class"] == KeyAccountClass.CORE) & rib,
        Code.PLATINUM_PRE: platinum & (rows["stage"] == Stage.PRE),
        Code.CORE_WEAK: (rows["key_class"] == KeyAccountClass.CORE) & _weak(rows),
        Code.NO_OWNER: keys & (rows["owner"] == 0),
        Code.NO_SPONSOR: keys & (rows["sponsor"] == 0),
        Code.NOT_RATED: recognised & (judged <= stale),
        Code.OLD_ALIGNMENT: classed & (aligned <= stale),
        Code.MANY_PER_OWNER: keys & (held > policy.key_account.max_accounts_per_kam),
    }
    if hours is not None:
        masks[Code.RIB_HOURS] = above_median(hours, rib, platinum)
    found = {code: _largest(rows, masks[code]) for code in Code if code in masks}
    return Checks(
        found=found,
        hours={} if hours is None else _by_account(rows, hours, found[Code.RIB_HOURS]),
        twice_median=UNKNOWN if hours is None else twice_the_median(hours, platinum),
        judged=_by_account(rows, judged, found[Code.NOT_RATED]),
        aligned=_by_account(rows, aligned, found[Code.OLD_ALIGNMENT]),
        held=_by_account(rows, held, found[Code.MANY_PER_OWNER]),
        keys=int(keys.sum()),
        by_class=who.by_class,
        whole_book=not scope,
    )


def _weak(rows: Columns) -> Column:
    """Relations assessed that are less than a partnership (domain §4.7)."""
    strong = [stage for stage in Stage if _kind(stage) >= RelationKind.PARTNERSHIP]
    return (rows["stage"] >= 0) & ~np.isin(rows["stage"], strong)


def _kind(stage: Stage) -> RelationKind:
    return actual_kind(stage, alliance_signed=False)


def _sees_visits(user: User) -> bool:
    return has_permission(user, Permission.VISIT_VIEW)


def _hours(rows: Columns, as_of: date, policy: Policy) -> Column:
    """Selling time of twelve months, by the accounts of the book."""
    used = time_used(policy=policy, start=months_before(as_of, YEAR), end=as_of)
    return placed(rows["account"], used["account"], used["hours"], np.int64(0))


def _rated(rows: Columns, wanted: Column, as_of: date) -> tuple[Column, Column]:
    ids = rows["account"][wanted]
    query = RATED.format(
        judged=", ".join(f"'{kind}'" for kind in JUDGED),
        aligned=", ".join(f"'{kind}'" for kind in ALIGNED_BY),
        as_of=as_of,
        ids=",".join(map(str, ids.tolist())),
    )
    found = read_columns(query, RATED_TYPES)
    judged, aligned = (
        placed(rows["account"], found["account"], found[name], np.int32(0))
        for name in ("judged", "aligned")
    )
    return judged, aligned


def _held(owners: Column, keys: Column) -> Column:
    """How many key accounts the owner of each account has; nobody has none."""
    people, counts = np.unique(owners[keys & (owners > 0)], return_counts=True)
    place = places(people, owners)
    return np.where(place >= 0, np.append(counts, 0)[place], 0)


def _largest(rows: Columns, mask: Column) -> Column:
    found = np.flatnonzero(mask)
    order = np.lexsort((rows["account"][found], -rows["revenue"][found]))
    return np.asarray(rows["account"][found[order]])


def _by_account(rows: Columns, values: Column, accounts: Column) -> dict[int, int]:
    place = np.searchsorted(rows["account"], accounts)
    return dict(zip(accounts.tolist(), values[place].tolist(), strict=True))
