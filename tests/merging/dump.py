"""Everything in the database but the audit trail and the merges, to be compared."""

import pghistory.models
from django.apps import apps
from django.db import connection

from accounts.models import Merge, MergedRow, MergeMove

OURS = ("staff", "accounts", "relationships", "tiering", "plans")
AUDIT = (Merge, MergedRow, MergeMove)


def models():
    return [
        model
        for name in OURS
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
        if not issubclass(model, (pghistory.models.Event, *AUDIT)) and not model._meta.proxy
    ]


def dump():
    """Rows of all tables as texts, by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in models():
            table = model._meta.db_table
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found
