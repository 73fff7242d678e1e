"""Statements that turn the staged lines of a ledger file into orders.

Each is set-based and works on temporary tables of one transaction: import_key (ways to name an
account), import_day (texts of dates), import_line (typed lines), import_sum (orders).
"""

from dataclasses import dataclass

from accounts.imports import cells

KINDS = {
    "sale": "sale sales order invoice 销售 订单 销货 销售订单 销售出库",
    "return": "return returns refund creditnote cancellation 退货 退款 退回 销售退货",
    "rebate": "rebate discount bonus 返利 折让 返点",
}


@dataclass(frozen=True)
class Form:
    """What the file has and what was chosen for it."""

    table: str
    fields: frozenset[str]
    currency: str
    whole: frozenset[str]  # columns that read like 17850.0 throughout
    date_order: str = ""
    return_field: str = ""
    return_prefix: str = ""

    @property
    def of_lines(self) -> bool:
        return "unit_price" in self.fields

    @property
    def number_fields(self) -> list[str]:
        names = ("amount", "quantity", "unit_price", "discount", "cost")
        return [name for name in names if name in self.fields]

    def text(self, field: str) -> str:
        """The cell of an identifier, '' if there is none."""
        if field not in self.fields:
            return "''"
        if field in self.whole:
            return f"coalesce(left({field}, -2), '')"
        return f"coalesce({field}, '')"


def keys(form: Form) -> str:
    return f"""
    CREATE TEMP TABLE import_key ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY first)::int AS n, account, name,
      NULL::bigint AS account_id, NULL::int AS fresh, NULL::text AS reason
    FROM (SELECT {form.text("account")} AS account, {form.text("account_name")} AS name,
            min(line) AS first
          FROM {form.table} WHERE cells IS NULL GROUP BY 1, 2) AS ways"""


def days(form: Form) -> str:
    query = cells.days(form.table, "date", form.date_order)
    return f"CREATE TEMP TABLE import_day ON COMMIT DROP AS {query}"


def lines(form: Form) -> str:
    """OFFSET 0 keeps the planner from asking for the fault once more at each use of it."""
    cost = cells.number("cost") if "cost" in form.fields else "NULL::numeric"
    return f"""
    CREATE TEMP TABLE import_line ON COMMIT DROP AS
    SELECT line, target, reference, day, currency, kind, returns, cells,
      CASE WHEN fault IS NULL THEN {product(form)} END AS amount,
      CASE WHEN fault IS NULL THEN {cost} END AS cost,
      fault
    FROM (
      SELECT l.*, coalesce(k.account_id, -k.fresh) AS target, k.reason AS key_reason,
        d.day, {faults(form)} AS fault
      FROM (SELECT {columns(form)} FROM {form.table}) l
      LEFT JOIN import_key k ON k.account = l.account AND k.name = l.account_name
      LEFT JOIN import_day d ON d.text = l.date
      OFFSET 0
    ) AS judged"""


def columns(form: Form) -> str:
    """The staged row with identifiers, currency and kind brought to one form."""
    raw = [*form.number_fields, "date"]
    return ", ".join(
        [
            "line, cells",
            *raw,
            *(
                f"{form.text(f)} AS {f}"
                for f in ("account", "account_name", "reference", "returns")
            ),
            f"{currency(form)} AS currency",
            f"{kind(form)} AS kind",
        ]
    )


def currency(form: Form) -> str:
    if "currency" not in form.fields:
        return f"'{form.currency}'"
    return f"coalesce(upper(currency), '{form.currency}')"


def kind(form: Form) -> str:
    """sale, return, rebate, NULL for "by the sign", "?" for a word nobody knows."""
    marked = "NULL"
    if form.return_field:
        field = form.text(form.return_field) if form.return_field != "mark" else "mark"
        prefix = form.return_prefix.replace("'", "''")
        marked = f"CASE WHEN starts_with({field}, '{prefix}') THEN 'return' END"
    if "kind" not in form.fields:
        return marked
    plain = "lower(regexp_replace(kind, '[\\W_]+', '', 'g'))"
    words = " ".join(
        f"WHEN {plain} IN ({', '.join(repr(word) for word in known.split())}) THEN '{value}'"
        for value, known in KINDS.items()
    )
    return f"CASE WHEN kind IS NULL THEN {marked} {words} ELSE '?' END"


def product(form: Form) -> str:
    if not form.of_lines:
        return cells.number("amount")
    value = f"{cells.number('quantity')} * {cells.number('unit_price')}"
    if "discount" in form.fields:
        value += f" * (1 - coalesce({cells.number('discount')}, 0))"
    return value


