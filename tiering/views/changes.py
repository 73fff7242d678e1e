"""What changed an account's weighted scores since an earlier run."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from staff.http import Request, require
from staff.permissions import Permission
from tiering.engine import Context
from tiering.evidence import kept_runs, run_of
from tiering.forms import AsOfForm
from tiering.models import Run
from tiering.reader import Reader
from tiering.score_changes import changes

MONTH = timedelta(days=31)


@require_GET
@require(Permission.BUSINESS_VIEW)
@require(Permission.TIER_VIEW)
def account_changes(request: Request, pk: int) -> HttpResponse:
    """The card of the evidence page; it loads on its own, for it reads the facts again."""
    readable = Account.objects.visible_to(request.user)
    account = get_object_or_404(readable.select_related("owner", "unit", "standing"), pk=pk)
    form = AsOfForm(request.GET)
    wanted = form.cleaned_data["as_of"] if form.is_valid() else None
    runs = kept_runs()
    later = run_of(runs, wanted)
    older = [run for run in runs if later and run.as_of < later.as_of]
    earlier = _earlier(older, later, request.GET.get("since", ""))
    context = {
        "account": account,
        "tab": "evidence",
        "nav": "accounts",
        "subnav": "accounts",
        "earlier": earlier,
        "later": later,
        "older": older,
        "changes": [],
    }
    if earlier is not None and later is not None:
        reader = Reader.of(request.user, Context.model_validate(later.context).basis)
        context["changes"] = changes(account, earlier, later, reader)
    name = "_changes.html" if request.htmx else "account_changes.html"
    return render(request, f"tiering/{name}", context)


def _earlier(older: list[Run], later: Run | None, since: str) -> Run | None:
    """The run of the day asked for, else the one nearest to a month before."""
    if later is None or not older:
        return None
    asked = next((run for run in older if run.as_of.isoformat() == since), None)
    month_ago = later.as_of - MONTH
    return asked or min(older, key=lambda run: abs((run.as_of - month_ago).days))
