"""The work list, and tasks on it: made, changed, put off, dropped."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from plans.forms_work import ChangeForm, ReplanForm, TaskForm
from plans.models import PlanAction, Problem
from plans.services import work
from plans.work_list import STATES, hands, parts, with_plans
from plans.work_list import work as work_of
from relationships.models import Action
from relationships.views.actions import after_tick, own_action
from relationships.views.log import pick_page
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission

PER_PAGE, PROBLEMS = 50, 20
PLACE = {"nav": "plans", "subnav": "work"}


@require(Permission.VISIT_VIEW)
@require_GET
def work_list(request: Request) -> HttpResponse:
    return _list(request, ReplanForm(user=request.user, people=hands(request.user)))


@require(Permission.VISIT_LOG)
@require_POST
def work_replan(request: Request) -> HttpResponse:
    """All that are ticked, or none."""
    form = ReplanForm(request.POST, user=request.user, people=hands(request.user))
    if count := saved(form, work.replan, by=request.user, today=clock.today()):
        said = ngettext("%(n)s action is changed.", "%(n)s actions are changed.", count)
        messages.success(request, said % {"n": count})
        return redirect("work_list")
    return _list(request, form)


def _list(request: Request, form: ReplanForm) -> HttpResponse:
    user, today = request.user, clock.today()
    state = "done" if request.GET.get("state") == "done" else ""
    owner = _owner(request)
    found = Paginator(work_of(user, owner, state), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    rows = with_plans(page.object_list, user)
    context: dict[str, Any] = {
        **PLACE,
        "page": page,
        "parts": [] if state else parts(rows, today),
        "done": rows if state else [],
        "problems": [] if state else _problems(user, owner),
        "tickable": {row.pk for row in rows if row.editable_by(user)},
        "chosen": set(request.POST.getlist("actions")),
        "today_is": today,
        "form": form,
        "state": state,
        "states": STATES,
        "people": _people(user),
        "owner": owner,
        "may_add": has_permission(user, Permission.VISIT_LOG),
    }
    return render(request, "plans/work.html", context, status=422 if form.errors else 200)


def _problems(user: User, owner: User | None) -> list[Problem]:
    """Open ones that this person sees to; of everybody there is a page of their own."""
    found = Problem.objects.visible_to(user).open().filter(owner=owner) if owner else None
    return list(found.for_list()[:PROBLEMS]) if found is not None else []


def _people(user: User) -> "QuerySet[User]":
    people: QuerySet[User] = User.objects.visible_to(user).active()
    return people.order_by("name", "pk")


def _owner(request: Request) -> User | None:
    """The reader, unless somebody else or everybody is asked for."""
    asked = request.GET.get("owner", "")
    if asked == "all":
        return None
    chosen = _people(request.user).filter(pk=asked).first() if asked.isdigit() else None
    return chosen or request.user


@require(Permission.VISIT_LOG)
def action_create(request: Request) -> HttpResponse:
    """A task outside plans; without an account: which one."""
    asked = request.POST.get("account") or request.GET.get("account", "")
    if not asked.isdigit():
        return pick_page(request, "task")
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=asked)
    form = TaskForm(request.POST or None, account=account, user=request.user)
    known = {"account": account, "by": request.user, "today": clock.today()}
    if saved(form, work.create_task, **known):
        messages.success(request, _("The task is added; it waits on Today for who does it."))
        return redirect("work_list")
    context = {**PLACE, "account": account, "form": form, "action": None, "plan": None}
    context["problem"] = ""
    return render(request, "plans/action_form.html", context, status=422 if form.errors else 200)


@require(Permission.VISIT_LOG)
def action_edit(request: Request, pk: int) -> HttpResponse:
    action = own_action(request, pk)
    link = PlanAction.objects.filter(action=action).select_related("plan__account").first()
    form = ChangeForm(request.POST or None, action=action, link=link, user=request.user)
    if saved(form, work.change_action, action=action, by=request.user, today=clock.today()):
        messages.success(request, _("Saved."))
        return _back(request, link)
    return _form(request, action, link, form)


@require(Permission.VISIT_LOG)
@require_POST
def action_reopen(request: Request, pk: int) -> HttpResponse:
    """Not done after all; what belongs to a plan that is over stays done."""
    action = own_action(request, pk)
    try:
        work.reopen(action=action, by=request.user)
    except ValidationError:
        return after_tick(request, pk, status=409)
    return after_tick(request, pk)


@require(Permission.VISIT_LOG)
@require_POST
def action_drop(request: Request, pk: int) -> HttpResponse:
    action = own_action(request, pk)
    link = PlanAction.objects.filter(action=action).select_related("plan__account").first()
    try:
        work.drop_action(action=action, by=request.user, today=clock.today())
    except ValidationError as refusal:
        form = ChangeForm(action=action, link=link, user=request.user)
        return _form(request, action, link, form, " ".join(refusal.messages))
    messages.success(request, _("Dropped. It is not asked for any more."))
    return _back(request, link)


def _form(
    request: Request, action: Action, link: PlanAction | None, form: ChangeForm, problem: str = ""
) -> HttpResponse:
    sees = link is not None and has_permission(request.user, Permission.PLAN_VIEW)
    context = {
        **PLACE,
        "account": action.account,
        "action": action,
        "form": form,
        "problem": problem,
        "plan": link.plan if link and sees else None,
        "may_drop": link is None or link.plan.worked_by(request.user),
    }
    wrong = bool(form.errors or problem)
    return render(request, "plans/action_form.html", context, status=422 if wrong else 200)


def _back(request: Request, link: PlanAction | None) -> HttpResponse:
    if link and has_permission(request.user, Permission.PLAN_VIEW):
        return redirect("plan_detail", pk=link.plan_id)
    return redirect("work_list")