def faults(form: Form) -> str:
    """The first thing wrong with a line, as "field:reason"; NULL if nothing is."""
    checks = [
        "WHEN cells IS NOT NULL THEN ':ragged'",
        *(f"WHEN {text} LIKE '=%' THEN '{field}:formula'" for field, text in identifiers(form)),
        "WHEN reference = '' THEN 'reference:empty'",
        "WHEN length(reference) > 80 THEN 'reference:too_long'",
        "WHEN length(returns) > 80 THEN 'returns:too_long'",
        "WHEN l.date IS NULL THEN 'date:empty'",
        "WHEN d.fault IS NOT NULL THEN 'date:' || d.fault",
        *(number_check(field) for field in form.number_fields),
        *discount_check(form),
        "WHEN currency !~ '^[A-Z]{3}$' THEN 'currency:unknown_currency'",
        "WHEN kind = '?' THEN 'kind:unknown_kind'",
        # Last: a missing account can be created with one click, and may hide nothing until then.
        "WHEN k.reason IS NOT NULL THEN 'account:' || k.reason",
    ]
    return "CASE " + "\n".join(checks) + " END"


def identifiers(form: Form) -> list[tuple[str, str]]:
    names = ("account", "account_name", "reference", "returns")
    return [(name, f"l.{name}") for name in names if name in form.fields]


def number_check(field: str) -> str:
    """Only discount and cost may be empty."""
    fault = cells.number_fault(field)
    check = f"WHEN ({fault}) IS NOT NULL THEN '{field}:' || ({fault})"
    if field in ("discount", "cost"):
        return check
    return f"WHEN {field} IS NULL THEN '{field}:empty' {check}"


def discount_check(form: Form) -> list[str]:
    if "discount" not in form.fields:
        return []
    value = cells.number("discount")
    return [
        f"WHEN discount IS NOT NULL AND ({value}) NOT BETWEEN 0 AND 1 THEN 'discount:no_fraction'"
    ]


REPEATED = """
-- In a file of orders, a row that says exactly what an earlier row says is no second line: the
-- first one counts, the repetitions are rejected and spoil nothing.
UPDATE import_line l SET fault = ':repeated', cells = r.first FROM (
  SELECT line, first FROM (
    SELECT line, min(line) OVER same AS first FROM import_line
    WHERE fault IS NULL AND (reference, target) IN (
      SELECT reference, target FROM import_line WHERE target IS NOT NULL GROUP BY 1, 2
      HAVING count(*) > 1)
    WINDOW same AS (PARTITION BY target, reference, day, amount, currency, kind, cost, returns)
  ) AS marked WHERE line > first) AS r
WHERE r.line = l.line"""

# The newest rate at or before the day; the fixed one where the user gave one for a currency.
RATES = """
CREATE TEMP TABLE import_rate ON COMMIT DROP AS
SELECT currency, day, CASE WHEN currency = %(base)s THEN 1
  WHEN currency = %(own)s AND %(fixed)s::numeric IS NOT NULL THEN %(fixed)s::numeric
  ELSE (SELECT rate FROM accounts_exchangerate x WHERE x.currency = p.currency
          AND x.date <= p.day ORDER BY x.date DESC LIMIT 1) END AS rate
FROM (SELECT DISTINCT currency, day FROM import_line WHERE fault IS NULL) AS p"""


def sums(form: Form) -> str:
    """The orders. Their lines are compared only in what the file has a column for."""
    currency, other_currency = ends("currency", f"'{form.currency}'", "currency" in form.fields)
    first_kind, last_kind = ends("coalesce(kind, '')", "''", kind(form) != "NULL")
    _, returns = ends("returns", "''", "returns" in form.fields)
    cost = "CASE WHEN count(cost) = count(*) THEN round(sum(cost), 2) END"
    return f"""
    CREATE TEMP TABLE import_sum ON COMMIT DROP AS
    SELECT s.*, r.rate, CASE WHEN bad THEN ':other_line'
        WHEN s.currency <> other_currency THEN 'currency:mixed_currency'
        WHEN first_kind <> last_kind THEN 'kind:mixed_kind'
        WHEN r.rate IS NULL THEN 'currency:no_rate'
        WHEN greatest(abs(amount), abs(amount * rate), abs(cost), abs(cost * rate)) >= 1e15
          THEN 'amount:too_large'
      END AS fault
    FROM (
      SELECT reference, target, min(line) AS line, count(*)::int AS lines, min(day) AS day,
        round(sum(amount), 2) AS amount, {currency} AS currency, {other_currency} AS other_currency,
        {cost if "cost" in form.fields else "NULL::numeric"} AS cost,
        {first_kind} AS first_kind, {last_kind} AS last_kind,
        {returns} AS returns, bool_or(fault IS NOT NULL) AS bad
      FROM import_line
      WHERE target IS NOT NULL AND reference <> '' AND fault IS DISTINCT FROM ':repeated'
      GROUP BY reference, target
    ) AS s LEFT JOIN import_rate r ON r.currency = s.currency AND r.day = s.day"""


def ends(column: str, constant: str, varies: bool) -> tuple[str, str]:
    """The lowest and the highest value among the lines of an order."""
    return (f"min({column})", f"max({column})") if varies else (constant, constant)


REJECTS = """
INSERT INTO accounts_importreject (batch_id, line, field, reason, detail)
SELECT {batch}, line, split_part(fault, ':', 1), split_part(fault, ':', 2), detail FROM (
  SELECT line, fault, cells::text AS detail FROM import_line WHERE fault IS NOT NULL
  UNION ALL
  SELECT l.line, s.fault, NULL FROM import_sum s JOIN import_line l USING (reference, target)
  WHERE s.fault IS NOT NULL AND l.fault IS NULL) AS rejected"""

