"""Opening and renaming projects; their states are facts (`accounts.services.facts`)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, Project, ProjectState
from accounts.models.project_state import Stage
from accounts.services.facts import add_fact
from staff.models import User
from staff.permissions import Permission, has_permission

FIELDS = frozenset(["name", "code", "product", "owner", "opened_on"])


@transaction.atomic
def create_project(
    *,
    account: Account,
    by: User,
    name: str,
    opened_on: date,
    owner: User | None = None,
    code: str = "",
    product: str = "",
    stage: str = Stage.LEAD,
    value_base: Decimal = Decimal(0),
    is_strategic: bool = False,
    reason: str = "",
) -> Project:
    """A new project with its first state, true from the day it was opened."""
    project = Project(
        account=account,
        name=name,
        code=code,
        product=product,
        owner=owner or account.owner,
        opened_on=opened_on,
    )
    _may_write(project, by)
    project.full_clean()
    project.save()
    add_fact(
        model=ProjectState,
        account=account,
        by=by,
        project=project,
        date=opened_on,
        stage=stage,
        value_base=value_base,
        is_strategic=is_strategic,
        reason=reason,
    )
    return project


@transaction.atomic
def update_project(*, project: Project, by: User, **changes: Any) -> Project:
    """Change what is given of name, number, product, owner and day of opening."""
    if unknown := changes.keys() - FIELDS:
        raise TypeError(f"not a field of a project: {', '.join(sorted(unknown))}")
    _may_write(project, by)
    for name, value in changes.items():
        setattr(project, name, value)
    project.full_clean()
    project.save()
    return project


@transaction.atomic
def move_project(*, project: Project, by: User, date: date, **state: Any) -> ProjectState:
    """The project stands elsewhere from `date` on; what is not given stays as it was."""
    before = ProjectState.objects.current().filter(project=project).for_list().first()
    kept = {
        name: getattr(before, name) for name in ("stage", "value_base", "is_strategic") if before
    }
    fields = {**kept, **state}
    return add_fact(
        model=ProjectState, account=project.account, by=by, project=project, date=date, **fields
    )


def _may_write(project: Project, by: User) -> None:
    if not has_permission(by, Permission.FACT_EDIT):
        raise PermissionDenied
    if not Account.objects.visible_to(by).filter(pk=project.account_id).exists():
        raise PermissionDenied
