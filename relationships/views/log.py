"""Log a visit: three taps and a note; correct, complete or cancel one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from relationships import picking
from relationships.forms import VisitForm, known_visit, new_visit
from relationships.models import Visit
from relationships.models.visit import VisitStatus
from relationships.services import visits
from relationships.services.visits import NewPerson
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PLAN = "plan"
PICKED = {"visit": "visit_log", "task": "action_create"}


@require(Permission.VISIT_LOG)
@never_cache
def visit_log(request: Request) -> HttpResponse:
    """The empty form, or the visit it sends. Without an account: which one."""
    account_id = request.POST.get("account") or request.GET.get("account")
    if not account_id:
        return pick_page(request)
    account = visible_account(request, account_id)
    if request.method == "POST":
        return save_new(request, account)
    choice = picking.choice(request.user, clock.today(), account)
    like = picking.like(request.user, account, request.GET.get("again", ""))
    initial = new_visit(choice.today, remote=choice.remote, like=like)
    form = VisitForm(account=account, user=request.user, initial=initial)
    return form_page(request, form, choice)


def pick_page(request: Request, to: str = "visit") -> HttpResponse:
    suggested = picking.suggestions(request.user, clock.today())
    context = {"suggested": suggested, **_picked(to)}
    return render(request, "relationships/visit_pick.html", context)


def _picked(to: str) -> dict[str, str]:
    """Where the account that is picked leads; the search keeps it as `to`."""
    to = to if to in PICKED else "visit"
    return {"to": to, "goes_to": reverse(PICKED[to])}


@require(Permission.VISIT_LOG)
@require_GET
def visit_pick(request: Request) -> HttpResponse:
    """What the search of the account picker found (htmx)."""
    text = request.GET.get("q", "").strip()
    place = _picked(request.GET.get("to", ""))
    if not text:
        context = {"suggested": picking.suggestions(request.user, clock.today()), **place}
        return render(request, "relationships/_pick_suggested.html", context)
    context = {"found": picking.search(request.user, text), "text": text, **place}
    return render(request, "relationships/_pick_found.html", context)


def save_new(request: Request, account: Account) -> HttpResponse:
    form = VisitForm(request.POST, request.FILES, account=account, user=request.user)
    first = sent_before(request, form["client_key"].value())
    if first:
        messages.info(request, _("This visit had already been saved."))
        return redirect("visit_saved", pk=first.pk)
    today = clock.today()
    if form.is_valid():
        key = form.cleaned_data["client_key"]
        try:
            visit = write(
                request, form, today=today, account=account, by=request.user, client_key=key
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("visit_saved", pk=visit.pk)
    return form_page(request, form, picking.choice(request.user, today, account))


def write(request: Request, form: VisitForm, *, today: Any, **who: Any) -> Visit:
    """One call of the service that the pressed button means."""
    planned = request.POST.get("action") == PLAN
    fields = said(form, planned=planned and "visit" not in who)
    if "visit" not in who:
        verb: Any = visits.plan_visit if planned else visits.log_visit
    elif who["visit"].is_planned and not planned:
        verb = visits.complete_visit
    else:
        verb = visits.update_visit
    result: Visit = verb(today=today, **who, **fields)
    return result


def said(form: VisitForm, *, planned: bool) -> dict[str, Any]:
    """What the form says. A new plan is for the day of the next step, if one was chosen."""
    data, fields = form.cleaned_data, form.visit_fields()
    day = data["date"]
    if planned and fields["next_step_on"]:
        day, fields["next_step_on"] = fields["next_step_on"], None
    person = data["person_name"]
    new = NewPerson(person, data["person_title"]) if person else None
    return {"contacts": data["contacts"], "date": day, "new_person": new, **fields}


def show_refusal(form: VisitForm, refusal: ValidationError) -> None:
    for field, errors in getattr(refusal, "error_dict", {None: refusal}).items():
        form.add_error(field if field in form.fields else None, errors)


def sent_before(request: Request, key: Any) -> Visit | None:
    try:
        key = UUID(str(key))
    except ValueError:
        return None
    return Visit.objects.visible_to(request.user).filter(client_key=key).first()


def visible_account(request: Request, account_id: str) -> Account:
    accounts = Account.objects.visible_to(request.user).select_related("standing")
    found: Account = get_object_or_404(accounts, pk=account_id if account_id.isdecimal() else None)
    return found


def form_page(
    request: Request, form: VisitForm, choice: picking.Choice, visit: Visit | None = None
) -> HttpResponse:
    account = choice.account
    context = {
        "form": form,
        "choice": choice,
        "account": account,
        "visit": visit,
        "planned": None if visit else picking.planned_now(request.user, choice.today, account),
        "may_add_person": has_permission(request.user, Permission.CONTACT_EDIT),
        **_picked("visit"),
    }
    return render(request, "relationships/visit_log.html", context)


@require(Permission.VISIT_VIEW)
@require_GET
def visit_saved(request: Request, pk: int) -> HttpResponse:
    """What was saved, what it changed, and whom to see next."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).for_list(), pk=pk)
    context = {"visit": visit, "change": picking.change_by(visit, request.user, clock.today())}
    return render(request, "relationships/visit_saved.html", context)


def own_visit(request: Request, pk: int) -> Visit:
    """404 out of scope, 403 for a visit of somebody else."""
    visits_seen = Visit.objects.visible_to(request.user).select_related("account__standing")
    visit = get_object_or_404(visits_seen.prefetch_related("contacts"), pk=pk)
    if not visit.editable_by(request.user):
        raise PermissionDenied
    return visit


@require(Permission.VISIT_LOG)
@never_cache
def visit_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a visit, or complete a planned one (`?complete`: dated today)."""
    visit = own_visit(request, pk)
    if visit.status == VisitStatus.CANCELLED:
        messages.warning(request, _("This visit was cancelled."))
        return redirect("account_visits", pk=visit.account_id)
    today = clock.today()
    who: dict[str, Any] = {"account": visit.account, "user": request.user, "visit": visit}
    if request.method != "POST":
        initial = known_visit(visit) | ({"date": today} if "complete" in request.GET else {})
        form = VisitForm(initial=initial, **who)
    else:
        form = VisitForm(request.POST, request.FILES, **who)
        if form.is_valid():
            try:
                visit = write(request, form, today=today, visit=visit, by=request.user)
            except ValidationError as refusal:
                show_refusal(form, refusal)
            else:
                return redirect("visit_saved", pk=visit.pk)
    return form_page(request, form, picking.choice(request.user, today, visit.account), visit)


@require(Permission.VISIT_LOG)
@require_POST
def visit_cancel(request: Request, pk: int) -> HttpResponse:
    visit = own_visit(request, pk)
    visits.cancel_visit(visit=visit, by=request.user, today=clock.today())
    messages.success(request, _("The visit is cancelled. It stays in the history."))
    return redirect("account_visits", pk=visit.account_id)
