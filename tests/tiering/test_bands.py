"""Points by range in the editor: as many rows as people want, and none over another (§6.3)."""

import pytest

from tests.tiering.editing import save, text, typed
from tiering.engine import Policy
from tiering.models import PolicyVersion
from tiering.policy_bands import FIXED, GROWN, is_grown

PATH = "selection.bands.DEV_COST"  # 10 25 50 100, points 100 80 60 30 0


def sent(client, version, cuts, points):
    """The form with other ranges at PATH than it had."""
    values = {name: value for name, value in typed(version).items() if not name.startswith(PATH)}
    values |= {f"{PATH}.cuts.{i}": each for i, each in enumerate(cuts.split())}
    values |= {f"{PATH}.points.{i}": each for i, each in enumerate(points.split())}
    return client.post("/tiering/policies/2/edit/", values, headers={"HX-Request": "true"})


def bands():
    return PolicyVersion.objects.get(number=2).policy.selection.bands.DEV_COST


@pytest.mark.parametrize(
    ("cuts", "points"),
    [
        pytest.param("10 17.5 25 50 100", "100 80 80 60 30 0", id="one more in the middle"),
        pytest.param("10 25 50 100 200", "100 80 60 30 0 0", id="one more at the end"),
        pytest.param("25 50 100", "80 60 30 0", id="the first removed"),
        pytest.param("10 25 50", "100 80 60 30", id="the last removed"),
        pytest.param("50", "100 0", id="two left"),
    ],
)
def test_rows_come_and_go(draft, cuts, points):
    client, version = draft
    response = sent(client, version, cuts, points)
    assert response.context["errors"] == []
    assert [str(cut) for cut in bands().cuts] == cuts.split()
    assert [str(each) for each in bands().points] == points.split()


@pytest.mark.parametrize(
    ("cuts", "points", "errors"),
    [
        pytest.param(
            "10 60 50 100",
            "100 80 60 30 0",
            {
                "cuts.1": "The next range begins at 50%, not above 60%.",
                "cuts.2": "It overlaps the range before it: begin above 60%.",
            },
            id="overlap is told at both rows",
        ),
        pytest.param(
            "10 25 25 100",
            "100 80 60 30 0",
            {
                "cuts.1": "The next range begins at 25%, not above 25%.",
                "cuts.2": "It overlaps the range before it: begin above 25%.",
            },
            id="an empty range is told at both rows",
        ),
        pytest.param("10 x 50 100", "100 80 60 30 0", {"cuts.1": "Enter a number."}, id="text"),
        pytest.param(
            "10 25 50 100",
            "100 80 60 30 101",
            {"points.4": "This value is too large."},
            id="points",
        ),
        pytest.param(
            "10 25 50", "100 80 60 30 0", {"cuts": "Each range needs its points."}, id="unequal"
        ),
        pytest.param(
            " ".join(map(str, range(1, 22))),
            " ".join(["0"] * 22),
            {"cuts": "There can be 21 ranges at most."},
            id="too many",
        ),
    ],
)
def test_what_can_not_be_is_told_by_the_row(draft, cuts, points, errors):
    client, version = draft
    response = sent(client, version, cuts, points)
    found = {
        path.removeprefix(f"{PATH}."): reason for path, _label, reason in response.context["errors"]
    }
    assert found == errors
    assert bands() == Policy().selection.bands.DEV_COST


def test_fixed_scores_tell_their_order_too(draft):
    client, version = draft
    response = save(client, version, rfm__bands__amount__1="10,000")
    paths = [path for path, _label, _reason in response.context["errors"]]
    assert paths == ["rfm.bands.amount.0", "rfm.bands.amount.1"]


def test_amounts_have_thousands_separators(draft):
    client, version = draft
    said = text(client.get("/tiering/policies/2/edit/"))
    assert 'name="selection.bands.MAX_DEMAND.cuts.5" value="10,000,000"' in said
    response = save(client, version, selection__bands__MAX_DEMAND__cuts__5="１２，０００，０００")
    assert response.context["errors"] == []
    assert (
        PolicyVersion.objects.get(number=2).policy.selection.bands.MAX_DEMAND.cuts[5] == 12_000_000
    )


def test_every_table_stands_on_the_page(draft):
    client, _version = draft
    said = text(client.get("/tiering/policies/2/edit/"))
    for path in (*GROWN, *FIXED):
        assert said.count(f'data-kam-bands="{path}"') == 1, path


def test_every_section_of_cuts_and_points_grows():
    def sections(values, above=""):
        for name, each in values.items():
            if isinstance(each, dict):
                if set(each) == {"cuts", "points"}:
                    yield f"{above}{name}"
                yield from sections(each, f"{above}{name}.")

    assert list(sections(Policy().document())) == list(GROWN)
    assert is_grown("potential.wallet_gap.cuts")
    assert not is_grown("pyramid.cumulative")
