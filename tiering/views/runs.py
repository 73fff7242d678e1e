"""Scoring runs: the list, one run and its progress, asking for one."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import LedgerEntry
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering import tasks
from tiering.forms import RunForm
from tiering.models import CurrentRun, PolicyVersion, Run
from tiering.models.run import RunState
from tiering.progress import progress_of, seconds_of
from tiering.services.runs import request_run

FRAME = {"nav": "tiering", "subnav": "runs"}
PER_PAGE = 30
QUIET_DAYS = 62  # without a sale: the ledger is a load of the past


@require_GET
@require(Permission.RUN_VIEW)
def run_list(request: Request) -> HttpResponse:
    with_side = request.GET.get("side") == "1"
    runs = Run.objects.for_list() if with_side else Run.objects.for_list().main()
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **FRAME,
        "page": page,
        "rows": [(run, seconds_of(run)) for run in page],
        "with_side": with_side,
        "current": CurrentRun.get(),
        "may_start": has_permission(request.user, Permission.RUN_START),
    }
    name = "tiering/_run_table.html" if request.htmx else "tiering/run_list.html"
    return render(request, name, context)


@require_GET
@require(Permission.RUN_VIEW)
def run_detail(request: Request, pk: int) -> HttpResponse:
    """The page, or only its moving part while the run is on its way."""
    runs = Run.objects.select_related("policy", "by", "same_as")
    run = get_object_or_404(runs, pk=pk)
    shown = run.same_as if run.same_as_id else run
    context = {
        **FRAME,
        "run": run,
        "shown": shown,
        "progress": progress_of(run),
        "current": CurrentRun.get(),
    }
    name = "tiering/_run.html" if request.htmx else "tiering/run_detail.html"
    return render(request, name, context)


@require_http_methods(["GET", "POST"])
@require(Permission.RUN_START)
def run_start(request: Request) -> HttpResponse:
    ends = LedgerEntry.objects.current().aggregate(last=Max("date"))["last"]
    initial = {"as_of": _first_offer(ends)}
    form = RunForm(request.POST or None, today=clock.today(), initial=initial)
    if form.is_valid():
        waits = _on_its_way()
        run = request_run(as_of=form.cleaned_data["as_of"], by=request.user)
        tasks.execute.delay_on_commit(run_id=run.pk)
        if waits is not None:
            messages.info(request, _("Another run is on its way; this one follows it."))
        return redirect("run_detail", pk=run.pk)
    context = {
        **FRAME,
        "form": form,
        "ledger_ends": ends,
        "current": CurrentRun.get(),
        "waiting": _on_its_way(),
        "policy": PolicyVersion.objects.published(),
    }
    return render(request, "tiering/run_start.html", context)


def _first_offer(ends: date | None) -> date:
    """The last complete day; of an old ledger, out of sight from there, its last."""
    yesterday = clock.yesterday()
    return ends if ends and (yesterday - ends).days > QUIET_DAYS else yesterday


def _on_its_way() -> Run | None:
    states = [RunState.RUNNING, RunState.QUEUED]
    return Run.objects.filter(state__in=states).order_by("pk").first()
