"""Pages as the server makes them: middleware, queries, templates; no network."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Account
from kam.demo.company import DOMAIN
from staff import clock
from staff.models import User

REQUESTS = 40
PATIENCE = 20  # seconds a page
ROWS_A_PAGE = 50


def addresses(client: Client) -> dict[str, Callable[[], str]]:
    """What is measured, by name."""
    middle = max(1, Account.objects.count() // ROWS_A_PAGE // 2)
    month_ago = clock.today() - timedelta(days=30)
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
        "25 squares": lambda: reverse("squares"),
        "25 squares, one of them": lambda: reverse("squares") + "?p=3&c=4",
        "25 squares, changes since": lambda: reverse("squares") + f"?since={month_ago}",
    }


def measure() -> dict[str, dict[str, Any]]:
    """Milliseconds (median, p95) and queries of every page for somebody who sees all accounts."""
    client = signed_in(f"head@{DOMAIN}")
    found = {}
    for name, address in addresses(client).items():
        try:
            found[name] = page(partial(client.get, address()))
        except NoReverseMatch:
            continue  # not built yet
    return found


def signed_in(email: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(send: Callable[[], Any]) -> dict[str, Any]:
    """Figures of a request that is sent again and again."""
    for _ in range(3):
        status = send().status_code
    with CaptureQueriesContext(connection) as captured:
        send()
    queries = len(captured)  # now: the next request forgets them
    times, busy = zip(*repeated(send), strict=True)
    return {
        "status": status,
        "queries": queries,
        "median": median(times),
        "p95": quantiles(times, n=20)[-1],
        "cpu": median(busy),
    }


def repeated(send: Callable[[], Any]) -> Iterator[tuple[float, float]]:
    """REQUESTS times, or as often as PATIENCE allows, but at least 5 times."""
    until = time.monotonic() + PATIENCE
    for number in range(REQUESTS):
        if number >= 5 and time.monotonic() > until:
            return
        yield timed(send)


def timed(send: Callable[[], Any]) -> tuple[float, float]:
    """Wall and Python CPU milliseconds of one request."""
    busy, started = time.process_time(), time.perf_counter()
    send()
    return (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
