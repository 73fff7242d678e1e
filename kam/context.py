"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kam.dashboards.decisions import Decisions, decisions_of
from kam.dashboards.night import night_notice
from kam.lib.logs import request_id
from kam.navigation import Link, navigation
from staff.models import User
from staff.permissions import Permission, has_permission


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; `nav` and `subnav` are set by views that stand in the navigation.

    Navigation, decisions and night are asked for only by full pages: parts swapped by htmx don't
    pay.
    """
    user = getattr(request, "user", None)
    frame: dict[str, Any] = {
        "company": getattr(request, "company", None),
        "request_id": request_id.get(),
        "navigation": [],
        "decisions": Decisions(),
        "may_log": False,
        "may_see_people": False,
        "night": "",
        "nav": "",
        "subnav": "",
    }
    return frame | _for_user(request, user) if isinstance(user, User) else frame


def _for_user(request: HttpRequest, user: User) -> dict[str, Any]:
    decisions: Any = SimpleLazyObject(lambda: decisions_of(user))
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(user, decisions)),
        "decisions": decisions,
        "may_log": has_permission(user, Permission.VISIT_LOG),
        "may_see_people": has_permission(user, Permission.CONTACT_VIEW),
        "night": SimpleLazyObject(lambda: _night(request, user)),
    }


def _navigation(user: User, decisions: Any) -> list[Link]:
    """With counts for those who decide; nobody else's pages ask for them."""
    decides = has_permission(user, Permission.CLASS_DECIDE)
    return navigation(user, decisions.by_entry()) if decides else navigation(user)


def _night(request: HttpRequest, user: User) -> str:
    """Told to those who see classes; a request refused before its company is known has none."""
    company = getattr(request, "company", None)
    if company is None or not has_permission(user, Permission.TIER_VIEW):
        return ""
    return night_notice(timezone.localtime(), company)
