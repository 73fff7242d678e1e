"""Creating and editing an account."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.forms.accounts import AccountForm, ProfileForm, split_names
from accounts.models import Account, AccountProfile
from accounts.services.accounts import create_account, update_account
from accounts.services.duplicates import Duplicate, find_duplicates, may_ask
from staff.http import Request, require
from staff.permissions import Permission

SUGGESTED = 8
TYPED = ("group", "from_account", "account")  # fields that suggest accounts
Save = Callable[..., Account]


@require(Permission.ACCOUNT_EDIT)
def account_create(request: Request) -> HttpResponse:
    data = request.POST or None
    form = AccountForm(data, user=request.user)
    profile = ProfileForm(data)
    found: list[Duplicate] = []
    if form.is_valid() and profile.is_valid() and _may_ask(request, form):
        found = _duplicates(request, form)
        if not found or form.cleaned_data["confirmed"]:
            account = create_account(by=request.user, profile=profile.cleaned_data, **form.values())
            messages.success(request, _("%(name)s is saved.") % {"name": account.display_name})
            return redirect("account_detail", pk=account.pk)
        form.add_error("confirmed", _("Ask the people named above first, then confirm."))
    return _form(request, form, profile, duplicates=found)


@require(Permission.ACCOUNT_EDIT)
def account_edit(request: Request, pk: int, save: Save = update_account) -> HttpResponse:
    """`save`: what writes the change; the apps above have more to do when the owner changes."""
    account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    known = AccountProfile.objects.filter(pk=account.pk).first()
    data = request.POST or None
    form = AccountForm(data, instance=account, user=request.user)
    profile = ProfileForm(data, instance=known)
    if form.is_valid() and profile.is_valid():
        fresh = Account.objects.get(pk=account.pk)
        try:
            save(account=fresh, by=request.user, profile=profile.cleaned_data, **form.values())
        except ValidationError as error:
            form.add_error("group", error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": fresh.display_name})
            return redirect("account_detail", pk=account.pk)
    return _form(request, form, profile, account=Account.objects.get(pk=account.pk))


@require(Permission.ACCOUNT_EDIT)
def account_duplicates(request: Request) -> HttpResponse:
    """The warning below the names, while they are typed."""
    sent = request.GET
    typed = [sent.get("name", ""), sent.get("name_en", ""), *split_names(sent.get("aliases", ""))]
    if not may_ask(request.user, typed):
        return HttpResponse(status=429)
    found = find_duplicates(
        user=request.user,
        typed=[name[:200] for name in typed],
        registry_number=sent.get("registry_number", "")[:40],
        besides=_besides(request),
    )
    return render(request, "accounts/_duplicates.html", {"duplicates": found})


@require(Permission.ACCOUNT_EDIT)
def account_names(request: Request) -> HttpResponse:
    """Accounts to choose a parent or a referrer from: options of a list of suggestions."""
    text = next(filter(None, (request.GET.get(name) for name in TYPED)), "").strip()
    accounts = Account.objects.visible_to(request.user).search(text).order_by("sort_key", "pk")
    found = accounts[:SUGGESTED] if text else accounts.none()
    return render(request, "accounts/_names.html", {"accounts": found})


def _besides(request: Request) -> int | None:
    text = request.GET.get("besides", "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _may_ask(request: Request, form: AccountForm) -> bool:
    if may_ask(request.user, _typed(form)):
        return True
    form.add_error(None, _("Too many names were tried within an hour. Please continue later."))
    return False


def _duplicates(request: Request, form: AccountForm) -> list[Duplicate]:
    return find_duplicates(
        user=request.user,
        typed=_typed(form),
        registry_number=form.cleaned_data["registry_number"],
    )


def _typed(form: AccountForm) -> list[str]:
    known = form.cleaned_data
    return [known["name"], known["name_en"], *known["aliases"]]


def _form(
    request: Request,
    form: AccountForm,
    profile: ProfileForm,
    account: Account | None = None,
    duplicates: list[Duplicate] | None = None,
) -> HttpResponse:
    context = {
        "nav": "accounts",
        "subnav": "accounts",
        "form": form,
        "profile": profile,
        "account": account,
        "duplicates": duplicates or [],
    }
    status = 422 if form.errors or profile.errors else 200
    return render(request, "accounts/account_form.html", context, status=status)
