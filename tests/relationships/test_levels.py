"""Assessing levels, a manager's word, and what follows: stage, history, notices (domain §4.6)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kam.lib.relations import Stage, Trend
from relationships import ladders
from relationships.models import Level, Relation, StageCell, StageChange
from relationships.services import levels, relations
from relationships.services.levels import Finding
from staff.models import Company
from staff.models.notice import Notice
from tests import factories

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def book(people):
    account = factories.account("澄江重工", people.rep)
    account.members.add(people.kam)
    boss = factories.contact(account, "何敬之", decision_role="economic", influence=5)
    return SimpleNamespace(account=account, boss=boss, **vars(people))


def found(axis, level, days_ago=0, **more):
    """A finding with all the evidence of its level."""
    more.setdefault("evidence", list(ladders.items("GATE3", axis, level)))
    return Finding(level, TODAY - timedelta(days=days_ago), **more)


def at(days_ago):
    return NOW - timedelta(days=days_ago)


def person(book, level, days_ago=0, by=None, contact=None, **more):
    by = by or book.rep
    return levels.assess_person(
        contact=contact or book.boss,
        colleague=by,
        finding=found("personal", level, days_ago, **more),
        by=by,
        now=at(days_ago),
    )


def company(book, level, days_ago=0, by=None, **more):
    return levels.assess_company(
        account=book.account,
        finding=found("company", level, days_ago, **more),
        by=by or book.manager,
        now=at(days_ago),
    )


def square(book):
    return (
        Relation.objects.filter(account=book.account)
        .values_list("personal", "company", "stage")
        .first()
    )


def steps(book):
    rows = StageChange.objects.filter(account=book.account).order_by("pk")
    return [(row.personal, row.company, row.before, row.after) for row in rows]


def test_us_06_three_and_three_is_gestation(book):
    person(book, 3)
    assert square(book) == (3, 0, 0)
    company(book, 3)
    assert square(book) == (3, 3, Stage.GESTATION)
    assert steps(book) == [(3, 0, None, 0), (3, 3, 0, 1)]


def test_us_06_one_item_does_not_raise_a_level(book):
    company(book, 3)
    with pytest.raises(ValidationError) as refused:
        company(book, 4, by=book.kam, evidence=["main"])
    assert set(refused.value.message_dict) == {"evidence"}
    assert Level.objects.count() == 1


def test_items_of_another_level_prove_nothing(book):
    with pytest.raises(ValidationError):
        person(book, 3, evidence=["facts", "calls", "opinions"])
    level = person(book, 3, evidence=["facts", "opinions", "inside", "nonsense"])
    assert level.evidence == ["opinions", "inside"]


def test_a_manager_may_be_asked_instead(book):
    level = person(book, 3, evidence=["opinions"], ask=True)
    assert (level.needs_word, square(book)) == (True, None)
    told = Notice.objects.get(kind="level_waits")
    assert (told.user, told.params["account"]["zh-hans"]) == (book.manager, "澄江重工")
    assert (told.params["level"], told.params["whose"]["zh-hans"]) == ("3", level.contact.name)
    levels.confirm(level=level, by=book.manager, now=NOW)
    levels.confirm(level=level, by=book.manager, now=NOW)
    assert square(book) == (3, 0, 0)


@pytest.mark.parametrize("decide", [levels.confirm, levels.refuse])
def test_once_decided_nobody_is_told_that_it_waits(book, decide):
    level = company(book, 3, by=book.rep)
    told = Notice.objects.filter(kind="level_waits").unread()
    assert [notice.user for notice in told.order_by("pk")] == [book.manager]
    decide(level=level, by=book.manager, now=NOW)
    assert not told.exists()


def test_an_overtaken_level_no_longer_waits_in_the_inbox(book):
    company(book, 3, by=book.rep)
    second = company(book, 2, by=book.rep)
    told = Notice.objects.filter(kind="level_waits").unread()
    assert [notice.key for notice in told.order_by("pk")] == [f"level_waits:{second.pk}"]


def test_a_managers_own_word_is_enough(book):
    assert not company(book, 4, evidence=[]).needs_word


@pytest.mark.parametrize("who", ["rep", "kam"])
def test_a_company_level_waits_for_a_manager(book, who):
    level = company(book, 3, by=getattr(book, who))
    assert (level.is_waiting, square(book)) == (True, None)
    assert list(Level.objects.waiting()) == [level]
    levels.confirm(level=level, by=book.manager, now=NOW)
    assert square(book) == (0, 3, 0)


def test_a_refused_level_never_counts(book):
    level = levels.refuse(level=company(book, 3, by=book.rep), by=book.manager, now=NOW)
    levels.confirm(level=level, by=book.manager, now=NOW)
    assert square(book) is None
    assert Level.objects.get().level == 3


def test_a_newer_finding_overtakes_the_waiting_one(book):
    first = company(book, 3, by=book.rep)
    second = company(book, 2, by=book.rep)
    assert list(Level.objects.waiting()) == [second]
    levels.confirm(level=first, by=book.manager, now=NOW)
    assert square(book) is None


def test_lowering_needs_a_note(book):
    person(book, 3, days_ago=9)
    with pytest.raises(ValidationError) as refused:
        person(book, 2, note=" ")
    assert set(refused.value.message_dict) == {"note"}
    person(book, 2, note="不再接电话")
    assert square(book) == (2, 0, 0)
    assert StageChange.objects.latest("pk").reason == "不再接电话"


def test_the_same_level_again_needs_nothing_and_is_fresh(book):
    person(book, 3, days_ago=200)
    person(book, 3, evidence=[])
    assert Relation.objects.get().assessed_on == TODAY
    assert len(steps(book)) == 1


@pytest.mark.parametrize(
    ("days_ago", "level", "field"),
    [(-1, 3, "on"), (9, 3, "on"), (0, 6, "level"), (0, -1, "level")],
    ids=["to come", "before the last one", "above", "below"],
)
def test_what_can_t_be(book, days_ago, level, field):
    person(book, 2, days_ago=5)
    finding = Finding(level, TODAY - timedelta(days=days_ago), ["opinions", "inside"])
    with pytest.raises(ValidationError) as refused:
        levels.assess_person(
            contact=book.boss, colleague=book.rep, finding=finding, by=book.rep, now=NOW
        )
    assert set(refused.value.message_dict) == {field}
    assert Level.objects.count() == 1


def test_sent_twice_is_stored_once(book):
    key = uuid4()
    assert person(book, 3, client_key=key) == person(book, 3, client_key=key)
    assert Level.objects.count() == StageChange.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("service", lambda book, who: person(book, 3, by=who)),
        ("admin", lambda book, who: person(book, 3, by=who)),
        ("sponsor", lambda book, who: company(book, 3, by=who)),
        (
            "rep",
            lambda book, who: levels.assess_person(
                contact=book.boss, colleague=book.kam, finding=found("personal", 3), by=who, now=NOW
            ),
        ),
        ("kam", lambda book, who: levels.confirm(level=company(book, 3), by=who, now=NOW)),
        ("kam", lambda book, who: levels.refuse(level=company(book, 3), by=who, now=NOW)),
        (
            "kam",
            lambda book, who: levels.declare_leaving(
                account=book.account, leaving=True, note="x", by=who, now=NOW
            ),
        ),
    ],
    ids=["service", "admin", "sponsor-company", "for-others", "confirm", "refuse", "leaving"],
)
def test_who_may_not(book, who, act):
    with pytest.raises(PermissionDenied):
        act(book, getattr(book, who))


def test_managers_assess_for_their_people(book):
    levels.assess_person(
        contact=book.boss,
        colleague=book.rep,
        finding=found("personal", 4),
        by=book.manager,
        now=NOW,
    )
    assert square(book) == (4, 0, 0)


def test_the_best_of_our_people_counts(book):
    person(book, 4)
    person(book, 2, by=book.kam)
    assert square(book) == (4, 0, 0)


def test_people_without_a_part_in_decisions_do_not_count(book):
    outsider = factories.contact(book.account, influence=5)
    person(book, 5, contact=outsider)
    assert square(book) == (0, 0, 0)


def test_a_fall_is_told_to_the_managers_once(book):
    person(book, 4, days_ago=30)
    company(book, 4, days_ago=30, by=book.head)
    person(book, 3, note="换了采购负责人")
    relations.refresh(accounts=[book.account.pk], today=TODAY)
    told = Notice.objects.filter(kind="stage_fell")
    assert [(notice.user, notice.params["before"], notice.params["after"]) for notice in told] == [
        (book.manager, "3", "2")
    ]
    assert Relation.objects.get().trend == Trend.FALLING


def test_the_unit_above_is_told_where_a_unit_has_no_manager(book):
    account = factories.account("渝州机械", book.other_rep)
    assert relations.managers_of(account) == [book.head]


def test_a_manager_declares_uncoupling_and_takes_it_back(book):
    person(book, 3)
    for leaving, trend in ((True, Trend.UNCOUPLING), (False, Trend.STABLE)):
        levels.declare_leaving(
            account=book.account, leaving=leaving, note="招标换供应商", by=book.manager, now=NOW
        )
        relation = Relation.objects.get()
        assert (relation.trend, relation.declared_uncoupling) == (trend, leaving)


def test_declaring_needs_a_reason(book):
    with pytest.raises(ValidationError):
        levels.declare_leaving(
            account=book.account, leaving=True, note=" ", by=book.manager, now=NOW
        )


def a_history(book):
    """Two years of one account, with a second person and a fall."""
    buyer = factories.contact(book.account, decision_role="technical", influence=3)
    person(book, 2, days_ago=700)
    company(book, 2, days_ago=690)
    person(book, 3, days_ago=500)
    company(book, 3, days_ago=400)
    person(book, 4, days_ago=300, by=book.kam)
    person(book, 3, days_ago=200, contact=buyer)
    waiting = company(book, 4, days_ago=150, by=book.rep)
    person(book, 2, days_ago=120, by=book.kam, note="疏远了")
    levels.confirm(level=waiting, by=book.manager, now=at(100))
    company(book, 3, days_ago=10, note="框架协议到期")


def snapshot():
    relation = Relation.objects.order_by("pk").values()
    kept = [field.attname for field in StageChange._meta.fields]
    kept = [name for name in kept if name not in ("id", "created_at")]
    return list(relation), list(StageChange.objects.order_by("account", "pk").values(*kept))


def test_replaying_the_levels_gives_the_stored_history(book):
    a_history(book)
    before = snapshot()
    assert [row["after"] for row in before[1]] == [0, 0, 0, 1, 2, 1, 2, 1]
    assert relations.rebuild(today=TODAY) == 1
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_rows")
def test_a_changed_cell_counts_from_then_on_and_history_stays(book):
    """US-15; the moments are real ones, so each change has its own transaction."""
    zone = Company.current().zone
    now = datetime.now(zone)
    today = now.date()
    evidence = {axis: list(ladders.items("GATE3", axis, 3)) for axis in ("personal", "company")}
    levels.assess_person(
        contact=book.boss, colleague=book.rep, by=book.rep, now=now,
        finding=Finding(3, today, evidence["personal"]),
    )  # fmt: skip
    levels.assess_company(
        account=book.account, by=book.manager, now=now,
        finding=Finding(3, today, evidence["company"]),
    )  # fmt: skip
    assert square(book) == (3, 3, 1)
    StageCell.objects.filter(personal=3, company=3).update(stage=2)
    relations.refresh(accounts=[book.account.pk], today=today)
    assert square(book) == (3, 3, 1)
    levels.assess_company(
        account=book.account, by=book.manager, now=datetime.now(zone), finding=Finding(3, today)
    )
    assert square(book) == (3, 3, 2)
    before = snapshot()
    relations.rebuild(today=today)
    assert snapshot() == before
    assert [row["after"] for row in before[1]] == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_rows")
def test_when_a_person_leaves_the_account_loses_the_level(book):
    company(book, 3, days_ago=20)
    person(book, 4, days_ago=20)
    assert square(book) == (4, 3, 2)
    book.boss.is_active = False
    book.boss.save()
    added = relations.refresh(accounts=[book.account.pk], today=TODAY)
    assert [(step.before, step.after) for step in added] == [(2, 0)]
    before = snapshot()
    relations.rebuild(today=TODAY)
    assert snapshot() == before


def test_time_ends_a_trend_and_people_lower_a_level(book):
    person(book, 3, days_ago=200)
    person(book, 4, days_ago=180)
    assert Relation.objects.get().trend == Trend.RISING
    later = TODAY + timedelta(days=1)
    relations.keep_current(today=later, people_since=NOW + timedelta(days=999), trends=True)
    assert Relation.objects.get().trend == Trend.STABLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_rows")
def test_a_fall_by_people_is_told_too(book):
    company(book, 4, days_ago=20)
    person(book, 4, days_ago=20)
    book.boss.decision_role = ""
    book.boss.save()
    before = datetime.now(UTC) - timedelta(minutes=5)
    for _each in range(2):
        assert relations.keep_current(today=TODAY, people_since=before, trends=False) == 1
    assert square(book) == (0, 4, 0)
    assert [n.user for n in Notice.objects.filter(kind="stage_fell")] == [book.manager]


def test_queries_do_not_grow_with_the_accounts(book, django_assert_num_queries):
    a_history(book)
    for each in range(3):
        other = factories.account(f"客户甲{each}", book.rep)
        factories.level(other, 3, "2026-05-01")
    ids = [*Level.objects.order_by().values_list("account", flat=True).distinct()]

    with django_assert_num_queries(12):
        relations.refresh(accounts=ids, today=TODAY)
