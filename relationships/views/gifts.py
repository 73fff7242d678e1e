"""Gifts: asked for, decided on, handed over, reported by year."""

import csv
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.services.exports import log_export
from relationships import care_book
from relationships.gift_forms import DeliveryForm, GiftForm, RefusalForm
from relationships.gift_report import GiftReport, with_people, years
from relationships.models import CareLimits, Gift
from relationships.models.gift import GiftStatus
from relationships.services import gifts
from relationships.services.gifts import Wish
from relationships.views.care import visible_contact
from relationships.views.saving import complain, saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50


@require(Permission.GIFT_REQUEST)
def gift_request(request: Request, pk: int) -> HttpResponse:
    """Ask for a gift to a person; what forbids it is said by the field."""
    contact, today, limits = visible_contact(request, pk), clock.today(), CareLimits.current()
    form = GiftForm(request.POST or None, initial={"planned_on": today})

    def ask(*, warned: bool, **wish: Any) -> Gift:
        return gifts.request_gift(
            contact=contact, by=request.user, wish=Wish(**wish), warned=warned
        )

    if made := saved(form, ask):
        messages.success(request, _asked(made))
        return redirect("contact_care", pk=contact.pk)
    if form.has_error("item", "near") and len(form.errors) == 1:
        form.was_warned()
    given = list(Gift.objects.filter(contact=contact).for_list())
    context = {
        "form": form,
        "contact": contact,
        "account": contact.account,
        "limits": limits,
        "given": given,
        "year": care_book.GiftYear.of(given, today.year, limits),
        "no_gifts": care_book.no_gifts(contact.account, limits),
        "nav": "relationships",
        "subnav": "care",
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/gift_form.html", context, status=status)


def _asked(gift: Gift) -> str:
    if gift.is_waiting:
        return _("The gift waits for a manager's approval.")
    return _("The gift is within the limits and may be handed over.")


@require(Permission.CONTACT_VIEW)
@require_GET
def gift_detail(request: Request, pk: int) -> HttpResponse:
    """One gift with its trail, and what the reader may do about it."""
    return _detail(request, _visible(request, pk))


def _detail(
    request: Request,
    gift: Gift,
    refusal: RefusalForm | None = None,
    delivery: DeliveryForm | None = None,
) -> HttpResponse:
    wrong = bool((refusal and refusal.errors) or (delivery and delivery.errors))
    decides = has_permission(request.user, Permission.GIFT_APPROVE) and gift.is_waiting
    context = {
        "gift": gift,
        "may_decide": decides and gift.giver_id != request.user.pk,
        "own": decides and gift.giver_id == request.user.pk,
        "may_deliver": gift.may_be_handed_over(request.user),
        "may_withdraw": has_permission(request.user, Permission.GIFT_REQUEST)
        and gift.may_be_withdrawn(request.user),
        "refusal": refusal or RefusalForm(),
        "delivery": delivery or DeliveryForm(initial={"delivered_on": clock.today()}),
        "nav": "relationships",
        "subnav": "care",
    }
    status = 422 if wrong else 200
    return render(request, "relationships/gift_detail.html", context, status=status)


def _visible(request: Request, pk: int) -> Gift:
    found: Gift = get_object_or_404(Gift.objects.visible_to(request.user).for_list(), pk=pk)
    return found


@require(Permission.GIFT_APPROVE)
@require_POST
def gift_approve(request: Request, pk: int) -> HttpResponse:
    gift = _visible(request, pk)
    try:
        gifts.approve_gift(gift=gift, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("gift_detail", pk=pk)
    messages.success(request, _("The gift is approved."))
    return redirect("gift_detail", pk=pk)


@require(Permission.GIFT_APPROVE)
@require_POST
def gift_refuse(request: Request, pk: int) -> HttpResponse:
    gift, form = _visible(request, pk), RefusalForm(request.POST)
    if saved(form, gifts.refuse_gift, gift=gift, by=request.user, now=clock.now()):
        messages.success(request, _("The gift is refused."))
        return redirect("gift_detail", pk=pk)
    return _detail(request, gift, refusal=form)


@require(Permission.GIFT_REQUEST)
@require_POST
def gift_deliver(request: Request, pk: int) -> HttpResponse:
    """By the giver only."""
    gift, form = _visible(request, pk), DeliveryForm(request.POST)
    if gift.giver_id != request.user.pk:
        raise PermissionDenied
    if form.is_valid():
        day = form.cleaned_data["delivered_on"]
        try:
            gifts.deliver_gift(gift=gift, by=request.user, on=day, today=clock.today())
        except ValidationError as refusal:
            complain(form, refusal)
        else:
            messages.success(request, _("Noted as handed over."))
            return redirect("contact_care", pk=gift.contact_id)
    return _detail(request, gift, delivery=form)


@require(Permission.GIFT_REQUEST)
@require_POST
def gift_withdraw(request: Request, pk: int) -> HttpResponse:
    """By the giver, or by who owns the account now."""
    gift = _visible(request, pk)
    try:
        gifts.withdraw_gift(gift=gift, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("gift_detail", pk=pk)
    messages.success(request, _("The gift is taken back. It counts for nothing."))
    return redirect("contact_care", pk=gift.contact_id)


def _year(text: str) -> int:
    this_year = clock.today().year
    return int(text) if text.isdecimal() and 1900 <= int(text[:9]) <= this_year + 1 else this_year


@require(Permission.CONTACT_VIEW)
@require_GET
def gift_list(request: Request) -> HttpResponse:
    """The report of a year: what each person got, and what waits for the reader's decision."""
    year = _year(request.GET.get("year", ""))
    report = GiftReport(request.user, year)
    page = Paginator(report.rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": years(request.user, clock.today().year),
        "page": page,
        "rows": with_people(list(page.object_list)),
        "totals": report.totals(),
        "cap": CareLimits.current().year_cap,
        "waiting": list(Gift.objects.waiting_for(request.user).for_list()[:PER_PAGE]),
        "may_export": has_permission(request.user, Permission.ACCOUNT_EXPORT),
        "statuses": GiftStatus,
        "nav": "relationships",
        "subnav": "care",
    }
    return render(request, "relationships/gift_list.html", context)


@require(Permission.ACCOUNT_EXPORT)
@require_POST
def gift_export(request: Request) -> HttpResponse:
    """The report as CSV. A POST: exports are logged."""
    year = _year(request.POST.get("year", ""))
    heads = [_("Receiver"), _("Account"), _("Gifts"), _("Value"), _("Handed over")]
    lines = list(GiftReport(request.user, year).lines(heads))
    log_export(by=request.user, what="gifts", query=f"year={year}", rows=len(lines) - 1)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="gifts-{year}.csv"'
    writer: Any = csv.writer(response)
    writer.writerows(lines)
    return response
