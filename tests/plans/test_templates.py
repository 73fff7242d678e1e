"""Administrators write what new plans begin with; plans that are made keep theirs (domain §7.1)."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from plans.models import DEVELOPMENT, PlanTemplate, Purpose, TemplateRow
from plans.models.plan import OFFERED
from plans.operating_page import parts
from plans.services import plans
from plans.services.templates import change_template
from plans.shipped import MILESTONES
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
def test_saved_as_it_is_it_stays_the_same_version_and_says_so(people, as_user, purpose):
    admin = as_user(people.admin)
    page = admin.post(url(purpose), fields(admin.get(url(purpose))), follow=True)
    assert [str(each) for each in page.context["messages"]] == [
        "Nothing was changed, so there is no new version."
    ]
    assert PlanTemplate.objects.newest(purpose).version == 1


def test_a_change_makes_the_next_version_in_the_order_given(people, as_user):
    admin = as_user(people.admin)
    form = fields(admin.get(url()))
    form |= {"action-0-ORDER": "9", "action-1-DELETE": "on"}
    form |= {"action-4-zh": "互访", "action-4-en": "Mutual visits", "action-4-days": "20"}
    form |= {"action-4-need": "idea", "action-4-ORDER": "1"}
    page = admin.post(url(), form, follow=True)
    assert "Saved as the next version" in str(*page.context["messages"])
    template = PlanTemplate.objects.newest("to_core")
    assert (template.version, template.made_by) == (2, people.admin)
    rows = [(row.en, row.need, row.days) for row in template.rows.order_by("place")]
    assert rows[0] == ("Mutual visits", "idea", 20)
    assert [need for _en, need, _days in rows] == ["idea", "alignment", "strength", "idea"]


def test_every_version_is_reached_from_the_list_the_editor_and_the_others(people, as_user):
    admin = as_user(people.admin)
    form = fields(admin.get(url())) | {"action-0-days": "77"}
    assert admin.post(url(), form).status_code == 302
    assert f'href="{url()}#versions"' in admin.get(reverse("template_list")).content.decode()
    old, new = (reverse("template_version", args=["to_core", number]) for number in (1, 2))
    for place in (url(), old, new):
        page = admin.get(place).content.decode()
        assert f'href="{old}"' in page
        assert f'href="{new}"' in page
        assert people.admin.name in page
        assert "shipped with KAM" in page
    assert "after 77 days" in admin.get(new).content.decode()
    assert "Suggested action: Alignment" in admin.get(new).content.decode()
    assert "after 77 days" not in admin.get(old).content.decode()


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


@pytest.mark.parametrize("purpose", DEVELOPMENT, ids=str)
def test_a_development_plan_keeps_a_milestone(people, as_user, purpose):
    admin = as_user(people.admin)
    form = fields(admin.get(url(purpose)))
    gone = {f"milestone-{n}-DELETE": "on" for n in range(len(MILESTONES))}
    page = admin.post(url(purpose), form | gone)
    assert (page.status_code, PlanTemplate.objects.newest(purpose).version) == (422, 1)
    assert "Keep at least one milestone" in page.content.decode()
    del gone["milestone-3-DELETE"]
    assert admin.post(url(purpose), form | gone).status_code == 302
    rows = PlanTemplate.objects.newest(purpose).rows.filter(kind="milestone")
    assert [row.en for row in rows] == [MILESTONES[3][1]]


class TestEachPartHasOneGuide:
    SECOND = {"section-8-zh": "另一条", "section-8-en": "Another", "section-8-need": "focus"}

    def test_the_second_is_refused_at_its_row_and_nothing_typed_is_lost(self, people, as_user):
        admin = as_user(people.admin)
        page = admin.post(url("operating"), fields(admin.get(url("operating"))) | self.SECOND)
        assert page.status_code == 422
        errors = page.context["sets"][0].errors
        assert [n for n, each in enumerate(errors) if each] == [8]
        assert errors[8] == {
            "need": ["“Focus of attack” has a row already. Change that one, or choose another "
                     "part here."]
        }  # fmt: skip
        assert self.SECOND.items() <= fields(page).items()
        assert PlanTemplate.objects.newest("operating").version == 1

    @pytest.mark.parametrize(
        "also",
        [{"section-1-DELETE": "on"}, {"section-8-zh": "", "section-8-en": ""}],
        ids=["the first is removed", "an empty row is none"],
    )
    def test_one_is_left(self, people, as_user, also):
        admin = as_user(people.admin)
        form = fields(admin.get(url("operating"))) | self.SECOND | also
        assert admin.post(url("operating"), form).status_code == 302
        guides = PlanTemplate.objects.newest("operating").rows.filter(kind="section")
        assert [row.need for row in guides].count("focus") == 1

    def test_whoever_asks(self, people):
        rows = [TemplateRow(kind="section", need="focus", zh=zh, en=zh) for zh in "甲乙"]
        with translation.override("en"), pytest.raises(ValidationError, match="one row only"):
            change_template(purpose="operating", rows=rows, by=people.admin)


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
