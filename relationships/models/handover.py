"""What has to be passed on when an account changes its owner or a contact leaves (domain §7.10)."""

import pghistory
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from relationships.models.care_task import CareTask
from relationships.models.gift import Gift
from relationships.models.visit import Visit
from staff.models import User
from staff.permissions import Permission, Role, has_permission


class HandoverCause(models.TextChoices):
    OWNER = "owner", _("The owner changed")
    CONTACT = "contact", _("A contact left")


class HandoverState(models.TextChoices):
    OPEN = "open", pgettext_lazy("hand-over", "Open")
    DONE = "done", pgettext_lazy("hand-over", "Done")
    PASSED = "passed", pgettext_lazy("hand-over", "Passed on")  # the account changed hands again


class ItemKind(models.TextChoices):
    """What a line of the checklist is about, in the order of the page."""

    CONTACT = "contact", _("People to get to know")
    SUCCESSOR = "successor", _("Find out who takes the place")
    PROMISE = "promise", _("Promises made")
    VISIT = "visit", _("Visits planned")
    CARE = "care", _("Courtesies to do")
    GIFT = "gift", _("Gifts asked for")
    TOGETHER = "together", _("Next visit together")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User) -> "HandoverQuerySet":
        """Those of accounts `user` may open; none for roles that see no people or visits."""
        needs = (Permission.CONTACT_VIEW, Permission.VISIT_VIEW)
        if not all(has_permission(user, each) for each in needs):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def open(self) -> "HandoverQuerySet":
        return self.filter(state=HandoverState.OPEN)

    def for_page(self) -> "HandoverQuerySet":
        """With its people, and how much of it is done; the newest first."""
        done = Count("items", filter=Q(items__done_at__isnull=False))
        related = self.select_related("account__owner", "former", "contact", "to", "closed_by")
        return related.annotate(all=Count("items"), done=done).order_by("-on", "-pk")


@pghistory.track(pghistory.UpdateEvent())
class Handover(models.Model):
    """One account passes from `former` to `to`, or has to do without `contact` from `on` on.

    An account has one open hand-over between owners: if it passes on again, what is still to do
    goes along.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="handovers")
    cause = models.CharField(_("cause"), max_length=8, choices=HandoverCause)
    former = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("former owner")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="handovers", verbose_name=_("who left")
    )
    to = models.ForeignKey(
        User, models.PROTECT, related_name="handovers", verbose_name=_("who takes over")
    )
    on = models.DateField(_("date"))
    state = models.CharField(
        _("state"), max_length=8, choices=HandoverState, default=HandoverState.OPEN
    )
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(cause="owner", state="open"),
                name="one_open_handover",
            ),
            models.CheckConstraint(
                condition=Q(cause="owner", former__isnull=False, contact__isnull=True)
                | Q(cause="contact", contact__isnull=False, former__isnull=True),
                name="handover_says_who_goes",
            ),
        ]
        indexes = [models.Index(fields=["to", "state", "-on"], name="handover_mine")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.former_id or self.contact_id} → {self.to_id}"

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.OPEN

    def worked_by(self, user: User) -> bool:
        """Who takes over works through it; so may managers who see it."""
        if not has_permission(user, Permission.VISIT_LOG):
            return False
        return user.pk == self.to_id or user.role == Role.MANAGER


class HandoverItemQuerySet(models.QuerySet["HandoverItem"]):
    def for_page(self) -> "HandoverItemQuerySet":
        return self.select_related(
            "contact", "visit", "care_task__contact", "gift__contact", "done_by"
        ).order_by("pk")


@pghistory.track(pghistory.UpdateEvent())
class HandoverItem(models.Model):
    """A line of the checklist: a contact, a visit (planned, or the one a promise was made at),
    a courtesy or a gift. Courtesies and gifts go with the person when their data is erased."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items", db_index=False)
    kind = models.CharField(max_length=9, choices=ItemKind)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="handover_items")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="handover_items")
    care_task = models.ForeignKey(CareTask, models.CASCADE, null=True, related_name="+")
    gift = models.ForeignKey(Gift, models.CASCADE, null=True, related_name="+")
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a hand-over")
        verbose_name_plural = _("lines of hand-overs")
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "kind", "contact", "visit", "care_task", "gift"],
                name="handover_item_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.kind}"
