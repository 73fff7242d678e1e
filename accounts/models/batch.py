"""Imports: a file, what was found in it, and what became of it."""

from datetime import date

import pghistory
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staff.models import User
from staff.permissions import Permission, Role, has_permission


class ImportKind(models.TextChoices):
    ACCOUNTS = "accounts", _("Accounts")
    CONTACTS = "contacts", _("Contacts")
    LEDGER = "ledger", _("Sales ledger")
    RATES = "rates", _("Exchange rates")
    USERS = "users", _("Users")
    PROJECTS = "projects", _("Projects")
    RATINGS = "ratings", _("Ratings")
    POLICY_CHECKS = "policy-checks", _("Policy checks")
    PAYMENTS = "payments", _("Payment records")
    COSTS = "costs", _("Costs")
    REFERRALS = "referrals", _("Referrals")
    WALLETS = "wallets", _("Wallet estimates")
    CONTRACTS = "contracts", _("Contracts")


# What kinds of files tell that not everybody may know who may import.
TO_SEE = {
    ImportKind.CONTACTS: Permission.CONTACT_VIEW,
    ImportKind.COSTS: Permission.MARGIN_VIEW,
    ImportKind.USERS: Permission.STAFF_MANAGE,
}


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")  # waits for the column mapping
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Ready to save")  # preview
    SAVING = "saving", _("Saving")
    SAVED = "saved", _("Saved")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class KnownMode(models.TextChoices):
    OWN_DATE = "own-date", _("On their own dates (history)")
    NOW = "now", _("Now")


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        """One's own imports; administrators see all but those of people they may not see."""
        if not has_permission(user, Permission.IMPORT_DATA):
            return self.none()
        found = self if user.role == Role.ADMIN else self.filter(created_by=user)
        return found.exclude(kind__in=[k for k, p in TO_SEE.items() if not has_permission(user, p)])

    def for_list(self) -> "BatchQuerySet":
        return self.select_related("created_by").order_by("-pk")


@pghistory.track(pghistory.UpdateEvent(), fields=["state"])
class ImportBatch(models.Model):
    """One file. Its rows wait in a staging table until they are saved or discarded."""

    kind = models.CharField(_("kind"), max_length=16, choices=ImportKind)
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState, default=BatchState.UPLOADED
    )
    source = models.CharField(
        _("source"), max_length=40, help_text=_("The system the file comes from.")
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m", max_length=300)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    mapping = models.JSONField(_("columns"), default=dict)
    options = models.JSONField(default=dict)
    known = models.CharField(
        _("rows became known"), max_length=8, choices=KnownMode, default=KnownMode.NOW
    )
    counts = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="imports", verbose_name=_("by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def numbers(self) -> dict[str, int | None]:
        """The counts a list shows; None where the batch was not checked."""
        return {name: self.counts.get(name) for name in ("read", "created", "changed", "rejected")}

    @property
    def would_change(self) -> int:
        """How many entries a save writes, or wrote."""
        return int(self.counts.get("created", 0) + self.counts.get("changed", 0))

    @property
    def is_scored(self) -> bool:
        """Whether the next run reads what the file told."""
        told = (ImportKind.ACCOUNTS, ImportKind.CONTACTS, ImportKind.RATES, ImportKind.USERS)
        return self.kind not in told

    @property
    def state_text(self) -> str:
        idle = self.state == BatchState.CHECKED and not self.would_change
        return gettext("Nothing to save") if idle else str(BatchState(self.state).label)

    @property
    def source_text(self) -> str:
        """The source; where none was named it is the kind, in the reader's words."""
        named = self.source not in ImportKind.values
        return self.source if named else str(ImportKind(self.source).label)

    @property
    def period(self) -> list[date]:
        """First and last day of the accepted rows; empty if there are none."""
        days = [self.counts.get("first_day"), self.counts.get("last_day")]
        return [date.fromisoformat(day) for day in days if day]
