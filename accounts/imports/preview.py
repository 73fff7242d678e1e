"""What a check found, to be shown: counts by reason, rejected rows."""

from typing import Any

from django.db import connection


def reject_count(batch_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_importreject WHERE batch_id = %s", [batch_id]
        )
        return int(cursor.fetchone()[0])


def reasons(batch_id: int) -> list[dict[str, Any]]:
    """Rejected rows counted by column and reason, most frequent first, with the first rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT field, reason, count(*), (array_agg(line ORDER BY line))[1:5]
            FROM accounts_importreject WHERE batch_id = %s
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
            [batch_id],
        )
        return [
            {"field": field, "reason": reason, "rows": rows, "lines": lines}
            for field, reason, rows, lines in cursor.fetchall()
        ]
