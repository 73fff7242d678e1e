"""The relationship tab, its forms, and the settings of the squares as people use them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from relationships.models import (
    GridRules,
    Level,
    Partnership,
    Relation,
    StageCell,
    StageChange,
    StandardChange,
)  # fmt: skip
from relationships.services import relations
from relationships.services.standard_changes import confirm
from relationships.services.standard_values import of_preset, put_in_force
from relationships.stages import preset_cells
from staff import clock
from tests import factories

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def book(people, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    account = factories.account("澄江重工", people.rep, standing={"key_class": 1})
    account.members.add(people.kam)
    boss = factories.contact(account, "何敬之", decision_role="economic", influence=5)
    return SimpleNamespace(account=account, boss=boss, **vars(people))


def history(book, *levels):
    """(axis, level, day, note)"""
    for axis, level, day, note in levels:
        contact = book.boss if axis == "personal" else None
        factories.level(book.account, level, day, contact, note=note)
    relations.rebuild(today=TODAY)


def tab(client, book):
    return client.get(reverse("account_relationship", args=[book.account.pk]))


def body(response):
    return " ".join(response.content.decode().split())


def form(level, evidence=(), **more):
    return {"level": level, "evidence": list(evidence), "on": f"{TODAY}", "note": ""} | more


class TestTab:
    def test_nothing_is_known_yet(self, book, as_user):
        shown = body(tab(as_user(book.rep), book))
        assert "Nobody has assessed this relation yet" in shown
        assert "No path yet" in shown

    def test_us_06_the_path_has_both_axes_and_stages_with_dates(self, book, as_user):
        history(
            book,
            ("personal", 3, "2026-02-03", "谈了看法"),
            ("company", 3, "2026-05-04", "重复下单"),
            ("personal", 5, "2026-08-05", "替我们说话"),
        )
        response = tab(as_user(book.rep), book)
        shown = body(response)
        series = {each["key"]: each["points"] for each in response.context["chart"]["series"]}
        days = ["2026-02-03", "2026-05-04", "2026-08-05", "2026-11-27"]
        assert series["personal"] == [list(x) for x in zip(days, [3, 3, 5, 5], strict=True)]
        assert series["company"] == [list(x) for x in zip(days, [0, 3, 3, 3], strict=True)]
        assert series["stage"] == [list(x) for x in zip(days, [0, 1, 2, 2], strict=True)]
        assert "Early stage" in shown
        assert "替我们说话" in shown
        assert "Leaves with the person" in shown  # 5 against 3

    def test_what_the_next_stage_asks_for(self, book, as_user):
        history(book, ("personal", 3, "2026-02-03", ""), ("company", 4, "2026-05-04", ""))
        page = tab(as_user(book.rep), book).context["page"]
        ((ask,),) = page.ways
        assert (str(page.next_stage), ask.axis, ask.level) == ("Middle stage", "personal", 4)
        assert "Introduces colleagues" in map(str, ask.items)

    def test_stale_levels_and_those_to_repeat_are_marked(self, book, as_user):
        history(book, ("personal", 3, "2026-02-03", ""), ("company", 3, "2026-11-01", ""))
        Level.objects.filter(axis="personal").update(reassess=True)
        levels = tab(as_user(book.rep), book).context["levels"]
        assert levels.people[0].best.is_stale
        assert not levels.company.is_stale
        assert "To be assessed again" in body(tab(as_user(book.rep), book))

    def test_target_and_actual_kind(self, book, as_user):
        history(book, ("personal", 5, "2026-02-03", ""), ("company", 5, "2026-05-04", ""))
        kinds = tab(as_user(book.rep), book).context["page"].kinds
        assert (str(kinds.actual), kinds.reached) == ("Partnership", False)
        signed = {"evidence": ["agreement"], "alliance_signed_on": date(2026, 6, 1)}
        Partnership.objects.create(account=book.account, by=book.rep, **signed)
        kinds = tab(as_user(book.rep), book).context["page"].kinds
        assert (str(kinds.actual), kinds.reached) == ("Strategic alliance", True)

    def test_the_stage_stands_in_the_head_of_every_tab(self, book, as_user):
        history(book, ("personal", 3, "2026-02-03", ""), ("company", 3, "2026-05-04", ""))
        shown = body(as_user(book.rep).get(reverse("account_detail", args=[book.account.pk])))
        assert "Gestation stage" in shown
        assert "Personal 3 Views converge · Company 3 Likes and prefers us" in shown

    def test_queries(self, book, as_user, django_assert_max_num_queries):
        history(book, ("personal", 3, "2026-02-03", ""), ("company", 3, "2026-05-04", ""))
        for n in range(4):
            other = factories.contact(book.account, decision_role="user", influence=n + 1)
            factories.level(book.account, 2, "2026-05-04", other)
        client = as_user(book.manager)
        tab(client, book)
        with django_assert_max_num_queries(26):
            tab(client, book)


class TestAssessing:
    def test_a_person(self, book, as_user):
        url = reverse("level_person", args=[book.boss.pk])
        client = as_user(book.rep)
        assert "Views converge" in body(client.get(url))
        sent = client.post(url, form(3, ["opinions", "inside"], note="晚饭后谈的"), follow=True)
        assert "The level is saved." in body(sent)
        level = Level.objects.get()
        assert (level.colleague, level.level, level.evidence) == (
            book.rep, 3, ["opinions", "inside"],
        )  # fmt: skip

    def test_us_06_one_item_is_refused_by_the_field(self, book, as_user):
        url = reverse("level_company", args=[book.account.pk])
        sent = as_user(book.kam).post(url, form(4, ["main"]))
        assert sent.status_code == 422
        assert "2 items of this level must be observed" in body(sent)
        assert not Level.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"level": 9},
            {"level": ""},
            {"evidence": ["x"]},
            {"on": "2026-13-01"},
            {"client_key": "x"},
        ],
        ids=["level", "no level", "evidence", "date", "key"],
    )
    def test_nonsense(self, book, as_user, wrong):
        url = reverse("level_person", args=[book.boss.pk])
        assert as_user(book.rep).post(url, form(1, ["met"]) | wrong).status_code == 422
        assert not Level.objects.exists()

    def test_a_proposal_is_confirmed(self, book, as_user):
        url = reverse("level_company", args=[book.account.pk])
        as_user(book.rep).post(url, form(2, ["listed", "trial"]))
        assert not Relation.objects.exists()
        assert "Waiting for a manager" in body(tab(as_user(book.manager), book))
        level = Level.objects.get()
        as_user(book.manager).post(reverse("level_confirm", args=[level.pk]))
        assert Relation.objects.get().company == 2

    def test_a_manager_assesses_for_a_colleague(self, book, as_user):
        url = reverse("level_person", args=[book.boss.pk])
        as_user(book.manager).post(url, form(4, colleague=book.kam.pk))
        assert Level.objects.get().colleague == book.kam

    def test_nobody_assesses_for_a_stranger(self, book, as_user):
        url = reverse("level_person", args=[book.boss.pk])
        sent = as_user(book.manager).post(url, form(4, colleague=book.other_rep.pk))
        assert sent.status_code == 422
        as_user(book.rep).post(url, form(1, ["met", "cards"], colleague=book.kam.pk))
        assert Level.objects.get().colleague == book.rep

    def test_leaving_is_declared_with_a_reason(self, book, as_user):
        history(book, ("personal", 3, "2026-02-03", ""))
        url, client = reverse("relation_leaving", args=[book.account.pk]), as_user(book.manager)
        assert client.post(url, {"leaving": "1", "note": ""}).status_code == 422
        client.post(url, {"leaving": "1", "note": "招标换供应商"})
        assert Relation.objects.get().declared_uncoupling
        assert "Uncoupling" in body(tab(client, book))

    def test_the_eight_signs(self, book, as_user):
        url, client = reverse("partnership_edit", args=[book.account.pk]), as_user(book.rep)
        signs = ["top_contact", "agreement", "exclusive", "long_contract", "price"]
        client.post(url, {"evidence": signs, "alliance_signed_on": "", "note": ""})
        assert Partnership.objects.get().is_proven
        assert "5 of 8" in body(tab(client, book))


class TestSettings:
    def cells(self, **changes):
        sent = {f"cell_{p}_{c}": stage for (p, c), stage in preset_cells("GATE3").items()}
        rules = {"evidence_needed": 2, "personal_coverage": "0.60", "stale_days": 180}
        rules |= {"imbalance_warn": 2}
        return sent | {f"rules-{name}": value for name, value in rules.items()} | changes

    def test_us_15_a_cell_changes_and_history_stays(self, book, as_user):
        history(book, ("personal", 3, "2026-02-03", ""), ("company", 3, "2026-05-04", ""))
        before = list(StageChange.objects.values())
        url, client = reverse("squares_settings"), as_user(book.admin)
        assert client.get(url).status_code == 200
        client.post(url, self.cells(cell_3_3=2, **{"rules-evidence_needed": 3}))
        assert StageCell.objects.get(personal=3, company=3).stage == 1  # four eyes
        assert "Waits for a manager" in body(client.get(url))
        confirm(change=StandardChange.objects.get(), by=book.head, now=timezone.now())
        assert StageCell.objects.get(personal=3, company=3).stage == 2
        assert GridRules.current().evidence_needed == 3
        assert list(StageChange.objects.values()) == before
        assert Relation.objects.get().stage == 1
        assert "this one reads “Early stage” now" in body(tab(as_user(book.rep), book))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"cell_3_3": 7},
            {"rules-personal_coverage": "1.2"},
            {"rules-imbalance_warn": 0},
            {"cell_5_5": 5, "cell_5_4": 5, "cell_4_4": 5},
        ],
        ids=["stage", "share", "difference", "a better square with an earlier stage"],
    )
    def test_nonsense_saves_nothing(self, book, as_user, wrong):
        url = reverse("squares_settings")
        sent = as_user(book.admin).post(url, self.cells() | wrong)
        assert sent.status_code == 422
        assert StageCell.objects.stages() == preset_cells("GATE3")

    def test_a_preset_by_one_button(self, book, as_user):
        url, client = reverse("squares_preset"), as_user(book.admin)
        assert client.post(url, {"preset": "OTHER"}).status_code == 404
        client.post(url, {"preset": "LADDER5"})
        confirm(change=StandardChange.objects.get(), by=book.head, now=timezone.now())
        assert StageCell.objects.stages() == preset_cells("LADDER5")
        assert "Reliance" in body(client.get(reverse("squares_settings")))

    def test_a_ladder_names_no_zone_of_the_gate(self, book, as_user):
        history(book, ("personal", 2, "2026-02-03", ""), ("company", 2, "2026-05-04", ""))
        client = as_user(book.rep)
        assert "Contact zone</span> <span>since 4 May 2026" in body(tab(client, book))
        put_in_force("squares", of_preset("LADDER5"))
        page = body(tab(client, book))
        assert "Contact zone" not in page
        assert "No stage yet" in page
