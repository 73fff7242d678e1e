"""Whether this installation can work, for load balancers and monitoring: no login, no secrets."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

from staff.models import Company
from tiering.models import Run
from tiering.services.nights import night_of

logger = logging.getLogger(__name__)

# One attempt, seconds: who asks waits a few seconds at most.
BROKER_PATIENCE = {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 2}


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when database and broker answer, else 503.

    A night that is late or failed is told, not counted: starting processes anew would not help.
    """
    figures = _scoring(timezone.now())
    works = {"database": figures is not None, "broker": _broker_answers()}
    document = {name: "ok" if fine else "failed" for name, fine in works.items()}
    healthy = all(works.values())
    return JsonResponse(
        {"status": "ok" if healthy else "failed", **document, **(figures or {})},
        status=200 if healthy else 503,
    )


class HealthMiddleware:
    """Answers before any other middleware asks the database, so that its absence can be told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == reverse("health"):
            return health(request)
        return self.get_response(request)


def _scoring(now: datetime) -> dict[str, Any] | None:
    """How the classes in view stand to the clock; None when the database can't tell."""
    try:
        company = Company.current()
        night = night_of(now=now.astimezone(company.zone), company=company)
        finished = Run.objects.main().done().aggregate(at=Max("finished_at"))["at"]
    except (DatabaseError, Company.DoesNotExist):
        logger.warning("health: the database does not answer", exc_info=True)
        return None
    return {
        "night": night.state.value,
        "as_of": night.as_of,
        "due": night.due,
        "last_run_age_seconds": finished and round((now - finished).total_seconds()),
    }


def _broker_answers() -> bool:
    connection = current_app.connection_for_write(
        settings.CELERY_BROKER_URL, transport_options=BROKER_PATIENCE
    )
    try:
        with connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            return bool(connection.default_channel.client.ping())
    except (BrokerError, OSError):
        logger.warning("health: the broker does not answer", exc_info=True)
        return False
