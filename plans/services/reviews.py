"""Business reviews: prepared with one click, held with a result, followed up by actions."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.amounts import YEAR, months_before
from kam.lib.days import full_day
from plans.measures import everything
from plans.models import BusinessReview
from plans.review_record import record_of
from plans.services.access import check_sees
from relationships.models import Action
from staff.models import User
from staff.permissions import Permission, has_permission

QUARTER = 3  # months a first review looks back


@transaction.atomic
def prepare_review(*, account: Account, by: User, today: date) -> BusinessReview:
    """The numbers of today; it looks back to the last one held, or a quarter. One that was
    prepared and not held yet is taken up again."""
    if not has_permission(by, Permission.PLAN_EDIT):
        raise PermissionDenied
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    reviews = BusinessReview.objects.filter(account=account)
    waiting = reviews.filter(held_on=None).first()
    last = reviews.exclude(held_on=None).order_by("-held_on").first()
    found = waiting or BusinessReview(account=account, led_by=by)
    found.since = last.day if last else months_before(today, QUARTER)
    found.prepared_on = today
    numbers = everything(account, months_before(today, YEAR))
    found.numbers = {name: str(value) for name, value in numbers.items()}
    found.save()
    return found


@transaction.atomic
def hold_review(
    *, review: BusinessReview, by: User, today: date, held_on: date, rating: int, summary: str
) -> BusinessReview:
    """It took place on that day; this was agreed. Later wordings stay in the history."""
    review = _worked(review, by)
    if held_on > today:
        raise ValidationError({"held_on": _("This day is still to come.")})
    if held_on < review.since:
        text = _("It looks back to %(day)s: it can't have been held before.")
        params = {"day": full_day(review.since)}
        raise ValidationError({"held_on": ValidationError(text, params=params)})
    if not summary.strip():
        raise ValidationError({"summary": _("Say what was agreed.")})
    review.held_on, review.rating, review.summary = held_on, rating, summary.strip()
    review.record = review.record or record_of(review)  # a later wording does not change it
    review.save(update_fields=["held_on", "rating", "summary", "record"])
    return review


@transaction.atomic
def follow_up(
    *, review: BusinessReview, by: User, today: date, text: str, owner: User, due_on: date
) -> Action:
    """An action that comes of it; it appears on the owner's Today page."""
    review = _worked(review, by)
    check_sees(owner, [review.account_id])
    if due_on < today:
        raise ValidationError({"due_on": _("This day has passed.")})
    action = Action.objects.create(
        account=review.account, owner=owner, text=text.strip(), due_on=due_on
    )
    review.follow_ups.add(action)
    return action


def _worked(review: BusinessReview, by: User) -> BusinessReview:
    rows = BusinessReview.objects.select_for_update(of=("self",)).select_related(
        "account__standing"
    )
    review = rows.get(pk=review.pk)
    if not review.worked_by(by):
        raise PermissionDenied
    return review
