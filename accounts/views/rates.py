"""Exchange rates: list and form."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.forms.others import RateForm
from accounts.models import ExchangeRate
from accounts.services.rates import save_rate
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.RATE_EDIT)
def rate_list(request: Request) -> HttpResponse:
    form = RateForm(request.POST or None, company=request.company)
    if form.is_valid():
        rate = save_rate(rate=form.save(commit=False), by=request.user)
        messages.success(
            request, _("The rate of %(currency)s is saved.") % {"currency": rate.currency}
        )
        return redirect("rate_list")
    rates = ExchangeRate.objects.order_by("currency", "-date")
    page = Paginator(rates, 50).get_page(request.GET.get("page"))
    context = {"nav": "settings", "subnav": "rates", "form": form, "page": page}
    if request.htmx and request.method == "GET":
        return render(request, "accounts/_rate_table.html", context)
    return render(request, "accounts/rate_list.html", context, status=422 if form.errors else 200)


@require(Permission.RATE_EDIT)
def rate_edit(request: Request, pk: int) -> HttpResponse:
    rate = get_object_or_404(ExchangeRate, pk=pk)
    form = RateForm(request.POST or None, instance=rate, company=request.company)
    if form.is_valid():
        save_rate(rate=form.save(commit=False), by=request.user)
        messages.success(
            request, _("The rate of %(currency)s is saved.") % {"currency": rate.currency}
        )
        return redirect("rate_list")
    context = {"nav": "settings", "subnav": "rates", "form": form, "rate": rate}
    return render(request, "accounts/rate_form.html", context, status=422 if form.errors else 200)
