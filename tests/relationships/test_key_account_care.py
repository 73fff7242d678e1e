"""Key accounts get at least the standard of a tier; hours are those of the policy in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from relationships.models import CareRules, CoverageStandard, Rhythm, StandardChange
from relationships.rules import DueStatus
from relationships.services import coverage
from relationships.services.standard_changes import confirm
from tests import factories
from tests.relationships.conftest import TODAY
from tests.relationships.test_due import due_list
from tiering.models import PolicyVersion
from tiering.services.policy_life import take_effect

pytestmark = pytest.mark.django_db
CORE, IMPORTANT, NONE = 1, 2, 3


@pytest.mark.parametrize(
    ("pyramid", "key_class", "tier"),
    [
        pytest.param(3, 0, 3, id="no-key-account"),
        pytest.param(3, NONE, 3, id="under-review"),
        pytest.param(4, CORE, 1, id="core-like-top"),
        pytest.param(1, CORE, 1, id="core-and-top"),
        pytest.param(3, IMPORTANT, 2, id="important-like-major"),
        pytest.param(1, IMPORTANT, 1, id="important-and-top-keeps-top"),
        pytest.param(0, CORE, 1, id="core-without-a-tier"),
        pytest.param(0, 0, 0, id="not-rated"),
    ],
)
def test_least_standard_by_class(people, pyramid, key_class, tier):
    account = factories.account(
        owner=people.rep, standing={"pyramid": pyramid, "key_class": key_class}
    )
    assert Rhythm.objects.get(pk=account.pk).tier == tier
    Rhythm.objects.update(tier=4)
    coverage.rebuild()
    assert Rhythm.objects.get(pk=account.pk).tier == tier


def test_a_core_account_of_the_ordinary_tier_is_due_like_a_top_one(people):
    factories.account(
        owner=people.rep,
        standing={"pyramid": 3, "key_class": CORE, "since": TODAY - timedelta(days=15)},
    )
    assert due_list(people.rep).counts == {(DueStatus.OVERDUE, 1): 1}


def form(**changes):
    data = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for n, days in enumerate([14, 30, 90, 180]):
        data |= {f"form-{n}-tier": n + 1, f"form-{n}-visit_days": days}
    return data | {"care-core_tier": 1, "care-important_tier": 2} | changes


def test_due_lists_follow_an_edited_rule_at_once(people, as_user):
    account = factories.account(owner=people.rep, standing={"pyramid": 4, "key_class": IMPORTANT})
    client = as_user(people.admin)
    assert client.post("/settings/coverage/", form(**{"care-important_tier": 3})).status_code == 302
    confirm(change=StandardChange.objects.get(), by=people.head, now=timezone.now())
    assert Rhythm.objects.get(pk=account.pk).tier == 3
    assert CareRules.pgh_event_model.objects.count() == 1


def test_a_wrong_tier_saves_nothing(people, as_user):
    wrong = form(**{"care-core_tier": 9, "form-0-visit_days": 10})
    response = as_user(people.admin).post("/settings/coverage/", wrong)
    assert response.context["rules"].errors["core_tier"]
    assert CoverageStandard.objects.get(tier=1).visit_days == 14


def test_hours_are_those_of_the_policy_in_force(people):
    factories.policy(hours__capacity_per_rep=1000, hours__visit=4, hours__warn="0.8")
    efforts = CoverageStandard.objects.efforts()
    assert efforts[1].hours_per_year == 26 * 4 + 4 * 6
    assert (efforts[1].hours.capacity, efforts[1].hours.busy) == (1000, 0.8)


def test_a_draft_changes_no_hours_and_the_night_mends_a_copy_gone_astray(people):
    from tiering.engine import with_changes
    from tiering.services.policies import add_version

    current = PolicyVersion.objects.published()
    add_version(with_changes(current.policy, {"hours.visit": 9}), status="draft", base=current)
    CareRules.objects.update(capacity_hours=1)
    take_effect(today=TODAY)
    rules = CareRules.current()
    assert (rules.visit_hours, rules.capacity_hours) == (3, 880)
