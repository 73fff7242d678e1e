"""Class flow: how many went from which class to which since a day, and who they are."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.labels import without
from accounts.models import Account
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.engine import System as Named
from tiering.flow import Flow, Flows
from tiering.forms_flow import FlowForm
from tiering.models import ClassChange, CurrentRun, Run
from tiering.models.change import ChangeCause, System
from tiering.needs import LABELS, NAMES
from tiering.services.population import EPOCH
from tiering.services.windows import months_before

FRAME = {"nav": "tiering", "subnav": "flow"}
MONTHS = 3  # what is looked back unless a day is chosen
PER_PAGE = 50


@require_GET
@require(Permission.TIER_VIEW)
def class_flow(request: Request) -> HttpResponse:
    run = CurrentRun.get()
    if run is None:
        return render(request, "tiering/flow_empty.html", FRAME)
    asked = _asked(request, run)
    flows = Flows(user=request.user, system=asked["system"], since=asked["since"], run=run)
    context = {
        **_context(request, asked, run, flows),
        "chart": _chart(flows),
        "begins": _begins(asked["system"], asked["since"]),
        "lines": [
            (each, _url(flows, before=each.before, after=each.after)) for each in flows.flows
        ],
        "causes": [(cause, _url(flows, cause=cause.code)) for cause in flows.causes],
        "up_url": _url(flows, way="up"),
        "down_url": _url(flows, way="down"),
        "new_url": _url(flows, before=0),
        "gone_url": _url(flows, after=0),
        "all_url": _url(flows),
    }
    name = "tiering/_flow.html" if request.htmx else "tiering/flow.html"
    return render(request, name, context)


def _begins(system: str, since: date) -> date | None:
    """The first day classes were kept, if that is after `since`: nobody had one before."""
    days = ClassChange.objects.filter(system=system)
    first: date | None = days.order_by("as_of").values_list("as_of", flat=True).first()
    return first if first is not None and first > since else None


@require_GET
@require(Permission.TIER_VIEW)
def class_flow_accounts(request: Request) -> HttpResponse:
    """The accounts behind a number of the page."""
    run = CurrentRun.get()
    if run is None:
        return render(request, "tiering/flow_empty.html", FRAME)
    asked = _asked(request, run)
    flows = Flows(user=request.user, system=asked["system"], since=asked["since"], run=run)
    wanted = {name: asked[name] for name in ("before", "after", "way", "cause")}
    page = Paginator(flows.narrowed(**wanted).tolist(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_context(request, asked, run, flows),
        "page": page,
        "rows": _rows(request, flows, list(page.object_list)),
        "said": _said(flows.system, asked),
    }
    name = "tiering/_flow_accounts.html" if request.htmx else "tiering/flow_accounts.html"
    return render(request, name, context)


def _asked(request: Request, run: Run) -> dict[str, Any]:
    return FlowForm(request.GET).asked(default=months_before(run.as_of, MONTHS), last=run.as_of)


def _context(request: Request, asked: dict[str, Any], run: Run, flows: Flows) -> dict[str, Any]:
    since = asked["since"].isoformat()
    return {
        **FRAME,
        "flows": flows,
        "run": run,
        "system": flows.system.value,
        "since": asked["since"],
        "since_iso": since,
        "tabs": [(each.value, NAMES[Named(each.value)]) for each in System],
        "back": f"{reverse('class_flow')}?{urlencode({'system': flows.system, 'since': since})}",
        "may_read_sales": has_permission(request.user, Permission.BUSINESS_VIEW),
    }


def _url(flows: Flows, **asked: Any) -> str:
    """The list behind a number, asked for the same way."""
    query = {"system": flows.system.value, "since": flows.since.isoformat(), **asked}
    return f"{reverse('class_flow_accounts')}?{urlencode(query)}"


def _label(system: System, code: int) -> str:
    names: Any = LABELS[Named(system.value)]
    return str(names[code]) if code else str(without(system.value))


def _chart(flows: Flows) -> dict[str, Any]:
    """Classes on the left are those of the day, on the right those of now."""
    sides = {
        "b": sorted({flow.before for flow in flows.flows}, key=lambda code: code or 100),
        "a": sorted({flow.after for flow in flows.flows}, key=lambda code: code or 100),
    }
    nodes = [
        {"name": f"{side}{code}", "label": _label(flows.system, code), "code": code, "side": side}
        for side, codes in sides.items()
        for code in codes
    ]
    return {
        "system": flows.system.value,
        "nodes": nodes,
        "links": [_link(flows, flow) for flow in flows.flows],
    }


def _link(flows: Flows, flow: Flow) -> dict[str, Any]:
    before, after = (_label(flows.system, code) for code in (flow.before, flow.after))
    return {
        "source": f"b{flow.before}",
        "target": f"a{flow.after}",
        "value": flow.accounts,
        "way": flow.way,
        "text": f"{before} → {after}",
        "url": _url(flows, before=flow.before, after=flow.after),
    }


def _rows(request: Request, flows: Flows, places: list[int]) -> list[dict[str, Any]]:
    """One query for the names, two for sponsors."""
    ids = [int(flows.rows["account_id"][place]) for place in places]
    accounts = Account.objects.select_related("owner").in_bulk(ids)
    opens = Account.objects.that_open(request.user, ids)
    return [
        {
            "account": accounts[pk],
            "opens": pk in opens,
            "before": int(flows.rows["before"][place]),
            "after": int(flows.rows["after"][place]),
            "way": int(flows.way[place]),
            "cause": ChangeCause(int(flows.rows["cause"][place])).label,
            "day": _day(int(flows.rows["day"][place])),
            "revenue": int(flows.rows["revenue"][place]),
        }
        for pk, place in zip(ids, places, strict=True)
        if pk in accounts
    ]


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _said(system: System, asked: dict[str, Any]) -> str:
    """What is asked for, in words."""
    said = []
    if asked["before"] is not None:
        said.append(_("from %(name)s") % {"name": _label_or_code(system, asked["before"])})
    if asked["after"] is not None:
        said.append(_("to %(name)s") % {"name": _label_or_code(system, asked["after"])})
    if asked["way"] is not None:
        said.append(_("moved up") if asked["way"] > 0 else _("moved down"))
    if asked["cause"] is not None:
        said.append(str(ChangeCause(asked["cause"]).label))
    return _(", ").join(said) if said else _("all that changed")


def _label_or_code(system: System, code: int) -> str:
    names: Any = LABELS[Named(system.value)]
    return str(names.get(code, code)) if code else str(without(system.value))
