"""Explanations for other programs: JSON for whoever is logged in (docs/api.md)."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import Account
from staff.http import Request, require
from staff.permissions import Permission
from tiering import needs
from tiering.api import SYSTEMS, explanation_of, named
from tiering.engine import System
from tiering.evidence import kept_runs, run_of
from tiering.models import Run
from tiering.recalled import explained_by, forgotten_run

# The same characters to a reader of JSON.
MARKS = {b"<": b"\\u003c", b">": b"\\u003e", b"&": b"\\u0026"}


class AskForm(forms.Form):
    """What of an explanation is asked for; both may be left out."""

    system = forms.ChoiceField(
        label=gettext_lazy("System"),
        choices=[(system.value, needs.NAMES[system]) for system in SYSTEMS],
        required=False,
    )
    as_of = forms.DateField(label=gettext_lazy("As of"), required=False, input_formats=["%Y-%m-%d"])


@require_GET
@require(Permission.TIER_VIEW)
@never_cache
def explanation(request: Request, pk: int) -> JsonResponse:
    """Why an account has its classes on a day; errors name the field they belong to."""
    with translation.override(language_of(request)):
        response = _explanation(request, pk)
        response.headers["Content-Language"] = translation.get_language() or ""
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _explanation(request: Request, pk: int) -> JsonResponse:
    account = Account.objects.visible_to(request.user).filter(pk=pk).first()
    if account is None:
        return refused(404, account=[_("There is no such account, or you may not see it.")])
    form = AskForm(request.GET)
    if not form.is_valid():
        return refused(
            400, **{name: [str(text) for text in said] for name, said in form.errors.items()}
        )
    asked = form.cleaned_data["as_of"]
    runs = kept_runs()
    if forgotten_run(runs, asked):
        page = reverse("account_evidence", args=[account.pk])
        text = _("The scores of this day are no longer kept. %(page)s has them worked out again.")
        return refused(404, as_of=[text % {"page": f"{page}?as_of={asked}"}])
    run: Run | None = run_of(runs, asked)
    question = {"asked": asked and asked.isoformat(), "account": named(account)}
    if run is None:
        nothing = {"run": None, "ranked": False, "unranked": {"reason": "no_run"}}
        return answer(question | nothing)
    system = System(form.cleaned_data["system"]) if form.cleaned_data["system"] else None
    run = explained_by(run)
    body = explanation_of(account=account, run=run, user=request.user, system=system)
    return answer(question | body)


def refused(status: int, **errors: list[str]) -> JsonResponse:
    """Why there is no answer: messages by the field of the question."""
    return answer({"errors": errors}, status)


def answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    """Chinese stays readable, and nothing typed reads like markup, whoever opens the answer."""
    said = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    for mark, code in MARKS.items():
        said.content = said.content.replace(mark, code)
    return said


def language_of(request: Request) -> str:
    """The first language of the request we speak, else that of the reader."""
    return next(_spoken(request.headers.get("Accept-Language", "")), request.LANGUAGE_CODE)


def _spoken(header: str) -> Iterator[str]:
    for code, _weight in parse_accept_lang_header(header):
        try:
            yield translation.get_supported_language_variant(code)
        except LookupError:
            continue
