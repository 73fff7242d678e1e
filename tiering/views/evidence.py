"""Why an account has its classes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.class_lines import class_lines
from tiering.evidence import evidence_of, kept_runs, run_of, unranked_reason
from tiering.forms import AsOfForm
from tiering.forms_classes import PinForm
from tiering.models import CurrentRun


@require_GET
@require(Permission.TIER_VIEW)
def account_evidence(request: Request, pk: int) -> HttpResponse:
    readable = Account.objects.visible_to(request.user)
    account = get_object_or_404(readable.select_related("owner", "unit", "standing"), pk=pk)
    form = AsOfForm(request.GET)
    wanted = form.cleaned_data["as_of"] if form.is_valid() else None
    runs = kept_runs()
    run = run_of(runs, wanted)
    context = {
        "account": account,
        "tab": "evidence",
        "nav": "accounts",
        "subnav": "accounts",
        "runs": runs,
        "run": run,
        "wanted": wanted,
        "asked": request.GET.get("system", ""),  # the class somebody clicked
        "may_read_sales": has_permission(request.user, Permission.BUSINESS_VIEW),
        "may_read_policy": has_permission(request.user, Permission.POLICY_VIEW),
        "may_read_runs": has_permission(request.user, Permission.RUN_VIEW),
        "is_current": run is not None and run == CurrentRun.get(),
    }
    # Undefined names are faults, so each is there even when it says nothing.
    context |= {"evidence": None, "unranked": None, "lines": []}
    context["may_decide"] = has_permission(request.user, Permission.CLASS_DECIDE)
    context["pin_form"] = PinForm(today=clock.today())
    if run is not None:
        found = evidence_of(account=account, run=run, user=request.user)
        context["evidence"] = found
        if context["is_current"]:
            context["lines"] = class_lines(account, run, found.score if found else None)
        if found is None:
            context["unranked"] = unranked_reason(account=account, run=run, user=request.user)
    return render(request, "tiering/account_evidence.html", context)
