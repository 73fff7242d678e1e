"""Company settings. They live in `staff`; whether the currency may change depends on the ledger."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import LedgerEntry
from staff.forms import CompanyForm
from staff.http import Request, require
from staff.models import Company
from staff.permissions import Permission
from staff.services import company
from tiering.services.policies import follow_base_currency


@require(Permission.COMPANY_EDIT)
def company_edit(request: Request) -> HttpResponse:
    locked = LedgerEntry.objects.exists()
    form = CompanyForm(
        request.POST or None, instance=Company.current(), base_currency_locked=locked
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                saved = company.update(
                    by=request.user, base_currency_locked=locked, **form.cleaned_data
                )
                follow_base_currency(currency=saved.base_currency, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The company settings were saved."))
            return redirect("company_edit")
    context = {"nav": "settings", "subnav": "company", "form": form}
    return render(request, "staff/company.html", context)
