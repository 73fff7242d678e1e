"""Small makers of rows for tests. Names say what matters in the case."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count

from accounts.models import Account, AccountProfile, Contact, LedgerEntry, Standing
from relationships.models import Visit
from staff.models import Unit, User
from staff.permissions import Role
from tiering.engine import with_changes
from tiering.models import PolicyVersion
from tiering.services.policies import add_version

numbers = count(1)


def unit(name="华东区", parent=None, **fields):
    row = Unit(name=name, parent=parent, path=f"new{next(numbers)}/", **fields)
    row.save()
    row.path = f"{parent.path if parent else ''}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def user(role=Role.REP, unit=None, **fields):
    n = next(numbers)
    fields.setdefault("email", f"{role}{n}@example.com")
    fields.setdefault("name", f"{role} {n}")
    fields.setdefault("language", "en")
    return User.objects.create_user(
        password="correct horse battery", role=role, unit=unit, **fields
    )


def account(name=None, owner=None, standing=None, profile=None, **fields):
    """An ACTIVE account; `standing={"pyramid": 1}` gives it classes."""
    row = Account(name=name or f"客户{next(numbers)}", owner=owner, **fields)
    if "status" not in fields:
        row.status = "active"
    if row.unit is None and owner is not None:
        row.unit = owner.unit
    row.refresh_names()
    row.save()
    row.refresh_from_db(fields=["top"])
    if row.parent_id:
        row.top_id = row.parent.top_id
        row.save(update_fields=["top"])
    if standing is not None:
        Standing.objects.create(account=row, **standing)
    if profile is not None:
        AccountProfile.objects.create(account=row, **profile)
    return row


def contact(account, name=None, **fields):
    row = Contact(account=account, name=name or f"联系人{next(numbers)}", **fields)
    row.refresh_names()
    row.save()
    return row


def sale(account, day, amount, kind="sale", cost=None, reference=None, **fields):
    """A ledger entry known on its own date; `day` is a date or an ISO text."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    amount = Decimal(amount)
    fields.setdefault("source", "test")
    fields.setdefault("currency", "CNY")
    fields.setdefault("known_from", datetime.combine(day, time(), UTC))
    return LedgerEntry.objects.create(
        account=account,
        date=day,
        amount=amount,
        amount_base=amount,
        kind=kind,
        cost_base=None if cost is None else Decimal(cost),
        reference=reference or f"T{next(numbers)}",
        **fields,
    )


def policy(**changes):
    """A policy in force with these settings; `__` stands for the dot of a path."""
    current = PolicyVersion.objects.published()
    PolicyVersion.objects.filter(pk=current.pk).update(status="superseded")
    settings = {path.replace("__", "."): value for path, value in changes.items()}
    made = with_changes(current.policy, settings)
    return add_version(made, status="published", base=current)


def visit(account, day, by, contacts=(), note="谈了价格", status="completed", **fields):
    row = Visit.objects.create(
        account=account, owner=by, date=day, note=note, status=status, **fields
    )
    row.contacts.set(contacts)
    return row
