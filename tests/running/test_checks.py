"""The database is checked before every migration."""

import psycopg2
import pytest
from django.core.checks import run_checks
from django.db import connection

from kam import checks
from kam.checks import Facts

GOOD = Facts(version=18, encoding="UTF8", ctype="C.UTF-8", trigrams=5)


@pytest.mark.parametrize(
    ("facts", "ids"),
    [
        (GOOD, []),
        (GOOD._replace(version=16), []),
        (GOOD._replace(version=15), ["kam.E001"]),
        (GOOD._replace(encoding="SQL_ASCII"), ["kam.E002"]),
        (GOOD._replace(encoding="LATIN1", ctype="C", trigrams=0), ["kam.E002"]),
        (GOOD._replace(trigrams=None), []),
        (GOOD._replace(ctype="zh_CN.utf8", trigrams=None), []),
        (GOOD._replace(ctype="C", trigrams=None), ["kam.E003"]),
        (GOOD._replace(ctype="C", trigrams=0), ["kam.E003"]),
        (GOOD._replace(version=15, ctype="POSIX", trigrams=None), ["kam.E001", "kam.E003"]),
    ],
    ids=[
        "fits", "oldest", "too old", "no encoding", "one hint is enough", "empty and fit",
        "any locale with letters", "empty in locale C", "locale C", "two faults",
    ],
)  # fmt: skip
def test_problems(facts, ids):
    assert [problem.id for problem in checks.problems(facts)] == ids


def test_this_database_fits(db):
    with connection.cursor() as cursor:
        assert checks.facts(cursor).trigrams == 5
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.fixture
def in_locale_c(db):
    """A cursor in a database that is like ours but for its locale; dropped afterwards."""
    options = connection.get_connection_params()
    where = {key: options[key] for key in ("user", "password", "host", "port") if key in options}
    server = psycopg2.connect(dbname="postgres", **where)
    server.autocommit = True
    name = f"{connection.settings_dict['NAME']}_in_c"
    template = "TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C'"
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} {template}")
        database = psycopg2.connect(dbname=name, **where)
        yield database.cursor()
        database.close()
        cursor.execute(f"DROP DATABASE {name}")
    server.close()


def test_locale_c_is_refused_before_and_after_the_extension(in_locale_c):
    before = checks.facts(in_locale_c)
    in_locale_c.execute("CREATE EXTENSION pg_trgm")
    after = checks.facts(in_locale_c)
    assert (before.trigrams, after.trigrams) == (None, 0)
    for found in (before, after):
        (problem,) = checks.problems(found)
        assert problem.msg == "With LC_CTYPE C PostgreSQL finds no letters in Chinese names."
        assert "--lc-ctype=C.UTF-8" in problem.hint
