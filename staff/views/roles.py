"""Which role may do what, as a table to read."""

from django.http import HttpResponse
from django.shortcuts import render

from staff.http import Request, require
from staff.labels import PERMISSION_GROUPS, ROLE_SCOPES
from staff.models.user import ROLE_LABELS
from staff.permissions import PERMISSIONS, Permission


@require(Permission.STAFF_MANAGE)
def role_list(request: Request) -> HttpResponse:
    context = {
        "nav": "settings",
        "subnav": "roles",
        "roles": [{"label": ROLE_LABELS[role], "sees": ROLE_SCOPES[role]} for role in ROLE_LABELS],
        "groups": [
            {"title": title, "rows": [_row(p, label) for p, label in labels.items()]}
            for title, labels in PERMISSION_GROUPS
        ],
    }
    return render(request, "staff/role_list.html", context)


def _row(permission: Permission, label: object) -> dict[str, object]:
    cells = [
        {"role": ROLE_LABELS[role], "allowed": permission in PERMISSIONS[role]}
        for role in ROLE_LABELS
    ]
    return {"label": label, "cells": cells}
