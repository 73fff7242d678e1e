"""Criteria compared in pairs on the page of the editor: domain §6.4."""

from html import unescape

import pytest

from tests.tiering.editing import save, text
from tiering.engine import Policy
from tiering.models import PolicyVersion
from tiering.policy_numbers import shown
from tiering.policy_weights import WEIGHTS

ADDRESS = "/tiering/policies/2/pairs/"
TV_6_4D = "1 1 5 1 2 3 2, 1 3 1 2 3 2, 3 1 2 3 2, 1/5 1/2 1/2 1/2, 2 3 2, 2 1, 1/2"
TV_6_4C = "3 1/5, 3"
TV_6_4A = "1/2 4 3 3, 7 5 5, 1/2 1/3, 1"


@pytest.fixture
def judged(draft):
    """`judged(path, triangle)`: what comes of these judgements about a list of weights."""
    client, _version = draft

    def asked(path, triangle, **more):
        query = {"list": path, **more}
        for i, row in enumerate(triangle.split(",")):
            query |= {f"pair.{i}.{i + 1 + n}": step for n, step in enumerate(row.split())}
        return client.get(ADDRESS, query)

    return asked


def shares(response):
    return [weight.typed for weight in response.context["pairs"].weights]


def test_tv_6_4d_gives_the_selection_weights(judged):
    response = judged("selection.weights", TV_6_4D)
    pairs = response.context["pairs"]
    assert shares(response) == "18.34 17.25 17.25 4.39 18.34 9.26 5.91 9.26".split()
    assert (pairs.ratio, pairs.consistent, pairs.contradictions) == ("0.01", True, [])
    assert "Consistency ratio <b>0.01</b>, at most 0.10" in text(response)


def test_what_was_judged_goes_into_the_draft_like_typed(judged, draft):
    client, version = draft
    weights = judged("selection.weights", TV_6_4D).context["pairs"].weights
    typed = {weight.path.replace(".", "__"): weight.typed for weight in weights}
    response = save(client, version, **typed)
    assert response.context["errors"] == []
    version = PolicyVersion.objects.get(number=2)
    assert str(version.policy.selection.weights.LOCATION) == "4.39"
    assert sum(dict(version.policy.selection.weights).values()) == 100


def test_tv_6_4c_is_refused_and_the_judgements_named(judged):
    response = judged("class.alignment_weights", TV_6_4C)
    said = text(response)
    assert "Not taken" in said
    assert "Consistency ratio 1.58, at most 0.10" in said
    assert "Idea alignment is somewhat more important than Policy acceptance" in said
    assert "Policy execution rate is much more important than Idea alignment" in said
    assert len(response.context["pairs"].contradictions) == 3
    assert "disabled" in said.partition("data-kam-use")[2].partition(">")[0]


def test_tv_6_4a(judged):
    response = judged("health.weights", TV_6_4A)
    assert shares(response) == "26.36 47.58 5.38 9.81 10.87".split()
    assert response.context["pairs"].ratio == "0.02"


def test_the_draft_says_how_much_contradiction_is_allowed(judged, draft):
    client, version = draft
    assert judged("health.weights", TV_6_4A).context["pairs"].consistent
    save(client, version, score__ahp_cr_max="1.5")
    pairs = judged("health.weights", TV_6_4A).context["pairs"]
    assert (pairs.consistent, pairs.ratio, pairs.limit) == (False, "0.0161", "0.0150")


def test_the_comparison_begins_from_the_weights_as_typed(draft):
    client, _version = draft
    query = {"list": "class.alignment_weights", "class.alignment_weights.idea_alignment": "60"}
    query |= {"class.alignment_weights.policy_acceptance": "30"}
    query |= {"class.alignment_weights.policy_execution_rate": "10"}
    rows = client.get(ADDRESS, query).context["pairs"].rows
    assert [[cell.step for cell in row.cells] for row in rows] == [
        ["1", "2", "6"], ["1/2", "1", "3"], ["1/6", "1/3", "1"],
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["", "pyramid", "nothing"])
def test_an_unknown_list_asks_for_the_selection_criteria(draft, asked):
    client, _version = draft
    response = client.get(ADDRESS, {"list": asked})
    assert response.context["pairs"].board.path == "selection.weights"


@pytest.mark.parametrize("typed", ["", "abc", "-3", "1e999", "0"])
def test_weights_that_are_none_begin_at_the_weakest(draft, typed):
    client, _version = draft
    response = client.get(ADDRESS, {"list": "rfm.weights", "rfm.weights.recency": typed})
    assert [cell.step for cell in response.context["pairs"].rows[0].cells][1:] == ["1/9", "1/9"]


def test_a_version_that_is_no_draft_compares_nothing(draft):
    client, _version = draft
    assert client.get("/tiering/policies/1/pairs/").status_code == 404


def sums(values, path=""):
    """Sections whose values add up to 100 or to 1."""
    below = {name: each for name, each in values.items() if isinstance(each, dict)}
    numbers = [each for each in values.values() if isinstance(each, int | float)]
    if len(numbers) == len(values) and round(sum(numbers), 9) in (1, 100):
        yield path
    for name, each in below.items():
        yield from sums(each, f"{path}.{name}".lstrip("."))


def test_every_list_of_weights_can_be_compared(draft):
    client, _version = draft
    found = set(sums(Policy().document()))
    assert found == set(WEIGHTS)
    said = unescape(client.get("/tiering/policies/2/edit/").content.decode())
    for path in found:
        assert f'data-kam-shares="{path}"' in said, path
        response = client.get(ADDRESS, {"list": path})
        document = Policy().document()
        for name in path.split("."):
            document = document[name]
        unit = "share" if round(sum(document.values()), 9) == 1 else "pct"
        assert [w.path.rpartition(".")[2] for w in response.context["pairs"].weights] == list(
            document
        )
        assert [share.field.value for share in response.context["pairs"].board.shares] == [
            shown(unit, each) for each in document.values()
        ]
