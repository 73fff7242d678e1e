"""How a cell is read, as SQL. Everything understood is listed; all else is a reason.

Cells come stripped, and those of numbers and dates with full-width signs made narrow
(`accounts.imports.staging`).
"""

NUMBER = (
    r"^(?:[-+]?[¥$€£]?|[¥$€£][-+]?)"
    r"(?:[0-9]{1,30}|[0-9]{1,3}(?:,[0-9]{3}){1,9})(?:[.][0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?$"
)
# Most cells. Quick to see, for the long expression costs more than all else about a line; twelve
# signs hold no more digits than it allows.
PLAIN = r"^-?[0-9]+(?:[.][0-9]+)?$"
DECIMAL_COMMA = r"^\D{0,2}[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$|^\D{0,2}[0-9]+,[0-9]+$"
TIME = r"^(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?(?: ?[AaPp][Mm])?)?$"
YEAR_FIRST = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$"
COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
YEAR_LAST = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$"
WHOLE = r"^[0-9]+[.]0$"


def number(column: str) -> str:
    """The cell as numeric; only for cells `number_fault` finds nothing wrong with."""
    return f"translate({column}, '¥$€£,+', '')::numeric"


def number_fault(column: str) -> str:
    """NULL, or the reason why the cell is not a number. An empty cell has no fault."""
    return f"""CASE WHEN {column} IS NULL OR (length({column}) <= 12 AND {column} ~ '{PLAIN}')
        OR {column} ~ '{NUMBER}' THEN NULL
      WHEN {column} LIKE '=%' THEN 'formula'
      WHEN {column} ~ '{DECIMAL_COMMA}' THEN 'ambiguous_number'
      ELSE 'not_a_number' END"""


def days(table: str, column: str, order: str, ahead: int = 366) -> str:
    """A query: every distinct text of the column with its `day` or its `fault`.

    `order` is "dmy" or "mdy" where the user said how 03/04/2011 is meant, else "". A day more than
    `ahead` days from now is not believed.
    """
    day, month = {"dmy": (1, 2), "mdy": (2, 1)}.get(order, (0, 0))
    year_last = f"m[3] || '-' || m[{month}] || '-' || m[{day}]" if order else "NULL"
    return f"""
    WITH texts AS MATERIALIZED (SELECT DISTINCT {column} AS text FROM {table}
                                WHERE {column} IS NOT NULL),
    halves AS MATERIALIZED (
      SELECT text, (regexp_match(text, '^([^ T]*)[ T]?(.*)$'))[1:2] AS half FROM texts),
    heads AS MATERIALIZED (SELECT DISTINCT half[1] AS head FROM halves),
    parts AS MATERIALIZED (
      SELECT head,
        coalesce(regexp_match(head, '{YEAR_FIRST}'), regexp_match(head, '{COMPACT}')) AS y,
        regexp_match(head, '{YEAR_LAST}') AS m FROM heads),
    isos AS MATERIALIZED (
      SELECT head, m, coalesce(y[1] || '-' || y[2] || '-' || y[3], {year_last}) AS iso FROM parts),
    judged AS MATERIALIZED (
      SELECT head, iso, CASE
        WHEN head LIKE '=%' THEN 'formula'
        WHEN iso IS NULL AND m IS NOT NULL THEN CASE
          WHEN pg_input_is_valid(m[3] || '-' || m[2] || '-' || m[1], 'date')
            OR pg_input_is_valid(m[3] || '-' || m[1] || '-' || m[2], 'date')
          THEN 'ambiguous_date' ELSE 'no_such_day' END
        WHEN iso IS NULL AND head ~ '^[0-9]{{5}}([.][0-9]+)?$' THEN 'serial_date'
        WHEN iso IS NULL THEN 'not_a_date'
        WHEN NOT pg_input_is_valid(iso, 'date') THEN 'no_such_day'
        WHEN iso::date NOT BETWEEN '1970-01-01' AND current_date + {ahead:d} THEN 'far_date'
        END AS fault
      FROM isos)
    SELECT text, CASE WHEN fault IS NULL AND half[2] ~ '{TIME}' THEN iso::date END AS day,
      coalesce(fault, CASE WHEN half[2] !~ '{TIME}' THEN 'not_a_date' END) AS fault
    FROM halves JOIN judged ON head = half[1]"""
