"""Pages as the server makes them: middleware, queries, templates; no network."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Account
from kam.demo.company import DOMAIN
from staff.models import User

REQUESTS = 40
ROWS_A_PAGE = 50


def addresses(client: Client) -> dict[str, Callable[[], str]]:
    """What is measured, by name."""
    middle = max(1, Account.objects.count() // ROWS_A_PAGE // 2)
    some = Account.objects.filter(status="active").order_by("pk")[17].pk
    return {
        "account list": lambda: reverse("account_list"),
        "account list, page n/2": lambda: reverse("account_list") + f"?page={middle}",
        "account list, search of 2 characters": lambda: reverse("account_list") + "?q=鹿岭",
        "account page": lambda: reverse("account_detail", args=[some]),
        "account page, business": lambda: reverse("account_business", args=[some]),
        "tier dashboard": lambda: reverse("tier_dashboard"),
        "today": lambda: reverse("today"),
        "due list": lambda: reverse("due_list"),
        "search": lambda: reverse("search") + "?q=lujiang",
    }


def measure() -> dict[str, dict[str, Any]]:
    """Milliseconds (median, p95) and queries of every page for somebody who sees all accounts."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        User.objects.get(email=f"head@{DOMAIN}"),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    found = {}
    for name, address in addresses(client).items():
        try:
            found[name] = page(client, address())
        except NoReverseMatch:
            continue  # not built yet
    return found


def page(client: Client, address: str) -> dict[str, Any]:
    for _ in range(3):
        status = client.get(address).status_code
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    times = sorted(timed(client, address) for _ in range(REQUESTS))
    return {
        "status": status,
        "queries": len(queries),
        "median": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95) - 1],
    }


def timed(client: Client, address: str) -> float:
    started = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - started) * 1000
