"""The scoring engine: what an account's classes are, by the policy, from the facts.

Pure functions over columns: no Django, no clock, no I/O. The nightly run, the what-if and the
back-test all call the same `score`. A tour in five minutes:

1. A `Policy` is the whole rule book of one version (`policy.py`, its sections in `sections.py`):
   validated, frozen, with a document and a hash. `with_changes(policy, {"window.ttm_months": 24})`
   makes another one. Nothing else in the engine holds a rule value.

2. A `Population` (`population.py`) holds the measures of every account that is ranked, one column
   per measure, ordered by account id. Money is in minor units, so every result is exact. -1 is
   unknown, and unknown is never zero. Who belongs to it, and over which window it is measured, is
   the caller's business.

3. `score(population, policy)` (`score.py`) returns `Scores`: again columns, row by row. On the way

       value.py      the amount accounts are ranked by: gross profit, or what the data can give
       pyramid.py    rank, cut counts, TOP / MAJOR / ORDINARY / SMALL and why SMALL
       pareto.py     cumulative value, A / B / C
       abc.py        PLATINUM / PLUM / RIB, and why it may be provisional
       pattern.py    how an account buys, and its step on the loyalty ladder

   each do one system of the reference. With the `Steps` (`steps.py`) of an earlier scoring it
   repeats only what another policy decides otherwise. `Scores.context` (`context.py`) is what is
   worth keeping about all accounts together; it is stored with the run.

4. `explain(population.row(i), scores.place(i), scores.context, policy)` (`explain.py`) tells for
   one account which facts met which thresholds, which rule decided, and what is missing for the
   next class up, as codes and values (`explanation.py`). It needs no other account, so a page can
   ask it of a stored row, and it decides by the same functions as `score`.

5. `concentration` and `pareto_check` (`concentration.py`) look at any set of accounts: how much
   depends on few.

6. `review/` decides which computed classes take effect: monthly reviews, streaks, buffers, dwell,
   proposals. It takes what stood before and what the run computed, one system at a time.

Shares and cuts are compared in integers or exact fractions, never in floats: ties and borders come
out the same on every machine.
"""

from tiering.engine.abc import Provisional
from tiering.engine.concentration import (
    Concentration,
    CurvePoint,
    ParetoCheck,
    Risk,
    Spread,
    concentration,
    pareto_check,
)
from tiering.engine.context import ClassSum, Context, System
from tiering.engine.explain import explain
from tiering.engine.explanation import Explanation, Finding, Gap, Need, Rule
from tiering.engine.policy import (
    Policy,
    PolicyError,
    UnknownSetting,
    ValueNotAllowed,
    with_changes,
)
from tiering.engine.population import Population
from tiering.engine.results import Place, Scores
from tiering.engine.score import score
from tiering.engine.sections import AbcRule, Metric

__all__ = [
    "AbcRule",
    "ClassSum",
    "Concentration",
    "Context",
    "CurvePoint",
    "Explanation",
    "Finding",
    "Gap",
    "Metric",
    "Need",
    "ParetoCheck",
    "Place",
    "Policy",
    "PolicyError",
    "Population",
    "Provisional",
    "Risk",
    "Rule",
    "Scores",
    "Spread",
    "System",
    "UnknownSetting",
    "ValueNotAllowed",
    "concentration",
    "explain",
    "pareto_check",
    "score",
    "with_changes",
]
