"""Editing scenarios and their checklists."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from relationships.models import ScenarioStandard
from staff.models import User


@transaction.atomic
def save_scenario(*, scenario: ScenarioStandard, by: User) -> ScenarioStandard:
    """Keep a scenario; its checklist has as many items in one language as in the other.

    Visits keep what was ticked at the time. Who changed what is in the row's history.
    """
    if len(scenario.items_zh) != len(scenario.items_en):
        raise ValidationError({"items_en": _("Write as many lines as in Chinese.")})
    if len(set(scenario.items_zh)) != len(scenario.items_zh):
        raise ValidationError({"items_zh": _("Each line once.")})
    scenario.full_clean(validate_unique=False)
    scenario.save()
    return scenario
