"""Handing accounts to another owner: choose, look, confirm; or one by its form."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms.others import TransferForm
from accounts.models.querysets import AccountQuerySet
from accounts.services.transfer import transferable
from accounts.views import accounts as records
from kam.dashboards import account_conditions
from kam.dashboards.account_filter import book
from relationships.services.handover import hand_over, update_account
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

SHOWN = 20


@require(Permission.ACCOUNT_TRANSFER)
def account_transfer(request: Request) -> HttpResponse:
    """GET and a POST without `confirm` only show what would happen, once accounts are chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    ids = [int(each) for each in sent.getlist("ids") if each.isdecimal() and len(each) < 18]
    ids = [] if sent.get("all") else ids
    if request.method == "POST" and not ids and not sent.get("all"):
        messages.warning(request, _("Tick the accounts to hand over first."))
        return redirect("account_list")
    found = book(request.user, query, request)
    chosen = found.qs.filter(pk__in=ids) if ids else found.qs
    accounts = transferable(chosen, by=request.user)
    confirmed = request.method == "POST" and "confirm" in request.POST
    form = TransferForm(request.POST if confirmed else None, user=request.user)
    if confirmed and form.is_valid():
        return _transfer(request, form, accounts, account_conditions.without(query, "ids", "all"))
    chips = account_conditions.chips(request.user, found, query)
    count = accounts.count()
    context = {
        "nav": "accounts",
        "subnav": "accounts",
        "form": form,
        "filter": found,
        "ids": ids,
        "query": account_conditions.without(query, "ids", "all"),
        "chips": chips,
        "chosen": bool(ids or sent.get("all") or chips),  # the whole book only on request
        "count": count,
        "left_out": chosen.count() - count,
        "accounts": accounts.for_list().order_by("sort_key", "pk")[:SHOWN],
        "shown": SHOWN,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/transfer.html", context, status=status)


def _transfer(
    request: Request, form: TransferForm, accounts: AccountQuerySet, query: str
) -> HttpResponse:
    """Back to the list with the conditions the accounts were chosen by."""
    to = form.cleaned_data["to"]
    move_unit = form.cleaned_data["move_unit"]
    count, lists = hand_over(
        accounts=accounts, to=to, by=request.user, on=clock.today(), move_unit=move_unit
    )
    text = ngettext(
        "%(count)s account now belongs to %(name)s.",
        "%(count)s accounts now belong to %(name)s.",
        count,
    )
    messages.success(request, text % {"count": count, "name": to})
    if lists:
        text = ngettext(
            "%(count)s hand-over waits for %(name)s.",
            "%(count)s hand-overs wait for %(name)s.",
            lists,
        )
        messages.info(request, text % {"count": lists, "name": to})
    return redirect(f"{reverse('account_list')}?{query}".rstrip("?"))


@require(Permission.ACCOUNT_EDIT)
def account_edit(request: Request, pk: int) -> HttpResponse:
    """The form of an account; another owner gets a hand-over."""
    return records.account_edit(request, pk, save=partial(update_account, on=clock.today()))
