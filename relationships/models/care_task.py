"""Small things done for people (domain §7.4, practices 2, 7, 8, 10, 11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from staff.models import User
from staff.permissions import Permission, has_permission


class CareDeed(models.TextChoices):
    """What is done, never why: no field says anything about health or children (domain §9.3)."""

    CALL = "call", _("Call and ask how things are")
    SEE = "see", _("Look in personally")
    CARD = "card", _("Write a card or letter")
    FAMILY = "family", _("A courtesy to the family")
    HELP = "help", _("Help with something outside business")
    INSIGHT = "insight", _("Share an insight or a contact")
    FOLLOW_UP = "follow_up", _("Ask how the delivery or repair went")


class CareTaskQuerySet(models.QuerySet["CareTask"]):
    def visible_to(self, user: User) -> "CareTaskQuerySet":
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> "CareTaskQuerySet":
        return self.filter(done_on=None, contact__is_active=True)

    def for_list(self) -> "CareTaskQuerySet":
        return self.select_related("account", "contact", "owner").order_by("due_on", "pk")


class CareTask(models.Model):
    """One courtesy to one person. There is no text on purpose: reasons are nobody's business."""

    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="care_tasks",
        verbose_name=_("account"),
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="care_tasks", verbose_name=_("contact")
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    deed = models.CharField(_("what to do"), max_length=10, choices=CareDeed, default=CareDeed.CALL)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("done by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CareTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("care task")
        verbose_name_plural = _("care tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="care_task_done_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["account", "due_on"], name="care_task_account"),
            models.Index(fields=["due_on"], name="care_task_open", condition=Q(done_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.deed} {self.due_on}"
