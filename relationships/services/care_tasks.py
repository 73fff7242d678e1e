"""Courtesies promised and done."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from relationships.models import CareTask
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def add_care_task(*, contact: Contact, by: User, deed: str, due_on: date) -> CareTask:
    """`by` promises a courtesy to `contact`."""
    _may_write(by)
    if not contact.is_active:
        raise ValidationError(_("This person has left: nothing new is planned."))
    task = CareTask(
        account_id=contact.account_id, contact=contact, owner=by, deed=deed, due_on=due_on
    )
    task.clean_fields(exclude={"done_on", "done_by"})
    task.save()
    return task


@transaction.atomic
def finish_care_task(*, task: CareTask, by: User, today: date) -> CareTask:
    """It is done; done twice keeps who was first."""
    _may_write(by)
    task = CareTask.objects.select_for_update().get(pk=task.pk)
    if task.done_on is None:
        task.done_on, task.done_by = today, by
        task.save(update_fields=["done_on", "done_by"])
    return task


def _may_write(by: User) -> None:
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied
