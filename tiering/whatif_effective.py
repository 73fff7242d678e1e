"""What of a draft would take effect: the rules of domain §3.10 over the computed what-if.

Asked is where each class ends once enough reviews have said the same and the dwell is over, the
facts staying as they are: outside its buffer a class goes all the way to the computed one, step by
step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kam.lib.columns import placed
from kam.lib.copy import Column, Columns, read_columns
from tiering.engine import Policy, Population, Scores
from tiering.engine import review as rules
from tiering.engine.review.held import LOOKED_AT, Found
from tiering.models import Pin
from tiering.services.scores import review_columns
from tiering.whatif import WhatIf

LADDERS = {
    "pyramid": rules.PYRAMID,
    "pareto": rules.PARETO,
    "abc": rules.ABC,
    "key_class": rules.KEY_CLASS,
}
SHOWN = """
SELECT account_id, pyramid::int2, pareto::int2, abc::int2, key_class::int2
FROM accounts_standing WHERE NOT by_group ORDER BY account_id
"""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A what-if of effective classes. `asks` marks accounts with a move a manager must approve,
    `held` those that a buffer or a pin keeps where they are, `anyway` those that end in the same
    classes without the draft: by the policy in force, once it is their turn."""

    whatif: WhatIf
    asks: Column
    held: Column
    anyway: Column

    @property
    def approvals(self) -> int:
        return int(np.count_nonzero(self.asks & self.whatif.shown))

    @property
    def kept(self) -> int:
        return int(np.count_nonzero(self.held & self.whatif.shown))

    @property
    def undrafted(self) -> int:
        """Moves that are not the draft's doing."""
        return int(np.count_nonzero(self.anyway & (self.whatif.way != 0)))


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One scoring with what it was made from."""

    scores: Scores
    population: Population
    policy: Policy


def settled(whatif: WhatIf, now: Scored, draft: Scored) -> Settled:
    """The same comparison between what shows now and what would; one query for the classes, one
    for the pins. `now` is by the policy in force."""
    accounts = whatif.account_id
    shown = read_columns(SHOWN, {"account_id": "i8"} | dict.fromkeys(LADDERS, "i2"))
    pins = set(Pin.objects.active().values_list("system", "account"))
    drafted, undrafted = _found(draft, accounts), _found(now, accounts)
    before, then = {}, {}
    asks, held = np.zeros((2, len(accounts)), np.bool_)
    # What takes effect at once moves by the draft alone.
    at_once = [way for system, way in whatif.ways.items() if system not in LADDERS]
    anyway = np.logical_and.reduce([way == 0 for way in at_once])
    for system, ladder in LADDERS.items():
        value = placed(accounts, shown["account_id"], shown[system], np.int16(0)).astype(np.int8)
        pinned = np.isin(accounts, [account for name, account in pins if name == system])
        after = _after(drafted, system, value, pinned)
        before[system], then[system] = value, after
        asks |= _asks(ladder, value, after)
        held |= (after == value) & (drafted.computed(system, value) != value)
        anyway &= after == _after(undrafted, system, value, pinned)
    return Settled(whatif.with_classes(before, then), asks, held, anyway)


def _found(scored: Scored, accounts: Column) -> Found:
    """The results on the accounts of both sides; 0 where an account is not ranked."""
    scores, population = scored.scores, scored.population
    columns: Mapping[str, Column] = {
        **{name: getattr(scores, name) for name in (*LADDERS, "rank", "value", "subtype")},
        **review_columns(population, scores),
        "cumulative": scores.before,
        "strategic_value": population.strategic_value,
    }
    spread: Columns = {
        name: placed(accounts, scores.account_id, columns[name], columns[name].dtype.type(0))
        for name in (*LADDERS, *LOOKED_AT)
    }
    return Found(spread, np.isin(accounts, scores.account_id), scores.context, scored.policy)


def _after(found: Found, system: str, value: Column, pinned: Column) -> Column:
    """Better ones go up, worse ones down unless they are held, who has no class gets one."""
    ladder, computed = LADDERS[system], found.computed(system, value)
    inside = found.inside(system, value)
    own, wanted = ladder.places(value), ladder.places(computed)
    better = (wanted > 0) & ((own == 0) | (wanted < own))
    worse = (own > 0) & ((wanted == 0) | (wanted > own)) & ~inside
    return np.where((better | worse) & ~pinned, computed, value).astype(np.int8)


def _asks(ladder: rules.Ladder, value: Column, after: Column) -> Column:
    """Whether a step on the way goes into or out of a class that managers decide."""
    own, then = ladder.places(value), ladder.places(after)
    last = len(ladder.approval)  # the best ones
    touches = (np.minimum(own, then) <= last) & (own > 0) & (then > 0)
    first = (own == 0) & (then > 0) & (then <= last) & ladder.asks_first
    return (own != then) & (touches | first)
