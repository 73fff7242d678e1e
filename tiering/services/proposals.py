"""Deciding proposals of a class change (domain §3.10): by a manager, once, with the reason kept."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import PolicyVersion, Proposal, Track
from tiering.models.change import ChangeCause
from tiering.models.proposal import ProposalState
from tiering.services.decided import show_class


@transaction.atomic
def approve(*, proposal: Proposal, today: date, by: User) -> Proposal:
    """The proposed class takes effect today; reviews and the dwell count from here."""
    proposal = _decidable(proposal, by)
    system = proposal.system
    fields = {system: proposal.new, f"{system}_streak": 0, f"{system}_since": today}
    Track.objects.filter(account=proposal.account).update(**fields)
    show_class(
        account=proposal.account,
        system=system,
        value=proposal.new,
        day=today,
        cause=ChangeCause.APPROVED,
        by=by,
    )
    return _close(proposal, ProposalState.APPROVED, by)


@transaction.atomic
def reject(*, proposal: Proposal, reason: str, today: date, by: User) -> Proposal:
    """Nothing changes; the same computed class leads to no proposal while the policy says so."""
    proposal = _decidable(proposal, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that others can follow it.")})
    days = PolicyVersion.objects.published().policy.hysteresis.reject_silence_days
    proposal.reason, proposal.silent_until = reason.strip(), today + timedelta(days=days)
    return _close(proposal, ProposalState.REJECTED, by)


def _decidable(proposal: Proposal, by: User) -> Proposal:
    """The row, locked; raises PermissionDenied out of scope and ValidationError when decided."""
    visible = Account.objects.visible_to(by).filter(pk=proposal.account_id).exists()
    if not visible or not has_permission(by, Permission.CLASS_DECIDE):
        raise PermissionDenied
    row = Proposal.objects.select_for_update(of=["self"]).get(pk=proposal.pk)
    if not row.is_open:
        raise ValidationError(_("This proposal is decided already."))
    return row


def _close(proposal: Proposal, state: ProposalState, by: User) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason", "silent_until"])
    return proposal
