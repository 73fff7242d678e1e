"""How views ask the first question: may this role?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from staff.models import Company, User
from staff.permissions import Permission, has_permission


class Request(HttpRequest):
    """A request of somebody logged in, as every view but the login gets it."""

    user: User  # type: ignore[assignment]  # pages need a login
    company: Company
    htmx: HtmxDetails


View = TypeVar("View", bound=Callable[..., HttpResponse])


def require(permission: Permission) -> Callable[[View], View]:
    """403 for users whose role lacks `permission`; which rows they see is the queryset's affair."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_permission(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]  # for tests
        return cast(View, guarded)

    return decorate
