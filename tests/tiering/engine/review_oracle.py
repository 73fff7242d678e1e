"""The rules of domain §3.10 for one account at a time, in plain Python.

Classes are codes as in the columns; the ladder lists them from best to worst. Written from the
reference and not from the engine.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True)
class Account:
    value: int = 0
    streak: int = 0
    since: int = -1
    silent_until: int = -1
    silent_for: int = 0
    open_proposal: int = 0
    pinned: bool = False


class Found(NamedTuple):
    computed: int
    is_new: bool = False
    inside_buffer: bool = False
    immediate_fall: bool = False


class Result(NamedTuple):
    account: Account
    cause: str | None = None
    proposal: int | None = None


def night(account, found, ladder, rule, today):
    """Any night that is no review."""
    if rule.immediate:
        to = counted(found, ladder)
        if to == account.value:
            return Result(replace(account, streak=0))
        return moved(account, to, "IMMEDIATE", today)
    if falls(account, found, ladder):
        return moved(account, ladder.codes[-1], "CREDIT", today)
    return Result(account)


def review(account, found, ladder, rule, today):
    if rule.immediate or falls(account, found, ladder):
        return night(account, found, ladder, rule, today)
    if account.value == 0:
        return first_value(account, found, ladder, today)
    account = replace(account, streak=next_streak(account, found, ladder))
    promote = account.streak >= rule.up_reviews
    demote = account.streak <= -rule.down_reviews
    dwelling = today - account.since < rule.dwell_days
    if dwelling or not (promote or demote):
        return Result(account)
    if counted(found, ladder) == 0:
        return moved(account, 0, "LEFT", today)
    rung = ladder.codes.index(account.value)
    to = ladder.codes[rung - 1 if promote else rung + 1]
    if account.value in ladder.approval or to in ladder.approval:
        if not may_propose(account, found, today):
            return Result(account)
        return Result(replace(account, open_proposal=to), proposal=to)
    return moved(account, to, "REVIEW", today)


def first_value(account, found, ladder, today):
    if found.computed == 0 or found.is_new:
        return Result(replace(account, streak=0))
    return moved(account, counted(found, ladder), "FIRST", today)


def counted(found, ladder):
    """The computed class as it counts: poor credit and breach of contract are the worst class."""
    return ladder.codes[-1] if found.immediate_fall and found.computed else found.computed


def falls(account, found, ladder):
    return found.immediate_fall and account.value not in (0, ladder.codes[-1])


def next_streak(account, found, ladder):
    to = counted(found, ladder)
    here = ladder.codes.index(account.value)
    there = ladder.codes.index(to) if to else len(ladder.codes)  # gone is worse than the worst
    if there < here:
        return max(account.streak, 0) + 1
    if there > here and not (to and found.inside_buffer):
        return min(account.streak, 0) - 1
    return 0


def may_propose(account, found, today):
    refused = today < account.silent_until and found.computed == account.silent_for
    return not (refused or account.pinned or account.open_proposal)


def moved(account, to, cause, today):
    there = replace(account, value=to, streak=0, since=today, open_proposal=0)
    return Result(there, cause=cause)


def approved(account, today):
    return Account(value=account.open_proposal, since=today, pinned=account.pinned)


def rejected(account, computed, rule, today):
    silence = today + rule.reject_silence_days
    return replace(account, open_proposal=0, silent_until=silence, silent_for=computed)
