"""Classes and relations: the kept account keeps its own, the lost one's stay readable with it."""

from accounts.models import Account, Merge
from kam.merging import rows
from kam.merging.relations import Rule, relations_to, ruled
from relationships.models import Handover, Relation, StageChange
from relationships.models.handover import HandoverCause, HandoverState
from tiering.models import Pin, Proposal
from tiering.models.proposal import ProposalState


def close(merge: Merge) -> None:
    """End the lost account's pins, close its open proposals, take it off the current lists."""
    pins = Pin.objects.active().filter(account=merge.lost_account_id)
    rows.remember(
        merge, Pin, ["ended_at", "ended_by_id"], "t.account_id = %(lost)s AND t.ended_at IS NULL"
    )
    pins.update(ended_at=merge.at, ended_by=merge.by)
    rows.settle(merge, Pin)
    rows.remember(merge, Proposal, ["state"], "t.account_id = %(lost)s AND t.state = 'open'")
    opened = Proposal.objects.open().filter(account=merge.lost_account_id)
    opened.update(state=ProposalState.OVERTAKEN)
    rows.settle(merge, Proposal)
    _pass_on(merge)
    for relation in ruled(Account, Rule.DROP):
        rows.remove(merge, relation.model, f"t.{relation.column} = %(lost)s")


def _pass_on(merge: Merge) -> None:
    """One open hand-over an account: where both have one, that of the kept account goes on."""
    going = Handover.objects.open().filter(cause=HandoverCause.OWNER)
    lost = going.filter(account=merge.lost_account_id)
    if lost.exists() and going.filter(account=merge.kept_account_id).exists():
        where = "t.account_id = %(lost)s AND t.cause = 'owner' AND t.state = 'open'"
        rows.remember(merge, Handover, ["state"], where)
        lost.update(state=HandoverState.PASSED)
        rows.settle(merge, Handover)


def settle_path(merge: Merge) -> None:
    """An account that was never assessed inherits the path of the other; two paths don't mix."""
    if Relation.objects.filter(pk=merge.kept_account_id or 0).exists():
        return
    for relation in relations_to(Account):
        if relation.model is StageChange:
            rows.move(merge, relation)
