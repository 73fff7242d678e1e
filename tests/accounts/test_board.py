"""The board moves projects to another stage, without dragging."""

import json

import pytest
from django.urls import reverse

from accounts.models import ProjectState
from staff import clock
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def project(people):
    account = factories.account("澄江重工", people.rep, sponsor=people.sponsor)
    account.members.add(people.kam)
    return factories.project(account, stage="proposal", value=700, is_strategic=True)


@pytest.fixture
def move(project):
    return reverse("project_move", args=[project.pk])


def stands(project):
    return ProjectState.objects.newest_states().get(project=project)


def board(client, **query):
    return client.get(reverse("project_list"), {"view": "board", **query}).content.decode()


@pytest.mark.parametrize(
    ("who", "offered"),
    [("rep", True), ("kam", True), ("manager", True), ("sponsor", False), ("auditor", False)],
)
def test_cards_offer_it_to_those_who_may(people, project, move, as_user, who, offered):
    html = board(as_user(getattr(people, who)))
    assert project.name in html
    assert (f'href="{move}"' in html) == offered


def test_the_form_offers_all_stages_but_the_one_it_stands_at(people, move, as_user):
    form = as_user(people.rep).get(move).context["form"]
    stages = [value for value, _label in form.fields["stage"].choices]
    assert stages == ["lead", "relation", "contract", "won", "delivery", "after_sales", "lost"]


def test_a_move_is_of_today_keeps_the_rest_and_is_told(people, project, move, as_user):
    response = as_user(people.rep).post(move, {"stage": "contract"}, follow=True)
    state = stands(project)
    assert (state.stage, state.date, state.by) == ("contract", clock.today(), people.rep)
    assert (state.value_base, state.is_strategic) == (700, True)
    assert response.redirect_chain[0][0] == reverse("project_list") + "?view=board"
    assert "Saved. 新产线 stands at: Contract." in response.content.decode()


@pytest.mark.parametrize(
    ("data", "marked"),
    [
        ({"stage": "won"}, "reason"),
        ({"stage": "lost", "reason": "  "}, "reason"),
        ({"stage": "proposal"}, "stage"),
        ({"stage": "mood"}, "stage"),
        ({"reason": "价格"}, "stage"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "card"])
def test_mistakes_are_marked_and_nothing_moves(
    people, project, move, as_user, data, marked, headers
):
    response = as_user(people.rep).post(move, data, headers=headers)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [marked]
    assert project.states.count() == 1


@pytest.mark.parametrize("stage", ["won", "lost"])
def test_won_and_lost_with_their_reason(people, project, move, as_user, stage):
    as_user(people.rep).post(move, {"stage": stage, "reason": "交期"})
    assert (stands(project).stage, stands(project).reason) == (stage, "交期")


def test_in_the_card_the_board_follows_with_its_conditions(people, move, as_user):
    client = as_user(people.rep)
    here = reverse("project_list") + "?view=board&stage=open"
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{here}"}
    form = client.get(move, headers=headers).content.decode()
    assert "<html" not in form
    assert f'hx-get="{here.replace("&", "&amp;")}"' in form

    response = client.post(move, {"stage": "contract"}, headers=headers)
    assert json.loads(response.headers["HX-Location"]) == {"path": here, "target": "#list"}
    said = json.loads(response.headers["HX-Trigger"])
    assert said == {"kam:said": {"text": "Saved. 新产线 stands at: Contract."}}
    assert "Saved." not in client.get(here).content.decode()


def test_from_another_page_it_leads_to_the_whole_board(people, move, as_user):
    headers = {**HTMX, "HX-Current-URL": "http://elsewhere.example/projects/?view=board&q=x"}
    response = as_user(people.rep).post(move, {"stage": "lead"}, headers=headers)
    path = json.loads(response.headers["HX-Location"])["path"]
    assert path == reverse("project_list") + "?view=board"


def test_a_project_whose_states_were_all_removed_can_stand_again(people, project, move, as_user):
    ProjectState.objects.update(known_to="2026-06-01T00:00Z")
    as_user(people.rep).post(move, {"stage": "proposal"})
    assert stands(project).stage == "proposal"
