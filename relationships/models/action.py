"""What somebody will do at an account by a day: the next step of a visit."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from relationships.models.visit import Visit
from staff.models import User
from staff.permissions import Permission, Role, has_permission


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: User) -> "ActionQuerySet":
        """Actions at the accounts `user` may open; none for roles that see no visits."""
        if not has_permission(user, Permission.VISIT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> "ActionQuerySet":
        return self.filter(done_on=None, dropped_on=None)

    def due_by(self, day: date) -> "ActionQuerySet":
        return self.open().filter(due_on__lte=day)

    def for_list(self) -> "ActionQuerySet":
        """With account and owner, what is due first in front."""
        return self.select_related("account", "owner").order_by("due_on", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Action(models.Model):
    """A dated next step. Done or dropped, never deleted; `told_for` is the day it was told of."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="actions")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="actions")
    owner = models.ForeignKey(User, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    text = models.CharField(_("next step"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.CharField(_("what came of it"), max_length=300, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)
    told_for = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    plan_id: int | None = None  # the plan it belongs to, where a list asks for it

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [
            models.Index(
                fields=["owner", "due_on"], name="action_open",
                condition=Q(done_on=None, dropped_on=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text or str(_("Next step"))

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_on is None

    def editable_by(self, user: User) -> bool:
        """Who has to do it; so may the account's owner and managers who see it."""
        if not has_permission(user, Permission.VISIT_LOG):
            return False
        return user.role == Role.MANAGER or user.pk in (self.owner_id, self.account.owner_id)
