"""What a merge would do, before anybody decides: values, rows that move, and warnings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account, AccountProfile, Contact
from accounts.said import label, said
from kam.lib import numbers
from kam.merging import fields, groups, ledger
from kam.merging.fields import Pair
from kam.merging.relations import Relation, moving
from staff.models import User

SHARED = f"""
SELECT count(*), coalesce(sum(e.amount_base), 0) FROM accounts_ledgerentry e
WHERE e.account_id = %(lost)s AND e.known_to IS NULL
  AND (e.source, e.reference) IN ({ledger.SHARED})
"""
# Moves that say nothing to people.
SILENT = {"merged_into"}


@dataclass(frozen=True)
class Choice:
    """A field, what each record says, and which value is taken."""

    name: str
    label: str
    kept: str
    lost: str
    taken: bool

    @property
    def differs(self) -> bool:
        return self.kept != self.lost


@dataclass(frozen=True)
class Moving:
    """Rows of one kind, by the record they hang on now."""

    label: str
    kept: int
    lost: int


def choices(kept: Any, lost: Any, user: User, taken: Collection[str] | None) -> list[Choice]:
    """All fields in which something is known; `taken` is what the form said, None at first."""
    newer = fields.newer_fields(kept, lost)
    rows = fields.pairs(kept, lost, newer)
    hidden = _hidden((kept, lost), user)
    found = [_choice(pair, kept, lost, hidden, _suggested(pair, kept, lost)) for pair in rows]
    if isinstance(kept, Account):
        ours, theirs = (fields.profile_of(each) or AccountProfile() for each in (kept, lost))
        for pair in fields.profile_pairs(kept, lost, newer):
            found.append(_choice(pair, ours, theirs, hidden, pair.takes))
    if taken is not None:
        found = [Choice(c.name, c.label, c.kept, c.lost, c.name in taken) for c in found]
    return [c for c in found if (c.kept, c.lost) != (numbers.DASH, numbers.DASH)]


def names_of(kept: Model) -> set[str]:
    """Fields that may be chosen."""
    names = {str(field.name) for field in fields.fields_of(type(kept))}
    profile = {str(field.name) for field in fields.profile_fields()}
    return names | profile if isinstance(kept, Account) else names


def _suggested(pair: Pair, kept: Any, lost: Any) -> bool:
    if pair.name == "parent" and isinstance(kept, Account):
        return groups.takes_parent(kept, lost)
    return pair.takes


def _choice(pair: Pair, kept: Any, lost: Any, hidden: Any, takes: bool) -> Choice:
    ours, theirs = (said(pair.field, each, hidden) for each in (kept, lost))
    return Choice(pair.name, label(pair.field), ours, theirs, takes)


def _hidden(records: Iterable[Any], user: User) -> set[tuple[type, int]]:
    """Heads of groups that `user` may not open."""
    parents = {each.parent_id for each in records if getattr(each, "parent_id", None)}
    if not parents:
        return set()
    seen = Account.objects.visible_to(user).filter(pk__in=parents).values_list("pk", flat=True)
    return {(Account, pk) for pk in parents - set(seen)}


def counts(kept: Any, lost: Any) -> list[Moving]:
    """How many rows hang on each, the most first; one statement."""
    relations = [r for r in moving(type(kept)) if r.field.name not in SILENT]
    if isinstance(kept, Account):  # groups have code of their own
        parent: Any = Account._meta.get_field("parent")
        relations.append(Relation(Account, parent))
    parts = [
        f"SELECT {n}, count(*) FILTER (WHERE {r.column} = %(kept)s),"
        f" count(*) FILTER (WHERE {r.column} = %(lost)s) FROM {r.table}"
        f" WHERE {r.column} IN (%(kept)s, %(lost)s)"
        for n, r in enumerate(relations)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"kept": kept.pk, "lost": lost.pk})
        found = cursor.fetchall()
    sums: dict[str, list[int]] = {}
    for n, ours, theirs in found:
        total = sums.setdefault(called(relations[n].label, str(relations[n].field.name)), [0, 0])
        total[0], total[1] = total[0] + ours, total[1] + theirs
    rows = [Moving(name, *total) for name, total in sums.items() if any(total)]
    return sorted(rows, key=lambda row: (-row.lost, -row.kept))


def called(model_label: str, field: str) -> str:
    """What the rows of a relation are called: "Visits", "Account team"."""
    model = apps.get_model(model_label)
    if model is Account and field == "parent":
        return _("Members of the group")
    owner: Any = model._meta.auto_created
    if not owner:
        return capfirst(str(model._meta.verbose_name_plural))
    if owner is Account:
        (named,) = (f for f in owner._meta.many_to_many if f.remote_field.through is model)
        return capfirst(str(named.verbose_name))
    return capfirst(str(owner._meta.verbose_name_plural))


def warnings(kept: Any, lost: Any) -> list[str]:
    """What speaks against the two being one, or needs a second look."""
    if isinstance(kept, Contact):
        return list(_of_people(kept, lost))
    return list(_of_accounts(kept, lost))


def _of_people(kept: Contact, lost: Contact) -> Iterable[str]:
    if kept.email and lost.email and kept.email.lower() != lost.email.lower():
        yield _("They have different e-mail addresses.")
    if kept.is_active != lost.is_active:
        yield _("One of them is marked as having left.")


def _of_accounts(kept: Account, lost: Account) -> Iterable[str]:
    numbers_ = {kept.registry_number, lost.registry_number} - {""}
    if len(numbers_) == 2:
        yield _("They have different registry numbers: companies with a number each are two.")
    if kept.owner_id and lost.owner_id and kept.owner_id != lost.owner_id:
        text = _("They have different owners, %(one)s and %(other)s. Talk to both first.")
        yield text % {"one": kept.owner, "other": lost.owner}
    if kept.top_id == lost.top_id:
        yield _("They are in one group: a company and its branch are two accounts.")
    elif _grouped(kept) and _grouped(lost):
        yield _("Both belong to groups. All members come to stand below the one account.")
    yield from _shared(kept, lost)


def _grouped(account: Account) -> bool:
    return account.parent_id is not None or account.children.exists()


def _shared(kept: Account, lost: Account) -> Iterable[str]:
    with connection.cursor() as cursor:
        cursor.execute(SHARED, {"kept": kept.pk, "lost": lost.pk})
        count, amount = cursor.fetchone()
    if count:
        text = ngettext(
            "%(count)s sale (%(amount)s) has a reference that the other has too. If it is one"
            " order recorded twice, it counts twice after the merge as before.",
            "%(count)s sales (%(amount)s) have references that the other has too. If they are"
            " orders recorded twice, they count twice after the merge as before.",
            count,
        )
        yield text % {"count": numbers.number(count), "amount": numbers.money_full(amount)}
