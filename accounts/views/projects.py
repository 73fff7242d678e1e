"""Projects: list, board, page, forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseLocation, trigger_client_event

from accounts.filters import ProjectFilter
from accounts.forms.facts import ProjectStateForm
from accounts.forms.projects import FirstStateForm, MoveForm, ProjectForm
from accounts.models import Account, Project, ProjectState
from accounts.models.project_state import Stage
from accounts.services.facts import add_fact
from accounts.services.projects import create_project, move_project, update_project
from kam.lib.refusals import add_refusal
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50
ON_A_BOARD = 20
SORTS = {
    "date": ("date", "pk"),
    "value": ("value_base", "pk"),
    "name": ("project__name", "pk"),
    "account": ("account__sort_key", "pk"),
}
BASE = {"nav": "accounts", "subnav": "projects"}


@require(Permission.BUSINESS_VIEW)
def project_list(request: Request) -> HttpResponse:
    """Where every project in sight stands, as a table or as a board by stage."""
    states = ProjectState.objects.visible_to(request.user).newest_states()
    found = ProjectFilter(request.GET, queryset=states, request=request)
    rows: Any = found.qs
    board = request.GET.get("view") == "board"
    sort = request.GET.get("sort") or "-date"
    context = {
        **BASE,
        "filter": found,
        "outcome": rows.outcome(),
        "board": board,
        "may_move": has_permission(request.user, Permission.FACT_EDIT),
        "columns": columns(rows) if board else [],
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
    }
    if not board:
        ordered = rows.for_list().order_by(*_order(sort))
        context["page"] = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    name = "_found" if request.htmx else "list"
    return render(request, f"accounts/projects/{name}.html", context)


def _order(sort: str) -> list[str]:
    keys = SORTS.get(sort.lstrip("-"), SORTS["date"])
    return [f"-{key}" if sort.startswith("-") else key for key in keys]


def columns(states: Any) -> list[dict[str, Any]]:
    """A column per stage with its count, its sum and its largest projects; two queries."""
    sums = states.order_by().values("stage").annotate(n=Count("pk"), value=Sum("value_base"))
    by_stage = {row["stage"]: row for row in sums}
    place = Window(RowNumber(), partition_by="stage", order_by=[F("value_base").desc(), F("pk")])
    cards: dict[str, list[Any]] = {}
    for state in states.for_list().order_by("-value_base", "pk").annotate(place=place).filter(
        place__lte=ON_A_BOARD
    ):  # fmt: skip
        cards.setdefault(state.stage, []).append(state)
    return [
        {
            "stage": stage,
            "count": by_stage.get(stage, {}).get("n", 0),
            "value": by_stage.get(stage, {}).get("value", 0),
            "cards": cards.get(stage, []),
        }
        for stage in Stage
    ]


@require(Permission.FACT_EDIT)
def project_create(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    initial = {"owner": account.owner_id}
    form = ProjectForm(
        request.POST or None,
        initial=initial,
        instance=Project(account=account),
        user=request.user,
        today=clock.today(),
    )
    state = FirstStateForm(request.POST or None)
    if form.is_valid() and state.is_valid():
        project = create_project(
            account=account, by=request.user, **form.cleaned_data, **state.cleaned_data
        )
        messages.success(request, _("%(name)s is saved.") % {"name": project.name})
        return redirect("project_detail", pk=project.pk)
    return _form(request, form, account, state)


def found_project(request: Request, pk: int) -> Project:
    visible = Project.objects.visible_to(request.user).select_related("account", "owner")
    project: Project = get_object_or_404(visible, pk=pk)
    return project


@require(Permission.BUSINESS_VIEW)
def project_detail(request: Request, pk: int) -> HttpResponse:
    """The project and all its states; a POST says where it stands now."""
    project = found_project(request, pk)
    states = list(ProjectState.objects.filter(project=project).for_list())
    current = [state for state in states if state.is_current]
    may_edit = has_permission(request.user, Permission.FACT_EDIT)
    form = _move_form(request, project, current[0] if current else None) if may_edit else None
    if form is not None and form.is_valid():
        try:
            add_fact(
                model=ProjectState,
                account=project.account,
                by=request.user,
                project=project,
                **form.cleaned_data,
            )
            messages.success(request, _moved(project, form.cleaned_data["stage"]))
            return redirect("project_detail", pk=project.pk)
        except ValidationError as error:
            add_refusal(form, error)
    context = {
        **BASE,
        "project": project,
        "states": states,
        "state": current[0] if current else None,
        "form": form,
        "may_edit": may_edit,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "accounts/projects/detail.html", context, status=status)


def _move_form(request: Request, project: Project, state: ProjectState | None) -> ProjectStateForm:
    blank = ProjectState(project=project, account=project.account)
    initial = (
        {
            "stage": state.stage,
            "value_base": state.value_base,
            "is_strategic": state.is_strategic,
        }
        if state
        else {}
    )
    return ProjectStateForm(
        request.POST or None,
        instance=blank,
        initial=initial,
        user=request.user,
        today=clock.today(),
    )


def _moved(project: Project, stage: str) -> str:
    text = _("Saved. %(name)s stands at: %(stage)s.")
    return text % {"name": project.name, "stage": Stage(stage).label}


@require(Permission.FACT_EDIT)
def project_move(request: Request, pk: int) -> HttpResponse:
    """From the board to another stage, as of today; the card asks for it and the board follows."""
    project = found_project(request, pk)
    state = ProjectState.objects.newest_states().filter(project=project).first()
    form = MoveForm(request.POST or None, project=project, state=state)
    if form.is_valid():
        try:
            move_project(project=project, by=request.user, date=clock.today(), **form.cleaned_data)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            return _to_board(request, _moved(project, form.cleaned_data["stage"]))
    context = {**BASE, "project": project, "form": form, "board": _board_of(request)}
    name = "_move" if request.htmx else "move"
    status = 422 if form.errors else 200
    return render(request, f"accounts/projects/{name}.html", context, status=status)


def _board_of(request: Request) -> str:
    """The board the reader came from, with its conditions."""
    here = request.htmx.current_url_abs_path or ""
    projects = reverse("project_list")
    return here if here.partition("?")[0] == projects else f"{projects}?view=board"


def _to_board(request: Request, said: str) -> HttpResponse:
    """The board as it is now; in the card the word comes where the reader looks, not on top."""
    board = _board_of(request)
    if not request.htmx:
        messages.success(request, said)
        return redirect(board)
    response = HttpResponseLocation(board, target="#list")
    return trigger_client_event(response, "kam:said", {"text": said})


@require(Permission.FACT_EDIT)
def project_edit(request: Request, pk: int) -> HttpResponse:
    project = found_project(request, pk)
    form = ProjectForm(
        request.POST or None, instance=project, user=request.user, today=clock.today()
    )
    if form.is_valid():
        update_project(project=project, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": project.name})
        return redirect("project_detail", pk=project.pk)
    return _form(request, form, project.account)


def _form(
    request: Request, form: ProjectForm, account: Account, state: FirstStateForm | None = None
) -> HttpResponse:
    wrong = form.errors or (state is not None and state.errors)
    context = {**BASE, "form": form, "state_form": state, "account": account}
    status = 422 if wrong else 200
    return render(request, "accounts/projects/form.html", context, status=status)
