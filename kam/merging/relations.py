"""Everything that points to an account or a contact, and what a merge does with it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import pghistory.models
from django.db.models import Field, ForeignKey, Model, OneToOneField, UniqueConstraint
from django.db.models.expressions import F


class Rule(StrEnum):
    MOVE = "move"  # the rows point to the kept record afterwards
    JOIN = "join"  # as MOVE; what the kept record has already, or has with itself, is removed
    INHERIT = "inherit"  # one row: the kept record takes it over if it has none
    STAY = "stay"  # history of the lost record: readable with it, as it was
    DROP = "drop"  # one derived row: the kept record has its own
    OWN = "own"  # has code of its own, named beside it


# Relations that need more than a MOVE. The others are moved if nothing is unique about them.
RULES = {
    "accounts.Account.parent": Rule.OWN,  # groups
    "accounts.Account.top": Rule.OWN,  # groups
    "accounts.Account_members.account": Rule.JOIN,
    "accounts.AccountProfile.account": Rule.OWN,  # fields
    "accounts.Apart.first_account": Rule.STAY,  # said of the records as they were
    "accounts.Apart.first_contact": Rule.STAY,
    "accounts.Apart.other_account": Rule.STAY,
    "accounts.Apart.other_contact": Rule.STAY,
    "accounts.Contact.account": Rule.MOVE,  # after people.free_codes
    "accounts.Influence.source": Rule.JOIN,
    "accounts.Influence.target": Rule.JOIN,
    "accounts.LedgerEntry.account": Rule.MOVE,  # after ledger.mark
    "accounts.Merge.kept_account": Rule.STAY,
    "accounts.Merge.kept_contact": Rule.STAY,
    "accounts.Merge.lost_account": Rule.STAY,
    "accounts.Merge.lost_contact": Rule.STAY,
    "accounts.MonthlyRollup.account": Rule.STAY,  # follows the ledger by triggers
    "accounts.Referral.account": Rule.MOVE,  # after referrals.settle
    "accounts.Standing.account": Rule.DROP,
    "relationships.Coverage.account": Rule.OWN,  # refreshed
    "relationships.Handover.account": Rule.MOVE,  # after classes.close
    "relationships.HandoverItem.contact": Rule.JOIN,
    "relationships.Partnership.account": Rule.INHERIT,
    "relationships.Relation.account": Rule.INHERIT,
    "relationships.Rhythm.account": Rule.STAY,  # follows account, standing, coverage by triggers
    "relationships.StageChange.account": Rule.OWN,  # classes.settle_path
    "relationships.Visit_contacts.contact": Rule.JOIN,
    "tiering.Assessment.account": Rule.STAY,
    "tiering.ClassChange.account": Rule.STAY,
    "tiering.Measure.account": Rule.STAY,  # the night measures both again
    "tiering.Pin.account": Rule.STAY,  # ended by classes.close
    "tiering.Proposal.account": Rule.STAY,  # closed by classes.close
    "tiering.Score.account": Rule.STAY,
    "tiering.Track.account": Rule.DROP,
}


class NoRule(Exception):
    """A relation that can't just be moved and has no rule."""


@dataclass(frozen=True)
class Relation:
    """A foreign key to the record; names are trusted, they are Django's own."""

    model: type[Model]
    field: "Field[Any, Any]"

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def name(self) -> str:
        return f"{self.label}.{self.field.name}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return str(self.field.column)

    @property
    def key(self) -> str:
        return key_of(self.model)

    @property
    def rule(self) -> Rule:
        if self.name in RULES:
            return RULES[self.name]
        if issubclass(self.model, pghistory.models.Event):
            return Rule.STAY
        if not self.is_plain:
            raise NoRule(self.name)
        return Rule.MOVE

    @property
    def is_plain(self) -> bool:
        """Whether any number of rows may point to one record, and each can be named by a number."""
        pk = self.model._meta.pk
        single = pk is not None and pk.get_internal_type() in NUMBERS
        unique = isinstance(self.field, OneToOneField) or self.field.unique
        constrained = any(self.field.name in names for names, _always in _unique_sets(self.model))
        return single and not (unique or constrained)

    @property
    def unique_with(self) -> list[list[str]]:
        """Columns that are unique together with this one, whatever the row says."""
        return [
            [column_of(self.model, name) for name in names if name != self.field.name]
            for names, always in _unique_sets(self.model)
            if always and self.field.name in names
        ]

    @property
    def siblings(self) -> list[str]:
        """Columns of the other foreign keys to the same kind of record."""
        return [
            str(each.column)
            for each in self.model._meta.concrete_fields
            if isinstance(each, ForeignKey)
            and each is not self.field
            and each.related_model is self.field.related_model
        ]


def column_of(model: type[Model], name: str) -> str:
    """The column of a field that has one."""
    field: Any = model._meta.get_field(name)
    return str(field.column)


NUMBERS = ("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField")


def key_of(model: type[Model]) -> str:
    """The column that names a row."""
    assert model._meta.pk is not None
    return str(model._meta.pk.column)


def _unique_sets(model: type[Model]) -> list[tuple[set[str], bool]]:
    """Names of fields that are unique together, and whether always or under a condition."""
    found = [(set(names), True) for names in model._meta.unique_together]
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            expressions: list[Any] = [e for e in constraint.expressions if isinstance(e, F)]
            names = {*constraint.fields, *(each.name for each in expressions)}
            found.append((names, constraint.condition is None))
    return found


@cache
def relations_to(model: type[Model]) -> tuple[Relation, ...]:
    """Foreign keys of all tables to `model`, those of many-to-many tables too."""
    fields: list[Any] = model._meta.get_fields(include_hidden=True)
    found = [
        Relation(each.related_model, each.field)
        for each in fields
        if each.auto_created and not each.concrete and (each.one_to_many or each.one_to_one)
    ]
    return tuple(sorted(found, key=lambda relation: relation.name))


def moving(model: type[Model]) -> list[Relation]:
    """Those whose rows a merge points to the kept record."""
    rules = (Rule.MOVE, Rule.JOIN)
    return [relation for relation in relations_to(model) if relation.rule in rules]


def ruled(model: type[Model], rule: Rule) -> list[Relation]:
    return [relation for relation in relations_to(model) if relation.rule == rule]
