"""Users: list, add, change, invite again, let back in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff import filters
from staff.forms import UserForm
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission
from staff.services import invitations, users

PER_PAGE = 50
FRAME = {"nav": "settings", "subnav": "users"}


@require(Permission.STAFF_MANAGE)
def user_list(request: Request) -> HttpResponse:
    found = filters.UserFilter(
        request.GET, User.objects.visible_to(request.user).for_list(), request=request
    )
    sort = request.GET.get("sort", "name")
    page = Paginator(filters.order(found.qs, sort), PER_PAGE).get_page(request.GET.get("page"))
    context = {**FRAME, "form": found.form, "page": page, "sort": sort}
    template = "staff/_user_table.html" if request.htmx else "staff/user_list.html"
    return render(request, template, context)


@require(Permission.STAFF_MANAGE)
def user_create(request: Request) -> HttpResponse:
    initial = {"language": request.company.language}
    form = UserForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            user = users.create(by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            _welcome(request, user)
            return redirect("user_list")
    return render(request, "staff/user_create.html", {**FRAME, "form": form})


@require(Permission.STAFF_MANAGE)
def user_edit(request: Request, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = UserForm(request.POST or None, instance=user)
    if form.is_valid():
        try:
            saved = users.update(user=user, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%(name)s was saved.") % {"name": saved})
            return redirect("user_list")
    person = User.objects.get(pk=pk)  # the form has already put its input on `user`
    return render(request, "staff/user_edit.html", {**FRAME, "form": form, "person": person})


@require_POST
@require(Permission.STAFF_MANAGE)
def user_invite(request: Request, pk: int) -> HttpResponse:
    """The link once more, for somebody who never logged in."""
    waiting = User.objects.visible_to(request.user).active().with_address().filter(last_login=None)
    _invite(request, get_object_or_404(waiting, pk=pk))
    return redirect("user_edit", pk=pk)


@require_POST
@require(Permission.STAFF_MANAGE)
def user_reactivate(request: Request, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    users.reactivate(user=user, by=request.user)
    messages.success(request, _("%(name)s can log in again.") % {"name": user})
    return redirect("user_edit", pk=pk)


def _welcome(request: Request, user: User) -> None:
    if user.email is None:
        said = _("%(name)s was added and can't log in until an e-mail address is given.")
        messages.success(request, said % {"name": user})
    else:
        _invite(request, user)


def _invite(request: Request, user: User) -> None:
    facts = {"name": user, "email": user.email}
    if invitations.invite(user=user, by=request.user):
        messages.success(
            request, _("%(name)s got an invitation at %(email)s to choose a password.") % facts
        )
        return
    messages.warning(
        request,
        _(
            "%(name)s is a user now, but the invitation to %(email)s could not be sent. "
            "Check the mail settings, then send it again from the user's page."
        )
        % facts,
    )
