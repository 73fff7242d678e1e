"""Lists of weights: shares of 100 people move, lock, or derive from pairs (domain §6.3, §6.4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# Sections of the document whose values add up to 100, or to 1 and are typed in percent.
WEIGHTS: dict[str, Promise] = {
    "class.alignment_weights": _("Weights of the alignment"),
    "class.strength_weights": _("Weights of the strength"),
    "selection.weights": _("Weights of the selection criteria"),
    "selection.ideal_weights": _("Weights of the ideal index"),
    "rfm.weights": _("Weights of the RFM score"),
    "potential.weights": _("Weights of the potential"),
    "portfolio.attractiveness_weights": _("Weights of the attractiveness"),
    "portfolio.strength_weights": _("Weights of our strength"),
    "health.weights": _("Weights of the health"),
    "priority": _("Weights of the priority"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """One weight: its field, and the criterion's own name."""

    field: Any
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """The weights of one list."""

    path: str
    label: str | Promise
    shares: list[Share]


def is_weight(path: str) -> bool:
    return path.rpartition(".")[0] in WEIGHTS


def board_of(path: str, fields: Iterable[Any]) -> Board:
    """The list at `path`, of its fields."""
    return Board(path, WEIGHTS[path], [Share(each, name_of(each.label)) for each in fields])


def name_of(label: str | Promise) -> str:
    """The criterion in "Weight: integrity"."""
    return capfirst(re.split("[:：]", str(label), maxsplit=1)[-1].strip())
