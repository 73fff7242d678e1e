"""What people write about candidates: assumptions, decisions, and the list of strategies."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.account import AccountStatus
from accounts.services.accounts import update_account
from kam.lib.classes import SelectionDecision
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.candidates import Judged, judge
from tiering.models import Assumption, Decision, PolicyVersion, Strategy
from tiering.models.selection import OPEN_STATUSES, candidates
from tiering.services.candidates import read_candidates, read_house

AMOUNTS = ("year_profit", "year_cost", "remaining_cost", "source")
KEPT = ("tier", "strategy", "ethics_note", "budget_is_there", *AMOUNTS)
# A selected prospect is courted from now on; a rejected candidate is a lead again (domain §8.2).
STATUS_AFTER = {
    SelectionDecision.SELECTED: AccountStatus.CANDIDATE,
    SelectionDecision.REJECTED: AccountStatus.PROSPECT,
}


@transaction.atomic
def assume(*, account: Account, by: User, **said: Any) -> Assumption:
    """Say what is expected of a candidate; what is not said stays as it was.

    Amounts are for those who may see margins, the budget for those who decide. Returns the newest
    assumption, a new one if something changed.
    """
    if unknown := said.keys() - set(KEPT):
        raise TypeError(f"not a part of an assumption: {', '.join(sorted(unknown))}")
    _may(by, Permission.FACT_EDIT)
    if said.keys() & set(AMOUNTS):
        _may(by, Permission.MARGIN_VIEW)
    if "budget_is_there" in said:
        _may(by, Permission.CLASS_DECIDE)
    _locked(account, by)
    last = Assumption.objects.of(account).first()
    before = {name: getattr(last, name) for name in KEPT} if last else {}
    made = Assumption(account=account, by=by, **{**before, **said})
    if last is not None and all(getattr(made, name) == before[name] for name in KEPT):
        return last
    _checked(made)
    made.save()
    return made


def _checked(assumed: Assumption) -> None:
    """ValidationError by field, for what a form and a program may both get wrong."""
    assumed.full_clean(exclude=["account", "by"])
    strategy = assumed.strategy
    if strategy is not None and strategy.needs_ethics_note and not assumed.ethics_note.strip():
        text = _("This strategy touches others: write down that nothing false is recorded or sent.")
        raise ValidationError({"ethics_note": text})
    amounts = (assumed.year_profit, assumed.year_cost, assumed.remaining_cost)
    if any(amount is not None for amount in amounts) and not assumed.source.strip():
        raise ValidationError({"source": _("Say where the figures are from.")})


@transaction.atomic
def decide(
    *, account: Account, decision: SelectionDecision, reason: str, today: date, by: User
) -> Decision:
    """Select, keep in reserve or reject; stored with what the rules say now, and followed by the
    status of the account."""
    _may(by, Permission.CLASS_DECIDE)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that others can follow it.")})
    account = _locked(account, by)
    version = PolicyVersion.objects.published()
    owners = {account.pk: account.owner_id or 0}
    facts = read_candidates(owners=owners, as_of=today)
    judged = judge(facts, read_house(version.policy), version.policy)
    last = Assumption.objects.of(account).first()
    made = Decision.objects.create(
        account=account,
        decision=decision,
        reason=reason.strip(),
        tier=int(facts.tier[0]),
        strategy=last.strategy if last else None,
        policy=version,
        as_of=today,
        by=by,
        **_said_by_the_rules(judged),
    )
    status = STATUS_AFTER.get(decision, account.status)
    if status != account.status:
        update_account(account=account, by=by, status=status)
    return made


def _said_by_the_rules(judged: Judged) -> dict[str, int]:
    chosen, total = judged.selection, judged.total
    return {
        "computed": int(chosen.decision[0]),
        "score": int(total.score[0]),
        "coverage": int(total.coverage[0]),
        "failed": int(chosen.failed[0]),
        "unknown": int(chosen.unknown[0]),
    }


@transaction.atomic
def save_strategy(*, strategy: Strategy, by: User) -> Strategy:
    """Add or change a strategy of the list; what was chosen before keeps it."""
    _may(by, Permission.STANDARD_EDIT)
    strategy.full_clean()
    strategy.save()
    return strategy


def _may(by: User, permission: Permission) -> None:
    if not has_permission(by, permission):
        raise PermissionDenied


def _locked(account: Account, by: User) -> Account:
    """The account for this transaction alone; refused when it is no candidate any more."""
    found: Account | None = Account.objects.select_for_update().filter(pk=account.pk).first()
    if found is None or not candidates(by).filter(pk=account.pk).exists():
        if found is not None and found.status not in OPEN_STATUSES:
            raise ValidationError(_("This account is no candidate any more. Please look again."))
        raise PermissionDenied
    return found
