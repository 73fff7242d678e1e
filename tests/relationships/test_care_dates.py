"""Days to remember: kept, told of, forgotten (domain §7.4, §9.3, US-03)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from relationships.models import CareDate, CareLimits
from relationships.models.care_date import CareKind
from relationships.services.care_dates import (
    add_care_date,
    forget_families,
    move_on,
    remind,
    update_care_date,
)
from staff.models import Company
from staff.models.notice import Notice
from tests import factories

TODAY = date(2026, 11, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def li(people):
    account = factories.account("海晏医疗", people.rep, name_en="Haiyan")
    account.members.add(people.kam)
    return factories.contact(account, "李明")


def add(contact, by, today=TODAY, **fields):
    fields = {"kind": "birthday", "month": 11, "day": 24, **fields}
    return add_care_date(account=contact.account, contact=contact, by=by, today=today, **fields)


def refused(contact, by, **fields):
    with pytest.raises(ValidationError) as refusal:
        add(contact, by, **fields)
    assert not CareDate.objects.exists()
    return refusal.value.message_dict


FAMILY = {"kind": "family", "relative": "spouse", "consent": True}
BAD = [
    pytest.param({"month": 2, "day": 30}, {"day": "no such day"}, id="30-february"),
    pytest.param(
        {"month": 4, "day": 31, "calendar": "lunar"}, {"day": "no such day"}, id="lunar-31st"
    ),
    pytest.param({"year": 2027}, {"year": "has begun"}, id="born-next-year"),
    pytest.param({"kind": "other"}, {"label": "what the day is"}, id="other-without-a-word"),
    pytest.param({"kind": "other", "label": "儿子生日"}, {"label": "under 18"}, id="a-child"),
    pytest.param({**FAMILY, "relative": ""}, {"relative": "whose"}, id="family-of-nobody"),
    pytest.param({**FAMILY, "consent": False}, {"consent": "consent"}, id="family-no-consent"),
    pytest.param({**FAMILY, "year": 2008}, {"year": "under 18"}, id="family-maybe-17"),
    pytest.param({**FAMILY, "year": 2015}, {"year": "under 18"}, id="family-a-child"),
]


@pytest.mark.parametrize(("fields", "says"), BAD)
def test_what_is_refused(people, li, fields, says):
    found = refused(li, people.rep, **fields)
    assert found.keys() == says.keys()
    for field, word in says.items():
        assert word in found[field][0]


def test_a_family_birthday_without_consent_can_t_be_stored(li):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="family_birthday_has_consent"):
        factories.care_date(li, kind="family", relative="spouse")


def test_nothing_new_of_somebody_who_left(people, li):
    li.is_active = False
    li.save()
    with pytest.raises(ValidationError, match="has left"):
        add(li, people.rep)


def test_roles_that_don_t_edit_contacts(people, li):
    for person in (people.sponsor, people.service, people.auditor):
        with pytest.raises(PermissionDenied):
            add(li, person)


def test_the_next_time_is_known(people, li):
    assert add(li, people.rep).next_on == date(2026, 11, 24)
    assert add(li, people.rep, kind="other", label="入职日", month=11, day=19).next_on == date(
        2027, 11, 19
    )
    lunar = add(li, people.rep, kind="other", label="生日", calendar="lunar", month=10, day=15)
    assert (lunar.next_on, lunar.this_year(TODAY)) == (date(2026, 11, 23), date(2026, 11, 23))


def test_what_belongs_to_another_kind_is_dropped(people, li):
    row = add(li, people.rep, **{**FAMILY, "year": 1980})
    update_care_date(care_date=row, by=people.rep, today=TODAY, kind="birthday")
    row.refresh_from_db()
    assert (row.relative, row.consent) == ("", False)


def test_a_day_of_the_account_is_kept_once(people, li):
    fields = {"account": li.account, "contact": None, "by": people.rep, "today": TODAY}
    add_care_date(**fields, kind=CareKind.FOUNDING, month=3, day=1)
    add_care_date(**fields, kind=CareKind.COOPERATION, month=3, day=1)
    with pytest.raises(ValidationError, match="already kept"):
        add_care_date(**fields, kind=CareKind.FOUNDING, month=5, day=1)


def test_a_person_has_one_birthday(people, li):
    first = add(li, people.rep, month=3, day=1)
    with pytest.raises(ValidationError, match="already kept"):
        add(li, people.rep, month=5, day=1)
    update_care_date(care_date=first, by=people.rep, today=TODAY, month=5)
    add(factories.contact(li.account, "何敬之"), people.rep, month=5, day=1)


class TestVisible:
    def test_families_are_seen_by_owner_and_manager_only(self, people, li):
        factories.care_date(li)
        factories.care_date(li, kind="family", relative="spouse", consent=True)
        li.account.sponsor = people.sponsor
        li.account.save()
        li.account.members.add(people.service)
        seen = {
            name: CareDate.objects.visible_to(getattr(people, name)).count()
            for name in "rep kam manager head sponsor service auditor other_rep admin".split()
        }
        assert seen == {
            "rep": 2, "manager": 2, "head": 2, "kam": 1, "sponsor": 1, "service": 1, "auditor": 1,
            "other_rep": 0, "admin": 0,
        }  # fmt: skip

    def test_a_family_of_an_account_without_owner_is_no_colleagues_business(self, people, li):
        factories.care_date(li, kind="family", relative="spouse", consent=True)
        li.account.owner = None
        li.account.save()
        assert not CareDate.objects.visible_to(people.kam).exists()
        assert CareDate.objects.visible_to(people.manager).count() == 1


def at(day, hour=9, minute=0):
    return datetime.combine(day, datetime.min.time(), SHANGHAI).replace(hour=hour, minute=minute)


def told():
    rows = Notice.objects.order_by("pk").values_list("user__email", "kind", "params__date", "key")
    return [(email, kind, day, key.rpartition(":")[2]) for email, kind, day, key in rows]


class TestReminders:
    def test_us_03_a_29_february_in_2027(self, people, li):
        add(li, people.rep, today=date(2027, 1, 4), month=2, day=29)
        days = []
        for offset in range(70):
            day = date(2027, 1, 4) + timedelta(days=offset)
            move_on(today=day)
            if remind(now=at(day)):
                days.append(day)
            assert remind(now=at(day, 15)) == 0
        assert days == [date(2027, 2, 21), date(2027, 2, 28)]
        assert told() == [
            ("rep@example.com", "care_due", "2027-02-28", "ahead"),
            ("rep@example.com", "care_due", "2027-02-28", "day"),
        ]
        assert CareDate.objects.get().next_on == date(2028, 2, 29)

    def test_not_before_nine(self, people, li):
        add(li, people.rep)
        assert remind(now=at(date(2026, 11, 24), 8, 59)) == 0
        assert remind(now=at(date(2026, 11, 24), 9)) == 1

    def test_missed_ones_come_late_but_once(self, people, li):
        add(li, people.rep)
        assert remind(now=at(date(2026, 11, 22), 16)) == 1
        assert remind(now=at(date(2026, 11, 23))) == 0
        assert remind(now=at(date(2026, 11, 24))) == 1
        assert [kind for *_, kind in told()] == ["ahead", "day"]

    def test_on_the_day_itself_only_the_day_is_told(self, people, li):
        add(li, people.rep)
        assert remind(now=at(date(2026, 11, 24))) == 1
        assert remind(now=at(date(2026, 11, 24), 10)) == 0
        assert [kind for *_, kind in told()] == ["day"]

    def test_the_lead_is_a_setting(self, people, li):
        CareLimits.objects.update(lead_days=3)
        add(li, people.rep)
        assert remind(now=at(date(2026, 11, 20))) == 0
        assert remind(now=at(date(2026, 11, 21))) == 1

    def test_none_for_people_who_left_and_owners_who_left(self, people, li):
        add(li, people.rep)
        li.is_active = False
        li.save()
        other = factories.contact(factories.account(owner=people.other_rep))
        factories.care_date(other)
        people.other_rep.is_active = False
        people.other_rep.save()
        assert remind(now=at(date(2026, 11, 24))) == 0

    @pytest.mark.parametrize(
        ("kind", "english", "chinese"),
        [("founding", "founding day", "成立日"), ("cooperation", "anniversary", "合作纪念日")],
    )
    def test_days_of_the_account_too(self, people, li, kind, english, chinese):
        day = factories.care_date(li.account, kind=kind)
        assert remind(now=at(day.next_on)) == 1
        notice = Notice.objects.get()
        assert notice.kind == "account_day"
        for language, word in (("en", english), ("zh-hans", chinese)):
            with translation.override(language):
                assert word in notice.text

    def test_the_day_is_named_in_the_reader_s_language(self, people, li):
        add(li, people.rep)
        remind(now=at(date(2026, 11, 24)))
        with translation.override("zh-hans"):
            assert "生日" in Notice.objects.get().text

    def test_many_are_told_in_a_few_statements(self, people, li, django_assert_max_num_queries):
        for _ in range(30):
            factories.care_date(factories.contact(li.account))
        with django_assert_max_num_queries(12):
            assert remind(now=at(date(2026, 11, 24))) == 30

    def test_the_beat_uses_the_company_s_clock(self, people, li, monkeypatch):
        from relationships.tasks import care

        company = Company.current()
        company.time_zone = "America/New_York"
        company.save()
        factories.care_date(li)
        now = datetime(2026, 11, 24, 13, 59, tzinfo=UTC)  # 08:59 there
        monkeypatch.setattr(timezone, "now", lambda: now)
        care()
        assert told() == []
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=1))
        care()
        assert [kind for *_, kind in told()] == ["day"]


class TestForgetting:
    @pytest.mark.parametrize(
        ("today", "left"),
        [("2027-11-19", 2), ("2027-11-20", 1), ("2028-01-01", 1)],
        ids=["a-day-less-than-a-year", "a-year", "later"],
    )
    def test_families_go_a_year_after_the_contact_left(self, li, today, left):
        factories.care_date(li)
        factories.care_date(li, kind="family", relative="parent", consent=True)
        li.is_active, li.inactive_since = False, date(2026, 11, 20)
        li.save()
        forget_families(today=date.fromisoformat(today))
        assert CareDate.objects.count() == left
        assert CareDate.objects.filter(kind="birthday").exists()

    def test_those_still_there_keep_them(self, li):
        factories.care_date(li, kind="family", relative="parent", consent=True)
        assert forget_families(today=date(2040, 1, 1)) == 0

    def test_since_when_somebody_is_gone_is_known_however_it_was_said(self, li):
        assert li.inactive_since is None
        type(li).objects.filter(pk=li.pk).update(is_active=False)
        li.refresh_from_db()
        assert li.inactive_since is not None
        li.is_active = True
        li.save()
        li.refresh_from_db()
        assert li.inactive_since is None
