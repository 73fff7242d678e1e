"""Weights from pairwise judgements: the analytic hierarchy process (domain §6.4).

The only place of these rules that calculates in floats, because eigenvectors are not rational. It
uses nothing but IEEE 754 operations and `math.fsum`, in a fixed order, so that the same matrix
gives the same bits on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import fsum

Judgement = int | Fraction
Matrix = tuple[tuple[Fraction, ...], ...]

# Saaty's random index of 1 to 11 criteria [W10].
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51)
STRONGEST = 9
PRECISION = 1e-12
# Judgements of at most 9 bring the worst matrix to that precision in fewer steps than these.
STEPS = 2000


@dataclass(frozen=True, slots=True)
class Priorities:
    """Weights in the order of the criteria, adding up to 1, and how consistent they are.

    `eigenvalue` is the principal one (λmax), `ci` and `cr` the consistency index and ratio.
    """

    weights: tuple[float, ...]
    eigenvalue: float
    ci: float
    cr: float

    def consistent(self, cr_max: Decimal) -> bool:
        """Whether the judgements contradict each other little enough (`score.ahp_cr_max`)."""
        return self.cr <= cr_max


def from_upper(rows: Sequence[Sequence[Judgement]]) -> Matrix:
    """The matrix whose judgements right of the diagonal are these, row by row.

    `[[2, 6], [3]]` compares the first of three criteria with the second and third, then the second
    with the third; no rows stand for one criterion. Raises ValueError for a hole in the triangle,
    and as `full` does.
    """
    size = len(rows) + 1
    if any(len(row) != size - 1 - i for i, row in enumerate(rows)):
        raise ValueError("each row should have one judgement less than the row above")
    if any(value <= 0 for row in rows for value in row):
        raise ValueError("judgements should be positive")
    return full([[_cell(rows, i, j) for j in range(size)] for i in range(size)])


def full(rows: Sequence[Sequence[Judgement]]) -> Matrix:
    """The checked matrix.

    Raises ValueError unless it is square, of 1 to 11 criteria, with judgements from 1/9 to 9 that
    are reciprocal: 1 on the diagonal, and a_ji = 1 / a_ij.
    """
    size = len(rows)
    if not 1 <= size <= len(RANDOM_INDEX):
        raise ValueError(f"there should be 1 to {len(RANDOM_INDEX)} criteria")
    if any(len(row) != size for row in rows):
        raise ValueError("a matrix of judgements should be square")
    matrix = tuple(tuple(Fraction(value) for value in row) for row in rows)
    if any(value <= 0 for row in matrix for value in row):
        raise ValueError("judgements should be positive")
    if any(matrix[i][j] * matrix[j][i] != 1 for i in range(size) for j in range(i + 1)):
        raise ValueError("judgements should be reciprocal")
    if any(value > STRONGEST for row in matrix for value in row):
        raise ValueError(f"judgements should be 1/{STRONGEST} to {STRONGEST}")
    return matrix


def priorities(matrix: Matrix) -> Priorities:
    """Principal eigenvector of a matrix by `full` or `from_upper`, by power iteration."""
    cells = [[float(value) for value in row] for row in matrix]
    size = len(cells)
    weights = [1 / size] * size
    for _step in range(STEPS):
        before, weights = weights, _shares(_product(cells, weights))
        if all(abs(new - old) < PRECISION for new, old in zip(weights, before, strict=True)):
            break
    if size <= 2:  # always consistent
        return Priorities(tuple(weights), float(size), 0.0, 0.0)
    ratios = [part / own for part, own in zip(_product(cells, weights), weights, strict=True)]
    eigenvalue = fsum(ratios) / size
    index = max(0.0, (eigenvalue - size) / (size - 1))  # λmax >= n, but for the last bits
    return Priorities(tuple(weights), eigenvalue, index, index / RANDOM_INDEX[size - 1])


# The steps people judge in, from "utterly more" over "equally" to "utterly less important".
SCALE = (
    *(Fraction(n) for n in range(STRONGEST, 0, -1)),
    *(Fraction(1, n) for n in range(2, STRONGEST + 1)),
)


@dataclass(frozen=True, slots=True)
class Departure:
    """A judgement against what all judgements together make of the pair (`row` < `column`).

    `factor` is how many times it is stronger or weaker than `implied`, the ratio of the weights.
    """

    row: int
    column: int
    judgement: Fraction
    implied: float
    factor: float


def departures(matrix: Matrix, weights: Sequence[float]) -> list[Departure]:
    """Every judgement of the upper triangle, the one that departs most first."""
    size = len(matrix)
    found = [_departure(matrix, weights, i, j) for i in range(size) for j in range(i + 1, size)]
    return sorted(found, key=lambda each: (-each.factor, each.row, each.column))


def worst(matrix: Matrix, weights: Sequence[float]) -> list[Departure]:
    """The judgements that depart most; several where they contradict each other alike.

    In a circle of three no judgement is better than the others, so all three are named.
    """
    found = departures(matrix, weights)
    most = found[0].factor * (1 - 1e-6) if found else 0
    return sorted(
        (each for each in found if each.factor >= most), key=lambda each: (each.row, each.column)
    )


def nearest(ratio: float) -> Fraction:
    """The step of the scale closest to a ratio of weights; the weaker of two as close."""
    return min(SCALE, key=lambda step: (_times(float(step), ratio), _times(float(step), 1)))


def hundredths(weights: Sequence[float]) -> tuple[Decimal, ...]:
    """Weights that add up to 1 as shares of 100 with two decimals that add up to exactly 100.

    By largest remainder, the first of equal ones.
    """
    exact = [weight * 10_000 for weight in weights]
    whole = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in order[: 10_000 - sum(whole)]:
        whole[i] += 1
    return tuple(Decimal(part) / 100 for part in whole)


def _departure(matrix: Matrix, weights: Sequence[float], i: int, j: int) -> Departure:
    implied = weights[i] / weights[j]
    return Departure(i, j, matrix[i][j], implied, _times(float(matrix[i][j]), implied))


def _times(one: float, other: float) -> float:
    """How many times the larger of two positive numbers is the smaller."""
    return max(one / other, other / one)


def _cell(rows: Sequence[Sequence[Judgement]], i: int, j: int) -> Fraction:
    if i == j:
        return Fraction(1)
    return Fraction(rows[i][j - i - 1]) if i < j else 1 / Fraction(rows[j][i - j - 1])


def _product(cells: list[list[float]], vector: list[float]) -> list[float]:
    return [fsum(a * b for a, b in zip(row, vector, strict=True)) for row in cells]


def _shares(vector: list[float]) -> list[float]:
    total = fsum(vector)
    return [value / total for value in vector]
