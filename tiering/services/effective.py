"""From a run's computed classes to effective ones, by the rules of domain §3.10.

Pyramid, Pareto class and ABC type take effect by review; pattern and loyalty say what an account
does and follow every run. The rules are the engine's (`engine/review`); this reads what stands,
asks them, and writes what changed: tracks, proposals, the review. Call it while publishing, inside
the transaction.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from kam.lib.classes import PyramidTier, SmallSubtype
from kam.lib.copy import Column, Columns, read_columns
from tiering.engine import Context, Policy
from tiering.engine import review as rules
from tiering.engine.review.held import LOOKED_AT, Found
from tiering.models import Pin, Proposal, Review, Run
from tiering.models.change import ChangeCause
from tiering.services import tracks
from tiering.services.pins import end_expired
from tiering.services.population import EPOCH

LADDERS = {
    "pyramid": rules.PYRAMID,
    "pareto": rules.PARETO,
    "abc": rules.ABC,
    "key_class": rules.KEY_CLASS,
}
# Per account the class before the first change that a run by a version in between made, unless
# somebody decided since.
CHANGED_BETWEEN = """
SELECT DISTINCT ON (c.account_id) c.account_id, c.old::int2 FROM tiering_classchange c
JOIN tiering_run r ON r.id = c.run_id JOIN tiering_policyversion p ON p.id = r.policy_id
WHERE c.system = '{system}' AND p.number > {first} AND p.number < {last} AND c.cause IN (2, 4)
  AND NOT EXISTS (SELECT 1 FROM tiering_classchange d WHERE d.account_id = c.account_id
    AND d.system = c.system AND d.id > c.id AND d.cause IN (7, 8))
ORDER BY c.account_id, c.id
"""
COMPUTED = ("pattern", "loyalty", "provisional")

FIRST_SALES = """
SELECT m.account_id, coalesce(m.tenure_from - date '2000-01-01', -1), m.occasions::int4,
  (a.status = 'active')::int::int2
FROM {table} m JOIN accounts_account a ON a.id = m.account_id ORDER BY 1
"""
FIRST_TYPES = {"account_id": "i8", "first": "i4", "occasions": "i4", "active": "i2"}


@dataclass(frozen=True, slots=True)
class Night:
    """What one publish knows: the run's columns on all accounts, and which review is due."""

    run: Run
    policy: Policy
    context: Context
    found: Columns  # aligned with the accounts that have a track or are ranked
    ranked: Column
    review_day: date | None

    @property
    def held(self) -> Found:
        return Found(self.found, self.ranked, self.context, self.policy)

    @property
    def today(self) -> int:
        return day_number(self.run.as_of)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def take_effect(*, run: Run, columns: Columns, previous: Run | None, table: str) -> Columns:
    """The classes that show after this run, as columns with `…_cause`, ordered by account.

    `columns` are the run's results, `previous` the run in view before, `table` the measures. Writes
    tracks, proposals and the review.
    """
    policy, context = run.policy.policy, Context.model_validate(run.context)
    standing = tracks.read()
    accounts = np.union1d(standing["account_id"], columns["account_id"])
    # A pin stands also on an account that has no track and is not ranked any more.
    pinned = Pin.objects.active().values_list("account", flat=True)
    accounts = np.union1d(accounts, np.array(list(pinned), np.int64))
    before = tracks.spread(standing, accounts)
    ranked = np.isin(accounts, columns["account_id"])
    due = _review(run, policy, context)
    night = Night(run, policy, context, _placed(columns, accounts), ranked, due)
    restored = np.zeros(0, np.int64)
    if previous is not None and previous.policy_id != run.policy_id:
        before = _restarted(before, night.today)
        before, restored = _restored(before, run)
    newness = _newness(night, accounts, table)
    shown: Columns = {"account_id": accounts}
    after: Columns = {"account_id": accounts}
    counts: dict[str, int] = {}
    for system in LADDERS:
        found = _one_system(system, night, before, newness, accounts)
        after |= {system: found.value, f"{system}_streak": found.streak}
        after[f"{system}_since"] = found.since
        cause = np.zeros(len(accounts), np.int16)
        cause[np.isin(accounts, restored)] = ChangeCause.RESTORED
        cause[found.moves.rows] = found.moves.cause
        shown |= {system: found.value.astype(np.int16), f"{system}_cause": cause}
        counts[system] = len(found.moves.rows)
        counts[f"{system}_proposals"] = _propose(system, found, night, accounts)
    tracks.write(standing, after)
    if night.review_day is not None:
        Review.objects.create(day=night.review_day, run=run, counts=counts)
    return _with_pins(_with_computed(shown, night), accounts, run.as_of)


