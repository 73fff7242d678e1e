"""People: the list across accounts, and their form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.filters import ContactFilter
from accounts.forms.contacts import ContactForm
from accounts.models import Account, Contact
from accounts.services.contacts import create_contact, update_contact
from accounts.services.people import mark_back
from kam.lib.refusals import add_refusal
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50
SORTS = {"name": "sort_key", "account": "account__sort_key", "influence": "influence"}


@require(Permission.CONTACT_VIEW)
def contact_list(request: Request) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user).known().for_list()
    found = ContactFilter(request.GET, queryset=visible, request=request)
    sort = request.GET.get("sort", "name")
    if sort.lstrip("-") not in SORTS:
        sort = "name"
    key = F(SORTS[sort.lstrip("-")])
    order = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    contacts = found.qs.order_by(order, "pk")
    page = Paginator(contacts, PER_PAGE).get_page(request.GET.get("page"))
    account = (
        Account.objects.visible_to(request.user).filter(pk=_number(request, "account") or 0).first()
    )
    context = {
        "nav": "accounts",
        "subnav": "contacts",
        "filter": found,
        "page": page,
        "sort": sort,
        "account": account,
        "narrowed": any(
            value for name, value in request.GET.items() if name not in ("page", "sort")
        ),
    }
    partial = "accounts/_contact_table.html"
    return render(request, partial if request.htmx else "accounts/contact_list.html", context)


def _number(request: Request, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


@require(Permission.CONTACT_EDIT)
def contact_create(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    form = ContactForm(request.POST or None, account=account)
    if form.is_valid():
        try:
            contact = create_contact(account=account, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            return _saved(request, contact)
    return _form(request, form, account)


@require(Permission.CONTACT_EDIT)
def contact_edit(request: Request, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    form = ContactForm(request.POST or None, instance=contact, account=contact.account)
    if form.is_valid():
        try:
            update_contact(contact=contact, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            return _saved(request, contact)
    may = has_permission(request.user, Permission.RECORD_MERGE)
    merges = may or contact.account.owner_id == request.user.pk
    return _form(request, form, contact.account, merges=merges)


@require_POST
@require(Permission.CONTACT_EDIT)
def contact_back(request: Request, pk: int) -> HttpResponse:
    """Somebody who was marked as gone is there."""
    contact = mark_back(contact=_contact(request, pk), by=request.user)
    messages.success(request, _("%(name)s is there again.") % {"name": contact})
    return redirect("account_people", pk=contact.account_id)


def _contact(request: Request, pk: int) -> Contact:
    visible = Contact.objects.visible_to(request.user).known().select_related("account")
    found: Contact = get_object_or_404(visible, pk=pk)
    return found


def _saved(request: Request, contact: Contact) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": contact.display_name})
    return redirect("account_people", pk=contact.account_id)


def _form(
    request: Request, form: ContactForm, account: Account, *, merges: bool = False
) -> HttpResponse:
    """`merges`: whether the page leads to the merge with another record."""
    context = {"nav": "accounts", "subnav": "contacts", "form": form, "account": account}
    context["merges"] = merges
    return render(
        request, "accounts/contact_form.html", context, status=422 if form.errors else 200
    )
