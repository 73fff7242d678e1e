"""Rows that are read and filled on a phone without a move to the side."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.browser.conftest import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]
CUT = (
    "[...document.querySelectorAll('.k-scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@LANGUAGES
@pytest.mark.parametrize("purpose", ["operating", "new", "to_core"])
def test_a_template_is_filled_in_by_labels_that_show(open_page, people, purpose, language):
    page = open_page(people.admin, PHONE, language)
    page.goto(reverse("template_edit", args=[purpose]))
    assert page.evaluate(CUT) == 0
    labels = page.locator(".p-rows-edit td > label").all()
    assert labels
    assert min(label.bounding_box()["height"] for label in labels) > 10


@LANGUAGES
def test_plans_of_one_account_are_told_apart(open_page, people, language):
    account = factories.account("Nantong Luqiao Rail Equipment Industrial Company", people.rep)
    plans = [
        factories.plan(account, people.rep, "up_tier", state="active"),
        factories.plan(account, people.rep, "retain", state="submitted"),
    ]
    page = open_page(people.rep, PHONE, language)
    page.goto(reverse("plan_home"))
    assert page.evaluate(CUT) == 0
    seen = page.locator(".p-table").inner_text()
    with translation.override(language):
        for plan in plans:
            assert plan.get_purpose_display() in seen
            assert plan.get_state_display() in seen
