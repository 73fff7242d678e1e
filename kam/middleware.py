"""What every request gets: an id for the logs, and who and where for the audit trail."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

import pghistory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import is_valid_path, reverse
from django.utils.cache import patch_vary_headers

from accounts.models import Account, Contact
from kam.lib.logs import request_id
from staff.on_record import maker

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


class OwnerMiddleware:
    """Says whose a page is: the service worker keeps pages for one person at a time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["X-KAM-User"] = str(request.user.pk)
        return response


class FormAddressMiddleware:
    """Whoever opens the address of a form, as after a refused one and another language, gets the
    page above it instead of an empty refusal. Programs are refused as ever."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refused = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if refused and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return HttpResponseRedirect(_page_above(request.path))
        return response


def _page_above(path: str) -> str:
    """The nearest address above that there is; Today at the latest."""
    parts = path.strip("/").split("/")[:-1]
    while parts and not is_valid_path(f"/{'/'.join(parts)}/"):
        parts.pop()
    return f"/{'/'.join(parts)}/" if parts else "/"


class HistoryMiddleware:
    """Writes made while a request runs carry its user; GET never writes, so it is skipped."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        who = maker(request.user) if request.user.is_authenticated else {}
        with pghistory.context(**who, url=request.path, cause="page"):
            return self.get_response(request)


# What the number in an address names, by the beginning of the address.
RECORDS: dict[str, type[Account] | type[Contact]] = {
    "accounts/<int:pk>/": Account,
    "contacts/<int:pk>/": Contact,
}


class MergedMiddleware:
    """Old links lead on: the page of a merged record is that of the record it became part of."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """On a page that was not found; whether the other one is in sight, its own page says."""
        match = request.resolver_match
        if not isinstance(error, Http404) or request.method != "GET" or match is None:
            return None
        route = match.route
        for start, model in RECORDS.items():
            if route.startswith(start):
                merged = model.everyone.filter(pk=match.kwargs["pk"]).exclude(merged_into=None)
                if into := merged.values_list("merged_into", flat=True).first():
                    address = reverse(match.view_name, kwargs={**match.kwargs, "pk": into})
                    query = request.META.get("QUERY_STRING", "")
                    return HttpResponseRedirect(f"{address}?{query}".rstrip("?"))
        return None
