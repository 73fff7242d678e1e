"""A plan in the browser's pages: made from an account, worked on, decided."""

from html import unescape

import pytest
from django.urls import reverse

from plans.models import Plan
from tests import factories
from tests.plans.conftest import TODAY, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)


def text(response):
    return " ".join(unescape(response.content.decode()).split())


FORM = {
    "why": "潜力大",
    "starts_on": f"{TODAY}",
    "ends_on": f"{TODAY + YEAR}",
}


def create(account, purpose="up_tier"):
    return reverse("plan_create", args=[account.pk]) + f"?purpose={purpose}"


def test_from_the_account_to_an_active_plan(account, people, as_user):
    rep = as_user(people.rep)
    assert reverse("plan_create", args=[account.pk]) in text(
        rep.get(reverse("account_detail", args=[account.pk]))
    )
    made = rep.post(create(account), FORM)
    plan = Plan.objects.get()
    assert made.url == reverse("plan_detail", args=[plan.pk])
    page = text(rep.get(made.url))
    assert "What Strategic asks for" in page
    assert "Add an action" in page
    refused = rep.post(reverse("plan_submit", args=[plan.pk]))
    assert refused.status_code == 422
    assert "without an action is none" in text(refused)

    action = {"text": "高层拜访", "owner": people.rep.pk, "due_on": f"{TODAY}", "need": "value"}
    rep.post(reverse("plan_action", args=[plan.pk]), action)
    assert "高层拜访" in text(rep.get(made.url))
    today = text(rep.get(reverse("today")))
    assert f'href="{made.url}"><b>高层拜访</b>' in today
    tab = text(rep.get(reverse("account_plans", args=[account.pk])))
    assert f'href="{made.url}">One pyramid tier up</a>' in tab
    rep.post(reverse("plan_submit", args=[plan.pk]))
    assert "Wait for your approval" not in text(rep.get(reverse("plan_home")))

    manager = as_user(people.manager)
    assert "Plans to approve" in text(manager.get(reverse("today")))
    assert "Wait for your approval" in text(manager.get(reverse("plan_home")))
    manager.post(reverse("plan_approve", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.state, plan.decided_by) == ("active", people.manager)


def test_mistakes_are_said_by_the_field(account, people, as_user):
    client = as_user(people.rep)
    chooser = client.get(reverse("plan_create", args=[account.pk]))
    assert "Only an important account is led to core." in text(chooser)
    assert client.get(create(account, "world")).context["form"] is None
    for purpose, changes, field in (
        ("to_core", {}, "__all__"),
        ("up_tier", {"ends_on": "2020-01-01"}, "ends_on"),
        ("up_tier", {"why": " "}, "why"),
        ("operating", {"ends_on": "2028-01-01"}, "ends_on"),
    ):
        sent = client.post(create(account, purpose), FORM | changes)
        assert sent.status_code == 422
        assert field in sent.context["form"].errors
    assert not Plan.objects.exists()
    plan = factories.plan(account, people.rep)
    sent = client.post(reverse("plan_action", args=[plan.pk]), {"text": "", "due_on": "x"})
    assert sent.status_code == 422
    assert {"text", "due_on", "owner"} <= set(sent.context["action"].errors)


def test_closing_asks_what_was_learnt(account, people, as_user):
    plan = factories.plan(account, people.rep, state="active", decided_by=people.manager)
    client = as_user(people.rep)
    assert client.post(reverse("plan_close", args=[plan.pk]), {"lessons": ""}).status_code == 422
    client.post(reverse("plan_close", args=[plan.pk]), {"lessons": "先见总工"})
    page = text(client.get(reverse("plan_detail", args=[plan.pk])))
    assert "先见总工" in page
    assert "No plans yet" in text(client.get(reverse("plan_home")))
    assert account.display_name in text(client.get(reverse("plan_home") + "?all=1"))
    tab = text(client.get(reverse("account_plans", args=[account.pk])))
    assert "What earlier plans taught" in tab
    assert "先见总工" in tab


def test_queries(account, people, as_user, django_assert_max_num_queries):
    for _each in range(6):
        factories.plan(account, people.rep)
    client = as_user(people.rep)
    client.get(reverse("plan_home"))
    with django_assert_max_num_queries(9):
        client.get(reverse("plan_home"))
    with django_assert_max_num_queries(22):
        client.get(reverse("plan_detail", args=[Plan.objects.first().pk]))