def _review(run: Run, policy: Policy, context: Context) -> date | None:
    """The review to hold; a ranking that does not separate accounts is nothing to review by, but
    a book without classes gets its first ones."""
    last = _last_review()
    if last is not None and context.not_separating:
        return None
    return rules.is_review_due(last, run.as_of, policy)


def _last_review() -> date | None:
    return Review.objects.values_list("day", flat=True).order_by("-day").first()


def _one_system(
    system: str, night: Night, before: Columns, newness: Columns, accounts: Column
) -> rules.Outcome:
    """The engine's answer for one system."""
    standing = _standing(system, before, night, accounts)
    tonight = rules.Tonight.of(
        night.held.computed(system, before[system]),
        is_new=newness["is_new"],
        inside_buffer=night.held.inside(system, before[system]),
        immediate_fall=night.held.falls(system),
    )
    ladder, policy, today = LADDERS[system], night.policy, night.today
    held = rules.review if night.review_day is not None else rules.nights
    found = held(standing, tonight, ladder, policy, today)
    return _by_facts(found, standing, tonight, newness, today, asks=ladder.asks_first)


def _by_facts(
    found: rules.Outcome,
    standing: rules.Standing,
    tonight: rules.Tonight,
    newness: Columns,
    today: int,
    *,
    asks: bool,
) -> rules.Outcome:
    """What needs no review, because it is no matter of better or worse.

    An account that people have taken out of the book, or whose facts were all taken back, has no
    class. One whose first class a review before its facts were known would have given gets it: a
    history loaded between two reviews is rated at once.
    """
    gone = np.flatnonzero((found.value > 0) & newness["is_gone"])
    found = _moved(found, gone, np.zeros(len(gone), np.int8), rules.Cause.LEFT, today)
    if asks:
        return found
    late = (standing.value == 0) & (found.value == 0) & newness["was_due"]
    rows = np.flatnonzero(late & (tonight.computed > 0))
    return _moved(found, rows, tonight.computed[rows], rules.Cause.FIRST, today)


def _moved(
    found: rules.Outcome, rows: Column, new: Column, cause: rules.Cause, today: int
) -> rules.Outcome:
    """The outcome with these rows in these classes instead."""
    if not len(rows):
        return found
    value, since, moves = found.value.copy(), found.since.copy(), found.moves
    old = value[rows]
    value[rows], since[rows] = new, today
    causes = np.full(len(rows), cause, np.int8)
    added = rules.Moves(
        np.concatenate([moves.rows, rows]),
        np.concatenate([moves.old, old]),
        np.concatenate([moves.new, new]),
        np.concatenate([moves.cause, causes]),
    )
    overtaken = np.union1d(found.overtaken, rows)
    keep = ~np.isin(found.proposals.rows, rows)
    raised = rules.Proposals(
        found.proposals.rows[keep], found.proposals.old[keep], found.proposals.new[keep]
    )
    return rules.Outcome(value, found.streak, since, added, raised, overtaken)


def _standing(system: str, before: Columns, night: Night, accounts: Column) -> rules.Standing:
    size, as_of = len(accounts), night.run.as_of
    silent_until, silent_for = np.full(size, rules.NEVER, np.int32), np.zeros(size, np.int8)
    silent = Proposal.objects.silent_on(as_of).filter(system=system).order_by("pk")
    for account, computed, until in silent.values_list("account", "computed", "silent_until"):
        row = np.searchsorted(accounts, account)
        silent_for[row] = computed
        silent_until[row] = day_number(until) if until else rules.NEVER
    waiting = np.zeros(size, np.int8)
    for account, new in _still_open(system, night).values_list("account", "new"):
        waiting[np.searchsorted(accounts, account)] = new
    pins = Pin.objects.active().filter(system=system).values_list("account", flat=True)
    return rules.Standing(
        value=before[system].astype(np.int8),
        streak=before[f"{system}_streak"].astype(np.int8),
        since=before[f"{system}_since"].astype(np.int32),
        silent_until=silent_until,
        silent_for=silent_for,
        open_proposal=waiting,
        pinned=np.isin(accounts, list(pins)),
    )


def _still_open(system: str, night: Night) -> Any:
    """Open proposals of the system; those nobody decided in time are closed first."""
    opened = Proposal.objects.open().filter(system=system)
    days = night.policy.hysteresis.proposal_expiry_days
    # At the day itself it is too late: the review of that day may propose again (domain §3.10).
    too_old = night.run.as_of - timedelta(days=days)
    opened.filter(raised_on__lte=too_old).update(state="expired")
    return opened.order_by("pk")


