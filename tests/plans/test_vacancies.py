"""Seats at key accounts that nobody holds: since when, how urgent, who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Account
from kam.lib.history import events_of
from plans.services.vacancies import tell_red
from plans.vacancies import first_day, tone, vacancies
from staff.models import Company, Notice, User
from staff.models.notice import NoticeKind
from tests import factories
from tiering.models import ClassChange

TODAY = date(2026, 11, 20)
CREATED = date(2026, 1, 5)
CORE, IMPORTANT = {"key_class": 1}, {"key_class": 2}


def at(day):
    """Noon of the day in Shanghai, where the company is; moments stay."""
    if isinstance(day, datetime):
        return day
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def stamp(row, *days):
    """Date the events of a row in the order they were written."""
    for event, day in zip(
        events_of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id"), days
    ):
        type(event).objects.filter(pk=event.pk).update(pgh_created_at=at(day))


def key_account(name="澄江重工", owner=None, standing=IMPORTANT, **fields):
    row = factories.account(name, owner, standing=standing, **fields)
    Account.objects.filter(pk=row.pk).update(created_at=at(CREATED))
    row.refresh_from_db()
    return row


def change(account, day, new, old=0, system="key_class"):
    ClassChange.objects.create(account=account, system=system, as_of=day, old=old, new=new)


def found(accounts=None):
    rows = vacancies(accounts or Account.objects.all(), today=TODAY)
    return [(each.account, each.seat.value, each.since) for each in rows]


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "amber"), (1, "amber"), (3, "amber"), (4, "red"), (400, "red")],
)
def test_red_after_three_days(days, says):
    assert tone(TODAY - timedelta(days=days), TODAY) == says


@pytest.mark.parametrize(
    ("held", "needed", "since"),
    [
        (None, None, "2026-01-05"),
        ("2026-11-10", None, "2026-11-10"),
        (None, "2026-10-31", "2026-10-31"),
        ("2026-11-10", "2026-10-31", "2026-11-10"),
        ("2026-09-10", "2026-10-31", "2026-10-31"),
        (None, "2025-10-31", "2026-01-05"),
    ],
    ids=[
        "never",
        "given up",
        "needed",
        "given up later",
        "needed later",
        "needed before it was known",
    ],
)
def test_the_first_day(held, needed, since):
    day = lambda text: text and date.fromisoformat(text)  # noqa: E731
    assert first_day(created=CREATED, held=day(held), needed=day(needed)) == day(since)


class TestWhich:
    @pytest.mark.parametrize(
        ("standing", "seats"),
        [
            (CORE, ["kam", "sponsor"]),
            (IMPORTANT, ["kam"]),
            (IMPORTANT | {"pyramid": 1}, ["kam", "sponsor"]),
            ({"pyramid": 1}, []),
            (IMPORTANT | {"by_group": True}, []),
            (None, []),
        ],
        ids=[
            "core",
            "important",
            "important and strategic",
            "strategic alone",
            "member",
            "not rated",
        ],
    )
    def test_seats_by_class(self, people, standing, seats):
        factories.account(owner=people.rep, standing=IMPORTANT)  # so that classes say who is key
        account = key_account(standing=standing)
        assert [seat for row, seat, _since in found() if row == account] == seats

    @pytest.mark.parametrize(
        ("tier", "seats"),
        [(1, ["kam", "sponsor"]), (2, ["kam"]), (3, [])],
        ids=["top", "major", "other"],
    )
    def test_key_tiers_while_nobody_is_core_or_important(self, db, tier, seats):
        key_account(standing={"pyramid": tier})
        assert [seat for _row, seat, _since in found()] == seats

    def test_who_is_deactivated_holds_no_seat(self, people):
        key_account(owner=people.kam, standing=CORE, sponsor=people.sponsor)
        assert found() == []
        User.objects.filter(pk__in=[people.kam.pk, people.sponsor.pk]).update(is_active=False)
        assert [seat for _row, seat, _since in found()] == ["kam", "sponsor"]

    def test_who_left_us_needs_nobody(self, db):
        key_account(standing=CORE, status="exited")
        assert found() == []


class TestSince:
    """The audit trail and the history of classes tell; else it is the account's first day."""

    def test_nobody_ever(self, db):
        account = key_account()
        stamp(account, CREATED)
        assert found() == [(account, "kam", CREATED)]

    def test_the_owner_was_taken_away(self, people):
        account = key_account(owner=people.kam)
        for fields in ({"owner": None}, {"note": "谁来接？"}):
            Account.objects.filter(pk=account.pk).update(**fields)
        stamp(account, CREATED, CREATED, "2026-11-17", "2026-11-19")
        assert found() == [(account, "kam", date(2026, 11, 17))]

    def test_the_owner_was_deactivated_and_taken_away_later(self, people):
        account = key_account(owner=people.kam)
        User.objects.filter(pk=people.kam.pk).update(is_active=False)
        Account.objects.filter(pk=account.pk).update(owner=None)
        stamp(people.kam, CREATED, "2026-11-12")
        stamp(account, CREATED, CREATED, "2026-11-18")
        assert found() == [(account, "kam", date(2026, 11, 12))]

    def test_given_to_somebody_who_had_left(self, people):
        account = key_account(owner=people.kam)
        User.objects.filter(pk=people.rep.pk).update(is_active=False)
        Account.objects.filter(pk=account.pk).update(owner=people.rep)
        stamp(people.rep, CREATED, "2026-10-01")
        stamp(account, CREATED, CREATED, "2026-11-16")
        assert found() == [(account, "kam", date(2026, 11, 16))]

    def test_somebody_came_back_and_left_again(self, people):
        account = key_account(owner=people.kam)
        for active in (False, True, False):
            User.objects.filter(pk=people.kam.pk).update(is_active=active)
        stamp(people.kam, CREATED, "2026-06-01", "2026-07-01", "2026-11-15")
        stamp(account, CREATED)
        assert found() == [(account, "kam", date(2026, 11, 15))]

    def test_days_are_those_of_the_company(self, people):
        account = key_account(owner=people.kam)
        Account.objects.filter(pk=account.pk).update(owner=None)
        late = datetime(2026, 11, 16, 17, tzinfo=UTC)  # 1 o'clock of the 17th in Shanghai
        stamp(account, CREATED, CREATED, late)
        zone = Company.current().zone
        (one,) = vacancies(Account.objects.all(), today=TODAY, zone=zone)
        assert one.since == date(2026, 11, 17)

    @pytest.mark.parametrize(
        ("changes", "since"),
        [
            ([], "2026-01-05"),
            ([("2026-10-31", 1)], "2026-10-31"),
            ([("2026-03-31", 2), ("2026-10-31", 1)], "2026-10-31"),
            ([("2026-03-31", 1), ("2026-06-30", 2), ("2026-11-18", 1)], "2026-11-18"),
            ([("2025-12-31", 1)], "2026-01-05"),
        ],
        ids=["no history", "became core", "was important", "core again", "before it was known"],
    )
    def test_a_sponsor_who_became_necessary(self, people, changes, since):
        account = key_account(owner=people.kam, standing=CORE)
        for day, new in changes:
            change(account, day, new)
        assert found() == [(account, "sponsor", date.fromisoformat(since))]

    def test_the_sooner_of_core_and_strategic_counts(self, people):
        account = key_account(owner=people.kam, standing=CORE | {"pyramid": 1})
        change(account, "2026-04-30", 1)
        change(account, "2026-09-30", 1, system="pyramid")
        assert found() == [(account, "sponsor", date(2026, 4, 30))]

    def test_an_owner_is_missing_once_the_account_is_key(self, db):
        account = key_account()
        change(account, "2026-11-19", 2)
        assert found() == [(account, "kam", date(2026, 11, 19))]


