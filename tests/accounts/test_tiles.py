"""The tile of the weighted score says the band and the way to the next."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from kam.dashboards.account_facts import _band
from tiering.engine import Policy

RUN = SimpleNamespace(policy=SimpleNamespace(policy=Policy()))  # selected from 60, reserve from 45


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (71.37, ["By eight criteria: Selected"]),
        (60.0, ["By eight criteria: Selected"]),
        (48.68, ["By eight criteria: Reserve", "11.32 more points: Selected"]),
        (40.0, ["By eight criteria: Rejected", "5.00 more points: Reserve"]),
    ],
    ids=["selected", "on the line", "reserve", "rejected"],
)
def test_band_and_gap(points, said):
    with translation.override("en"):
        assert _band(points, RUN) == said
