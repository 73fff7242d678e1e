"""The page of plans, and what the frame offers to whom."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "offered"), [("rep", True), ("admin", False)])
def test_due_visits_are_offered_to_those_who_see_visits(people, as_user, who, offered):
    html = as_user(getattr(people, who)).get(reverse("plan_home")).content.decode()
    assert ("See due visits" in html) == offered


@pytest.mark.parametrize(
    ("who", "words"), [("rep", "Search accounts and people"), ("admin", "Search accounts")]
)
@pytest.mark.parametrize("page", ["plan_home", "search"])
def test_the_search_names_people_where_they_can_be_found(people, as_user, page, who, words):
    html = as_user(getattr(people, who)).get(reverse(page)).content.decode()
    assert f">{words}</label>" in html
    assert f'placeholder="{words}"' in html
    assert ("people" in html.lower().split("<main", 1)[0]) == (who == "rep")
