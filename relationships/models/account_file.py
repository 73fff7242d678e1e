"""Documents of an account."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from relationships.models.stored_file import StoredFile
from staff.models import User
from staff.permissions import Permission, Role, has_permission

MAX_DOCUMENTS = 200  # of one account, without those that were removed


class AccountFileQuerySet(models.QuerySet["AccountFile"]):
    def visible_to(self, user: User) -> "AccountFileQuerySet":
        """Those of accounts `user` may open, for roles that read visits; what belongs to a plan
        only for roles that read plans."""
        if not has_permission(user, Permission.VISIT_VIEW):
            return self.none()
        found = self.filter(account__in=Account.objects.visible_to(user))
        return found if has_permission(user, Permission.PLAN_VIEW) else found.filter(of_plan=False)

    def current(self) -> "AccountFileQuerySet":
        return self.filter(removed_on=None)

    def removed(self) -> "AccountFileQuerySet":
        return self.exclude(removed_on=None)

    def for_list(self) -> "AccountFileQuerySet":
        """Newest first."""
        return self.select_related("by", "removed_by").order_by("-pk")


class AccountFile(StoredFile):
    """Never deleted: who removes one hides it, and the page goes on saying who did.

    `of_plan`: a plan's page holds it (`plans.PlanFile`), and only there it is removed.
    """

    folder = "accounts"

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="files", verbose_name=_("account")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    of_plan = models.BooleanField(default=False, editable=False)
    removed_on = models.DateField(null=True, editable=False)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = AccountFileQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("file", "document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_by=None)
                | Q(removed_on__isnull=False, removed_by__isnull=False),
                name="account_file_says_who_removed_it",
            ),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="account_file_newest")]

    def removable_by(self, user: User) -> bool:
        """Who added it, the account's owner, and managers who see it."""
        if self.of_plan or not has_permission(user, Permission.VISIT_LOG):
            return False
        return user.role == Role.MANAGER or user.pk in (self.by_id, self.account.owner_id)