def _propose(system: str, found: rules.Outcome, night: Night, accounts: Column) -> int:
    """Close what was overtaken, raise what is new; returns how many were raised."""
    overtaken = accounts[found.overtaken].tolist()
    opened = Proposal.objects.open().filter(system=system)
    opened.filter(account__in=overtaken).update(state="overtaken")
    raised = [
        Proposal(
            account_id=int(accounts[row]),
            system=system,
            old=int(old),
            new=int(new),
            computed=int(night.found[system][row]),
            run=night.run,
            raised_on=night.run.as_of,
        )
        for row, old, new in zip(
            found.proposals.rows, found.proposals.old, found.proposals.new, strict=True
        )
    ]
    return len(Proposal.objects.bulk_create(raised, batch_size=1000))


def _newness(night: Night, accounts: Column, table: str) -> Columns:
    """Who is too new for a first class, who was old enough at the last review, who is gone."""
    rows = read_columns(FIRST_SALES.format(table=table), FIRST_TYPES)
    known = np.isin(rows["account_id"], accounts)
    place = np.searchsorted(accounts, rows["account_id"][known])
    first, occasions = np.full(len(accounts), -1, np.int32), np.zeros(len(accounts), np.int32)
    first[place], occasions[place] = rows["first"][known], rows["occasions"][known]
    gone = np.ones(len(accounts), np.bool_)
    gone[place] = (rows["active"][known] == 0) | (first[place] < 0)
    gone &= ~night.ranked  # a contract keeps an account that has not bought
    days = np.where(first >= 0, night.today - first, -1).astype(np.int32)
    last = _last_review()
    since = day_number(last) - first if last else np.full(len(accounts), -1)
    due = (first >= 0) & (since >= night.policy.hysteresis.new_days)
    is_new = rules.newcomers(days, occasions, night.policy)
    return {"is_new": is_new, "was_due": due, "is_gone": gone}


def _restarted(before: Columns, today: int) -> Columns:
    """A new policy is in force: reviews in a row and the dwell count from here."""
    names = list(LADDERS)
    return (
        before
        | {f"{name}_streak": np.zeros_like(before[f"{name}_streak"]) for name in names}
        | {f"{name}_since": np.full_like(before[f"{name}_since"], today) for name in names}
    )


def _restored(before: Columns, run: Run) -> tuple[Columns, Column]:
    """After a rollback the classes are again those of the restored version's last day.

    What runs by the versions between have changed is taken back; what people decided stays.
    Returns the tracks and the accounts taken back.
    """
    version = run.policy
    if version.restores is None:
        return before, np.zeros(0, np.int64)
    wider, touched = dict(before), []
    for system in LADDERS:
        query = CHANGED_BETWEEN.format(
            system=system, first=version.restores.number, last=version.number
        )
        rows = read_columns(query, {"account_id": "i8", "old": "i2"})
        known = np.isin(rows["account_id"], before["account_id"])
        place = np.searchsorted(before["account_id"], rows["account_id"][known])
        wider[system] = before[system].copy()
        wider[system][place] = rows["old"][known]
        touched.append(rows["account_id"][known])
    return wider, np.unique(np.concatenate(touched))


def _placed(columns: Columns, accounts: Column) -> Columns:
    """The run's columns on all accounts: 0 where an account is not ranked."""
    place = np.searchsorted(accounts, columns["account_id"])
    placed: Columns = {}
    names = (*LADDERS, *COMPUTED, *LOOKED_AT)
    for name in names:
        column = np.asarray(columns[name])
        placed[name] = np.zeros(len(accounts), column.dtype)
        placed[name][place] = column
    return placed


def _with_computed(shown: Columns, night: Night) -> Columns:
    """Add the systems that follow the run, and why an account is small."""
    for name in COMPUTED:
        shown[name] = night.found[name].astype(np.int16)
    causes = np.full(len(night.ranked), ChangeCause.COMPUTED, np.int16)
    shown["pattern_cause"] = causes
    return shown | {"computed_subtype": night.found["subtype"].astype(np.int16)}


def _with_pins(shown: Columns, accounts: Column, as_of: date) -> Columns:
    """Pins lie on top until their day is over; the subtype follows the tier that shows."""
    for pin in end_expired(as_of=as_of):
        shown[f"{pin.system}_cause"][np.searchsorted(accounts, pin.account_id)] = (
            ChangeCause.PIN_ENDED
        )
    for pin in Pin.objects.active().order_by("pk"):
        row = np.searchsorted(accounts, pin.account_id)
        if row < len(accounts) and accounts[row] == pin.account_id and pin.system in LADDERS:
            shown[pin.system][row] = pin.value
    small = shown["pyramid"] == PyramidTier.SMALL
    why = np.maximum(shown.pop("computed_subtype"), SmallSubtype.LOW_PROFIT)
    return shown | {"subtype": np.where(small, why, 0).astype(np.int16)}
