"""Why an account has its classes, also on a day whose scores are no longer kept."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import Account
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering import tasks
from tiering.class_lines import class_lines, past_lines
from tiering.evidence import evidence_of, kept_runs, run_of, unranked_reason
from tiering.forms import AsOfForm
from tiering.forms_classes import PinForm
from tiering.models import CurrentRun, Run
from tiering.recalled import Recalled, explained_by, forgotten_run
from tiering.services.recall import request_day, request_recall


@require_GET
@require(Permission.TIER_VIEW)
def account_evidence(request: Request, pk: int) -> HttpResponse:
    readable = Account.objects.visible_to(request.user)
    account = get_object_or_404(readable.select_related("owner", "unit", "standing"), pk=pk)
    form = AsOfForm(request.GET)
    wanted = form.cleaned_data["as_of"] if form.is_valid() else None
    runs = kept_runs()
    forgotten = forgotten_run(runs, wanted)
    run = forgotten or run_of(runs, wanted)
    recalled = Recalled.of(run) if run else None
    context = {
        "account": account,
        "tab": "evidence",
        "nav": "accounts",
        "subnav": "accounts",
        "runs": [*runs, forgotten] if forgotten else runs,
        "run": run,
        "forgotten": forgotten,
        "nearest": run_of(runs, wanted) if forgotten else None,
        "recalled": recalled,
        "wanted": wanted,
        "may_make": not forgotten and _may_make(runs, wanted),
        "is_to_come": wanted is not None and wanted >= clock.today(),
        "asked": request.GET.get("system", ""),  # the class somebody clicked
        "may_read_sales": has_permission(request.user, Permission.BUSINESS_VIEW),
        "may_read_policy": has_permission(request.user, Permission.POLICY_VIEW),
        "may_read_runs": has_permission(request.user, Permission.RUN_VIEW),
        "is_current": run is not None and run == CurrentRun.get(),
    }
    # Undefined names are faults, so each is there even when it says nothing.
    context |= {"evidence": None, "unranked": None, "lines": [], "past": []}
    context["may_decide"] = has_permission(request.user, Permission.CLASS_DECIDE)
    context["pin_form"] = PinForm(
        today=clock.today(), tier=account.rating.pyramid if account.rating else 0
    )
    if request.htmx and "poll" in request.GET:
        if recalled is None or not recalled.is_under_way:
            return HttpResponseClientRefresh()
        return render(request, "tiering/_recall.html", context)
    if run is not None and not forgotten:
        run = explained_by(run)
        found = evidence_of(account=account, run=run, user=request.user)
        context["evidence"] = found
        if context["is_current"]:
            context["lines"] = class_lines(account, run, found.score if found else None)
        else:
            context["past"] = past_lines(account, run.as_of)
        if found is None:
            context["unranked"] = unranked_reason(account=account, run=run, user=request.user)
    return render(request, "tiering/account_evidence.html", context)


def _may_make(runs: list[Run], wanted: date | None) -> bool:
    """Whether it is a past day that no night scored: whoever reads evidence may ask for it."""
    if wanted is None or wanted >= clock.today():
        return False
    return all(run.as_of != wanted for run in runs)


@require_POST
@require(Permission.TIER_VIEW)
def account_recall(request: Request, pk: int) -> HttpResponse:
    """Have the scores of a day worked out again; a day that is kept, or never was, is shown."""
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    form = AsOfForm(request.POST)
    wanted = form.cleaned_data["as_of"] if form.is_valid() else None
    runs = kept_runs()
    run = forgotten_run(runs, wanted)
    if run is None and wanted and _may_make(runs, wanted):
        run = request_day(as_of=wanted, by=request.user)
    if run is not None and request_recall(run=run):
        tasks.recall.delay_on_commit(run_id=run.pk)
    asked = f"?as_of={wanted:%Y-%m-%d}" if wanted else ""
    return redirect(reverse("account_evidence", args=[account.pk]) + asked)
