"""Administrators write what new plans begin with; plans that are made keep theirs (domain §7.1)."""

import re

import pytest
from django.urls import reverse

from plans.models import PlanTemplate, Purpose
from plans.models.plan import OFFERED
from plans.operating_page import parts
from plans.services import plans
from plans.template_forms import KINDS, row_sets
from tests import factories
from tests.plans.conftest import TODAY, YEAR

pytestmark = pytest.mark.django_db


def fields(page):
    """The form as a browser would send it back."""
    html = page.content.decode()
    found = dict(
        re.findall(r'<input type="(?:hidden|text|number)" name="([^"]+)" value="([^"]*)"', html)
    )
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', html, re.S)
    return found | dict(chosen)


def url(purpose="to_core"):
    return reverse("template_edit", args=[purpose])


@pytest.mark.parametrize("purpose", OFFERED, ids=str)
def test_every_purpose_has_a_template_in_both_languages(purpose):
    template = PlanTemplate.objects.newest(purpose)
    rows = list(template.rows.order_by("place"))
    assert rows
    assert {row.kind for row in rows} <= set(KINDS[purpose])
    assert all(row.zh and row.en for row in rows)


@pytest.mark.parametrize("purpose", OFFERED, ids=str)
def test_saved_as_it_is_it_stays_the_same_version(people, as_user, purpose):
    admin = as_user(people.admin)
    assert admin.post(url(purpose), fields(admin.get(url(purpose)))).status_code == 302
    assert PlanTemplate.objects.newest(purpose).version == 1


def test_a_change_makes_the_next_version_in_the_order_given(people, as_user):
    admin = as_user(people.admin)
    form = fields(admin.get(url()))
    form |= {"action-0-ORDER": "9", "action-1-DELETE": "on"}
    form |= {"action-4-zh": "互访", "action-4-en": "Mutual visits", "action-4-days": "20"}
    form |= {"action-4-need": "idea", "action-4-ORDER": "1"}
    assert admin.post(url(), form).status_code == 302
    template = PlanTemplate.objects.newest("to_core")
    assert (template.version, template.made_by) == (2, people.admin)
    rows = [(row.en, row.need, row.days) for row in template.rows.order_by("place")]
    assert rows[0] == ("Mutual visits", "idea", 20)
    assert [need for _en, need, _days in rows] == ["idea", "alignment", "strength", "idea"]
    page = admin.get(url()).content.decode()
    assert reverse("template_version", args=["to_core", 1]) in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"action-4-zh": "互访"}, "in both languages"),
        ({"action-0-days": "900"}, "730"),
        ({"action-0-need": "nothing"}, "Select a valid choice"),
        ({f"action-{n}-DELETE": "on" for n in range(4)}, "helps nobody"),
    ],
    ids=["one language", "too late", "no such criterion", "empty"],
)
def test_mistakes_are_said_and_nothing_is_saved(people, as_user, wrong, said):
    admin = as_user(people.admin)
    page = admin.post(url(), fields(admin.get(url())) | wrong)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert PlanTemplate.objects.newest("to_core").version == 1


def test_parts_that_are_asked_or_written_are_shown_whatever_the_template_says(people):
    account = factories.account("华宇", people.rep)
    plan = plans.create_plan(
        account=account, by=people.rep, purpose="new", why="x",
        starts_on=TODAY, ends_on=TODAY + YEAR,
    )  # fmt: skip
    plan.template.rows.exclude(kind="milestone").delete()
    plan.sections.create(kind="market", text="增长")
    assert [part.kind for part in parts(plan, TODAY)] == ["need", "entry", "market"]


def test_a_kind_of_row_that_a_purpose_has_not_is_no_table():
    assert [each.prefix for each in row_sets(Purpose.UP_TIER, [])] == ["action"]
