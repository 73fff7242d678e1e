"""What a greeting may say: a template by occasion, in the reader's language, without an offer."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from relationships.care_rules import Occasion, next_public

TEMPLATES: dict[str, Promise] = {
    Occasion.NEW_YEAR: _("%(name)s, a happy New Year. Health and peace to you and your family."),
    Occasion.SPRING_FESTIVAL: _(
        "%(name)s, happy Spring Festival. A joyful and peaceful year to you and your family."
    ),
    Occasion.DRAGON_BOAT: _("%(name)s, I wish you a healthy and restful Dragon Boat Festival."),
    Occasion.MID_AUTUMN: _(
        "%(name)s, happy Mid-Autumn Festival. A full moon and a happy evening with your family."
    ),
    Occasion.NATIONAL_DAY: _("%(name)s, happy National Day. I wish you good days of rest."),
    Occasion.FOUNDING: _("%(name)s, all the best to you and your colleagues on founding day."),
    Occasion.COOPERATION: _(
        "%(name)s, today is the anniversary of our working together. Thank you for your trust."
    ),
    "birthday": _("%(name)s, happy birthday. Joy and health to you."),
    "other": _("%(name)s, I was thinking of you and wish you well."),
}


def suggested(occasion: str, today: date, contact: Contact) -> dict[str, str]:
    """Occasion and text to start with; the next public day if none is asked for."""
    chosen = occasion if occasion in TEMPLATES else next_public(today)[0][1].value
    return {
        "occasion": chosen,
        "text": str(TEMPLATES[chosen]) % {"name": contact.display_name},
    }
