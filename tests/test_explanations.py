"""Every account of the demo company: the explanation agrees with what is stored, point by point."""

from collections import Counter
from datetime import date

import pytest

from accounts.models import Account
from kam.demo import build
from staff.models import User
from staff.permissions import Role
from tiering.api import explanation_of
from tiering.models import Assessment, Score
from tiering.services.runs import execute_run, request_run

END = date(2026, 11, 21)
SIZE = 300
SYSTEMS = "pattern loyalty pyramid pareto abc segment recognition key_class".split()
SCORES = "criteria potential alignment strength".split()


@pytest.fixture
def explained(db):
    """Of the last day of the book: account → explanation, stored score, stored assessment."""
    build.build(size=SIZE, seed=1, end=END)
    run = execute_run(run=request_run(as_of=END, by=None))
    reader = User.objects.filter(role=Role.ADMIN).first()
    scores = {row.account_id: row for row in Score.objects.filter(run=run)}
    judged = {row.account_id: row for row in Assessment.objects.filter(run=run)}
    accounts = Account.objects.select_related("owner", "unit").in_bulk(scores)
    assert len(scores) == run.counts["population"] > 100
    return [
        (
            explanation_of(account=accounts[pk], run=run, user=reader),
            score,
            judged.get(pk),
        )
        for pk, score in scores.items()
    ]


def test_classes_and_points_are_those_that_are_stored(explained):
    known = Counter()
    for found, score, judged in explained:
        classes = {each["system"]: each["class"]["code"] for each in found["systems"]}
        assert classes == {system: getattr(score, system) for system in SYSTEMS}
        [subtype] = [each["subtype"]["code"] for each in found["systems"] if "subtype" in each]
        assert subtype == score.subtype
        totals = dict.fromkeys(SCORES, -1) | {
            each["score"]: hundredths(each["total"]) for each in found["scores"]
        }
        stored = {name: getattr(judged, name) if judged else -1 for name in SCORES}
        assert totals == stored
        for each in found["scores"]:
            points = [hundredths(part["points"]) for part in each["parts"]]
            if each["total"] is None:
                assert set(points) == {-1}
                continue
            known[each["score"]] += 1
            assert sum(n for n in points if n >= 0) == hundredths(each["total"])
    assert all(known[name] for name in SCORES)  # else nothing was held
    assert len({score.key_class for _, score, _ in explained}) > 1


def hundredths(points):
    """As stored: -1 is unknown."""
    return -1 if points is None else round(100 * points)
