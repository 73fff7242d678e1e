"""The tiering policy: one immutable document per version."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.models import User
from tiering.engine.policy import Policy

KEPT_POLICIES = 32  # documents by their hash, the latest
_VALIDATED: dict[str, Policy] = {}


class PolicyStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")  # waits for its day
    PUBLISHED = "published", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    TRIAL = "trial", _("Trial")  # made by `rescore --set`, kept so that its run can be repeated


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    def published(self) -> "PolicyVersion":
        """The version in force; there is always exactly one."""
        return self.get(status=PolicyStatus.PUBLISHED)

    def of_day(self, day: date) -> "PolicyVersion":
        """The version that was in force on `day`; before the first one that."""
        ruled = self.filter(status__in=[PolicyStatus.PUBLISHED, PolicyStatus.SUPERSEDED])
        begun = ruled.filter(effective_from__lte=day).order_by("-effective_from", "-number")
        found = begun.first() or ruled.order_by("number").first()
        return found or self.published()

    def frozen(self) -> "PolicyQuerySet":
        """Versions whose document can't change any more."""
        return self.exclude(status=PolicyStatus.DRAFT)

    def waiting(self) -> "PolicyQuerySet":
        """Versions on which somebody works or has to decide."""
        open_states = [PolicyStatus.DRAFT, PolicyStatus.SUBMITTED, PolicyStatus.APPROVED]
        return self.filter(status__in=open_states)

    def for_list(self) -> "PolicyQuerySet":
        return self.select_related("author", "approver", "base").order_by("-number")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PolicyVersion(models.Model):
    """A version of the policy. Once it is not a draft, its document can't change (trigger).

    A draft is submitted by its author, approved by another (four eyes) and in force from its day;
    the one before is superseded then. A rollback is a new version with an older document.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=PolicyStatus, default=PolicyStatus.DRAFT
    )
    document = models.JSONField(_("document"))
    hash = models.CharField(max_length=64)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="derived")
    restores = models.ForeignKey("self", models.PROTECT, null=True, related_name="restored_by")
    note = models.TextField(_("note"), blank=True)
    answer = models.TextField(_("reason for sending back"), blank=True)
    author = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    # Whoever changed the draft: none of them approves it.
    editors = models.ManyToManyField(User, related_name="+", verbose_name=_("edited by"))
    effective_from = models.DateField(_("in force from"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="published"), name="one_policy_in_force"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="approved"), name="one_policy_waits"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")),
                name="policy_has_four_eyes",
                violation_error_message=_("Nobody approves a policy of their own."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="policy_document_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__status__in=["submitted", "approved", "published", "superseded", "trial"]
                )
                & (
                    pgtrigger.Q(old__document__df=pgtrigger.F("new__document"))
                    | pgtrigger.Q(old__hash__df=pgtrigger.F("new__hash"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                ),
                func="RAISE EXCEPTION 'a policy version that is not a draft cannot change';",
            ),
            pgtrigger.Trigger(
                name="policy_stays_public",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["published", "superseded", "trial"])
                & pgtrigger.Q(new__status__in=["draft", "submitted", "approved"]),
                func="RAISE EXCEPTION 'a policy version that was in force stays as it was';",
            ),
            pgtrigger.Protect(
                name="policy_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=["published", "superseded", "trial"]),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def was_written_by(self, user: User) -> bool:
        """Whether `user` has a part in the document: the author, and all who changed the draft."""
        return self.author_id == user.pk or self.editors.filter(pk=user.pk).exists()

    @property
    def policy(self) -> Policy:
        """The document, validated; once per document and process, as every page asks for it."""
        known = _VALIDATED.get(self.hash)
        return known if known is not None else self._validated()

    def _validated(self) -> Policy:
        policy = Policy.model_validate(self.document)
        if policy.hash() == self.hash:
            if len(_VALIDATED) >= KEPT_POLICIES:
                _VALIDATED.pop(next(iter(_VALIDATED)), None)
            _VALIDATED[self.hash] = policy
        return policy
