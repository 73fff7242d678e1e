"""The columns that go into a run."""

import numpy as np
import pytest

from tiering.engine import Population


def test_what_is_left_out_is_unknown_and_not_zero():
    population = Population.from_columns(account_id=[3, 8])
    assert population.net_revenue.tolist() == [0, 0]
    assert population.credit_score.tolist() == [-1, -1]
    assert population.days_since_last.tolist() == [-1, -1]
    assert population.history_months.tolist() == [-1, -1]
    assert population.judged.idea_alignment.tolist() == [-1, -1]
    assert np.isnan(population.median_interval).all()


def test_empty():
    assert len(Population.empty()) == 0


def test_row_is_one_account():
    population = Population.from_columns(account_id=[3, 8], net_revenue=[10, 20])
    row = population.row(1)
    assert (row.account_id.tolist(), row.net_revenue.tolist()) == ([8], [20])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"account_id": [2, 1]}, "ascend"),
        ({"account_id": [1, 1]}, "ascend"),
        ({"account_id": [1, 2], "net_revenue": [1]}, "net_revenue should have 2 rows"),
        ({"account_id": [1], "revenue": [1]}, "no such column: revenue"),
        ({"account_id": [1], "credit_score": [70_000]}, "credit_score"),
        ({"account_id": [1], "net_revenue": [1.5]}, "net_revenue"),
        ({"account_id": [1, 2], "wallet": [1]}, "wallet should have 2 rows"),
    ],
    ids=["order", "twice", "length", "name", "range", "fraction", "judged"],
)
def test_columns_that_do_not_fit_are_refused(columns, message):
    with pytest.raises((ValueError, OverflowError), match=message):
        Population.from_columns(**{name: np.array(column) for name, column in columns.items()})


def test_wrong_type_is_refused():
    columns = {name: getattr(Population.empty(), name) for name in Population.__slots__}
    with pytest.raises(ValueError, match="net_revenue should be int64"):
        Population(**columns | {"net_revenue": np.zeros(0, np.float64)})


def test_amounts_beyond_exact_sums_are_refused():
    with pytest.raises(OverflowError, match="net_revenue"):
        Population.from_columns(account_id=[1, 2], net_revenue=[2**62, 2**62])
