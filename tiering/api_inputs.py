"""What an account's classes were computed from, each with the page that lists its rows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.rating import RatingKind
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.api_facts import (
    MARGIN_AMOUNT,
    OPEN,
    SALES_AMOUNT,
    VALUE_AMOUNT,
    Allowed,
    said,
)
from tiering.engine.columns import UNKNOWN
from tiering.models import Score
from tiering.reader import Reader

LEDGER, FILE = "ledger", "file"


@dataclass(frozen=True, slots=True)
class Input:
    """A stored measure: who may see it, what it is called, where its rows are."""

    name: str
    label: Promise
    rows: str
    allowed: Allowed = OPEN


INPUTS = (
    Input("net_revenue", _("Net revenue"), LEDGER, SALES_AMOUNT),
    Input("cost_of_goods", _("Cost of goods"), LEDGER, MARGIN_AMOUNT),
    Input("cost_to_serve", _("Cost to serve"), "cost", MARGIN_AMOUNT),
    Input("value", _("Value it is ranked by"), LEDGER, VALUE_AMOUNT),
    Input("clv", _("Lifetime value"), LEDGER, MARGIN_AMOUNT),
    Input("occasions", _("Purchase days"), LEDGER),
    Input("window_occasions", _("Purchase days in the measure window"), LEDGER),
    Input("days_since_last", _("Days since the last purchase"), LEDGER),
    Input("median_interval", _("Usual interval"), LEDGER),
    Input("tenure_months", _("Months of buying without a long break"), LEDGER),
    Input("history_months", _("Months since the first purchase"), LEDGER),
    Input("referred_buyers", _("Referred accounts that bought"), "referral"),
    Input("referred_big", _("Of these with large revenue"), "referral"),
    Input("credit_score", _("Credit score"), RatingKind.CREDIT_SCORE),
    Input("strategic_value", _("Strategic value"), RatingKind.STRATEGIC_VALUE),
    Input("profile_pct", _("File complete, in percent"), FILE),
)
# Absent unless known: the amount stands for nothing then.
KNOWN_BY = {"cost_of_goods": "revenue_with_cost", "clv": "clv_known"}
# The kind of fact behind each criterion; the rest are ratings of the criterion's own name.
SOURCES = {
    "INTEGRITY": "payment",
    "OPERATING": RatingKind.OPERATING,
    "ECONOMIC": RatingKind.ECONOMIC,
    "LOCATION": RatingKind.SERVICE_ZONE,
    "MAX_DEMAND": "wallet",
    "DEV_COST": "cost",
    "INTERACTION": RatingKind.INTERACTION,
    "KEEP_COST": "cost",
    "wallet_gap": "wallet",
    "policy_execution_rate": "policy-check",
    "performance_pct": LEDGER,
}


def inputs_of(score: Score, reader: Reader, user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "label": str(each.label),
            "value": said(_known(score, each.name), each.allowed),
            "url": rows_url(score.account_id, each.rows, user),
        }
        for each in INPUTS
        if each.allowed.right.has(reader)
    ]


def _known(score: Score, name: str) -> Any:
    value = getattr(score, name)
    if name in KNOWN_BY and not getattr(score, KNOWN_BY[name]):
        return None
    if name in ("net_revenue", "cost_to_serve", "value", "clv", "cost_of_goods"):
        return value
    return None if value == UNKNOWN or value != value else value  # nan: no rhythm of its own


def rows_url(account: int, rows: str, user: User) -> str | None:
    """Where the rows are listed; None where this reader would be refused."""
    if rows == FILE:
        return reverse("account_detail", args=[account])
    if not has_permission(user, Permission.BUSINESS_VIEW):
        return None
    if rows == LEDGER:
        return reverse("account_business", args=[account])
    if rows in RatingKind.values:
        return f"{reverse('fact_list', args=[account, 'rating'])}?{urlencode({'kind': rows})}"
    if rows == "cost" and not has_permission(user, Permission.MARGIN_VIEW):
        return None
    return reverse("fact_list", args=[account, rows])
