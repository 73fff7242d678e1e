"""Notes that say of how many rows something is true, by the name of their count."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext_lazy

from kam.lib.numbers import number

COUNTED: dict[str, Any] = {
    "accounts_back": ngettext_lazy(
        "%(shown)s account that an undone import had taken out of the book is active again.",
        "%(shown)s accounts that an undone import had taken out of the book are active again.",
        "n",
    ),
    "summed": ngettext_lazy(
        "%(shown)s order has more than one row; its rows were added up.",
        "%(shown)s orders have more than one row; their rows were added up.",
        "n",
    ),
    "shared_references": ngettext_lazy(
        "%(shown)s order number is used for more than one account: one order each.",
        "%(shown)s order numbers are used for more than one account: one order each.",
        "n",
    ),
    "positive_returns": ngettext_lazy(
        "%(shown)s return has a positive amount: it adds to revenue.",
        "%(shown)s returns have a positive amount: they add to revenue.",
        "n",
    ),
    "accounts_exited": ngettext_lazy(
        "%(shown)s account of this file has left us: its sales are kept, but it is not ranked.",
        "%(shown)s accounts of this file have left us: their sales are kept, but they are not "
        "ranked.",
        "n",
    ),
    "opened_today": ngettext_lazy(
        "%(shown)s new project has no day of opening: that of its decision was taken, or else "
        "that of the import.",
        "%(shown)s new projects have no day of opening: that of the decision was taken, or "
        "else that of the import.",
        "n",
    ),
    "expected_days": ngettext_lazy(
        "%(shown)s project is open but has a day of closing: it was taken for a hope and left out.",
        "%(shown)s projects are open but have a day of closing: it was taken for a hope and "
        "left out.",
        "n",
    ),
}


def counted(counts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and text of every note whose count is not 0."""
    for name, text in COUNTED.items():
        if n := counts.get(name, 0):
            yield name, str(text % {"n": n, "shown": number(n)})
