"""Projects: their states through time, what is open, won and lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Project, ProjectState
from accounts.services.facts import correct_fact, remove_fact
from accounts.services.projects import create_project, move_project, update_project
from tests import factories

pytestmark = pytest.mark.django_db
OPENED = date(2026, 1, 5)


@pytest.fixture
def account(people):
    return factories.account("澄江重工", people.rep)


def make(account, by, **fields):
    return create_project(
        account=account, by=by, **{"name": "新产线", "opened_on": OPENED, **fields}
    )


def stands(project):
    return ProjectState.objects.newest_states().get(project=project)


class TestStates:
    def test_a_project_starts_as_a_lead_of_the_account_s_owner(self, people, account):
        project = make(account, people.rep)
        state = stands(project)
        assert project.owner == people.rep
        assert (state.stage, state.date, state.by) == ("lead", OPENED, people.rep)

    def test_moving_keeps_what_is_not_said(self, people, account):
        project = make(account, people.rep, value_base=Decimal(700), is_strategic=True)
        move_project(project=project, by=people.rep, date=date(2026, 2, 1), stage="proposal")
        state = stands(project)
        assert (state.stage, state.value_base, state.is_strategic) == ("proposal", 700, True)
        assert project.states.count() == 2

    def test_the_newest_known_state_counts(self, people, account):
        project = make(account, people.rep)
        move_project(project=project, by=people.rep, date=date(2026, 3, 1), stage="proposal")
        move_project(project=project, by=people.rep, date=date(2026, 2, 1), stage="relation")
        assert stands(project).stage == "proposal"
        remove_fact(fact=stands(project), by=people.rep)
        assert stands(project).stage == "relation"

    @pytest.mark.parametrize(
        ("stage", "reason", "refused"),
        [
            ("won", "", True),
            ("lost", " ", True),
            ("won", "交期", False),
            ("lost", "价格", False),
            ("delivery", "", False),
        ],
    )
    def test_won_and_lost_have_a_reason(self, people, account, stage, reason, refused):
        project = make(account, people.rep)

        def act():
            move_project(project=project, by=people.rep, date=OPENED, stage=stage, reason=reason)

        if refused:
            with pytest.raises(ValidationError) as error:
                act()
            assert set(error.value.message_dict) == {"reason"}
        else:
            act()
            assert stands(project).stage == stage

    def test_no_state_before_the_project(self, people, account):
        project = make(account, people.rep)
        with pytest.raises(ValidationError) as error:
            move_project(project=project, by=people.rep, date=date(2026, 1, 4), stage="contract")
        assert set(error.value.message_dict) == {"date"}

    def test_a_correction_keeps_the_project(self, people, account):
        project = make(account, people.rep)
        new = correct_fact(fact=stands(project), by=people.rep, value_base=Decimal(9))
        assert (new.project, stands(project)) == (project, new)


class TestOutcome:
    @pytest.fixture
    def book(self, account):
        for stage, value in [("lead", 1), ("contract", 2), ("won", 4), ("delivery", 8),
                             ("after_sales", 16), ("lost", 32)]:  # fmt: skip
            factories.project(account, stage, stage=stage, value=value, is_strategic=True)

    def test_delivery_and_after_sales_stay_won(self, book):
        outcome = ProjectState.objects.newest_states().outcome()
        assert outcome == (2, 3, 1, Decimal(3), Decimal(28))
        assert outcome.win_rate == Decimal("0.75")

    def test_nothing_decided_has_no_rate(self, account):
        factories.project(account)
        assert ProjectState.objects.newest_states().outcome().win_rate is None

    def test_strategic_is_open_or_won_and_large(self, book):
        found = ProjectState.objects.newest_states().strategic(Decimal(4))
        assert {state.stage for state in found} == {"won", "delivery", "after_sales"}


class TestRights:
    @pytest.mark.parametrize(
        ("role", "writes"),
        [("rep", True), ("head", True), ("other_rep", False), ("sponsor", False),
         ("admin", False)],
    )  # fmt: skip
    def test_who_opens_renames_and_moves(self, people, account, role, writes):
        project, by = factories.project(account), getattr(people, role)
        acts = (
            lambda: make(account, by),
            lambda: update_project(project=project, by=by, name="B"),
            lambda: move_project(project=project, by=by, date=OPENED, stage="relation"),
        )
        for act in acts:
            if writes:
                act()
            else:
                with pytest.raises(PermissionDenied):
                    act()

    def test_a_number_belongs_to_one_project(self, people, account):
        make(account, people.rep, code="P-1")
        with pytest.raises(ValidationError):
            make(account, people.rep, code="P-1")
        assert Project.objects.count() == 1
