"""One person's data: read, taken along, erased so that nothing names the person (domain §9.3)."""

import json
from datetime import date
from decimal import Decimal

import pghistory
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Contact, ImportBatch, Influence, Project
from accounts.models.export import ExportLog
from relationships.ladders import EVIDENCE
from relationships.models import (
    CareDate,
    CareTask,
    Gift,
    Greeting,
    Handover,
    HandoverItem,
    Level,
    ScenarioStandard,
)
from relationships.services.contact_data import PERSON
from relationships.services.erasure import KEPT, PERSONAL, erase_contact
from relationships.services.gifts import Wish, request_gift
from staff.models.notice import Notice, NoticeKind
from staff.notice_words import both
from staff.services.notices import tell
from tests import factories

NAME, ENGLISH, PHONE, EMAIL = "欧阳听雨", "Ouyang Tingyu", "13955550001", "oy@haiyan.example"
NOW = timezone.now()
OLD_NAME = "欧阳小雨"
TODAY = date(2026, 11, 20)
COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
ORDER BY 1, 2
"""


# Without these the search would prove nothing.
NAMED = set(
    """
    accounts_contact.name accounts_contactevent.name accounts_accountevent.note
    accounts_rating.note accounts_importchange.before accounts_importreject.detail
    accounts_importbatch.counts relationships_visit.note relationships_visitevent.note
    relationships_levelevent.note staff_notice.params plans_plan.why plans_plansection.text
    plans_planrisk.risk plans_planrisk.counter plans_planmilestone.evidence plans_plancheck.note
    plans_plangoal.words plans_planrevision.document plans_problem.what plans_problem.solution
    plans_businessreview.summary relationships_action.text relationships_attachment.name
    relationships_accountfile.name relationships_accountfile.note
    """.split()
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def places_of(*words):
    """Every table and column of the database in which one of the words stands."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT 1 FROM "{table}" WHERE position(%s in "{column}"::text) > 0 LIMIT 1',
                    [word],
                )
                if cursor.fetchone():
                    found.add(f"{table}.{column}")
    return found


@pytest.fixture
def li(people):
    """A person who is named wherever a person can be named."""
    account = factories.account("海晏医疗", people.rep, note=f"{NAME}说了算")
    contact = factories.contact(
        account, OLD_NAME, name_en=ENGLISH, phone=PHONE, email=EMAIL, title="采购总监",
        note="爱喝茶", code="C-1", decision_role="economic", influence=5,
        consent_on=date(2026, 1, 5),
    )  # fmt: skip
    # A change leaves a trace.
    Contact.objects.filter(pk=contact.pk).update(name=NAME, title="副总裁")
    contact.refresh_from_db()
    account.note = f"找{NAME}：{PHONE}"
    account.save()
    visit = factories.visit(account, "2026-06-01", people.rep, [contact], f"{NAME}想扩产")
    visit.needs = f"{ENGLISH} wants a quote, {EMAIL}"
    visit.save()
    factories.care_date(contact, kind="other", label=f"{NAME}入职日")
    factories.care_task(contact, people.rep)
    factories.greeting(contact, people.rep, "2026-02-17", text=f"{NAME}，新春快乐")
    factories.gift(contact, people.rep, "明前茶", 160)
    Level.objects.create(
        account=account, axis="personal", contact=contact, colleague=people.rep, level=2,
        note=f"{NAME}脾气急", assessed_on="2026-05-01", by=people.rep,
    )  # fmt: skip
    factories.rating(account, note=f"{NAME}评的")
    factories.referral(account, "2026-02-01", factories.account(), note=f"{NAME}介绍")
    tell(
        users=[people.rep], kind=NoticeKind.CARE_DUE, key="1", url="/",
        params={"contact": NAME, "account": account.name, "what": "birthday", "date": "2026-11-24"},
    )  # fmt: skip
    tell(
        users=[people.rep], kind=NoticeKind.CARE_DUE, key="2", url="/",
        params={"contact": both(contact), "account": both(account), "what": "birthday"},
    )  # fmt: skip
    import_of(contact)
    plans_of(account, people.rep)
    factories.attachment(visit, name=f"{NAME}名片.png")
    factories.level(account, 2, "2026-05-02", note=f"{OLD_NAME}引荐")
    return contact


def plans_of(account, by):
    """Whatever is written in plans and beside them, each naming the person."""
    plan = factories.plan(account, by, why=f"{NAME}支持我们")
    plan.sections.create(kind="focus", text=f"先说服{NAME}")
    plan.risks.create(risk=f"{NAME}离职", counter=f"认识{NAME}的上级")
    plan.milestones.create(
        place=1, zh="首访", en="Visit", due_on=plan.ends_on, done_on=TODAY, evidence=f"见到{NAME}"
    )
    plan.checks.create(place=1, zh="圈子", en="Circle", note=f"{NAME}在内")
    factories.goal(plan, words=f"与{NAME}联合项目")
    factories.plan_file(plan, name=f"给{NAME}的报价.pdf", note=f"{NAME}要的版本")
    factories.problem(account, by, what=f"{NAME}压价", solution=f"与{NAME}打包")
    factories.review(account, by, summary=f"{NAME}同意续签")
    factories.revision(plan, by)


