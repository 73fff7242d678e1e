"""The people of an account: the map, who of ours knows whom, and quick changes in the rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.contacts import InfluenceForm, PlaceForm
from accounts.models import Account, Contact, Influence
from accounts.services.contacts import update_contact
from accounts.services.people import remove_influence, set_influence
from kam.lib.refusals import add_refusal
from relationships.drawing import drawing, in_words
from relationships.models.people import board_of
from staff.http import Request, require
from staff.permissions import Permission, has_permission


@require(Permission.CONTACT_VIEW)
@require_GET
def account_people(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, "relationships/account_people.html", _context(request, account))


@require(Permission.CONTACT_EDIT)
def contact_place(request: Request, pk: int) -> HttpResponse:
    """Role, attitude, influence and boss of one person; in the row of the table under htmx."""
    visible = Contact.objects.visible_to(request.user).select_related("account__owner")
    contact = get_object_or_404(visible, pk=pk)
    form = PlaceForm(request.POST or None, instance=contact, account=contact.account)
    if request.method == "POST" and form.is_valid():
        try:
            update_contact(contact=contact, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            return _board(request, contact.account)
    context = {"form": form, "contact": contact, "account": contact.account, "nav": "accounts"}
    name = "_person_form" if request.htmx else "contact_place"
    status = 422 if form.errors else 200
    response = render(request, f"relationships/{name}.html", context, status=status)
    if form.errors:  # the row stays open, with its reasons
        response["HX-Retarget"], response["HX-Reswap"] = f"#person-{pk}", "outerHTML"
    return response


@require_POST
@require(Permission.CONTACT_EDIT)
def influence_set(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    people = Contact.objects.visible_to(request.user).filter(account=account).active()
    form = InfluenceForm(request.POST, people=people.by_weight())
    if form.is_valid():
        try:
            set_influence(by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            add_refusal(form, problem)
    return _board(request, account, form if form.errors else None)


@require_POST
@require(Permission.CONTACT_EDIT)
def influence_remove(request: Request, pk: int) -> HttpResponse:
    lines = Influence.objects.visible_to(request.user).select_related("account__owner")
    line = get_object_or_404(lines, pk=pk)
    remove_influence(line=line, by=request.user)
    return _board(request, line.account)


def _board(request: Request, account: Account, form: InfluenceForm | None = None) -> HttpResponse:
    """What was changed, drawn anew; without htmx the page."""
    if form is None and not request.htmx:
        return redirect("account_people", pk=account.pk)
    if not request.htmx:
        account = Account.objects.visible_to(request.user).for_page().get(pk=account.pk)
    name = "_people_board" if request.htmx else "account_people"
    context = _context(request, account, form)
    return render(request, f"relationships/{name}.html", context, status=422 if form else 200)


def _context(
    request: Request, account: Account, form: InfluenceForm | None = None
) -> dict[str, Any]:
    board = board_of(account, request.user)
    edits = has_permission(request.user, Permission.CONTACT_EDIT) and len(board.rows) > 1
    return {
        "account": account,
        "tab": "people",
        "nav": "accounts",
        "board": board,
        "drawing": drawing(board),
        "words": in_words(board),
        "line_form": form or (InfluenceForm(people=board.there) if edits else None),
    }
