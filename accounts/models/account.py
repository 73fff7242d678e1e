"""A customer, or one that may become one."""

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, cast

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Expression, Q, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.querysets import AccountQuerySet
from accounts.models.unmerged import UnmergedManager
from kam.lib import names
from staff.models import Unit, User

if TYPE_CHECKING:
    from accounts.models.standing import Standing


class AccountType(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    ENTERPRISE = "enterprise", _("Enterprise")
    CHANNEL = "channel", _("Channel (dealer)")


class AccountStatus(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    CANDIDATE = "candidate", _("Candidate")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    EXITED = "exited", _("Exited")


@pghistory.track(
    pghistory.InsertEvent(level=pgtrigger.Statement),
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
    exclude=["search_text", "sort_key", "normalised_names", "merged_into"],
)
class Account(models.Model):
    """One company we sell to or want to.

    `parent` makes a group; `top` is the account at the head of the group (itself when there is
    none) and is what tiering ranks while group roll-up is on. Services keep `top` and the three
    search columns true (`accounts.services.accounts`).
    """

    code = models.CharField(
        _("customer number"),
        max_length=64,
        unique=True,
        null=True,
        blank=True,
        help_text=_("The number this customer has in your other systems; imports match by it."),
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("Separated by commas. Imports and search know them too."),
    )
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    domain = models.CharField(_("web domain"), max_length=100, blank=True)
    type = models.CharField(
        _("type"), max_length=12, choices=AccountType, default=AccountType.ENTERPRISE
    )
    status = models.CharField(
        _("status"), max_length=10, choices=AccountStatus, default=AccountStatus.PROSPECT
    )
    industry = models.CharField(_("industry"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("owner"),
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("sales unit"),
    )
    sponsor = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored",
        verbose_name=_("executive sponsor"),
    )
    members = models.ManyToManyField(
        User, blank=True, related_name="team_accounts", verbose_name=_("account team")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent (group)"),
    )
    top = models.ForeignKey("self", models.DO_NOTHING, related_name="group_members", editable=False)
    # The record that stands for this one since they were merged (`kam.merging`).
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_records",
        verbose_name=_("merged into"),
    )
    note = models.TextField(_("note"), blank=True)
    normalised_names = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UnmergedManager.from_queryset(AccountQuerySet)()  # without the merged ones
    everyone = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="account_is_not_its_own_parent",
                violation_error_message=_("An account can't be its own parent."),
            ),
            models.CheckConstraint(
                condition=models.Q(code__isnull=True) | ~models.Q(code=""),
                name="account_code_not_blank",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="top_is_itself_at_first",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.top_id = COALESCE(NEW.top_id, NEW.id); RETURN NEW;",
            )
        ]
        indexes = [
            models.Index(fields=["owner"], name="account_owner"),
            # Who may see what is counted and joined from this alone.
            models.Index(
                fields=["unit", "owner", "id"],
                name="account_unit_owner",
                condition=models.Q(merged_into__isnull=True),
            ),
            models.Index(fields=["sort_key", "id"], name="account_sort"),
            models.Index(
                fields=["id"],
                name="account_gone",
                condition=Q(merged_into__isnull=False) | Q(status="exited"),
            ),
            GinIndex(fields=["normalised_names"], name="account_names"),
            models.Index(
                fields=["registry_number"],
                name="account_registry",
                condition=~models.Q(registry_number=""),
            ),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="account_search_trigrams"),
            # The bigram index (two-character Chinese search) is SQL: see the migration.
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def second_name(self) -> str:
        """The name in the other language, for the small line below."""
        other = self.name if self.display_name == self.name_en else self.name_en
        return "" if other == self.display_name else other

    @property
    def is_top(self) -> bool:
        return self.top_id == self.pk

    @property
    def rating(self) -> "Standing | None":
        """The standing, or None for an account that was never scored."""
        return getattr(self, "standing", None)

    def refresh_names(self) -> None:
        """Set the search columns from the names; call before saving (services do)."""
        self.normalised_names = names.all_normalised(self.name, self.name_en, *self.aliases)
        self.sort_key = names.pinyin(self.name)
        self.search_text = names.search_text(
            self.name, self.name_en, self.code or "", *self.aliases
        )


PROFILE_FACTS = (
    "scale",
    "operating_condition",
    "market_position",
    "demand",
    "cooperation_inclination",
    "cultural_fit",
    "business_strategy",
    "operating_strategy",
    "supply_chain_strategy",
    "tendering_practice",
    "implementation_process",
    "sales_network",
    "sales_team",
    "downstream_customers",
    "own_market",
    "industry_process",
    "our_value",
)


def count_filled() -> Expression:
    """How many of the profile's facts are known."""
    known = [
        Case(When(~Q(**{fact: ""}), then=1), default=0, output_field=models.SmallIntegerField())
        for fact in PROFILE_FACTS
    ]
    return cast(Expression, reduce(add, known))


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["filled"]
)
class AccountProfile(models.Model):
    """What the seeds want to be known of a customer (domain §2, last paragraph)."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="profile"
    )
    scale = models.TextField(_("scale"), blank=True)
    operating_condition = models.TextField(_("operating condition"), blank=True)
    market_position = models.TextField(_("market position"), blank=True)
    demand = models.TextField(_("demand"), blank=True)
    cooperation_inclination = models.TextField(_("inclination to co-operate"), blank=True)
    cultural_fit = models.TextField(_("cultural fit"), blank=True)
    business_strategy = models.TextField(_("business strategy"), blank=True)
    operating_strategy = models.TextField(_("operating strategy"), blank=True)
    supply_chain_strategy = models.TextField(_("supply-chain strategy"), blank=True)
    tendering_practice = models.TextField(_("tendering practice"), blank=True)
    implementation_process = models.TextField(_("implementation process"), blank=True)
    sales_network = models.TextField(_("sales network"), blank=True)
    sales_team = models.TextField(_("sales team"), blank=True)
    downstream_customers = models.TextField(_("downstream customers"), blank=True)
    own_market = models.TextField(_("its market and customers"), blank=True)
    industry_process = models.TextField(_("how its industry works"), blank=True)
    our_value = models.TextField(_("value of our product to its business"), blank=True)

    filled = models.GeneratedField(
        expression=count_filled(), output_field=models.SmallIntegerField(), db_persist=True
    )

    class Meta:
        verbose_name = _("account profile")
        verbose_name_plural = _("account profiles")

    def __str__(self) -> str:
        return f"profile of {self.account_id}"

    def known(self) -> list[tuple[str, str]]:
        """Name and text of every fact that is filled in."""
        facts = [field for field in self._meta.fields if field.name in PROFILE_FACTS]
        texts = [(str(field.verbose_name), getattr(self, field.name)) for field in facts]
        return [(name, text) for name, text in texts if text]
