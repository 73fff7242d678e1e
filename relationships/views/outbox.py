"""The outbox of a device: who is logged in, and one written visit at a time."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from relationships.forms import VisitForm
from relationships.models import Visit
from relationships.views.log import write
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

OURS = {"csrfmiddlewaretoken", "user", "made_at"}  # not part of what was written


@require(Permission.VISIT_LOG)
@require_GET
def outbox(request: Request) -> HttpResponse:
    """The page; its rows are on the device."""
    return render(request, "relationships/outbox.html")


@require_GET
@never_cache
def outbox_who(request: Request) -> HttpResponse:
    """Whose session this is, and a token to send with."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@require_POST
@never_cache
def outbox_send(request: Request) -> HttpResponse:
    """Store a visit once. 201 stored, 200 was stored before, else `why` in the reader's words.

    409: of another person, or stored before with other content; 404: the account is out of
    reach; 422: what was written is refused.
    """
    if not has_permission(request.user, Permission.VISIT_LOG):
        return refusal(403, [_("Your role does not allow this.")])
    if request.POST.get("user") != str(request.user.pk):
        return refusal(409, [_("Somebody else wrote this visit.")])
    first = _stored(request)
    if first:
        return known(request, first)
    account = _account(request)
    if account is None:
        return refusal(404, [_("This account is no longer within your reach.")])
    return _store(request, account)


def _stored(request: Request) -> Visit | None:
    """What was stored with this key before: also where the account is out of reach by now."""
    try:
        key = UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None
    return Visit.objects.filter(client_key=key, owner=request.user).first()


def _account(request: Request) -> Account | None:
    """What was written for an account that was merged meanwhile belongs to the one it became."""
    pk = request.POST.get("account", "")
    found = Account.everyone.filter(pk=pk).first() if pk.isdecimal() else None
    while found and found.merged_into_id:
        found = Account.everyone.get(pk=found.merged_into_id)
    visible = Account.objects.visible_to(request.user)
    return visible.filter(pk=found.pk).first() if found else None


def _store(request: Request, account: Account) -> HttpResponse:
    form = VisitForm(request.POST, request.FILES, account=account, user=request.user)
    if not form.is_valid():
        return refusal(422, _why(form.errors.get_json_data()))
    data = form.cleaned_data
    if not data["client_key"]:
        return refusal(422, [_("This visit has no key.")])
    sent = {"made_at": min(data["made_at"] or timezone.now(), timezone.now())}
    try:
        visit = write(
            request, form, today=clock.today(), account=account, by=request.user,
            client_key=data["client_key"], sent_hash=fingerprint(request), **sent,
        )  # fmt: skip
    except ValidationError as problem:
        return refusal(422, problem.messages)
    return known(request, visit, status=201)


def known(request: Request, visit: Visit, status: int = 200) -> HttpResponse:
    """The visit that has the key; a conflict if it says something else than what was sent now."""
    url = reverse("visit_saved", args=[visit.pk])
    if visit.sent_hash and visit.sent_hash != fingerprint(request):
        why = _(
            "This visit was already saved as first written. Your later change was not: open it."
        )
        return refusal(409, [why], url=reverse("visit_edit", args=[visit.pk]))
    return JsonResponse({"url": url}, status=status)


def fingerprint(request: Request) -> str:
    """Of everything that was written, whatever the order of the fields."""
    said = [(name, value) for name, values in request.POST.lists() for value in values]
    files = [
        (name, f"{each.name} {each.size}")
        for name in request.FILES
        for each in request.FILES.getlist(name)
    ]
    rows = sorted(pair for pair in said + files if pair[0] not in OURS)
    return sha256(repr(rows).encode()).hexdigest()


def refusal(status: int, why: list[str], **more: Any) -> HttpResponse:
    return JsonResponse({"why": [str(line) for line in why], **more}, status=status)


def _why(errors: dict[str, Any]) -> list[str]:
    return [each["message"] for rows in errors.values() for each in rows]
