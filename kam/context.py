"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest

from kam.lib.logs import request_id
from kam.navigation import navigation
from staff.permissions import Permission, has_permission


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "company": getattr(request, "company", None),
        "request_id": request_id.get(),
        "navigation": navigation(user) if known else [],
        "may_log": known and has_permission(user, Permission.VISIT_LOG),
        "night": None,
        "nav": "",
        "subnav": "",
    }
