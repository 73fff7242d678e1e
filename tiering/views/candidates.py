"""Candidates: the list, its file, and the page of one with what is assumed and decided."""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.labels import GATE
from accounts.models import Account, AccountProfile, Rating
from accounts.models.rating import RatingKind
from accounts.services.exports import log_export
from kam.lib.classes import GateState
from kam.lib.refusals import add_refusal
from kam.lib.spreadsheet import safe
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering import candidate_words as words
from tiering.candidate_list import Candidates, Row
from tiering.candidate_page import candidate_of
from tiering.engine.selection import Unmet
from tiering.filters import CandidateFilter
from tiering.forms_selection import AssumptionForm, DecisionForm
from tiering.models import Assumption, Decision
from tiering.models.selection import candidates, with_strategy
from tiering.services import selection

FRAME = {"nav": "tiering", "subnav": "selection"}
PER_PAGE = 50


@require_GET
@require(Permission.BUSINESS_VIEW)
def candidate_list(request: Request) -> HttpResponse:
    found, listed = _asked(request, request.GET)
    sliced: Any = listed
    page = Paginator(sliced, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **FRAME,
        "filter": found,
        "page": page,
        "rows": page.object_list,
        "sort": listed.sort,
        "tabs": _tabs(found, listed),
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
        "policy": listed.policy,
        "may_export": has_permission(request.user, Permission.ACCOUNT_EXPORT),
        "query": request.GET.urlencode(),
    }
    name = "tiering/_candidates.html" if request.htmx else "tiering/candidate_list.html"
    return render(request, name, context)


def _asked(request: Request, query: QueryDict) -> tuple[CandidateFilter, Candidates]:
    accounts = with_strategy(candidates(request.user))
    found = CandidateFilter(query, queryset=accounts, request=request)
    listed = Candidates(
        found.qs,
        user=request.user,
        as_of=clock.today(),
        sort=query.get("sort", ""),
        result=found.result_asked,
    )
    return found, listed


def _tabs(found: CandidateFilter, listed: Candidates) -> list[tuple[str, Any, int, bool]]:
    """All, then each result: value of the filter, name, number, whether it is in view."""
    asked = found.result_asked
    each = [
        (str(code), words.decision_word(code), listed.counts[code], asked == code)
        for code in (1, 2, 3, 0)
    ]
    return [("", _("All"), sum(listed.counts.values()), asked is None), *each]


@require_POST
@require(Permission.ACCOUNT_EXPORT)
def candidate_export(request: Request) -> HttpResponse:
    """The same rows as a file; who took it is logged."""
    query = QueryDict(request.POST.get("query", ""))
    _found, listed = _asked(request, query)
    log_export(by=request.user, what="candidates", query=query.urlencode(), rows=len(listed))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="candidates-{clock.today()}.csv"'
    writer = csv.writer(response)
    criteria = [c for c in words.CRITERIA if listed.margins or c not in words.OF_MARGINS]
    writer.writerow([*_heads(), *(str(words.CRITERIA[criterion]) for criterion in criteria)])
    for row in listed[:]:
        scores = [_hundredths(row.scores[criterion]) for criterion in criteria]
        writer.writerow([safe(cell) for cell in [*_cells(row), *scores]])
    return response


def _heads() -> list[str]:
    return [
        _("Customer number"),
        _("Account"),
        _("Status"),
        _("Owner"),
        _("Strategy"),
        _("Score"),
        _("Known"),
        _("Result"),
        _("Why"),
        _("Lifetime value"),
        _("Time of the owner"),
        _("Resources of the company"),
        _("Decided"),
        _("Decided on"),
    ]


def _cells(row: Row) -> list[Any]:
    account, decided = row.account, row.decided
    return [
        account.code or "",
        account.display_name,
        account.get_status_display(),
        account.owner or "",
        row.strategy or "",
        _hundredths(row.score),
        _hundredths(row.coverage),
        row.word,
        row.why,
        *(GATE[GateState(gate)] if gate else "" for gate in row.gates),
        decided.get_decision_display() if decided else "",
        decided.as_of if decided else "",
    ]


def _hundredths(value: int) -> str:
    return "" if value < 0 else f"{value / 100:.2f}"


