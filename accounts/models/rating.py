"""What colleagues think of an account, on scales with anchors (domain Appendix B)."""

from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.fact import Fact, FactQuerySet
from staff.models import User
from staff.permissions import Permission


class RatingKind(models.TextChoices):
    # Domain §3.5, aspects 5 to 7.
    IMAGE_INFLUENCE = "image_influence", _("Influence on our business or image")
    TECH_ABSORPTION = "tech_absorption", _("Takes up technology and innovates")
    MARKET_STRENGTH = "market_strength", _("Strength to develop the market")
    # §3.6, blocks AL and ST.
    IDEA_ALIGNMENT = "idea_alignment", _("Ideas and management thinking agree with ours")
    POLICY_ACCEPTANCE = "policy_acceptance", _("Understands and accepts our policies")
    MANAGEMENT_ABILITY = "management_ability", _("Management and sales ability")
    NETWORK_BREADTH = "network_breadth", _("Sales network")
    PEER_STANDING = "peer_standing", _("Standing among peers")
    PEER_INFLUENCE = "peer_influence", _("Influence and prestige among peers")
    # §3.7.1.
    OPERATING = "operating", _("Operating capability")
    ECONOMIC = "economic", _("Economic strength")
    INTERACTION = "interaction", _("Interaction with us")
    SERVICE_ZONE = "service_zone", _("Service zone")
    # §5.3.
    MARKET_GROWTH = "market_growth", _("Growth of its market")
    COOPERATION = "cooperation", _("Inclination to co-operate")
    CULTURAL_FIT = "cultural_fit", _("Cultural fit")
    OPERATING_CONDITION = "operating_condition", _("Operating condition")
    STRATEGIC_VALUE = "strategic_value", _("Strategic value")
    CREDIT_SCORE = "credit_score", _("Credit score")
    # §5.2; without one the retention of its layer is estimated.
    RETENTION = "retention", _("Chance that it stays another year, in percent")
    # §6.5; the second and third group as the customer sees it.
    ATTRACTIVENESS_AVAILABLE_SPEND = "attractiveness_available_spend", _("Available spend")
    ATTRACTIVENESS_GROWTH = "attractiveness_growth", _("Growth")
    ATTRACTIVENESS_PROFITABILITY = "attractiveness_profitability", _("Profitability")
    ATTRACTIVENESS_FIT = "attractiveness_fit", _("Strategic and cultural fit")
    ATTRACTIVENESS_INFLUENCE = "attractiveness_influence", _("Influence")
    ATTRACTIVENESS_PAYMENT = "attractiveness_payment", _("Payment behaviour")
    OWN_SOLUTION = "own_solution", _("We: solution")
    OWN_DELIVERY = "own_delivery", _("We: delivery and service")
    OWN_PRICE = "own_price", _("We: price and total cost")
    OWN_TECHNICAL_SUPPORT = "own_technical_support", _("We: technical support")
    OWN_RELATION = "own_relation", _("We: relation")
    OWN_BRAND = "own_brand", _("We: brand")
    BEST_SOLUTION = "best_solution", _("Best competitor: solution")
    BEST_DELIVERY = "best_delivery", _("Best competitor: delivery and service")
    BEST_PRICE = "best_price", _("Best competitor: price and total cost")
    BEST_TECHNICAL_SUPPORT = "best_technical_support", _("Best competitor: technical support")
    BEST_RELATION = "best_relation", _("Best competitor: relation")
    BEST_BRAND = "best_brand", _("Best competitor: brand")


K = RatingKind


class Scale(NamedTuple):
    low: int
    high: int


TENS = tuple(kind for kind in K if kind.startswith(("attractiveness_", "own_", "best_")))
HUNDREDS = (K.STRATEGIC_VALUE, K.CREDIT_SCORE, K.RETENTION)
# Judged from 1 to 5 by the anchors; the service zone is a place, nobody's opinion.
JUDGED = tuple(kind for kind in K if kind not in {*TENS, *HUNDREDS, K.SERVICE_ZONE})
GOOD = 4  # "evidence on file"
APART = 2  # two raters so far apart are asked to look again

SCALES: dict[str, Scale] = {
    **dict.fromkeys((*JUDGED, K.SERVICE_ZONE), Scale(1, 5)),
    **dict.fromkeys(HUNDREDS, Scale(0, 100)),
    **dict.fromkeys(TENS, Scale(0, 10)),
}


def _within_scales() -> Q:
    kinds: dict[Scale, list[str]] = {}
    for kind, scale in SCALES.items():
        kinds.setdefault(scale, []).append(str(kind))
    return reduce(or_, (Q(kind__in=names, value__range=scale) for scale, names in kinds.items()))


class RatingQuerySet(FactQuerySet):
    def to_review(self) -> Any:
        """Account and kind, with `low` and `high`, where the latest ratings of two raters are
        two or more apart (domain Appendix B)."""
        latest = self.current().filter(kind__in=JUDGED).newest("account", "kind", "rater")
        groups = latest.order_by().values("account", "kind")
        ranges = groups.annotate(low=Min("value"), high=Max("value"))
        return ranges.filter(high__gte=F("low") + APART).order_by("account", "kind")


class Rating(Fact):
    """One rater's value of one kind. The newest current one of a kind counts."""

    kind = models.CharField(_("what is rated"), max_length=32, choices=RatingKind)
    value = models.PositiveSmallIntegerField(_("value"))
    note = models.TextField(_("note"), blank=True)
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("What shows it: a document, an event, a figure. Needed for 4 and 5."),
    )
    rater = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("rater"),
    )

    objects = RatingQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=_within_scales(), name="rating_within_its_scale"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def scale(self) -> Scale:
        return SCALES[self.kind]

    @property
    def needs_to_edit(self) -> tuple[Permission, ...]:
        """The credit score decides on terms: those who may see margins set it."""
        credit = (Permission.MARGIN_VIEW,) if self.kind == K.CREDIT_SCORE else ()
        return (*self.TO_EDIT, *credit)

    def clean(self) -> None:
        scale = SCALES.get(self.kind)
        if scale is None or self.value is None:
            return
        if not scale.low <= self.value <= scale.high:
            text = _("Choose a value from %(low)s to %(high)s.")
            raise ValidationError({"value": ValidationError(text, params=scale._asdict())})
        if self.kind in JUDGED and self.value >= GOOD and not self.evidence.strip():
            raise ValidationError({"evidence": _("Say what shows a 4 or a 5.")})