# An amount in base currency is frozen when first imported: a later rate changes no entry, unless
# the user gives a rate with the file.
SAME = """
(e.date, e.kind, e.amount, e.currency, e.returns)
  = (s.date, s.kind, s.amount, s.currency, s.returns)
AND (e.cost_base IS NULL) = (s.cost_base IS NULL)
AND (e.amount_base <> s.amount_base OR e.cost_base IS NOT DISTINCT FROM s.cost_base)
AND (e.amount_base = s.amount_base OR NOT {rate_is_given})"""

ORDERS = """
INSERT INTO {orders} (line, lines, account_id, fresh, reference, date, kind, amount, currency,
  amount_base, cost_base, returns, outcome, entry_id)
SELECT s.line, s.lines, s.account_id, s.fresh, s.reference, s.date, s.kind, s.amount, s.currency,
  s.amount_base, s.cost_base, s.returns,
  CASE WHEN e.id IS NULL THEN 'new' WHEN {same} THEN 'unchanged' ELSE 'changed' END, e.id
FROM (
  SELECT line, lines, CASE WHEN target > 0 THEN target END AS account_id,
    CASE WHEN target < 0 THEN -target END AS fresh, reference, day AS date,
    CASE WHEN first_kind <> '' THEN first_kind
      WHEN amount < 0 THEN 'return' ELSE 'sale' END AS kind,
    amount, currency, round(amount * rate, 2) AS amount_base, round(cost * rate, 2) AS cost_base,
    returns
  FROM import_sum WHERE fault IS NULL
) AS s LEFT JOIN accounts_ledgerentry e ON e.known_to IS NULL AND e.source = %(source)s
  AND e.reference = s.reference AND e.account_id = s.account_id"""

# The ledger may have changed since the preview: entries were closed, others came. One that is still
# there says what it said, for none is ever overwritten.
FORGET_CLOSED = """
UPDATE {orders} s SET outcome = 'new', entry_id = NULL FROM accounts_ledgerentry e
WHERE e.id = s.entry_id AND e.known_to IS NOT NULL"""
COMPARE_AGAIN = """
UPDATE {orders} s
SET outcome = CASE WHEN {same} THEN 'unchanged' ELSE 'changed' END, entry_id = e.id
FROM accounts_ledgerentry e WHERE e.known_to IS NULL AND e.source = %(source)s
  AND e.reference = s.reference AND e.account_id = s.account_id
  AND s.entry_id IS DISTINCT FROM e.id"""

CLOSE = """
UPDATE accounts_ledgerentry e
SET known_to = greatest(%(now)s, e.known_from), closed_by_id = %(batch)s
FROM {orders} o WHERE o.outcome = 'changed' AND e.id = o.entry_id"""

# On their own dates: from the start of that day in the company's time zone, but not while an
# earlier version of the same order was known, and not from a day to come.
OWN_DATE = """
CASE WHEN o.outcome = 'changed' THEN %(now)s ELSE
  greatest(least(o.date::timestamp AT TIME ZONE %(zone)s, %(now)s), c.known_to) END"""
CLOSED_BEFORE = """
LEFT JOIN (SELECT reference, account_id, max(known_to) AS known_to FROM accounts_ledgerentry
  WHERE source = %(source)s AND known_to IS NOT NULL GROUP BY 1, 2) AS c
  ON c.reference = o.reference AND c.account_id = o.account_id"""

ADD = """
INSERT INTO accounts_ledgerentry (account_id, date, kind, amount, currency, amount_base, cost_base,
  source, reference, returns, known_from, batch_id)
SELECT o.account_id, o.date, o.kind, o.amount, o.currency, o.amount_base, o.cost_base, %(source)s,
  o.reference, o.returns, {known_from}, %(batch)s
FROM {orders} o {closed_before} WHERE o.outcome <> 'unchanged'
ORDER BY o.account_id, o.date"""

REMOVE = """
UPDATE accounts_ledgerentry SET known_to = greatest(%(now)s, known_from), closed_by_id = %(batch)s
WHERE batch_id = %(batch)s AND known_to IS NULL"""

# What the batch had closed stands again, as new rows of the batch it came from.
PUT_BACK = """
INSERT INTO accounts_ledgerentry (account_id, date, kind, amount, currency, amount_base, cost_base,
  source, reference, returns, known_from, batch_id)
SELECT account_id, date, kind, amount, currency, amount_base, cost_base, source, reference,
  returns, %(now)s, batch_id
FROM accounts_ledgerentry
WHERE closed_by_id = %(batch)s AND batch_id IS DISTINCT FROM %(batch)s
ORDER BY account_id, date"""

BUILT_ON = """
SELECT DISTINCT e.closed_by_id FROM accounts_ledgerentry e
JOIN accounts_importbatch b ON b.id = e.closed_by_id
WHERE e.batch_id = %(batch)s AND e.closed_by_id <> %(batch)s AND b.state = 'saved'
ORDER BY 1"""
