"""The figures as a table: what, goal, and the figure at each size."""

from collections.abc import Callable, Sequence
from typing import Any

Found = dict[str, Any]
# The fastest peers' lists, measured elsewhere (design §10): milliseconds and queries.
PEER_LISTS = {"NetBox, 10,000 tenants": (240, 17), "Creme, 10,000 organisations": (500, 24)}


def ratio(top: str, bottom: str) -> Callable[[Found], str]:
    """CPU of one job of the night against another."""

    def of(found: Found) -> str:
        night = found["night"]
        cpu, other = night[top]["cpu"], night[bottom]["cpu"]
        return f"{cpu / other:.2f}× ({cpu:.2f} / {other:.2f} s CPU)"

    return of


def cheaper(part: str, top: str, bottom: str) -> Callable[[Found], str]:
    """How much less CPU the engine takes, and whether both found the same."""

    def of(found: Found) -> str:
        figures = found[part]
        cpu, other = figures[bottom]["cpu"], figures[top]["cpu"]
        same = "" if figures["sql_agrees"] else ", results DIFFER"
        return f"{other / cpu:.1f}× ({other:.2f} / {cpu:.3f} s CPU){same}"

    return of


def page(name: str) -> Callable[[Found], str]:
    def of(found: Found) -> str:
        figures = found["pages"].get(name)
        return served(figures) if figures else "–"

    return of


def served(figures: Found) -> str:
    status = "" if figures["status"] == 200 else f", status {figures['status']}"
    cpu = f"{figures['cpu']:.0f} ms of it Python's CPU"
    return f"{figures['p95']:.0f} ms ({cpu}), {figures['queries']} queries{status}"


def deep_page(found: Found) -> str:
    first, middle = (found["pages"].get(n) for n in ("account list", "account list, page n/2"))
    return f"{middle['median'] / first['median']:.2f}×" if first and middle else "–"


def peer_list(milliseconds: int) -> Callable[[Found], str]:
    def of(found: Found) -> str:
        ours = found["pages"].get("account list")
        return f"{milliseconds / ours['p95']:.1f}× faster" if ours else "–"

    return of


def imported(peer: str) -> Callable[[Found], str]:
    def of(found: Found) -> str:
        figures = found["import"]
        if figures is None:
            return "–"
        ours, other = figures["import"]["cpu"], figures[peer]["cpu"]
        return f"{ours / other:.1f}× ({ours:.1f} / {other:.2f} s CPU)"

    return of


def published(found: Found) -> str:
    p = found["publishing"]
    factor = p["slowest"] / p["median"]
    return f"{factor:.0f}× ({p['slowest']:.0f} ms), {p['wrong']} wrong of {p['pages']}"


def seconds(found: Found) -> str:
    night = found["night"]
    return f"{night['night']['wall']:.1f} s, first run {night['first']['wall']:.1f} s"


def same(found: Found) -> str:
    return "yes" if found["night"]["duckdb_agrees"] else "NO"


PAGES = (
    "account list",
    "account list, search of 2 characters",
    "account page",
    "account page, business",
    "tier dashboard",
    "today",
    "due list",
    "search",
    "25 squares",
    "25 squares, one of them",
    "25 squares, changes since",
)
WHATIF = "what-if on the whole book, engine against one SQL statement"
REQUEST_GOAL = "≤ 150 ms at 100,000, ≤ 1 s at 1,000,000"
BACKTEST = "back-test of 12 month-ends against 12 SQL runs"
NIGHT_GOAL = "≤ 3.5× at 100,000, ≤ 2.5× at 1,000,000"
PUBLISHING = "publishing under a 6 s reader: slowest read against the median"
ROWS: Sequence[tuple[str, str, Callable[[Found], str]]] = (
    ("ledger rows", "", lambda found: f"{found['rows']['ledger']:,}"),
    ("demo data loaded", "", lambda found: f"{found['load']:.0f} s"),
    ("incremental night, 1 % changed (wall)", "", seconds),
    ("incremental night against DuckDB computing the same", NIGHT_GOAL, ratio("night", "duckdb")),
    ("DuckDB's results equal ours", "yes", same),
    ("ORM loop over accounts (extrapolated) against the night", "≥ 250×", ratio("orm", "night")),
    (
        "score and persist against one window INSERT … SELECT",
        "≤ 0.45×",
        ratio("persist", "persist_sql"),
    ),
    (WHATIF, "≥ 20× cheaper", cheaper("whatif", "sql", "again")),
    ("the same, nothing kept of the classes in force", "", cheaper("whatif", "sql", "engine")),
    (
        "what-if, the editor's request: p95",
        REQUEST_GOAL,
        lambda found: served(found["whatif"]["request"]),
    ),
    (BACKTEST, "≥ 5× cheaper", cheaper("backtest", "sql", "engine")),
    *((f"{name}: p95", "≤ 100 ms, ≤ 12 queries", page(name)) for name in PAGES),
    ("account list, page n/2 against page 1", "≤ 3×", deep_page),
    *(
        (f"account list against {name} ({ms} ms, {queries} queries)", "≥ 5× faster", peer_list(ms))
        for name, (ms, queries) in PEER_LISTS.items()
    ),
    ("import of 500,000 ledger rows against COPY into a bare table", "", imported("bare")),
    ("the same against COPY into a ledger with its indexes", "≤ 5×", imported("indexed")),
    (PUBLISHING, "≤ 50×, 0 wrong", published),
    ("memory of the worker", "≤ 600 MB at 1,000,000", lambda found: f"{found['memory']:.0f} MB"),
)


def markdown(found: Sequence[Found]) -> str:
    head = ["What", "Goal", *(f"{each['accounts']:,} accounts" for each in found)]
    rows = [head, ["---", "---", *("---:" for _ in found)]]
    rows += [[what, goal, *(figure(each) for each in found)] for what, goal, figure in ROWS]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
