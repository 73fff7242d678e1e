"""Handing accounts over: what only the former owner knows and promised becomes a checklist."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from accounts.models.querysets import AccountQuerySet
from accounts.services import accounts as records
from accounts.services.transfer import transfer_accounts, transferable
from relationships.models import Action, CareTask, Gift, Handover, HandoverItem, Level, Visit
from relationships.models.gift import STILL_ASKED
from relationships.models.handover import HandoverCause, HandoverState, ItemKind
from relationships.models.level import Axis
from relationships.models.visit import VisitStatus
from relationships.services import handover_sql as sql
from staff.models import NoticeKind, User
from staff.notice_words import both
from staff.services import users
from staff.services.notices import Telling, tell_each

Pairs = Mapping[int, int]  # account → former owner


@transaction.atomic
def hand_over(
    *, accounts: AccountQuerySet, to: User, by: User, on: date, move_unit: bool = True
) -> tuple[int, int]:
    """Transfer the accounts that `by` may hand over to `to`, and write down what goes along.

    Returns how many changed owner and how many have something to hand over. Set-based: the number
    of statements does not depend on the number of accounts.
    """
    moving = transferable(accounts, by=by).exclude(owner=None).exclude(owner=to)
    pairs = dict(moving.order_by().values_list("pk", "owner_id"))
    count = transfer_accounts(accounts=accounts, to=to, by=by, move_unit=move_unit)
    return count, record(pairs=pairs, to=to, by=by, on=on)


@transaction.atomic
def update_account(*, account: Account, by: User, on: date, **changes: Any) -> Account:
    """Change an account; another owner gets the hand-over."""
    before = Account.objects.values_list("owner_id", flat=True).get(pk=account.pk)
    saved = records.update_account(account=account, by=by, **changes)
    if before and saved.owner and saved.owner_id != before:
        record(pairs={saved.pk: before}, to=saved.owner, by=by, on=on)
    return saved


@transaction.atomic
def let_go(*, user: User, by: User) -> User:
    """Deactivate a colleague: what they knew of people has to be looked at again.

    Their accounts are handed over when they get another owner; owners of other accounts, where
    the colleague knew somebody, are told.
    """
    gone = users.deactivate(user=user, by=by)
    known = Level.objects.filter(axis=Axis.PERSONAL, colleague=gone).order_by()
    accounts = known.values_list("account", flat=True).distinct()
    marked = _mark(dict.fromkeys(accounts, gone.pk)) if accounts else []
    rows = Account.objects.filter(pk__in=marked).exclude(owner=gone).exclude(owner=None)
    by_owner: dict[User, list[Account]] = {}
    for account in rows.select_related("owner").order_by("pk"):
        if account.owner is not None:
            by_owner.setdefault(account.owner, []).append(account)
    tell_each([_reassess(owner, found, f"gone{gone.pk}") for owner, found in by_owner.items()])
    return gone


def record(*, pairs: Pairs, to: User, by: User, on: date) -> int:
    """Write the hand-overs of accounts that have just changed hands; how many there are.

    The caller holds the transaction.
    """
    if not pairs:
        return 0
    open_ones = Handover.objects.open().filter(cause=HandoverCause.OWNER, account__in=list(pairs))
    passed = list(open_ones.order_by("pk").values_list("pk", flat=True))
    Handover.objects.filter(pk__in=passed).update(state=HandoverState.PASSED)
    # What a contact who left has left to do goes to the new owner as it is.
    Handover.objects.open().filter(account__in=list(pairs)).update(to=to)
    _rows(sql.ACTIONS, pairs, to=to.pk)
    _rows(sql.NOTICES, pairs)
    lines = _rows(sql.ITEMS, pairs, passed=passed)
    made = _write(lines, pairs, to=to, by=by, on=on)
    marked = _mark(pairs)
    if to != by:
        tell_each(_news(to, made, marked))
    return len(made)


@transaction.atomic
def tick(*, item: HandoverItem, by: User, done: bool, now: datetime) -> HandoverItem:
    """Mark a line as done or not; plans, promises, courtesies and gifts go to who takes over."""
    handover = _worked(item.handover, by)
    item.done_at, item.done_by = (now, by) if done else (None, None)
    item.save(update_fields=["done_at", "done_by"])
    if done:
        _pass_on([item], handover.to)
    return item


@transaction.atomic
def complete(*, handover: Handover, by: User, now: datetime, note: str = "") -> Handover:
    """Close it. What is not done needs a note that says why (ValidationError by the field).

    Even so it goes to who takes over: nobody else may see it any more.
    """
    handover = _worked(handover, by)
    note = note.strip()
    left = list(handover.items.filter(done_at=None))
    if left and not note:
        raise ValidationError({"note": _("Some lines are not done: say why.")})
    _pass_on(left, handover.to)
    handover.state, handover.note = HandoverState.DONE, note
    handover.closed_at, handover.closed_by = now, by
    handover.save(update_fields=["state", "note", "closed_at", "closed_by"])
    return handover


def _pass_on(items: list[HandoverItem], to: User) -> None:
    """What the lines are about becomes that of `to`, but for a gift that `to` approved."""
    of: dict[str, list[int]] = {kind: [] for kind in ItemKind.values}
    for item in items:
        of[item.kind].append(item.visit_id or item.care_task_id or item.gift_id or 0)
    planned = Visit.objects.filter(pk__in=of[ItemKind.VISIT], status=VisitStatus.PLANNED)
    planned.update(owner=to)
    Action.objects.open().filter(visit__in=of[ItemKind.PROMISE]).update(owner=to)
    CareTask.objects.open().filter(pk__in=of[ItemKind.CARE]).update(owner=to)
    asked = Gift.objects.filter(pk__in=of[ItemKind.GIFT], status__in=STILL_ASKED)
    asked.exclude(approver=to).update(giver=to)


def open_steps_with(contact: Contact) -> list[int]:
    """Visits whose next step was agreed with `contact` and is still open."""
    with connection.cursor() as cursor:
        cursor.execute(sql.STEPS_WITH, {"contact": contact.pk})
        return [pk for (pk,) in cursor.fetchall()]


def _worked(handover: Handover, by: User) -> Handover:
    """The row as it is now, locked; who may not work it is refused."""
    locked = Handover.objects.select_for_update().get(pk=handover.pk)
    if not locked.worked_by(by):
        raise PermissionDenied
    if not locked.is_open:
        raise ValidationError(_("This hand-over is closed."))
    return locked


def _write(lines: list[Any], pairs: Pairs, *, to: User, by: User, on: date) -> list[int]:
    """No record for accounts with no line. A visit together needs a former owner still here."""
    accounts = dict.fromkeys(account for account, *_line in lines)
    made = Handover.objects.bulk_create(
        Handover(account_id=pk, cause=HandoverCause.OWNER, former_id=pairs[pk], to=to, by=by, on=on)
        for pk in accounts
    )
    of = {handover.account_id: handover for handover in made}
    here = set(User.objects.active().order_by().values_list("pk", flat=True))
    together = [h for h in made if h.former_id in here]
    HandoverItem.objects.bulk_create(
        [
            HandoverItem(
                handover=of[account],
                kind=kind,
                contact_id=contact,
                visit_id=visit,
                care_task_id=care,
                gift_id=gift,
            )
            for account, kind, contact, visit, care, gift in lines
        ]
        + [HandoverItem(handover=each, kind=ItemKind.TOGETHER) for each in together]
    )
    return [handover.pk for handover in made]


def _mark(pairs: Pairs) -> list[int]:
    """Accounts where the former owner's levels now wait to be assessed again."""
    return [pk for (pk,) in _rows(sql.REASSESS, pairs)]