def import_of(contact):
    """What an import of people keeps: a sample, rows it changed, rows it could not read."""
    batch = ImportBatch.objects.create(
        kind="contacts", source="crm", file_name="people.csv", sha256="0" * 64, state="saved",
        counts={"sample": [[NAME, PHONE]]},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_importchange (batch_id, object_id, before, after)"
            " VALUES (%s, %s, %s, %s)",
            [batch.pk, contact.pk, json.dumps({"name": NAME}), json.dumps({"title": "副总裁"})],
        )
        cursor.execute(
            "INSERT INTO accounts_importreject (batch_id, line, field, reason, detail)"
            " VALUES (%s, 3, 'name', 'twice', %s)",
            [batch.pk, f"{NAME} twice"],
        )


def erase(contact, by, typed=NAME):
    return erase_contact(contact=contact, by=by, now=NOW, typed_name=typed)


class TestErasure:
    def test_the_name_is_found_nowhere_afterwards(self, people, li):
        words = (NAME, OLD_NAME, ENGLISH, PHONE, EMAIL, "副总裁", "采购总监", "爱喝茶", "脾气急")
        words += ("OUYANGTINGYU", "OYTY", "OU YANG TING YU")
        before = places_of(*words)
        assert before >= NAMED
        erase(li, people.manager)
        assert places_of(*words) == set()

    def test_keys_and_full_texts_do_not_stop_it(self, people):
        """Two codes of projects would become one; the placeholder is longer than the name."""
        account = factories.account("甲", people.rep)
        short = factories.contact(account, "李四")
        for code in ("李四", "***"):
            made = factories.project(account, "项目")
            Project.objects.filter(pk=made.pk).update(code=code)
        action = account.actions.create(owner=people.rep, text="李四" * 150, due_on=TODAY)
        erase(short, people.manager, "李四")
        action.refresh_from_db()
        assert action.text == "***" * 100

    def test_what_stays(self, people, li):
        erased = erase(li, people.manager)
        assert (erased.name, erased.display_name) == ("***", "Erased person")
        assert (erased.erased_at, erased.erased_by, erased.is_active) == (
            NOW, people.manager, False,
        )  # fmt: skip
        visit = li.visits.get()
        assert visit.note == "***想扩产"
        assert Gift.objects.get().value == 160
        for model in (CareDate, CareTask, Greeting):
            assert not model.objects.exists()

    def test_that_it_happened_when_and_by_whom(self, people, li):
        with pghistory.context(user=people.manager.pk, user_name="Ms Manager"):
            erase(li, people.manager)
        last = Contact.pgh_event_model.objects.order_by("pgh_id").last()
        assert (last.pgh_label, last.erased_by_id) == ("update", people.manager.pk)
        assert last.pgh_context.metadata["user_name"] == "Ms Manager"
        assert last.pgh_context.metadata["cause"] == "erasure"

    def test_others_of_the_account_stay_as_they_are(self, people, li):
        other = factories.contact(li.account, "沈南风", note="识茶", phone="13700002222")
        visit = factories.visit(li.account, "2026-07-01", people.rep, [other], "沈南风在场")
        erase(li, people.manager)
        other.refresh_from_db()
        visit.refresh_from_db()
        assert (other.name, other.note, visit.note) == ("沈南风", "识茶", "沈南风在场")

    def test_a_wrong_name_erases_nothing(self, people, li):
        with pytest.raises(ValidationError, match="not the person's name"):
            erase(li, people.manager, "欧阳")
        li.refresh_from_db()
        assert li.name == NAME

    @pytest.mark.parametrize("typed", [f" {NAME} ", ENGLISH])
    def test_either_name_will_do(self, people, li, typed):
        assert erase(li, people.manager, typed).erased_at

    def test_only_managers(self, people, li):
        for person in (people.rep, people.kam, people.admin, people.auditor):
            with pytest.raises(PermissionDenied):
                erase(li, person)

    def test_every_field_of_a_contact_is_kept_on_purpose_or_erased(self):
        names = {field.name for field in Contact._meta.concrete_fields}
        assert names == KEPT | PERSONAL | {"sort_key", "search_text"}
        words = {
            field.name
            for field in Contact._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        }
        assert words & KEPT == {"source", "purpose"}


