"""What every request gets: an id for the logs, and who and where for the audit trail."""

from collections.abc import Callable
from uuid import uuid4

import pghistory
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kam.lib.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(uuid4().hex[:12])
        response = self.get_response(request)
        response["X-Request-ID"] = request_id.get()
        return response


class VaryMiddleware:
    """A list answers htmx with its table alone: caches and the Back button keep the two apart."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response


class HistoryMiddleware:
    """Writes made while a request runs carry its user; GET never writes, so it is skipped."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user
        with pghistory.context(user=user.pk, user_name=str(user), url=request.path, cause="page"):
            return self.get_response(request)
