"""A change of the standards that waits for a second person (domain §9.2)."""

import pghistory
from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.models import Unit, User
from staff.permissions import Permission, Role, has_permission


class Subject(models.TextChoices):
    """What is changed."""

    SQUARES = "squares", _("25 squares")
    COVERAGE = "coverage", _("Coverage standards")


class ChangeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("change", "Waits for a manager")
    CONFIRMED = "confirmed", pgettext_lazy("change", "Confirmed")
    REFUSED = "refused", pgettext_lazy("change", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "Withdrawn")


def deciders() -> "models.QuerySet[User]":
    """Managers at the head of the units: standards are the whole company's, like the policy."""
    return User.objects.active().filter(role=Role.MANAGER, unit__parent=None).exclude(unit=None)


class StandardChangeQuerySet(models.QuerySet["StandardChange"]):
    def visible_to(self, user: User) -> "StandardChangeQuerySet":
        """All of them or none, by role: they name no account and no person."""
        return self if has_permission(user, Permission.STANDARD_VIEW) else self.none()

    def waiting(self) -> "StandardChangeQuerySet":
        return self.filter(state=ChangeState.WAITING)

    def waiting_for(self, user: User) -> "StandardChangeQuerySet":
        """What `user` may decide on: nobody's own (four eyes)."""
        if not has_permission(user, Permission.STANDARD_CONFIRM):
            return self.none()
        heads = Exists(Unit.objects.filter(pk=user.unit_id or 0, parent=None))
        return self.waiting().filter(heads).exclude(by=user)

    def for_list(self) -> "StandardChangeQuerySet":
        """The newest first, with who asked and who decided."""
        return self.select_related("by", "decided_by").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class StandardChange(models.Model):
    """`values`: name of a standard → [in force when it was proposed, proposed].

    Names are those of `relationships.services.standard_values`. Never deleted.
    """

    subject = models.CharField(_("subject"), max_length=8, choices=Subject)
    values = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    asked_at = models.DateTimeField(_("proposed"))
    state = models.CharField(
        _("state"), max_length=9, choices=ChangeState, default=ChangeState.WAITING
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = StandardChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of standards")
        verbose_name_plural = _("changes of standards")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="waiting"), name="one_change_waits"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "refused")) | ~Q(decided_by=F("by")),
                name="change_needs_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | ~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="change_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING
