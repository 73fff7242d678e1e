"""The benchmark's other ways give the product's classes exactly: an oracle for the engine."""

from datetime import date

import pytest
from django.db import connection

from bench import backtests, pages, whatif
from bench.peers import in_duckdb, in_orm, in_sql, only_the_ledger
from kam.demo import build
from staff.models import User
from tiering import book
from tiering.engine import with_changes
from tiering.services import policy_life
from tiering.services.runs import execute_run, request_run

END = date(2026, 11, 21)


@pytest.fixture(params=[END, date(2026, 2, 28), date(2025, 12, 31)], ids=str)
def run(request, transactional_db_with_demo):
    return execute_run(run=request_run(as_of=request.param, by=None))


@pytest.fixture
def transactional_db_with_demo(db):
    build.build(size=400, seed=3, end=END)
    only_the_ledger()


def ours(run, columns=in_duckdb.COLUMNS):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM tiering_score WHERE run_id = %s ORDER BY account_id",
            [run.pk],
        )
        return cursor.fetchall()


def test_duckdb(run):
    duck = in_duckdb.load()
    in_duckdb.measure_and_score(duck, run.as_of)
    assert in_duckdb.results(duck) == ours(run)


def test_one_sql_statement(run):
    in_sql.score_and_persist(as_of=run.as_of)
    assert in_sql.results() == ours(run, in_sql.COLUMNS)


def test_a_loop_over_the_orm(run):
    ranked = [row[0] for row in ours(run)]
    measured = in_orm.results(ranked)
    in_orm.measure(ranked, as_of=run.as_of)
    assert in_orm.results(ranked) == measured


def test_a_what_if_in_one_statement(run):
    draft = with_changes(run.policy.policy, whatif.CHANGES)
    cells = whatif.asked(book.scores_in_force(run), run, draft)
    found = in_sql.what_if(as_of=run.as_of, asked=whatif.ASKED)
    assert found == set(whatif.counted(cells))
    assert any(before != after for _system, before, after, _accounts in found)


def test_a_back_test_in_sql_runs(run):
    assert backtests.measure(run.as_of)["sql_agrees"]


def test_every_request_of_the_editor_saves_another_draft(run):
    author = User.objects.get(email=whatif.AUTHOR)
    version = policy_life.create_draft(base=run.policy, by=author)
    send, hashes = whatif.sender(pages.signed_in(whatif.AUTHOR), version), {version.hash}
    for _ in range(3):
        response = send()
        version.refresh_from_db()
        hashes.add(version.hash)
        assert (response.status_code, response.context["stale"]) == (200, False)
    assert len(hashes) == 4
