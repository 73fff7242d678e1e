"""Words of care in both languages."""

from relationships.care_rules import Occasion
from relationships.models.greeting import OCCASIONS

OCCASION_NAMES = {Occasion(value): name for value, name in OCCASIONS if value in list(Occasion)}
GIFT_TONE = {
    "requested": "grey",
    "waiting": "amber",
    "approved": "green",
    "refused": "red",
    "delivered": "green",
    "withdrawn": "grey",
}
