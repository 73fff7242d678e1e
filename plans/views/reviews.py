"""Business reviews: prepare, read and print, hold, follow up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from plans.forms_review import FollowUpForm, HeldForm
from plans.models import BusinessReview
from plans.review_page import table
from plans.services import reviews
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def review_prepare(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    review = reviews.prepare_review(account=account, by=request.user, today=clock.today())
    return redirect("review_detail", pk=review.pk)


@require(Permission.PLAN_VIEW)
@require_GET
def review_detail(request: Request, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@require(Permission.PLAN_EDIT)
@require_POST
def review_hold(request: Request, pk: int) -> HttpResponse:
    review, form = _worked(request, pk), HeldForm(request.POST)
    known = {"review": review, "by": request.user, "today": clock.today()}
    if saved(form, reviews.hold_review, **known):
        messages.success(request, _("The review is kept."))
        return redirect("review_detail", pk=pk)
    return _page(request, review, held=form)


@require(Permission.PLAN_EDIT)
@require_POST
def review_follow_up(request: Request, pk: int) -> HttpResponse:
    review = _worked(request, pk)
    form = FollowUpForm(request.POST, account=review.account, user=request.user)
    known = {"review": review, "by": request.user, "today": clock.today()}
    if saved(form, reviews.follow_up, **known):
        messages.success(request, _("The action is added; it waits on Today for who does it."))
        return redirect("review_detail", pk=pk)
    return _page(request, review, action=form)


def _visible(request: Request, pk: int) -> BusinessReview:
    found: BusinessReview = get_object_or_404(
        BusinessReview.objects.visible_to(request.user).for_list(), pk=pk
    )
    return found


def _worked(request: Request, pk: int) -> BusinessReview:
    review = _visible(request, pk)
    if not review.worked_by(request.user):
        raise PermissionDenied
    return review


def _page(request: Request, review: BusinessReview, **wrong: Any) -> HttpResponse:
    user = request.user
    context = {
        "nav": "plans",
        "subnav": "plans",
        "review": review,
        "account": review.account,
        "works": review.worked_by(user),
        "held": HeldForm(instance=review, today=clock.today()),
        "action": FollowUpForm(account=review.account, user=user),
        "follow_ups": list(review.follow_ups.for_list()),
        "today_is": clock.today(),
        **table(review, user),
        **wrong,
    }
    return render(request, "plans/review.html", context, status=422 if wrong else 200)
