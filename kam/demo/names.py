"""Names of firms and people, with what search and sorting need of them.

Pinyin is asked once per word instead of once per name: a hundred thousand names in seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from kam.demo import words
from kam.lib import names

pinyin = cache(names.pinyin)
initials = cache(names.initials)

# Unified social credit code (GB 32100) and the organisation code inside it (GB 11714).
CREDIT = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
AREAS = ("320500", "330200", "440300", "370200", "310000")


@dataclass(frozen=True)
class Name:
    """A name in pieces whose pinyin is known, and its English counterpart."""

    pieces: tuple[str, ...]
    english: str
    aliases: tuple[str, ...] = ()

    @property
    def chinese(self) -> str:
        return "".join(self.pieces)

    def sort_key(self) -> str:
        return " ".join(pinyin(piece) for piece in self.pieces if piece)[:200]

    def search_text(self, code: str) -> str:
        """The same as `kam.lib.names.search_text`."""
        found = [names.fold(self.chinese)]
        if not self.chinese.isascii():
            found += [
                "".join(initials(piece) for piece in self.pieces)[:60],
                self.sort_key().replace(" ", ""),
            ]
        found += [names.fold(self.english), names.fold(code)]
        for alias in self.aliases:
            found += names.search_text(alias).split("\n")
        return "\n".join(dict.fromkeys(filter(None, found)))


@cache
def stem(first: str, second: str) -> tuple[str, str]:
    """云岭, Yunling."""
    return first + second, (pinyin(first) + pinyin(second)).capitalize()


def stems() -> list[tuple[str, str]]:
    return [stem(a, b) for a, b in product(words.FIRST, words.SECOND)]


def people() -> list[tuple[tuple[str, str], str]]:
    """Every Chinese person there is here: surname and given name, English name."""
    return [
        ((surname, given), f"{family_en} {given_en}")
        for (surname, family_en), (given, given_en) in product(words.SURNAMES, words.GIVEN)
    ]


def foreigners() -> list[str]:
    return [f"{a} {b}" for a, b in product(words.FORENAMES, words.FAMILY)]


def credit_codes(random: np.random.Generator, rows: int) -> Iterator[str]:
    """Unified social credit codes with right check characters; nobody's."""
    area = np.array([[int(c) for c in AREAS[i]] for i in random.integers(0, len(AREAS), rows)])
    organisation = random.integers(0, 10, (rows, 8))
    check = (11 - organisation @ ORGANISATION_WEIGHTS % 11) % 11
    check = np.where(check == 10, 29, check)  # X
    lead = np.broadcast_to([9, 1], (rows, 2))
    body: npt.NDArray[np.int64] = np.column_stack(
        [lead, area.reshape(rows, 6), organisation, check]
    )
    last = (31 - body @ CREDIT_WEIGHTS % 31) % 31
    for row in CREDIT[np.column_stack([body, last])]:
        yield "".join(row)
