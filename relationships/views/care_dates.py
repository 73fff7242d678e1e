"""Days to remember: entered, corrected, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Account, Contact
from kam.lib.days import full_day
from relationships.care_forms import CareDateForm
from relationships.models import CareDate
from relationships.services import care_dates
from relationships.views.care import visible_contact
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.CONTACT_EDIT)
def care_date_create(request: Request, pk: int) -> HttpResponse:
    """A day of a person."""
    contact = visible_contact(request, pk)
    return _create(request, contact.account, contact)


@require(Permission.CONTACT_EDIT)
def account_day_create(request: Request, pk: int) -> HttpResponse:
    """A day of an account: founded, or working together since."""
    return _create(request, get_object_or_404(Account.objects.visible_to(request.user), pk=pk))


def _create(request: Request, account: Account, contact: Contact | None = None) -> HttpResponse:
    form = CareDateForm(request.POST or None, of_account=contact is None)
    made = saved(
        form,
        care_dates.add_care_date,
        account=account,
        contact=contact,
        by=request.user,
        today=clock.today(),
    )
    return _saved(request, made) if made else _form(request, form, account, contact)


@require(Permission.CONTACT_EDIT)
def care_date_edit(request: Request, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    of_account = row.contact is None
    form = CareDateForm(request.POST or None, instance=row, of_account=of_account)
    made = saved(
        form,
        care_dates.update_care_date,
        care_date=row,
        by=request.user,
        today=clock.today(),
    )
    return _saved(request, made) if made else _form(request, form, row.account, row.contact)


@require(Permission.CONTACT_EDIT)
@require_POST
def care_date_remove(request: Request, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    care_dates.remove_care_date(care_date=row, by=request.user)
    messages.success(request, _("The day is removed."))
    return redirect(_back(row.account, row.contact))


def _visible(request: Request, pk: int) -> CareDate:
    rows = CareDate.objects.visible_to(request.user)
    found: CareDate = get_object_or_404(rows.select_related("account", "contact"), pk=pk)
    return found


def _saved(request: Request, row: CareDate) -> HttpResponse:
    said = {"what": row.name, "day": full_day(row.next_on)}
    messages.success(request, _("%(what)s is saved; the next time is %(day)s.") % said)
    return redirect(_back(row.account, row.contact))


def _back(account: Account, contact: Contact | None) -> str:
    if contact:
        return reverse("contact_care", args=[contact.pk])
    return reverse("account_detail", args=[account.pk])


def _form(
    request: Request, form: CareDateForm, account: Account, contact: Contact | None
) -> HttpResponse:
    context = {
        "form": form,
        "account": account,
        "contact": contact,
        "back": _back(account, contact),
        "nav": "relationships",
        "subnav": "care",
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/care_date_form.html", context, status=status)
