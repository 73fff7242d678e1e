"""Whether a worse computed class still counts as the effective one, by system (domain §3.10).

Each system is held up by its own lines: a rank, a share of the value, ratings and scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kam.lib.classes import AbcType, KeyAccountClass, ParetoClass, PyramidTier, SmallSubtype
from tiering.engine.aspects import Lacking
from tiering.engine.context import Context
from tiering.engine.policy import Policy
from tiering.engine.population import Codes, Flags
from tiering.engine.review.buffers import rank_buffer, score_buffer

Column = npt.NDArray[Any]
# What of a run's results the lines look at, besides the classes.
LOOKED_AT = (
    "rank",
    "value",
    "cumulative",
    "subtype",
    "strategic_value",
    "alignment",
    "strength",
    "quality",
    "lacking",
    "idea",
    "execution",
)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a run found, on all accounts that have or had a class; `ranked` are those in it."""

    columns: Mapping[str, Column]
    ranked: Flags
    context: Context
    policy: Policy

    @property
    def poor(self) -> Flags:
        return np.asarray(self.columns["subtype"] == SmallSubtype.POOR_CREDIT)

    def inside(self, system: str, value: Column) -> Flags:
        """Whether the effective class `value` is inside its buffer."""
        if system == "pyramid":
            return self._rank(value)
        if system == "key_class":
            return self._key(value)
        if system == "pareto":
            return self._share(value)
        platinum = self._share(np.ones(len(value), np.int16)) & ~self.poor
        return np.where(value == AbcType.PLATINUM, platinum, self._plum(value))

    def falls(self, system: str) -> Flags:
        """Who falls to the bottom at once."""
        return self.poor if system == "pyramid" else np.zeros(len(self.ranked), np.bool_)

    def computed(self, system: str, value: Column) -> Codes:
        """The class to go for.

        Who was a key account of a class and is none by the facts comes under review first, unless
        every class takes effect at once.
        """
        computed = self.columns[system].astype(np.int8)
        if system != "key_class" or self.policy.hysteresis.immediate:
            return computed
        held = np.isin(value, (KeyAccountClass.CORE, KeyAccountClass.IMPORTANT))
        lost = held & (computed == 0) & self.ranked
        return np.where(lost, np.int8(KeyAccountClass.NONE), computed)

    def _rank(self, value: Column) -> Flags:
        cuts = np.array([0, *self.context.cut_ranks, 0])
        layer = np.where(value < PyramidTier.SMALL, value, 0)
        pct = self.policy.hysteresis.rank_buffer_pct
        inside = rank_buffer(self.columns["rank"].astype(np.int32), cuts[layer], pct)
        return np.asarray(inside & (self.columns["value"] > 0) & (layer > 0))

    def _share(self, value: Column) -> Flags:
        """A class that ends at a share of the value is left beyond that share plus the buffer."""
        total, policy = self.context.positive_total, self.policy
        limits = [0, 0, 0, 0]
        for code, cut in zip((ParetoClass.A, ParetoClass.B), policy.abc.pareto_cuts, strict=True):
            top, bottom = (cut + policy.hysteresis.score_buffer).as_integer_ratio()
            limits[code] = -(-total * top // (100 * bottom))
        limit = np.array(limits, np.int64)[np.clip(value, 0, 3)]
        return np.asarray((self.columns["cumulative"] < limit) & (self.columns["value"] > 0))

    def _plum(self, value: Column) -> Flags:
        least = self.policy.abc.plum_strategic_min - self.policy.hysteresis.score_buffer
        strategic = self.columns["strategic_value"]
        return np.asarray((value == AbcType.PLUM) & (strategic >= int(least)))

    def _key(self, value: Column) -> Flags:
        """Every score that holds the class up may fall short by the buffer; a rating may not."""
        found, rule = self.columns, self.policy.classes
        buffer = self.policy.hysteresis.score_buffer
        recognised = (found["lacking"] & ~np.uint8(Lacking.QUALITY)) == 0
        recognised &= score_buffer(found["quality"], self.policy.key_account.q_min, buffer)
        strong = score_buffer(found["strength"], rule.st_min, buffer)
        aligned = score_buffer(found["alignment"], rule.al_core, buffer)
        carried = score_buffer(found["execution"], rule.policy_exec_min, buffer)
        core = aligned & carried & (found["idea"] >= rule.idea_min)
        still = recognised & strong & ((value == KeyAccountClass.IMPORTANT) | core)
        return np.asarray(still & (value < KeyAccountClass.NONE) & self.ranked)
