"""The life of a policy: drafted, submitted, approved by another, in force, superseded.

Each act is one transaction and stands in the audit trail. Rights: who edits is not who approves
(domain §9.2, four eyes); views ask for the permission, these services hold the rest.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from staff.models import Unit, User
from staff.permissions import PERMISSIONS, Permission, has_permission
from tiering.engine import Policy, with_changes
from tiering.models import PolicyVersion
from tiering.models.policy import PolicyStatus
from tiering.services.policies import add_version, hand_down
from tiering.services.policy_notices import ask_no_more, ask_to_decide, tell_outcome

OVER = _("This version is no longer a draft.")


OVERTAKEN = _("This draft was saved elsewhere meanwhile; your last change is not saved. Reload it.")


class SavedMeanwhile(ValidationError):
    """The draft was saved elsewhere since this page was loaded; nothing was changed."""


@transaction.atomic
def create_draft(*, base: PolicyVersion, by: User, note: str = "") -> PolicyVersion:
    """A draft with the document of `base`; there may be many at a time."""
    draft = PolicyStatus.DRAFT
    return add_version(base.policy, status=draft, base=base, note=note, author=by)


@transaction.atomic
def save_draft(
    *, version: PolicyVersion, changes: Mapping[str, Any], seen: str, by: User
) -> PolicyVersion:
    """Replace settings of a draft.

    `changes` maps dotted paths to values, `seen` is the hash of the document that was on the
    screen. Raises `SavedMeanwhile` if it was saved since, by another person or in another window,
    or the engine's `PolicyError` for a value not allowed. A page sends one save after the other.
    """
    version = _locked(version, PolicyStatus.DRAFT, OVER)
    if version.hash != seen:
        raise SavedMeanwhile(OVERTAKEN)
    return _put(version, with_changes(version.policy, changes), by)


@transaction.atomic
def describe_draft(*, version: PolicyVersion, note: str, by: User) -> PolicyVersion:
    """What the version is for, in the author's words."""
    version = _locked(version, PolicyStatus.DRAFT, OVER)
    version.note = note
    version.save(update_fields=["note", "saved_at"])
    return version


@transaction.atomic
def discard_draft(*, version: PolicyVersion, by: User) -> None:
    """Remove a draft; its events stay in the audit trail."""
    _locked(version, PolicyStatus.DRAFT, OVER).delete()


@transaction.atomic
def submit(*, version: PolicyVersion, by: User) -> PolicyVersion:
    """Ask for approval. Exactly this document must have been tried and back-tested."""
    version = _locked(version, PolicyStatus.DRAFT, OVER)
    if problems := list(missing_for_submission(version)):
        raise ValidationError(problems)
    version.author, version.answer = by, ""
    version = _move(version, PolicyStatus.SUBMITTED, "author", "answer")
    ask_to_decide(version, list(policy_deciders().order_by("pk")), by)
    return version


def missing_for_submission(version: PolicyVersion) -> list[Any]:
    """What still stands between a draft and its submission, in the reader's words."""
    base = version.base
    missing = []
    if base is not None and version.hash == base.hash:
        missing.append(_("Nothing differs from the version it was made from."))
    trial = getattr(version, "trial", None)
    if trial is None or not trial.holds:
        missing.append(_("Try exactly this document on the whole book first."))
    tested = getattr(version, "backtest", None)
    if tested is None or not tested.holds:
        missing.append(_("Back-test exactly this document first."))
    return missing


def decides_over_policies(user: User) -> bool:
    """Whether `user` may approve, send back and restore: a policy is the whole company's, so it
    takes a manager at the head of the units, not one of some unit."""
    if user.unit_id is None or not has_permission(user, Permission.POLICY_APPROVE):
        return False
    return Unit.objects.filter(pk=user.unit_id, parent=None).exists()


def policy_deciders() -> "QuerySet[User]":
    """Everybody of whom `decides_over_policies` holds."""
    allowed = [role for role, has in PERMISSIONS.items() if Permission.POLICY_APPROVE in has]
    heads: QuerySet[User] = User.objects.active().filter(role__in=allowed, unit__parent=None)
    return heads.exclude(unit=None)


def _refuse_strangers(by: User) -> None:
    if not decides_over_policies(by):
        raise PermissionDenied


