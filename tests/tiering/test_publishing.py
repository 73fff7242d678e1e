"""What other connections see while a run is published."""

from datetime import date

import psycopg2
import pytest
from django.db import connection

from tests import factories
from tiering.models import CurrentRun
from tiering.services import publish as publishing
from tiering.services.runs import execute_run, request_run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
    pytest.mark.enable_socket,
]
ATTACHED = "SELECT count(*) FROM pg_inherits WHERE inhrelid = to_regclass(%s)"
IN_VIEW = "SELECT run_id FROM tiering_currentrun"


@pytest.fixture
def stranger():
    """A connection of its own, as another process has."""
    parameters = connection.get_connection_params()
    parameters = {k: v for k, v in parameters.items() if k not in ("cursor_factory", "context")}
    own = psycopg2.connect(**parameters)
    own.autocommit = True
    yield own.cursor()
    own.close()


def test_scores_can_be_planned_for_before_the_pointer_moves(stranger, monkeypatch):
    """A statement is planned and then run on a newer view: it has to know the partition."""
    factories.sale(factories.account(), "2026-09-03", 500)
    seen = {}

    def flip(run, previous):
        stranger.execute(ATTACHED, [f"tiering_score_{run.pk}"])
        seen["attached"] = stranger.fetchone()[0]
        stranger.execute(IN_VIEW)
        seen["in view"] = stranger.fetchone()[0]
        return real(run, previous)

    real = publishing._flip
    monkeypatch.setattr(publishing, "_flip", flip)
    run = execute_run(run=request_run(as_of=date(2026, 10, 31), by=None))

    assert seen == {"attached": 1, "in view": None}
    assert CurrentRun.get() == run
