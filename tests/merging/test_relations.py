"""A new table that points to accounts or contacts is moved, or somebody has said what happens."""

import pytest

from accounts.models import Account, Contact
from kam.merging.relations import RULES, Rule, moving, relations_to

EVERY = [*relations_to(Account), *relations_to(Contact)]


@pytest.mark.parametrize("relation", EVERY, ids=[relation.name for relation in EVERY])
def test_every_relation_is_moved_or_has_a_rule(relation):
    assert relation.rule in Rule  # NoRule names it: add it to RULES


def test_every_rule_is_of_a_relation():
    assert set(RULES) - {relation.name for relation in EVERY} == set()


def test_what_is_unique_per_account_does_not_just_move():
    """An index that allows one row per account would stop the merge."""
    unlisted = [r.name for r in moving(Account) if r.name not in RULES]
    assert "accounts.Contract.account" in unlisted
    assert all(relation.is_plain for relation in EVERY if relation.name in unlisted)