def test_the_oldest_first_within_the_reader_s_book(people):
    east, west = key_account("东", unit=people.east), key_account("西", unit=people.west)
    change(east, "2026-11-19", 2)
    change(west, "2026-11-01", 2)
    assert [row for row, *_ in found()] == [west, east]
    assert [row for row, *_ in found(Account.objects.visible_to(people.manager))] == [east]


def test_two_queries_however_many(people, django_assert_num_queries):
    for n in range(5):
        account = key_account(f"客户{n}", standing=CORE, unit=people.east)
        change(account, "2026-10-31", 1)
    with django_assert_num_queries(2):
        assert len(vacancies(Account.objects.all(), today=TODAY)) == 10


class TestTold:
    NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)

    @pytest.fixture
    def lacking(self, people):
        account = key_account(unit=people.east, name_en="Chengjiang Co.")
        change(account, "2026-11-16", 2)
        return account

    def tell(self, days=0):
        return tell_red(now=(self.NOON + timedelta(days=days)).astimezone(Company.current().zone))

    def test_the_nearest_manager_once_when_it_turns_red(self, people, lacking):
        assert [self.tell(days) for days in (-1, 0, 0, 1)] == [0, 1, 0, 0]
        notice = Notice.objects.get()
        assert (notice.user, notice.kind) == (people.manager, NoticeKind.VACANCY)
        with override("en"):
            assert notice.text == (
                "Chengjiang Co. is without a key account manager since 16 Nov 2026."
            )
        assert notice.url == reverse("account_team", args=[lacking.pk])

    def test_many_of_one_day_are_one_notice(self, people, lacking):
        for name in ("甲", "乙"):
            change(key_account(name, unit=people.east), "2026-11-16", 2)
        assert (self.tell(), self.tell()) == (1, 0)
        notice = Notice.objects.get()
        assert (notice.kind, notice.params["count"]) == (NoticeKind.VACANCIES, 3)
        Account.objects.exclude(pk=lacking.pk).update(owner=people.rep)
        assert self.tell() == 0

    def test_without_a_manager_in_the_unit_the_one_above(self, people, lacking):
        Account.objects.update(unit=people.west)
        self.tell()
        assert Notice.objects.get().user == people.head

    @pytest.mark.parametrize("days", [-2, 40], ids=["amber", "long past"])
    def test_what_is_not_told(self, lacking, days):
        assert self.tell(days) == 0

    def test_vacant_again_is_told_again(self, people, lacking):
        self.tell()
        Account.objects.filter(pk=lacking.pk).update(owner=people.rep)
        Account.objects.filter(pk=lacking.pk).update(owner=None)
        stamp(lacking, CREATED, CREATED, "2026-11-21", "2026-11-25")
        assert [self.tell(days) for days in (1, 8, 9, 10)] == [0, 0, 1, 0]