class TestPages:
    def test_erased_by_the_page_and_gone_from_lists(self, people, li, as_user):
        client = as_user(people.manager)
        url = reverse("contact_erase", args=[li.pk])
        wrong = client.post(url, {"typed_name": "somebody"})
        assert wrong.status_code == 422
        assert "not the person&#x27;s name" in wrong.content.decode()
        assert client.post(url, {"typed_name": NAME}).status_code == 302
        for name in ("contact_care", "contact_edit", "contact_privacy"):
            assert client.get(reverse(name, args=[li.pk])).status_code == 404
        people_page = client.get(reverse("account_people", args=[li.account_id])).content.decode()
        assert "Nobody is known here yet" in people_page
        visits = client.get(reverse("account_visits", args=[li.account_id])).content.decode()
        assert "Erased person" in visits
        history = client.get(reverse("account_history", args=[li.account_id])).content.decode()
        assert "Erasure" in history
        assert NAME not in people_page + visits + history

    def test_the_export_as_json(self, people, li, as_user):
        factories.care_date(li, kind="family", relative="spouse", consent=True)
        response = as_user(people.rep).post(reverse("contact_export", args=[li.pk]))
        data = json.loads(response.content)
        assert data["person"]["name"] == NAME
        assert data["person"]["purpose"] == "business"
        assert [row["kind"] for row in data["care_dates"]] == ["other", "family"]
        assert [row["item"] for row in data["gifts"]] == ["明前茶"]
        assert data["visits"][0]["date"] == "2026-06-01"
        log = ExportLog.objects.get()
        assert (log.user, log.what, log.rows) == (people.rep, "contact", 8)

    def test_the_export_tells_what_people_think_of_the_person(self, people, li, as_user):
        chief = factories.contact(li.account, "沈南风")
        Contact.objects.filter(pk=li.pk).update(attitude="sponsor", reports_to=chief)
        Influence.objects.create(account=li.account, source=li, target=chief, note="老同学")
        factories.personal_level(li, people.rep, evidence=["met", "cards"])
        as_rep, url = as_user(people.rep), reverse("contact_export", args=[li.pk])
        data = json.loads(as_rep.post(url).content)
        assert (data["person"]["attitude"], data["person"]["reports_to"]) == ("sponsor", "沈南风")
        assert data["levels"][-1]["evidence"] == ["met", "cards"]
        assert data["influences"][0]["note"] == "老同学"
        page = as_rep.post(url, {"as": "page"}).content.decode()
        assert all(str(EVIDENCE[code]) in page for code in ("met", "cards"))
        assert str(ScenarioStandard.objects.get(code="routine").display_name) in page

    def test_every_field_of_a_contact_is_told_or_is_no_fact_about_the_person(self):
        inner = {"id", "code", "merged_into", "erased_at", "erased_by", "inactive_since"}
        names = {field.name for field in Contact._meta.concrete_fields}
        assert names - set(PERSON) == inner | {"sort_key", "search_text"}

    def test_a_colleague_exports_no_family(self, people, li, as_user):
        factories.care_date(li, kind="family", relative="spouse", consent=True)
        li.account.members.add(people.kam)
        response = as_user(people.kam).post(reverse("contact_export", args=[li.pk]))
        assert "family" not in response.content.decode()

    def test_the_export_to_read(self, people, li, as_user, django_assert_max_num_queries):
        for day in (2, 3, 4, 5, 6):  # more rows, no more queries
            factories.visit(li.account, f"2026-07-0{day}", people.rep, [li])
            factories.greeting(li, people.rep, f"2025-0{day}-01")
            factories.gift(li, people.rep, f"书 {day}", 10)
        with django_assert_max_num_queries(31):
            response = as_user(people.rep).post(
                reverse("contact_export", args=[li.pk]), {"as": "page"}
            )
        body = response.content.decode()
        assert all(text in body for text in (NAME, PHONE, "Economic buyer", "明前茶"))
        assert ExportLog.objects.get().query == f"contact={li.pk}&as=page"


@pytest.mark.parametrize("status", ["requested", "waiting", "delivered"])
def test_a_gift_still_open_goes_with_the_person(people, li, status):
    gift = factories.gift(li, people.rep, "丝巾", 160, status=status)
    erase(li, people.manager)
    assert Gift.objects.filter(pk=gift.pk).exists() == (status == "delivered")


def test_nobody_is_asked_about_the_person_any_more(people, li):
    """Neither to decide on a gift nor to get to know them in a hand-over."""
    gift = request_gift(contact=li, by=people.rep, wish=Wish("丝巾", Decimal(300), TODAY))
    passed = Handover.objects.create(
        account=li.account,
        cause="owner",
        former=people.rep,
        to=people.kam,
        by=people.head,
        on=TODAY,
    )
    HandoverItem.objects.create(handover=passed, kind="contact", contact=li)
    assert gift.is_waiting
    erase(li, people.manager)
    assert not Notice.objects.filter(kind="gift_waits").unread().exists()
    assert not HandoverItem.objects.filter(contact=li).exists()
