"""The reader's language and the company's clock, for every request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kam.lib.numbers import amounts_in
from staff import clock
from staff.models import Company

GetResponse = Callable[[HttpRequest], HttpResponse]
LANGUAGE_CODES = {code for code, _name in settings.LANGUAGES}


def choose_language(request: HttpRequest) -> str:
    """The user's choice, else the visitor's cookie, else the browser's, else the company's."""
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(
        settings.LANGUAGE_COOKIE_NAME, ""
    )
    if chosen in LANGUAGE_CODES:
        return chosen
    return translation.get_language_from_request(request)


class LanguageMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = choose_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # what Request declares
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class CompanyTimeMiddleware:
    """Dates are the company's: a visit at 23:30 in Shanghai belongs to that day everywhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        company = Company.current()
        request.company = company  # type: ignore[attr-defined]  # what Request declares
        with clock.in_zone(company.zone), amounts_in(company.base_currency):
            return self.get_response(request)
