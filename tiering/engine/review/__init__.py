"""From computed to effective classes (domain §3.10): one system at a time, columns in, columns out.

A night computes; this says what of it takes effect. All columns are ordered by account id, days are
numbers that count up by one a day (`date.toordinal()`), and -1 is "no day".

    columns.py    `Standing`: what stands for each account; `Tonight`: what the run found
    ladder.py     `Ladder`: the classes from best to worst, and which of them need an approval
    due.py        whether a night is a review
    buffers.py    who is still inside a buffer, who is new
    rules.py      `review` for a review, `nights` for every other night
    outcome.py    `Outcome`: new columns, moves made, proposals to raise
    decisions.py  what an approval, a rejection, an expiry, a new policy version change

Keeping the results is the caller's business, and so is calling `review` once for each review day:
every call counts as one more review. A pin lies on top: `value` is the class by rule, which keeps
running underneath, and who shows the effective class puts the pin over it.
"""

from tiering.engine.review.buffers import newcomers, rank_buffer, score_buffer
from tiering.engine.review.columns import NEVER, Days, Standing, Tonight
from tiering.engine.review.decisions import AccountStanding, approve, expire, reject, restart
from tiering.engine.review.due import is_review_due
from tiering.engine.review.ladder import ABC, KEY_CLASS, LOYALTY, PARETO, PATTERN, PYRAMID, Ladder
from tiering.engine.review.outcome import Cause, Moves, Outcome, Proposals
from tiering.engine.review.rules import nights, review

__all__ = [
    "ABC",
    "KEY_CLASS",
    "LOYALTY",
    "NEVER",
    "PARETO",
    "PATTERN",
    "PYRAMID",
    "AccountStanding",
    "Cause",
    "Days",
    "Ladder",
    "Moves",
    "Outcome",
    "Proposals",
    "Standing",
    "Tonight",
    "approve",
    "expire",
    "is_review_due",
    "newcomers",
    "nights",
    "rank_buffer",
    "reject",
    "restart",
    "review",
    "score_buffer",
]
