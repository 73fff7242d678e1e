"""Generated accounts, nights and policies for reviews, and the way from columns to the oracle."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import strategies as st

from tests.tiering.engine.review_oracle import Found
from tiering.engine import Policy, with_changes
from tiering.engine.review import (
    ABC,
    PATTERN,
    PYRAMID,
    AccountStanding,
    Cause,
    Ladder,
    Standing,
    Tonight,
)

FIRST_DAY = 739_000
KEY_CLASS = Ladder((1, 2, 3), frozenset({1, 2}))
LADDERS = st.sampled_from([PYRAMID, ABC, PATTERN, KEY_CLASS, Ladder((1, 2))])

# Small numbers, so that every limit is met and missed often.
POLICIES = st.builds(
    lambda immediate, up, down, dwell, silence, expiry: with_changes(
        Policy(),
        {
            "hysteresis.immediate": immediate,
            "hysteresis.up_reviews": up,
            "hysteresis.down_reviews": down,
            "hysteresis.dwell_days": dwell,
            "hysteresis.reject_silence_days": silence,
            "hysteresis.proposal_expiry_days": expiry,
        },
    ),
    st.sampled_from([False, False, False, True]),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from([0, 1, 31, 90]),
    st.sampled_from([0, 60]),
    st.sampled_from([1, 30, 45]),
)


def column(draw, cells, size, dtype):
    return np.array(draw(st.lists(cells, min_size=size, max_size=size)), dtype)


@st.composite
def standings(draw, ladder, size):
    """Accounts in any state, also in one that no history leads to."""
    codes = st.sampled_from([0, *ladder.codes])
    return Standing(
        value=column(draw, codes, size, np.int8),
        streak=column(draw, st.integers(-4, 4), size, np.int8),
        since=FIRST_DAY - column(draw, st.integers(0, 100), size, np.int32),
        silent_until=FIRST_DAY + column(draw, st.integers(-2, 2), size, np.int32),
        silent_for=column(draw, codes, size, np.int8),
        open_proposal=column(draw, st.sampled_from([0, 0, *ladder.codes]), size, np.int8),
        pinned=column(draw, st.sampled_from([False, False, True]), size, np.bool_),
    )


@st.composite
def found_by_runs(draw, ladder, size):
    """What one run found: mostly better and worse classes, sometimes a fall."""
    rare = st.sampled_from([False] * 7 + [True])
    return Tonight(
        computed=column(draw, st.sampled_from([0, *ladder.codes]), size, np.int8),
        is_new=column(draw, rare, size, np.bool_),
        inside_buffer=column(draw, st.booleans(), size, np.bool_),
        immediate_fall=column(draw, rare, size, np.bool_),
    )


def after(standing, outcome):
    """What stands when the results of a night are kept."""
    asked = standing.open_proposal.copy()
    asked[outcome.overtaken] = 0
    asked[outcome.proposals.rows] = outcome.proposals.new
    kept = {name: getattr(outcome, name) for name in ("value", "streak", "since")}
    return replace(standing, open_proposal=asked, **kept)


def in_order(columns, order):
    """The same rows in another order."""
    return replace(columns, **{name: getattr(columns, name)[order] for name in columns.TYPES})


def with_account(standing, row, decided):
    """The columns with one account decided about."""
    columns = {each.name: getattr(standing, each.name).copy() for each in fields(decided)}
    for name, values in columns.items():
        values[row] = getattr(decided, name)
    return replace(standing, **columns)


def account_at(standing, row):
    """One account as a decision takes it."""
    names = AccountStanding.__slots__
    return AccountStanding(**{name: int(getattr(standing, name)[row]) for name in names})


def one_by_one(kind, columns):
    """The rows of the columns as the oracle takes them."""
    names = kind._fields if kind is Found else [each.name for each in fields(kind)]
    lists = [getattr(columns, name).tolist() for name in names]
    return [kind(*cells) for cells in zip(*lists)]


def told(outcome, size):
    """What happened to each account: cause and proposal, as the oracle says it."""
    causes, proposals = [None] * size, [None] * size
    for row, cause in zip(outcome.moves.rows, outcome.moves.cause):
        causes[row] = Cause(cause).name
    for row, to in zip(outcome.proposals.rows, outcome.proposals.new.tolist()):
        proposals[row] = to
    return list(zip(causes, proposals))


def by_oracle(rule, accounts, found, ladder, policy, today):
    """New accounts and what happened to each, one account at a time."""
    pairs = zip(accounts, one_by_one(Found, found))
    results = [rule(*pair, ladder, policy.hysteresis, today) for pair in pairs]
    return [result.account for result in results], [result[1:] for result in results]
