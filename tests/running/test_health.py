"""What monitoring sees, without logging in."""

from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse

from staff import clock
from tests import factories
from tiering.services import runs

URL = "/health/"


@pytest.fixture
def scored(db):
    """A book scored as of yesterday."""
    day = clock.yesterday()
    factories.sale(factories.account(), day, "100.00")
    return runs.execute_run(run=runs.request_run(as_of=day, by=None))


def test_everything_answers_before_the_first_run(client, db):
    response = client.get(URL)
    document = response.json()
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert document.pop("due")
    assert document == {
        "status": "ok", "database": "ok", "broker": "ok",
        "night": "none", "as_of": None, "last_run_age_seconds": None,
    }  # fmt: skip


def test_last_run_and_its_age(client, scored):
    document = client.get(URL).json()
    assert (document["night"], document["as_of"]) == ("fine", scored.as_of.isoformat())
    assert 0 <= document["last_run_age_seconds"] < 60


def test_late_night_is_told_and_the_process_is_fine(client, scored):
    type(scored).objects.filter(pk=scored.pk).update(as_of=scored.as_of - timedelta(days=9))
    response = client.get(URL)
    assert (response.status_code, response.json()["night"]) == (200, "late")


@pytest.mark.parametrize(
    "url",
    ["redis://127.0.0.1:1/0", "redis+socket:///nonexistent/valkey?virtual_host=0"],
    ids=["no server", "no socket"],
)
def test_broker_that_is_away(client, db, settings, url):
    settings.CELERY_BROKER_URL = url
    response = client.get(URL)
    document = response.json()
    assert response.status_code == 503
    assert (document["status"], document["database"], document["broker"]) == (
        "failed", "ok", "failed",
    )  # fmt: skip
    assert "127.0.0.1" not in response.text
    assert "valkey" not in response.text


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away(client):
    connection = connections["default"]
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "no_such_database"
    try:
        response = client.get(URL)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "database": "failed", "broker": "ok"}


def test_asks_little(client, scored, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get(URL)


def test_is_not_cached_and_takes_no_other_method(client, db):
    assert "no-store" in client.get(URL)["Cache-Control"]
    assert client.post(URL).status_code == 405
    assert reverse("health") == URL


def test_any_host_may_ask(client, db):
    """A load balancer asks by an address of its own."""
    assert client.get(URL, headers={"host": "10.0.0.7:8000"}).status_code == 200