@require_GET
@require(Permission.BUSINESS_VIEW)
def candidate_detail(request: Request, pk: int) -> HttpResponse:
    return _page(request, _one(request, pk))


def _one(request: Request, pk: int) -> Account:
    """Also one that is no candidate any more keeps its page: decisions are history."""
    readable = Account.objects.visible_to(request.user).select_related("owner", "unit", "standing")
    account: Account = get_object_or_404(readable, pk=pk)
    return account


def _page(
    request: Request,
    account: Account,
    *,
    assumption: AssumptionForm | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    user = request.user
    still = candidates(user).filter(pk=account.pk).exists()
    found = candidate_of(account, user=user, as_of=clock.today())
    assumed = list(Assumption.objects.of(account))
    may_assume = still and has_permission(user, Permission.FACT_EDIT)
    may_decide = still and has_permission(user, Permission.CLASS_DECIDE)
    status = 422 if (assumption or decision) else 200
    if may_assume and assumption is None:
        assumption = AssumptionForm(instance=_newest(assumed), user=user)
    if may_decide and decision is None:
        decision = DecisionForm()
    context = {
        **FRAME,
        "account": account,
        "found": found,
        "still": still,
        "assumed": assumed[0] if assumed else None,
        "assumptions": assumed,
        "decisions": _decisions(account, user),
        "conditions": _conditions(account),
        "assumption_form": assumption,
        "decision_form": decision,
        "may_read_policy": has_permission(user, Permission.POLICY_VIEW),
    }
    return render(request, "tiering/candidate.html", context, status=status)


def _newest(assumed: list[Assumption]) -> Assumption:
    return assumed[0] if assumed else Assumption()


def _decisions(account: Account, user: Any) -> list[tuple[Decision, Any, str]]:
    """What was decided, what the rules said then, and what stood against it."""
    margins = has_permission(user, Permission.MARGIN_VIEW)
    hidden = Unmet(0) if margins else Unmet.LIFETIME_VALUE
    made = Decision.objects.filter(account=account).for_list()
    return [
        (each, words.decision_word(each.computed), words.words_of(each.failed, hidden))
        for each in made
    ]


def _conditions(account: Account) -> list[tuple[str, str]]:
    """The entry conditions of domain §3.7.3 and what the file says of each; they are not scored."""
    profile = AccountProfile.objects.filter(account=account).first()
    kinds = {
        _("Funds"): RatingKind.ECONOMIC,
        _("Reputation"): RatingKind.PEER_INFLUENCE,
        _("Management level"): RatingKind.MANAGEMENT_ABILITY,
        _("Technical strength"): RatingKind.TECH_ABSORPTION,
    }
    rated = Rating.objects.current().filter(account=account, kind__in=kinds.values())
    values = dict(rated.newest("kind").values_list("kind", "value"))
    said = [(_("Scale"), profile.scale if profile else "")]
    for name, kind in kinds.items():
        value = values.get(kind)
        said.append((name, _("%(value)s of 5") % {"value": value} if value else ""))
    return said


@require_POST
@require(Permission.FACT_EDIT)
def candidate_assume(request: Request, pk: int) -> HttpResponse:
    account = _one(request, pk)
    newest = Assumption.objects.of(account).first() or Assumption(account=account)
    form = AssumptionForm(request.POST, instance=newest, user=request.user)

    def act(data: dict[str, Any]) -> None:
        selection.assume(account=account, by=request.user, **data)

    if _done(request, form, act, _("Saved. The candidate is judged by it.")):
        return redirect("candidate_detail", pk=pk)
    return _page(request, account, assumption=form)


@require_POST
@require(Permission.CLASS_DECIDE)
def candidate_decide(request: Request, pk: int) -> HttpResponse:
    account = _one(request, pk)
    form = DecisionForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        selection.decide(account=account, today=clock.today(), by=request.user, **data)

    if _done(request, form, act, _("The decision is kept.")):
        return redirect("candidate_detail", pk=pk)
    return _page(request, account, decision=form)


def _done(request: Request, form: Any, act: Callable[[dict[str, Any]], None], said: str) -> bool:
    """Do it and say so; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as problem:
        add_refusal(form, problem)
        return False
    messages.success(request, said)
    return True
