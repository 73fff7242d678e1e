"""The list of candidates: who is asked for, in which order, and what a row prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from accounts.models import Account
from kam.lib.copy import Column
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering import candidate_words as words
from tiering.candidates import Judged, judge
from tiering.engine import Policy
from tiering.engine.criteria import Criterion
from tiering.engine.selection import Unmet
from tiering.models import Decision, PolicyVersion, Strategy
from tiering.models.selection import with_strategy
from tiering.services.candidates import read_candidates, read_house

SORTS = ("score", "coverage", "name", "owner")


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate in the list; `why` says what is unknown or stands against it.

    `value_gate` is None for readers who may not know it. `decided` is the last decision of a
    person.
    """

    account: Account
    score: int
    coverage: int
    result: int
    why: str
    value_gate: int | None
    load_gate: int
    means_gate: int
    strategy: Strategy | None
    decided: Decision | None
    scores: dict[Criterion, int]

    @property
    def word(self) -> Any:
        return words.decision_word(self.result)

    @property
    def tone(self) -> str:
        return words.tone(self.result)

    @property
    def gates(self) -> list[int | None]:
        return [self.value_gate, self.load_gate, self.means_gate]


class Candidates:
    """Accounts judged by the policy in force, as a paginator wants them.

    `accounts` come with `strategy_id`. All are judged at once: thirteen queries, however many.
    """

    ordered = True

    def __init__(
        self, accounts: Any, *, user: User, as_of: date, sort: str, result: int | None = None
    ) -> None:
        self.sort = sort if sort.lstrip("-") in SORTS else "-score"
        self.margins = has_permission(user, Permission.MARGIN_VIEW)
        found = accounts.order_by("sort_key", "pk").values_list("pk", "owner", "owner__name")
        self._named = list(found)
        owners = {pk: owner or 0 for pk, owner, _name in self._named}
        self.policy: Policy = PolicyVersion.objects.published().policy
        facts = read_candidates(owners=owners, as_of=as_of)
        self.judged: Judged = judge(facts, read_house(self.policy), self.policy)
        self.places = self._ordered(result)

    @property
    def hidden(self) -> Unmet:
        return Unmet(0) if self.margins else Unmet.LIFETIME_VALUE

    def _ordered(self, result: int | None) -> Column:
        """Places of the rows to show, in the order asked for; unknown scores come last."""
        ids = np.array([pk for pk, *_rest in self._named], np.int64)
        by_name = np.empty(len(ids), np.int64)
        by_name[np.searchsorted(self.judged.facts.account, ids)] = np.arange(len(ids))
        key, down = self.sort.lstrip("-"), self.sort.startswith("-")
        sorted_by = {"name": by_name, "owner": self._owners(ids)}.get(key)
        if sorted_by is None:
            total = self.judged.total
            sorted_by = total.score if key == "score" else total.coverage
        values = sorted_by.astype(np.int64)
        last = values < 0
        order = np.lexsort((by_name, -values if down else values, last))
        if result is not None:
            order = order[self.judged.selection.decision[order] == result]
        return order

    def _owners(self, ids: Column) -> Column:
        """The place of each owner among the owners' names; nobody is last."""
        names = sorted({name for _pk, _owner, name in self._named if name})
        place = {name: n for n, name in enumerate(names)}
        found = np.empty(len(ids), np.int64)
        owners = [place.get(name, -1) for _pk, _owner, name in self._named]
        found[np.searchsorted(self.judged.facts.account, ids)] = owners
        return found

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many there are of each result, whatever is asked for."""
        numbers = np.bincount(self.judged.selection.decision, minlength=4)
        return {code: int(n) for code, n in enumerate(numbers)}

    def count(self) -> int:
        return len(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Row]:
        return self.rows(self.places[part].tolist())

    def rows(self, places: Sequence[int]) -> list[Row]:
        """Three queries: accounts, strategies, last decisions."""
        ids = [int(self.judged.facts.account[place]) for place in places]
        listed = with_strategy(Account.objects.filter(pk__in=ids).select_related("owner"))
        accounts = {account.pk: account for account in listed}
        strategies = Strategy.objects.in_bulk()
        last = Decision.objects.filter(account__in=ids).newest().select_related("by")
        decided = {decision.account_id: decision for decision in last}
        return [
            self._row(place, accounts[pk], strategies, decided.get(pk))
            for pk, place in zip(ids, places, strict=True)
            if pk in accounts
        ]

    def _row(
        self, i: int, account: Any, strategies: dict[int, Strategy], decided: Decision | None
    ) -> Row:
        judged = self.judged
        score, result = int(judged.total.score[i]), int(judged.selection.decision[i])
        failed, unknown = int(judged.selection.failed[i]), int(judged.selection.unknown[i])
        return Row(
            account=account,
            score=score,
            coverage=int(judged.total.coverage[i]),
            result=result,
            why=words.why(result, score, failed, unknown, self.hidden),
            value_gate=int(judged.value.gate[i]) if self.margins else None,
            load_gate=int(judged.load.gate[i]),
            means_gate=int(judged.means.gate[i]),
            strategy=strategies.get(account.strategy_id),
            decided=decided,
            scores={criterion: int(column[i]) for criterion, column in judged.scores.items()},
        )
