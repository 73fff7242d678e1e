"""Care: what comes next in the reader's accounts, and all about one person."""

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Contact
from relationships import care_book
from relationships.models import CareDate, CareLimits, CareTask, Gift, Greeting
from relationships.views.lists import sees_others
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

AHEAD = 30  # days
MANY, FEW, LAST = 50, 20, 6
TO_GREET = 8


def visible_contact(request: Request, pk: int) -> Contact:
    """The person if the reader may see them, else 404; so for those who were erased."""
    found: Contact = get_object_or_404(
        Contact.objects.visible_to(request.user).select_related("account", "account__owner"),
        pk=pk,
        erased_at=None,
    )
    return found


@require(Permission.CONTACT_VIEW)
@require_GET
def care_list(request: Request) -> HttpResponse:
    """Days of the next month, courtesies, greetings and gifts to decide on."""
    user, today = request.user, clock.today()
    days, more = care_book.days_within(user, today, AHEAD, MANY)
    public = care_book.public_days(today)
    context = {
        "days": days,
        "more": more,
        "ahead": AHEAD,
        "tasks": care_book.tasks_due(user, today, AHEAD, FEW),
        "public": public,
        "to_greet": people_to_greet(request) if public[0].days_left <= AHEAD else [],
        "waiting": list(Gift.objects.waiting_for(user).for_list()[:FEW]),
        "mine": list(Gift.objects.visible_to(user).filter(giver=user).for_list()[:LAST]),
        "today": today,
        "nav": "relationships",
        "subnav": "care",
        "sees_others": sees_others(request),
    }
    return render(request, "relationships/care_list.html", context)


def people_to_greet(request: Request) -> list[Contact]:
    """The most influential people of the reader's own accounts whom nobody greeted lately."""
    since = clock.today() - CareLimits.greeting_gap()
    greeted = Greeting.objects.filter(sent_on__gt=since).values("contact")
    own = Contact.objects.visible_to(request.user).active().filter(account__owner=request.user)
    rest = own.exclude(Q(pk__in=greeted)).select_related("account")
    return list(rest.order_by(F("influence").desc(nulls_last=True), "sort_key", "pk")[:TO_GREET])


@require(Permission.CONTACT_VIEW)
@require_GET
def contact_care(request: Request, pk: int) -> HttpResponse:
    """One person: days, courtesies, greetings, gifts of a year and how much of the cap is used."""
    contact, today = visible_contact(request, pk), clock.today()
    user, limits = request.user, CareLimits.current()
    gifts = list(Gift.objects.visible_to(user).filter(contact=contact).for_list())
    context = {
        "contact": contact,
        "account": contact.account,
        "days": care_book.days_of(CareDate.objects.visible_to(user).filter(contact=contact), today),
        "tasks": list(CareTask.objects.visible_to(user).filter(contact=contact).for_list()),
        "greetings": list(contact.greetings.for_list()[:FEW]),
        "gifts": gifts,
        "year": care_book.GiftYear.of(gifts, today.year, limits),
        "may_decide": has_permission(user, Permission.GIFT_APPROVE),
        "no_gifts": care_book.no_gifts(contact.account, limits),
        "today": today,
        "nav": "relationships",
        "subnav": "care",
    }
    return render(request, "relationships/contact_care.html", context)