@transaction.atomic
def send_back(*, version: PolicyVersion, reason: str, by: User) -> PolicyVersion:
    """Return a submitted or approved version to its author, who may change it again."""
    _refuse_strangers(by)
    version = _locked_any(version, _("This version does not wait for a decision."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the author can mend it.")})
    version.answer, version.approver, version.effective_from = reason.strip(), None, None
    version = _move(version, PolicyStatus.DRAFT, "answer", "approver", "effective_from")
    tell_outcome(version, "draft", by)
    return version


@transaction.atomic
def withdraw(*, version: PolicyVersion, by: User) -> PolicyVersion:
    """Take a submission back to the drafts: by who wrote it, before anybody decided."""
    version = _locked(version, PolicyStatus.SUBMITTED, _("This version was not submitted."))
    if not version.was_written_by(by):
        raise PermissionDenied
    ask_no_more(version)
    return _move(version, PolicyStatus.DRAFT)


@transaction.atomic
def approve(
    *, version: PolicyVersion, effective_from: date, today: date, by: User
) -> PolicyVersion:
    """Let a submitted version come into force on a day: at once if that day has come."""
    _refuse_strangers(by)
    version = _locked(version, PolicyStatus.SUBMITTED, _("This version was not submitted."))
    _refuse_writers(version, by)
    if effective_from < today:
        raise ValidationError({"effective_from": _("This day has passed.")})
    _waits_alone()
    version.approver, version.effective_from = by, effective_from
    version = _move(version, PolicyStatus.APPROVED, "approver", "effective_from")
    tell_outcome(version, "approved", by)
    return take_effect(today=today) or version


@transaction.atomic
def take_effect(*, today: date) -> PolicyVersion | None:
    """Put the approved version in force if its day has come; every night asks.

    The hours of the one in force are handed down each time, so that a copy gone astray mends.
    """
    due = PolicyVersion.objects.select_for_update().filter(
        status=PolicyStatus.APPROVED, effective_from__lte=today
    )
    version = due.order_by("pk").first()
    if version is None:
        hand_down(PolicyVersion.objects.published().policy)
        return None
    _supersede()
    hand_down(version.policy)
    return _move(version, PolicyStatus.PUBLISHED)


@transaction.atomic
def roll_back(*, to: PolicyVersion, reason: str, today: date, by: User) -> PolicyVersion:
    """Put an older document in force again, as a new version: one act.

    The document was approved once; still nobody restores a document of their own (four eyes).
    """
    _refuse_strangers(by)
    if to.status != PolicyStatus.SUPERSEDED:
        raise ValidationError(_("Only a version that was in force can be restored."))
    _refuse_writers(to, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the older version is better.")})
    _supersede()
    restored = add_version(
        to.policy,
        status=PolicyStatus.PUBLISHED,
        base=to,
        restores=to,
        note=reason.strip(),
        author=to.author,
        approver=by,
        effective_from=today,
    )
    restored.editors.set(to.editors.all())
    return restored


def _refuse_writers(version: PolicyVersion, by: User) -> None:
    if version.was_written_by(by):
        raise ValidationError(_("Nobody approves a policy of their own."), code="four_eyes")


def _put(version: PolicyVersion, policy: Policy, by: User) -> PolicyVersion:
    if policy.hash() != version.hash:
        version.document, version.hash, version.author = policy.document(), policy.hash(), by
        version.save(update_fields=["document", "hash", "author", "saved_at"])
        version.editors.add(by)
    return version


def _locked(version: PolicyVersion, status: PolicyStatus, refusal: Any) -> PolicyVersion:
    row = PolicyVersion.objects.select_for_update(of=["self"]).get(pk=version.pk)
    if row.status != status:
        raise ValidationError(refusal)
    return row


def _locked_any(version: PolicyVersion, refusal: Any) -> PolicyVersion:
    row = PolicyVersion.objects.select_for_update(of=["self"]).get(pk=version.pk)
    if row.status not in (PolicyStatus.SUBMITTED, PolicyStatus.APPROVED):
        raise ValidationError(refusal)
    return row


def _move(version: PolicyVersion, status: PolicyStatus, *fields: str) -> PolicyVersion:
    version.status = status
    version.save(update_fields=["status", "saved_at", *fields])
    return version


def _waits_alone() -> None:
    waiting = PolicyVersion.objects.filter(status=PolicyStatus.APPROVED).order_by("pk").first()
    if waiting is not None:
        text = _("%(version)s is approved already and waits for its day. Send it back first.")
        raise ValidationError(text, params={"version": waiting})


def _supersede() -> None:
    current = PolicyVersion.objects.select_for_update().get(status=PolicyStatus.PUBLISHED)
    _move(current, PolicyStatus.SUPERSEDED)