def _rows(statement: str, pairs: Pairs, **params: Any) -> list[Any]:
    params |= {"accounts": list(pairs), "formers": list(pairs.values())}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _news(to: User, made: list[int], marked: list[int]) -> list[Telling]:
    """One notice of each kind, by name for one account and by number for many."""
    news = []
    if len(made) == 1:
        only = Handover.objects.select_related("account").get(pk=made[0])
        news.append(_handed(to, only))
    elif made:
        count = {"count": str(len(made))}
        url = reverse("handover_list")
        news.append(Telling(to, NoticeKind.HANDOVERS, str(made[0]), url, count))
    if marked:
        accounts = list(Account.objects.filter(pk__in=marked[:1]))
        found = accounts * len(marked)
        news.append(_reassess(to, found, f"h{made[0] if made else marked[0]}"))
    return news


def _reassess(to: User, accounts: list[Account], key: str) -> Telling:
    if len(accounts) == 1:
        account = accounts[0]
        said: dict[str, Any] = {"account": both(account)}
        url = reverse("account_people", args=[account.pk])
        kind = NoticeKind.REASSESS
    else:
        said, url = {"count": str(len(accounts))}, reverse("handover_list")
        kind = NoticeKind.REASSESS_MANY
    return Telling(to, kind, key, url, said)


def _handed(to: User, handover: Handover) -> Telling:
    kind, said = NoticeKind.HANDOVER, {"account": both(handover.account)}
    url = reverse("handover_detail", args=[handover.pk])
    return Telling(to, kind, str(handover.pk), url, said)
