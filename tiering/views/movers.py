"""The list of accounts a policy version would move, filtered, paged, and as a file."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.labels import without
from accounts.services.exports import log_export
from kam.lib.numbers import from_minor
from kam.lib.spreadsheet import safe
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.forms_policy import MoversForm
from tiering.models import CurrentRun, PolicyVersion
from tiering.whatif import LABELS, LADDERS, NAMES, UNRATED, Rows, WhatIf
from tiering.whatif_holders import holders
from tiering.whatif_page import (
    Metrics,
    Mover,
    metrics_of,
    movers_of,
    settled_of,
    whatif_of,
)

PER_PAGE = 50
FRAME = {"nav": "tiering", "subnav": "policies"}


@require_GET
@require(Permission.POLICY_VIEW)
def policy_movers(request: Request, number: int) -> HttpResponse:
    asked = _filters(request.GET)
    version, whatif, metrics = _asked(request, number, asked)
    rows, owners = _filtered(whatif, asked)
    page = Paginator(rows.tolist(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **FRAME,
        "version": version,
        "asked": asked,
        "query": request.GET.urlencode(),
        "tabs": [(system, NAMES[system]) for system in LADDERS],
        "cells": (*LADDERS[asked["system"]], UNRATED) if asked["system"] else (),
        "metrics": metrics,
        "page": page,
        "movers": movers_of(whatif, list(page.object_list)) if whatif else [],
        "owners": owners,
        "may_export": has_permission(request.user, Permission.POLICY_EDIT),
    }
    name = "tiering/_movers.html" if request.htmx else "tiering/policy_movers.html"
    return render(request, name, context)


@require_POST
@require(Permission.POLICY_EDIT)
def policy_movers_export(request: Request, number: int) -> HttpResponse:
    """The same rows as a file; who took it is logged."""
    query = request.POST.get("query", "")
    asked = _filters(QueryDict(query))
    version, whatif, metrics = _asked(request, number, asked)
    rows, _owners = _filtered(whatif, asked)
    log_export(by=request.user, what=f"movers {version}", query=query, rows=len(rows))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="movers-{version}.csv"'
    writer = csv.writer(response)
    if metrics is not None:
        writer.writerow(_heads(metrics))
    if whatif is not None:
        for mover in movers_of(whatif, rows.tolist()):
            writer.writerows([safe(cell) for cell in line] for line in _lines(mover))
    return response


def _asked(
    request: Request, number: int, asked: dict[str, Any]
) -> tuple[PolicyVersion, WhatIf | None, Metrics | None]:
    """The version, what it would do, and what the values are; nothing before the first run."""
    version = get_object_or_404(PolicyVersion.objects.for_list(), number=number)
    current, policy = CurrentRun.get(), version.policy
    if current is None:
        return version, None, None
    whatif = whatif_of(current, policy, request.user)
    if whatif is not None and asked["mode"]:
        whatif = settled_of(current, policy, whatif).whatif
    return version, whatif, metrics_of(current, policy)


def _filters(query: QueryDict) -> dict[str, Any]:
    """What the address asks for; what does not fit asks for nothing."""
    form = MoversForm(query)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) for name in form.fields}
    if asked["system"] not in LADDERS:
        asked["system"] = ""
    if not asked["system"] or (asked["of"] and asked["of"] != asked["system"]):
        asked |= {"before": None, "after": None}  # they were classes of another system
    return asked


def _filtered(whatif: WhatIf | None, asked: dict[str, Any]) -> tuple[Rows, list[User]]:
    """Rows as the filters ask, and the owners there are to choose from."""
    if whatif is None:
        return np.zeros(0, np.intp), []
    rows = whatif.movers(asked["system"], asked["before"], asked["after"])
    way = whatif.ways[asked["system"]] if asked["system"] else whatif.way
    if asked["way"]:
        rows = rows[way[rows] == (1 if asked["way"] == "up" else -1)]
    if asked["least"] is not None:
        rows = rows[whatif.now.value[rows] >= int(asked["least"] * 100)]
    ids = whatif.account_id[rows]
    held = holders(np.sort(ids))
    owner = held["owner"][np.searchsorted(held["id"], ids)]
    # The chosen one stays to be seen, also where nothing of theirs moves.
    offered = {*owner.tolist(), asked["owner"]}
    owners = User.objects.filter(pk__in=offered).order_by("name", "pk")
    if asked["owner"]:
        rows = rows[owner == asked["owner"]]
    return rows, list(owners)


def _heads(metrics: Metrics) -> list[str]:
    return [
        _("Customer number"),
        _("Account"),
        _("Owner"),
        _("Unit"),
        _("Class"),
        _("From"),
        _("To"),
        _("Rank now"),
        _("Rank after"),
        _("%(metric)s now") % {"metric": capfirst(metrics.before)},
        _("%(metric)s after") % {"metric": capfirst(metrics.after)},
    ]


def _lines(mover: Mover) -> Iterator[list[Any]]:
    """A line for each class that changes."""
    account = mover.account
    for move in mover.moves:
        labels = cast(Mapping[int, Any], LABELS[move.system])
        yield [
            account.code or "",
            account.display_name,
            account.owner or "",
            account.unit or "",
            NAMES[move.system],
            labels.get(move.before, without(move.system)),
            labels.get(move.after, without(move.system)),
            mover.rank_before or "",
            mover.rank_after or "",
            *(
                "" if value is None else from_minor(value)
                for value in (mover.value_before, mover.value_after)
            ),
        ]
