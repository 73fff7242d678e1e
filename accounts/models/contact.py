"""A person at an account."""

import re
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.unmerged import UnmergedManager
from kam.lib import names
from staff.permissions import Permission, has_permission

if TYPE_CHECKING:
    from staff.models import User


BETWEEN_DIGITS = re.compile(r"[\s+()./-]")


def digits(phone: str) -> str:
    """A phone number as it is searched: 138-0000 1234 is 13800001234. Empty for other text."""
    bare = BETWEEN_DIGITS.sub("", phone)
    return bare if bare.isdecimal() else ""


class DecisionRole(models.TextChoices):
    ECONOMIC = "economic", _("Economic buyer")
    TECHNICAL = "technical", _("Technical buyer")
    USER = "user", _("User buyer")
    COACH = "coach", _("Coach")
    GATEKEEPER = "gatekeeper", _("Gatekeeper")
    OTHER = "other", _("Other")


class Attitude(models.TextChoices):
    """How somebody stands to us, best first (domain §4.5)."""

    SPONSOR = "sponsor", pgettext_lazy("attitude", "Sponsor")
    SUPPORTER = "supporter", pgettext_lazy("attitude", "Supporter")
    NEUTRAL = "neutral", pgettext_lazy("attitude", "Neutral")
    SCEPTIC = "sceptic", pgettext_lazy("attitude", "Sceptic")
    OPPONENT = "opponent", pgettext_lazy("attitude", "Opponent")


class ContactSource(models.TextChoices):
    """Where we have the person's data from (domain §9.3)."""

    PERSON = "person", _("The person")
    CARD = "card", _("Business card")
    COMPANY = "company", _("The person's company")
    PUBLIC = "public", _("Public source")
    IMPORT = "import", _("Import")


class ContactPurpose(models.TextChoices):
    """What we keep the person's data for (domain §9.3)."""

    BUSINESS = "business", _("Working with the person's company")
    CONTRACT = "contract", _("Carrying out a contract")
    SERVICE = "service", _("Service and repair")


ERASED = "***"  # what stands where a name stood; short, and no language


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: "User") -> "ContactQuerySet":
        """People of the accounts `user` may open; none for roles that see no people."""
        if not has_permission(user, Permission.CONTACT_VIEW):
            return self.none()
        return self.filter(account__in=Account.objects.visible_to(user))

    def active(self) -> "ContactQuerySet":
        return self.filter(is_active=True)

    def known(self) -> "ContactQuerySet":
        """All but those whose data was erased; visits still name these as such."""
        return self.filter(erased_at=None)

    def search(self, text: str) -> "ContactQuerySet":
        """Names, and phone numbers however they are written."""
        found = self
        for word in names.fold(digits(text) or text).split():
            found = found.filter(search_text__contains=word)
        return found

    def by_weight(self) -> "ContactQuerySet":
        """Who is there before who left, the most influential first."""
        weight = models.F("influence").desc(nulls_last=True)
        return self.order_by("-is_active", weight, "sort_key", "pk")

    def for_list(self) -> "ContactQuerySet":
        return self.select_related("account", "account__owner").order_by("sort_key", "pk")


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
    exclude=["search_text", "sort_key", "merged_into"],
)
class Contact(models.Model):
    """A natural person: source and consent are recorded (domain §9.3)."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="contacts", verbose_name=_("account")
    )
    code = models.CharField(_("contact number"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    title = models.CharField(_("position"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    decision_role = models.CharField(
        _("role in decisions"), max_length=10, choices=DecisionRole, blank=True
    )
    influence = models.PositiveSmallIntegerField(
        _("influence"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 (little) to 5 (decides)."),
    )
    attitude = models.CharField(
        _("attitude to us"), max_length=10, choices=Attitude, blank=True, default="", db_default=""
    )
    reports_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reports to"),
    )
    source = models.CharField(
        _("source of the data"), max_length=10, choices=ContactSource, default=ContactSource.PERSON
    )
    purpose = models.CharField(
        _("kept for"),
        max_length=10,
        choices=ContactPurpose,
        default=ContactPurpose.BUSINESS,
        db_default=ContactPurpose.BUSINESS,
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Facts only: no judgements, religion, health or politics."),
    )
    is_active = models.BooleanField(_("still there"), default=True)
    # The record that stands for this one since they were merged (`kam.merging`).
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_records",
        verbose_name=_("merged into"),
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)
    inactive_since = models.DateField(_("left on"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    erased_by = models.ForeignKey(
        "staff.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("erased by"),
    )
    sort_key = models.CharField(max_length=200, editable=False)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UnmergedManager.from_queryset(ContactQuerySet)()  # without the merged ones
    everyone = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(influence__isnull=True) | models.Q(influence__range=(1, 5)),
                name="contact_influence_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(is_active=False),
                name="who_left_is_not_there",
            ),
            models.CheckConstraint(
                condition=models.Q(reports_to__isnull=True) | ~models.Q(reports_to=models.F("id")),
                name="nobody_reports_to_themselves",
            ),
            models.UniqueConstraint(
                "account",
                "code",
                condition=~models.Q(code=""),
                name="contact_code_once_per_account",
            ),
        ]
        triggers = [
            # Whoever says that a person left, form or import: since when is known.
            pgtrigger.Trigger(
                name="inactive_since",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.is_active THEN NEW.inactive_since = NULL;
                    ELSIF NEW.inactive_since IS NULL THEN NEW.inactive_since = CURRENT_DATE;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
        indexes = [
            models.Index(fields=["account", "is_active"], name="contact_account"),
            models.Index(fields=["sort_key", "id"], name="contact_sort"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="contact_search_trigrams"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        if self.erased_at:
            return gettext("Erased person")
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def refresh_names(self) -> None:
        self.sort_key = names.pinyin(self.name)
        self.search_text = names.search_text(self.name, self.name_en, digits(self.phone))
