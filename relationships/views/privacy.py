"""What is kept about one person: read, taken along, erased (domain §9.3)."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.services.exports import log_export
from relationships.privacy_forms import ErasureForm
from relationships.services.contact_data import contact_data, described
from relationships.services.erasure import erase_contact
from relationships.views.care import visible_contact
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission


@require(Permission.CONTACT_VIEW)
@require_GET
def contact_privacy(request: Request, pk: int) -> HttpResponse:
    """Where the data is from and what it is kept for; the ways to take it along and to erase it."""
    return _page(request, pk, ErasureForm())


def _page(request: Request, pk: int, form: ErasureForm) -> HttpResponse:
    contact = visible_contact(request, pk)
    context = {
        "contact": contact,
        "account": contact.account,
        "form": form,
        "may_export": has_permission(request.user, Permission.ACCOUNT_EXPORT),
        "may_erase": has_permission(request.user, Permission.CONTACT_ERASE),
        "nav": "accounts",
        "subnav": "contacts",
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/contact_privacy.html", context, status=status)


@require(Permission.ACCOUNT_EXPORT)
@require_POST
def contact_export(request: Request, pk: int) -> HttpResponse:
    """Everything about one person, for that person: as JSON or to read. A POST: it is logged."""
    contact = visible_contact(request, pk)
    data = contact_data(contact=contact, user=request.user)
    rows = 1 + sum(len(part) for part in data.values() if isinstance(part, list))
    readable = request.POST.get("as") == "page"
    query = f"contact={contact.pk}&as={'page' if readable else 'json'}"
    log_export(by=request.user, what="contact", query=query, rows=rows)
    if readable:
        context = {"contact": contact, "parts": described(data), "today": clock.today()}
        context |= {"nav": "accounts", "subnav": "contacts"}
        return render(request, "relationships/contact_data.html", context)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contact-{contact.pk}.json"'
    return response


@require(Permission.CONTACT_ERASE)
@require_POST
def contact_erase(request: Request, pk: int) -> HttpResponse:
    """For good: who erases types the name."""
    contact = visible_contact(request, pk)
    form = ErasureForm(request.POST)
    if saved(form, erase_contact, contact=contact, by=request.user, now=clock.now()):
        messages.success(request, _("What was kept about this person is erased."))
        return redirect("account_people", pk=contact.account_id)
    return _page(request, pk, form)
