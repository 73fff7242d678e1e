"""The way to every settings page the reader may open."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.http import Request
from staff.permissions import Permission as P
from staff.permissions import has_permission


@dataclass(frozen=True)
class Door:
    """A settings page: URL name, what it takes, and how its card reads."""

    name: str
    permission: P | None
    icon: str
    title: Promise
    text: Promise


DOORS = [
    Door("profile", None, "user", _("My profile"), _("Name, phone, language, password")),
    Door(
        "company_edit",
        P.COMPANY_EDIT,
        "building",
        _("Company"),
        _("Name, base currency, time zone, hour of the nightly run"),
    ),
    Door(
        "user_list",
        P.STAFF_MANAGE,
        "users",
        _("Users"),
        _("Who works here, with which role and in which unit"),
    ),
    Door("role_list", P.STAFF_MANAGE, "lock", _("Roles"), _("What each role may see and do")),
    Door(
        "unit_list",
        P.STAFF_MANAGE,
        "topology-star-3",
        _("Sales units"),
        _("The tree of sales units"),
    ),
    Door(
        "import_list",
        P.IMPORT_DATA,
        "upload",
        _("Imports"),
        _("Accounts, contacts and ledgers from files"),
    ),
    Door(
        "rate_list",
        P.RATE_EDIT,
        "world",
        _("Exchange rates"),
        _("Rates into the base currency, by date"),
    ),
    Door(
        "standard_edit",
        P.STANDARD_EDIT,
        "calendar",
        _("Coverage standards"),
        _("How often each tier is visited"),
    ),
    Door(
        "squares_settings",
        P.STANDARD_EDIT,
        "topology-star-3",
        _("25 squares"),
        _("Which stage each square has, and how levels are read"),
    ),
    Door(
        "scenario_list",
        P.STANDARD_EDIT,
        "list-check",
        _("Scenarios"),
        _("What visits are for, with checklists"),
    ),
    Door(
        "template_list",
        P.STANDARD_EDIT,
        "clipboard-list",
        _("Plan templates"),
        _("What a new plan of each purpose begins with"),
    ),
    Door(
        "care_limits_edit",
        P.STANDARD_EDIT,
        "gift",
        _("Care"),
        _("Limits of gifts and greetings, reminders"),
    ),
    Door(
        "standard_changes",
        P.STANDARD_VIEW,
        "history",
        _("Changes of standards"),
        _("What is proposed for squares and coverage, and who confirmed what"),
    ),
    Door(
        "policy_list",
        P.POLICY_VIEW,
        "scale",
        _("Tiering policy"),
        _("The rules accounts are scored by, with every version"),
    ),
]


def settings_home(request: Request) -> HttpResponse:
    doors = [
        {"url": url, "icon": door.icon, "title": door.title, "text": door.text}
        for door in DOORS
        if (door.permission is None or has_permission(request.user, door.permission))
        and (url := _url(door.name))
    ]
    return render(request, "staff/settings_home.html", {"nav": "settings", "doors": doors})


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
