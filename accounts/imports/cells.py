"""How a cell is read, as SQL. Everything understood is listed; all else is a reason."""

# Full-width forms are the same signs; spaces inside a number are not.
WIDE, NARROW = "０１２３４５６７８９．，－＋￥＄／：　", "0123456789.,-+¥$/: "
NUMBER = r"^([-+]?[¥$€£]?|[¥$€£][-+]?)([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})([.][0-9]{1,10})?$"
DECIMAL_COMMA = r"^\D{0,2}[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$|^\D{0,2}[0-9]+,[0-9]+$"
TIME = r"([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?[AaPp][Mm])?)?"
YEAR_FIRST = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + TIME + "$"
COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
YEAR_LAST = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})" + TIME + "$"
WHOLE = r"^[0-9]+[.]0$"
MAX_AMOUNT = "1e15"


def narrow(column: str) -> str:
    return f"btrim(translate({column}, '{WIDE}', '{NARROW}'))"


def number(column: str) -> str:
    """The cell as numeric; only for cells `number_fault` finds nothing wrong with."""
    return f"translate({narrow(column)}, '¥$€£,+', '')::numeric"


def number_fault(column: str) -> str:
    """NULL, or the reason why the cell is not a number. An empty cell has no fault."""
    return f"""CASE WHEN {column} IS NULL OR {narrow(column)} ~ '{NUMBER}' THEN NULL
      WHEN {column} LIKE '=%' THEN 'formula'
      WHEN {narrow(column)} ~ '{DECIMAL_COMMA}' THEN 'ambiguous_number'
      ELSE 'not_a_number' END"""


def days(table: str, column: str, order: str) -> str:
    """A query: every distinct text of the column with its `day` or its `fault`.

    `order` is "dmy" or "mdy" where the user said how 03/04/2011 is meant, else "".
    """
    day, month = {"dmy": (1, 2), "mdy": (2, 1)}.get(order, (0, 0))
    year_last = (
        f"m3[3] || '-' || m3[{month}] || '-' || m3[{day}]" if order else "NULL"
    )
    return f"""
    SELECT text, CASE WHEN fault IS NULL THEN iso::date END AS day, fault FROM (
      SELECT text, iso, CASE
        WHEN text LIKE '=%' THEN 'formula'
        WHEN iso IS NULL AND m3 IS NOT NULL THEN 'ambiguous_date'
        WHEN iso IS NULL AND plain ~ '^[0-9]{{5}}([.][0-9]+)?$' THEN 'serial_date'
        WHEN iso IS NULL THEN 'not_a_date'
        WHEN NOT pg_input_is_valid(iso, 'date') THEN 'no_such_day'
        WHEN iso < '1900' OR iso > '2200' THEN 'far_date' END AS fault
      FROM (
        SELECT text, plain, m3, coalesce(
          m1[1] || '-' || m1[2] || '-' || m1[3], m2[1] || '-' || m2[2] || '-' || m2[3],
          {year_last}) AS iso
        FROM (
          SELECT text, plain, regexp_match(plain, '{YEAR_FIRST}') AS m1,
            regexp_match(plain, '{COMPACT}') AS m2, regexp_match(plain, '{YEAR_LAST}') AS m3
          FROM (
            SELECT {column} AS text,
              btrim(translate({narrow(column)}, '年月日', '--')) AS plain
            FROM (SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL) AS texts
          ) AS plained) AS matched) AS dated) AS judged"""
