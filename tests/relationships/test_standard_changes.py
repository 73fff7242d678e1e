"""Squares and coverage standards are changed by two people (domain §9.2)."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from relationships import standard_words
from relationships.models import CoverageStandard, GridRules, StageCell, StandardChange
from relationships.models.standard_change import ChangeState
from relationships.services import standard_changes as service
from relationships.services.standard_values import in_force, of_preset
from relationships.stages import preset_cells
from staff.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WIDER = {"cell_3_3": 2, "personal_coverage": "0.50"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def propose(by, values=WIDER, subject="squares"):
    return service.propose(subject=subject, values=values, by=by, now=NOW)


def unread(kind):
    return [notice.user for notice in Notice.objects.filter(kind=kind).unread().order_by("user")]


def test_nothing_changes_before_a_manager_confirms(people):
    before = in_force("squares")
    change = propose(people.admin)
    assert change.values == {"cell_3_3": [1, 2], "personal_coverage": ["0.60", "0.50"]}
    assert in_force("squares") == before
    assert unread("standard_waits") == [people.head]
    service.confirm(change=change, by=people.head, now=NOW)
    assert in_force("squares") == before | WIDER
    assert unread("standard_waits") == []
    assert unread("standard_decided") == [people.admin]


@pytest.mark.parametrize("values", [{}, {"cell_3_3": 1}, {"personal_coverage": "0.60"}], ids=str)
def test_what_is_in_force_is_no_change(people, values):
    assert propose(people.admin, values) is None
    assert not StandardChange.objects.exists()


def test_a_preset_is_one_change(people):
    service.confirm(change=propose(people.admin, of_preset("LADDER5")), by=people.head, now=NOW)
    assert StageCell.objects.stages() == preset_cells("LADDER5")
    assert GridRules.current().preset == "LADDER5"


def test_coverage_standards_too(people):
    values = {"1.visit_days": 10, "4.executive_days": 360, "2.remote": True, "core_tier": 2}
    change = propose(people.admin, values, "coverage")
    assert CoverageStandard.objects.get(tier=1).visit_days == 14
    service.confirm(change=change, by=people.head, now=NOW)
    assert in_force("coverage") == in_force("coverage") | values


def test_the_newest_proposal_of_a_subject_is_the_one_that_waits(people):
    first, other = propose(people.admin), propose(people.admin, {"core_tier": 2}, "coverage")
    second = propose(people.admin, {"stale_days": 90})
    assert list(StandardChange.objects.waiting().order_by("pk")) == [other, second]
    first.refresh_from_db()
    assert first.state == ChangeState.WITHDRAWN
    with pytest.raises(ValidationError, match="decided on or withdrawn"):
        service.confirm(change=first, by=people.head, now=NOW)


@pytest.mark.parametrize("who", ["rep", "kam", "manager", "sponsor", "admin", "auditor"])
def test_only_a_manager_at_the_head_decides(people, who):
    change, person = propose(people.admin), getattr(people, who)
    for decide in (service.confirm, service.refuse):
        more = {"reason": "no"} if decide is service.refuse else {}
        with pytest.raises(PermissionDenied):
            decide(change=change, by=person, now=NOW, **more)
    assert StandardChange.objects.get().is_waiting


def test_nobody_confirms_an_own_change(people):
    """Who has become a manager since still is its author."""
    change = propose(people.admin)
    people.admin.role, people.admin.unit = people.head.role, people.head.unit
    people.admin.save()
    with pytest.raises(PermissionDenied):
        service.confirm(change=change, by=people.admin, now=NOW)


@pytest.mark.parametrize("who", ["rep", "manager", "head"])
def test_only_administrators_propose_and_withdraw(people, who):
    with pytest.raises(PermissionDenied):
        propose(getattr(people, who))
    change = propose(people.admin)
    with pytest.raises(PermissionDenied):
        service.withdraw(change=change, by=getattr(people, who), now=NOW)


def test_refused_with_a_reason_it_changes_nothing(people):
    before, change = in_force("squares"), propose(people.admin)
    with pytest.raises(ValidationError, match="Say why"):
        service.refuse(change=change, by=people.head, now=NOW, reason=" ")
    service.refuse(change=change, by=people.head, now=NOW, reason="Too wide")
    assert in_force("squares") == before
    assert StandardChange.objects.get().reason == "Too wide"


def test_a_value_out_of_range_is_confirmed_by_nobody(people):
    change = factories.standard_change(people.admin, stale_days=[180, 0], cell_3_3=[1, 2])
    with pytest.raises(ValidationError):
        service.confirm(change=change, by=people.head, now=NOW)
    assert (GridRules.current().stale_days, in_force("squares")["cell_3_3"]) == (180, 1)


def test_in_words(people):
    squares = factories.standard_change(people.admin, cell_3_3=[1, 2], preset=["GATE3", "LADDER5"])
    assert standard_words.rows(squares) == [
        ("Personal 3, company 3", "Gestation stage", "Early stage"),
        ("Preset", "Gate at level 3", "Ladder of five"),
    ]
    change = propose(people.admin, {"1.visit_days": 10, "2.remote": True}, "coverage")
    assert standard_words.rows(change) == [
        ("Strategic · visit every (days)", "14", "10"),
        ("Major · usually by remote contact", "No", "Yes"),
    ]


class TestPages:
    def test_a_manager_reads_the_difference_and_confirms(self, people, as_user):
        change = propose(people.admin)
        client = as_user(people.head)
        assert reverse("standard_changes") in client.get("/").content.decode()
        page = client.get(reverse("standard_changes")).content.decode()
        assert "Personal 3, company 3" in page
        client.post(reverse("standard_change_confirm", args=[change.pk]))
        assert in_force("squares")["cell_3_3"] == 2
        again = client.post(reverse("standard_change_confirm", args=[change.pk]), follow=True)
        assert "decided on or withdrawn" in again.content.decode()

    def test_refusing_asks_why(self, people, as_user):
        url = reverse("standard_change_refuse", args=[propose(people.admin).pk])
        client = as_user(people.head)
        assert client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "Too wide"})
        page = as_user(people.admin).get(reverse("standard_changes")).content.decode()
        assert "Too wide" in page

    def test_the_author_sees_what_waits_and_withdraws(self, people, as_user):
        change = propose(people.admin)
        client = as_user(people.admin)
        url = reverse("standard_change_withdraw", args=[change.pk])
        for page in ("squares_settings", "standard_changes"):
            assert url in client.get(reverse(page)).content.decode()
        client.post(url)
        assert not StandardChange.objects.waiting().exists()

    def test_without_a_manager_at_the_head_the_page_says_so(self, people, as_user):
        people.head.is_active = False
        people.head.save()
        page = as_user(people.admin).get(reverse("standard_edit")).content.decode()
        assert "Nobody can confirm a change yet" in page
