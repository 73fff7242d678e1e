"""The relationship tab of an account, and assessing its levels."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account, Contact
from relationships.forms_levels import LeavingForm, LevelForm, PartnershipForm, first_words
from relationships.models import Axis, GridRules, Level, Partnership
from relationships.people_levels import levels_of
from relationships.relation_page import chart_of, head_of, page_of
from relationships.services import levels, partnerships
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission

FRAME = {"nav": "accounts", "subnav": "accounts", "tab": "relationship"}


@require_GET
@require(Permission.CONTACT_VIEW)
def account_relationship(request: Request, pk: int) -> HttpResponse:
    account = opened(request, pk)
    return tab(request, account)


def tab(
    request: Request, account: Account, leaving: LeavingForm | None = None, status: int = 200
) -> HttpResponse:
    today, user = clock.today(), request.user
    standing = head_of(account, today)
    page = page_of(account, standing, today)
    context = {
        **FRAME,
        "account": account,
        "standing": standing,
        "page": page,
        "levels": levels_of(account, user, page.rules, today),
        "chart": chart_of(page.path, today),
        "leaving_form": leaving or LeavingForm(),
        "may_assess": has_permission(user, Permission.LEVEL_ASSESS),
        "may_propose": has_permission(user, Permission.LEVEL_PROPOSE),
        "may_confirm": has_permission(user, Permission.LEVEL_CONFIRM),
    }
    return render(request, "relationships/account_relationship.html", context, status=status)


def opened(request: Request, pk: int) -> Account:
    found: Account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    return found


def team_of(account: Account, user: User) -> list[User]:
    """For whom the user may assess: managers for everybody around the account, others for
    themselves."""
    if not has_permission(user, Permission.LEVEL_CONFIRM):
        return []
    around = [account.owner, account.sponsor, user, *account.members.order_by("name", "pk")]
    return list({person.pk: person for person in around if person and person.is_active}.values())


@require(Permission.LEVEL_ASSESS)
def level_person(request: Request, pk: int) -> HttpResponse:
    """How one of us stands with this contact."""
    visible = Contact.objects.visible_to(request.user).select_related("account")
    contact = get_object_or_404(visible, pk=pk)
    account = opened(request, contact.account_id)
    known = Level.objects.filter(contact=contact, colleague=request.user).counting().newest()
    team = team_of(account, request.user)
    form = level_form(request, Axis.PERSONAL, known.first(), team)
    if form.is_valid():
        colleague = form.cleaned_data.get("colleague", request.user)
        try:
            level = levels.assess_person(
                contact=contact,
                colleague=colleague,
                finding=form.finding(),
                by=request.user,
                now=clock.now(),
            )
            return _saved(request, level)
        except ValidationError as error:
            form.add_error(None, error)
    return _asked(request, account, form, contact)


@require(Permission.LEVEL_PROPOSE)
def level_company(request: Request, pk: int) -> HttpResponse:
    """How the customer stands with us; a manager's own word counts at once."""
    account = opened(request, pk)
    known = account.levels.filter(axis=Axis.COMPANY).counting().newest().first()
    form = level_form(request, Axis.COMPANY, known, [])
    if form.is_valid():
        try:
            level = levels.assess_company(
                account=account, finding=form.finding(), by=request.user, now=clock.now()
            )
            return _saved(request, level)
        except ValidationError as error:
            form.add_error(None, error)
    return _asked(request, account, form, None)


def level_form(request: Request, axis: str, known: Level | None, team: list[User]) -> LevelForm:
    return LevelForm(
        request.POST or None,
        initial=first_words(known, clock.today()),
        preset=GridRules.current().preset,
        axis=axis,
        colleagues=team,
        asks=not has_permission(request.user, Permission.LEVEL_CONFIRM),
    )


def _asked(
    request: Request, account: Account, form: LevelForm, contact: Contact | None
) -> HttpResponse:
    context = {
        **FRAME,
        "account": account,
        "form": form,
        "contact": contact,
        "needed": GridRules.current().evidence_needed,
        "waits": contact is None and not has_permission(request.user, Permission.LEVEL_CONFIRM),
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/level_form.html", context, status=status)


def _saved(request: Request, level: Level) -> HttpResponse:
    waits = _("The level is saved and waits for a manager.")
    messages.success(request, waits if level.is_waiting else _("The level is saved."))
    return redirect("account_relationship", pk=level.account_id)


def _decided(request: Request, pk: int) -> Level:
    return get_object_or_404(Level.objects.visible_to(request.user), pk=pk)


@require_POST
@require(Permission.LEVEL_CONFIRM)
def level_confirm(request: Request, pk: int) -> HttpResponse:
    level = levels.confirm(level=_decided(request, pk), by=request.user, now=clock.now())
    words = _("The level counts now.") if level.counts else _("Somebody has decided on it already.")
    messages.success(request, words)
    return redirect("account_relationship", pk=level.account_id)


@require_POST
@require(Permission.LEVEL_CONFIRM)
def level_refuse(request: Request, pk: int) -> HttpResponse:
    level = levels.refuse(level=_decided(request, pk), by=request.user, now=clock.now())
    words = _("Somebody has decided on it already.") if level.counts else _("It will not count.")
    messages.success(request, words)
    return redirect("account_relationship", pk=level.account_id)


@require_POST
@require(Permission.LEVEL_CONFIRM)
def relation_leaving(request: Request, pk: int) -> HttpResponse:
    """Declare that the relation ends (`leaving=1`), or take it back."""
    account = opened(request, pk)
    form = LeavingForm(request.POST)
    if not form.is_valid():
        return tab(request, account, form, status=422)
    levels.declare_leaving(
        account=account,
        leaving=request.POST.get("leaving") == "1",
        note=form.cleaned_data["note"],
        by=request.user,
        now=clock.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("account_relationship", pk=account.pk)


@require(Permission.LEVEL_PROPOSE)
def partnership_edit(request: Request, pk: int) -> HttpResponse:
    account = opened(request, pk)
    known = Partnership.objects.filter(account=account).first()
    form = PartnershipForm(request.POST or None, instance=known)
    if form.is_valid():
        partnerships.save(account=account, by=request.user, **form.cleaned_data)
        messages.success(request, _("The evidence is saved."))
        return redirect("account_relationship", pk=account.pk)
    context: dict[str, Any] = {**FRAME, "account": account, "form": form}
    status = 422 if form.errors else 200
    return render(request, "relationships/partnership_form.html", context, status=status)
