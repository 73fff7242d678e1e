"""Templates: a change is the next version, and a new plan copies the newest."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import (
    DEVELOPMENT,
    Plan,
    PlanCheck,
    PlanMilestone,
    PlanTemplate,
    RowKind,
    TemplateRow,
)
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def change_template(*, purpose: str, rows: Sequence[TemplateRow], by: User) -> PlanTemplate | None:
    """The next version with these rows, in this order; None where they say nothing new.

    Plans that are made keep theirs."""
    if not has_permission(by, Permission.STANDARD_EDIT):
        raise PermissionDenied
    _check(purpose, rows)
    last = PlanTemplate.objects.select_for_update().filter(purpose=purpose).order_by("-version")
    newest = last.first()
    if newest and _said(list(newest.rows.order_by("place", "pk"))) == _said(rows):
        return None
    version = newest.version + 1 if newest else 1
    made = PlanTemplate.objects.create(purpose=purpose, version=version, made_by=by)
    for place, row in enumerate(rows, 1):
        row.template, row.place = made, place
    TemplateRow.objects.bulk_create(rows)
    return made


def _check(purpose: str, rows: Sequence[TemplateRow]) -> None:
    """Plans made from the rows can be worked with."""
    if not rows:
        raise ValidationError(_("A template with nothing in it helps nobody."))
    kinds = [row.kind for row in rows]
    if purpose in DEVELOPMENT and RowKind.MILESTONE not in kinds:
        raise ValidationError(
            _("Keep at least one milestone: a development plan is measured by its milestones.")
        )
    parts = [row.need for row in rows if row.kind == RowKind.SECTION]
    if len(parts) > len(set(parts)):
        raise ValidationError(_("Each part of the plan has one row only."))


def _said(rows: Sequence[TemplateRow]) -> list[tuple[str, str, str, int, str]]:
    """The rows of each kind in their order; between kinds there is none."""
    in_kinds = sorted(rows, key=lambda row: row.kind)
    return [(row.kind, row.zh, row.en, row.days, row.need) for row in in_kinds]


def copy_into(plan: Plan) -> None:
    """Milestones and points of the newest template; what is due after the end is due at the end."""
    template = PlanTemplate.objects.newest(plan.purpose)
    if template is None:
        return
    plan.template = template
    plan.save(update_fields=["template"])
    rows = list(template.rows.order_by("place"))
    PlanMilestone.objects.bulk_create(
        PlanMilestone(
            plan=plan,
            place=row.place,
            zh=row.zh,
            en=row.en,
            due_on=min(plan.starts_on + timedelta(days=row.days), plan.ends_on),
        )
        for row in rows
        if row.kind == RowKind.MILESTONE
    )
    PlanCheck.objects.bulk_create(
        PlanCheck(plan=plan, place=row.place, zh=row.zh, en=row.en)
        for row in rows
        if row.kind == RowKind.CHECK
    )
