"""What the database must be, checked before every migration: a wrong one is seen at once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

OLDEST = 16
FACTS = """
SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),
  datctype, EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')
FROM pg_database WHERE datname = current_database()
"""
CREATE = "createdb --template=template0 --encoding=UTF8 --lc-ctype=C.UTF-8 NAME"


class Facts(NamedTuple):
    """A database as it presents itself; `trigrams` of 华为技术, None without the extension."""

    version: int
    encoding: str
    ctype: str
    trigrams: int | None


@register(Tags.database)
def database_fits(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **_options: Any
) -> list[CheckMessage]:
    """Runs with `migrate` and `check --database default`, never by surprise."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        return problems(facts(cursor))


def facts(cursor: Any) -> Facts:
    cursor.execute(FACTS)
    version, encoding, ctype, has_extension = cursor.fetchone()
    trigrams = None
    if has_extension:
        cursor.execute("SELECT cardinality(show_trgm('华为技术'))")
        trigrams = cursor.fetchone()[0]
    return Facts(version, encoding, ctype, trigrams)


def problems(found: Facts) -> list[CheckMessage]:
    """What is wrong, each with the way out. Before the first migration the locale must do."""
    messages: list[CheckMessage] = []
    if found.version < OLDEST:
        text = f"PostgreSQL {found.version} is too old."
        messages.append(Error(text, hint=f"Use PostgreSQL {OLDEST} or newer.", id="kam.E001"))
    if found.encoding != "UTF8":
        text = f"The database is encoded in {found.encoding}; KAM needs UTF8."
        messages.append(Error(text, hint=f"Create it anew: {CREATE}", id="kam.E002"))
    blind = found.ctype in ("C", "POSIX") if found.trigrams is None else not found.trigrams
    if blind and found.encoding == "UTF8":
        text = f"With LC_CTYPE {found.ctype} PostgreSQL finds no letters in Chinese names."
        hint = f"The search would read every row. Create the database anew: {CREATE}"
        messages.append(Error(text, hint=hint, id="kam.E003"))
    return messages
