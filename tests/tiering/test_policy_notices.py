"""Who decides over a policy is asked, who wrote it learns the outcome; each once."""

import pytest
from django.utils import translation

from staff.models.notice import Notice
from tests import factories
from tests.tiering.test_policy_life import CUTS, DAY, save, submitted
from tiering.models import PolicyVersion
from tiering.services import policy_life as life
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def draft(people):
    factories.sale(factories.account(), "2026-03-03", 1000)
    execute_run(run=request_run(as_of=DAY, by=None))
    version = life.create_draft(base=PolicyVersion.objects.published(), by=people.admin)
    return save(version, people.admin, {CUTS: [0.2, 0.4, 0.6]})


def inbox(user):
    return [str(each.text) for each in Notice.objects.filter(user=user).unread().order_by("pk")]


def test_who_may_approve_it_is_asked_until_it_is_decided(draft, people):
    version = submitted(draft, people)
    (asked,) = inbox(people.head)
    assert f"asks to approve version {version.number} of the policy" in asked
    assert inbox(people.admin) == inbox(people.manager) == []
    life.withdraw(version=version, by=people.admin)
    assert inbox(people.head) == []
    life.submit(version=version, by=people.admin)
    assert len(inbox(people.head)) == 1


@pytest.mark.parametrize(
    ("decide", "says"),
    [
        (
            lambda draft, by: life.send_back(version=draft, reason="再议", by=by),
            "sent back",
        ),
        (
            lambda version, by: life.approve(version=version, effective_from=DAY, today=DAY, by=by),
            "approved",
        ),
    ],
    ids=["sent back", "approved"],
)
def test_the_author_learns_the_outcome(draft, people, decide, says):
    decide(submitted(draft, people), people.head)
    (told,) = inbox(people.admin)
    assert told.endswith(f"of the policy: {says}.")
    assert inbox(people.head) == []
