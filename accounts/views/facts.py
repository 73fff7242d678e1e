"""Facts of an account: write one, correct it, remove it, and read all there ever were."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseLocation

from accounts.forms.facts import FORMS, FactForm, model_of
from accounts.models import Account, ProjectState, Rating, Referral
from accounts.models.fact import Fact
from accounts.models.rating import RatingKind
from accounts.said import hidden_from, spoken
from accounts.services.facts import add_fact, correct_fact, remove_fact
from kam.lib.refusals import add_refusal
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission

PER_PAGE = 50


def known_kind(kind: str) -> type[Fact]:
    if kind not in FORMS:
        raise Http404
    return model_of(kind)


def found_fact(request: Request, kind: str, pk: int) -> Fact:
    """A current fact in sight that the role may write."""
    model = known_kind(kind)
    if not all(has_permission(request.user, needed) for needed in model.TO_EDIT):
        raise PermissionDenied
    visible: Any = model._default_manager
    fact: Fact = get_object_or_404(visible.visible_to(request.user).current(), pk=pk)
    if not fact.editable_by(request.user):
        raise PermissionDenied
    return fact


def home_of(fact: Fact, kind: str) -> str:
    """Where the fact is shown."""
    if isinstance(fact, ProjectState):
        return reverse("project_detail", args=[fact.project_id])
    return f"{reverse('account_facts', args=[fact.account_id])}#{kind}"


@require(Permission.FACT_EDIT)
def fact_create(request: Request, pk: int, kind: str) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    blank = _blank(request, account, known_kind(kind))
    if not blank.editable_by(request.user):
        raise PermissionDenied
    form = _bound(request, kind, blank)
    if form.is_valid():
        said = {"kind": blank.kind} if isinstance(blank, Rating) else {}
        try:
            add_fact(
                model=type(blank), account=account, by=request.user, **said, **form.cleaned_data
            )
            return _done(request, blank, kind)
        except ValidationError as error:
            add_refusal(form, error)
    return _form(request, form, blank, kind)


def _blank(request: Request, account: Account, model: type[Fact]) -> Fact:
    """An empty one. A rating needs its kind, a state its project, which has a page of its own."""
    if issubclass(model, ProjectState):
        raise Http404
    if not issubclass(model, Rating):
        return model(account=account)
    kind = request.GET.get("kind", "")
    if kind not in RatingKind.values:
        raise Http404
    return model(account=account, kind=kind)


@require(Permission.FACT_EDIT)
def fact_correct(request: Request, kind: str, pk: int) -> HttpResponse:
    fact = found_fact(request, kind, pk)
    form = _bound(request, kind, fact)
    if form.is_valid():
        try:
            correct_fact(fact=fact, by=request.user, **form.cleaned_data)
            return _done(request, fact, kind)
        except ValidationError as error:
            add_refusal(form, error)
    return _form(request, form, fact, kind)


@require(Permission.FACT_EDIT)
@require_POST
def fact_remove(request: Request, kind: str, pk: int) -> HttpResponse:
    fact = found_fact(request, kind, pk)
    home = home_of(fact, kind)
    try:
        remove_fact(fact=fact, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Removed. The history keeps it."))
    if isinstance(fact, ProjectState) and not fact.project.states.current().exists():
        home = reverse("account_facts", args=[fact.account_id])
    return redirect(home)


@require(Permission.BUSINESS_VIEW)
def fact_list(request: Request, pk: int, kind: str) -> HttpResponse:
    """Every row there ever was of one kind, also corrected and removed ones."""
    account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    model = known_kind(kind)
    if not all(has_permission(request.user, needed) for needed in model.TO_VIEW):
        raise PermissionDenied
    every: Any = model._default_manager  # of the kind; its type knows the abstract fact only
    by_group = "group" in request.GET and account.top_id == account.pk
    whose = Q(account__top=account) if by_group else Q(account=account)
    if by_group:  # of members in sight
        whose &= Q(account__in=Account.objects.visible_to(request.user).order_by().values("pk"))
    if issubclass(model, Referral):  # also those it brought us
        whose |= Q(from_account=account)
    rows = every.filter(whose).for_list()
    if issubclass(model, Rating):
        rows = rows.select_related("rater")
        if request.GET.get("kind") in RatingKind.values:
            rows = rows.filter(kind=request.GET["kind"])
    related = [field.name for field in model.own_fields() if field.is_relation]
    rows = rows.select_related("account", "by", "removed_by", *related)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    hidden = hidden_from(request.user, page)
    lines = [(fact, spoken(fact, hidden), fact.editable_by(request.user)) for fact in page]
    context = {
        "account": account,
        "tab": "facts",
        "nav": "accounts",
        "subnav": "accounts",
        "page": page,
        "lines": lines,
        "opens": _opened(request.user, page, account),
        "kind": kind,
        "title": model._meta.verbose_name_plural,
    }
    return render(request, "accounts/facts/list.html", context)


def _opened(user: User, facts: Iterable[Fact], account: Account) -> set[int]:
    """Other accounts that facts are about, as far as `user` may open them."""
    others = {fact.account_id for fact in facts} - {account.pk}
    seen = Account.objects.visible_to(user).filter(pk__in=others)
    return set(seen.values_list("pk", flat=True)) if others else set()


def _bound(request: Request, kind: str, fact: Fact) -> FactForm:
    made = FORMS[kind]
    return made(request.POST or None, instance=fact, user=request.user, today=clock.today())


def _done(request: Request, fact: Fact, kind: str) -> HttpResponse:
    """Back to where facts are shown; htmx swaps that part of the page alone."""
    home = home_of(fact, kind)
    if request.htmx:
        return HttpResponseLocation(
            home.partition("#")[0], target="#facts", select="#facts", swap="outerHTML"
        )
    messages.success(request, _("Saved."))
    return redirect(home)


def _form(request: Request, form: FactForm, fact: Fact, kind: str) -> HttpResponse:
    context = {
        "form": form,
        "fact": fact,
        "kind": kind,
        "account": fact.account,
        "home": home_of(fact, kind),
        "heading": str(fact) if isinstance(fact, (Rating, ProjectState)) else form.TITLE,
        "nav": "accounts",
        "subnav": "accounts",
        "here": request.get_full_path(),
    }
    name = "_form" if request.htmx else "form"
    status = 422 if form.errors else 200
    return render(request, f"accounts/facts/{name}.html", context, status=status)
