"""Problems and lessons: to find, to report, to solve, to learn from."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from plans import lessons
from plans.filters import LessonFilter, ProblemFilter
from plans.models import Problem
from plans.problem_forms import ProblemForm, SolutionForm
from plans.services import problems
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

PER_PAGE = 50
FRAME = {"nav": "plans", "subnav": "problems"}


@require(Permission.PLAN_VIEW)
@require_GET
def problem_list(request: Request) -> HttpResponse:
    """Open ones, what is due first in front; closed ones beside them, counted as narrowed."""
    visible = Problem.objects.visible_to(request.user)
    found = ProblemFilter(request.GET, queryset=visible, request=request)
    closed, rows = request.GET.get("state") == "closed", found.qs
    counts = rows.order_by().aggregate(all=Count("pk"), closed=Count("closed_on"))
    shown = (rows.closed() if closed else rows.open()).for_list()
    today = clock.today()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **FRAME,
        "filter": found,
        "closed": closed,
        "closed_count": counts["closed"],
        "open_count": counts["all"] - counts["closed"],
        "page": page,
        "rows": [(problem, problem.is_late(today)) for problem in page],
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
    }
    name = "_problems" if request.htmx else "problems"
    return render(request, f"plans/{name}.html", context)


@require(Permission.PLAN_EDIT)
def problem_create(request: Request, pk: int) -> HttpResponse:
    """For an account."""
    accounts = Account.objects.visible_to(request.user)
    account = get_object_or_404(accounts, pk=pk)
    form = ProblemForm(request.POST or None, account=account, user=request.user)
    arguments = {"account": account, "by": request.user, "today": clock.today()}
    if made := saved(form, problems.report_problem, **arguments):
        messages.success(request, _("The problem is reported."))
        return redirect("problem_detail", pk=made.pk)
    return _form(request, form, account)


@require(Permission.PLAN_EDIT)
def problem_edit(request: Request, pk: int) -> HttpResponse:
    """As long as it is open."""
    problem = _worked(request, pk)
    account = problem.account
    form = ProblemForm(request.POST or None, instance=problem, account=account, user=request.user)
    arguments = {"problem": problem, "by": request.user, "today": clock.today()}
    if saved(form, problems.change_problem, **arguments):
        return redirect("problem_detail", pk=pk)
    return _form(request, form, account, problem)


def _form(
    request: Request, form: ProblemForm, account: Account, problem: Problem | None = None
) -> HttpResponse:
    context = {**FRAME, "form": form, "account": account, "problem": problem}
    status = 422 if form.errors else 200
    return render(request, "plans/problem_form.html", context, status=status)


@require(Permission.PLAN_VIEW)
@require_GET
def problem_detail(request: Request, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


@require(Permission.PLAN_EDIT)
@require_POST
def problem_close(request: Request, pk: int) -> HttpResponse:
    problem, form = _worked(request, pk), SolutionForm(request.POST)
    arguments = {"problem": problem, "by": request.user, "today": clock.today()}
    if saved(form, problems.close_problem, **arguments):
        messages.success(request, _("Closed. What solved it stands among the lessons."))
        return redirect("problem_detail", pk=pk)
    return _detail(request, problem, form)


@require(Permission.PLAN_EDIT)
@require_POST
def problem_reopen(request: Request, pk: int) -> HttpResponse:
    problem = _worked(request, pk)
    try:
        problems.reopen_problem(problem=problem, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("problem_detail", pk=pk)


def _visible(request: Request, pk: int) -> Problem:
    found = Problem.objects.visible_to(request.user).for_list()
    problem: Problem = get_object_or_404(found, pk=pk)
    return problem


def _worked(request: Request, pk: int) -> Problem:
    problem = _visible(request, pk)
    if not problem.worked_by(request.user):
        raise PermissionDenied
    return problem


def _detail(request: Request, problem: Problem, form: SolutionForm | None = None) -> HttpResponse:
    context = {
        **FRAME,
        "problem": problem,
        "is_late": problem.is_late(clock.today()),
        "works": problem.worked_by(request.user),
        "form": form or SolutionForm(initial={"solution": problem.solution}),
    }
    status = 422 if form and form.errors else 200
    return render(request, "plans/problem.html", context, status=status)


@require(Permission.PLAN_VIEW)
@require_GET
def lesson_list(request: Request) -> HttpResponse:
    """What closed plans and closed problems taught, the newest first."""
    everywhere = Account.objects.all()  # `lessons.listed` holds who reads which
    found = LessonFilter(request.GET, queryset=everywhere, request=request)
    page = request.GET.get("page")
    context = {
        "nav": "plans",
        "subnav": "lessons",
        "filter": found,
        "page": lessons.listed(request.user, found.qs, found.asked, page=page, size=PER_PAGE),
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
    }
    name = "_lessons" if request.htmx else "lessons"
    return render(request, f"plans/{name}.html", context)
