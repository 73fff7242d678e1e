"""Policy versions: trials for `rescore --set`, and the currency that follows the company's."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from relationships.rules import Hours
from relationships.services.standards import take_hours
from staff.models import User
from tiering.engine import Policy, with_changes
from tiering.models import PolicyVersion
from tiering.models.policy import PolicyStatus


@transaction.atomic
def trial_of(*, base: PolicyVersion, changes: dict[str, Any], by: User | None) -> PolicyVersion:
    """A kept trial version with settings of `base` replaced; `base` itself if nothing differs.

    Raises the engine's `PolicyError` for a setting that is not there or not allowed.
    """
    policy = with_changes(base.policy, changes)
    if policy.hash() == base.hash:
        return base
    same = PolicyVersion.objects.frozen().filter(hash=policy.hash()).order_by("number").first()
    if same is not None:
        return same
    note = ", ".join(f"{path}={value}" for path, value in changes.items())
    return add_version(policy, status=PolicyStatus.TRIAL, base=base, note=note, author=by)


@transaction.atomic
def follow_base_currency(*, currency: str, by: User | None) -> PolicyVersion:
    """A new version in force in the company's new currency (allowed while the ledger is empty)."""
    current = PolicyVersion.objects.select_for_update().get(status=PolicyStatus.PUBLISHED)
    policy = with_changes(current.policy, {"money.base_currency": currency})
    if policy.hash() == current.hash:
        return current
    current.status = PolicyStatus.SUPERSEDED
    current.save(update_fields=["status"])
    return add_version(
        policy,
        status=PolicyStatus.PUBLISHED,
        base=current,
        note=f"money.base_currency={currency}",
        author=by,
        effective_from=current.effective_from,
    )


def add_version(policy: Policy, **fields: Any) -> PolicyVersion:
    """The next number with this document; the version in force is the lock for numbers."""
    PolicyVersion.objects.select_for_update().filter(status=PolicyStatus.PUBLISHED).first()
    number = (PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version = PolicyVersion.objects.create(
        number=number, document=policy.document(), hash=policy.hash(), **fields
    )
    if version.status == PolicyStatus.PUBLISHED:
        hand_down(policy)
    return version


def hand_down(policy: Policy) -> None:
    """Tell `relationships` the hours in force, so that coverage pages and gate G2 count alike."""
    hours = policy.hours
    take_hours(
        Hours(
            visit=float(hours.visit),
            remote=float(hours.remote),
            review=float(hours.review),
            capacity=float(hours.capacity_per_rep),
            busy=float(hours.warn),
        )
    )
