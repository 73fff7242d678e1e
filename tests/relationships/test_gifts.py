"""What may be given to whom (domain §7.4, US-03)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone, translation

from accounts.models import Account, Contact
from relationships.gift_rules import Block, Case, judge
from relationships.models import CareLimits, Gift
from relationships.models.gift import GiftStatus
from relationships.services.gifts import (
    Wish,
    approve_gift,
    deciders,
    deliver_gift,
    look_at,
    refuse_gift,
    request_gift,
    withdraw_gift,
)
from staff.models.notice import Notice
from staff.permissions import Role
from tests import factories

TODAY = date(2026, 11, 20)
LIMITS = CareLimits()
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def case(value=100, **fields):
    return Case(value=Decimal(value), **fields)


RULE = [
    pytest.param(case(200), (), False, id="200-needs-nobody"),
    pytest.param(case("200.01"), (), True, id="above-200-a-manager"),
    pytest.param(case(500), (), True, id="500-a-manager"),
    pytest.param(case("500.01"), (Block.TOO_DEAR,), True, id="above-500-blocked"),
    pytest.param(case(100, year_worth=Decimal(900)), (), False, id="1000-in-a-year"),
    pytest.param(
        case(100, year_worth=Decimal("900.01")), (Block.YEAR_FULL,), False, id="above-1000-a-year"
    ),
    pytest.param(case(cash=True), (Block.CASH,), False, id="cash"),
    pytest.param(case(government=True), (Block.GOVERNMENT,), False, id="government"),
    pytest.param(case(given_before=True), (Block.REPEATED,), False, id="same-again"),
    pytest.param(case(given_near=True), (), False, id="same-to-a-colleague-is-no-block"),
    pytest.param(
        case(600, cash=True, government=True, given_before=True, year_worth=Decimal(500)),
        (Block.CASH, Block.GOVERNMENT, Block.REPEATED, Block.TOO_DEAR, Block.YEAR_FULL),
        True,
        id="all-at-once",
    ),
]


@pytest.mark.parametrize(("what", "blocks", "approval"), RULE)
def test_the_rule(what, blocks, approval):
    verdict = judge(what, LIMITS)
    assert (verdict.blocks, verdict.needs_approval) == (blocks, approval)
    assert verdict.warns is what.given_near


def test_a_company_may_allow_gifts_to_governments_but_never_cash():
    open_limits = CareLimits(government_gifts=True)
    assert judge(case(government=True), open_limits).blocks == ()
    assert judge(case(government=True, cash=True), open_limits).blocks == (Block.CASH,)


@pytest.fixture
def li(people):
    return factories.contact(factories.account("海晏医疗", people.rep), "李明")


def ask(contact, by, item="Tea set", value=100, day=TODAY, **more):
    wish = Wish(item=item, value=Decimal(value), planned_on=day)
    return request_gift(contact=contact, by=by, wish=wish, **more)


def refusal_of(contact, by, *args, **more):
    with pytest.raises(ValidationError) as refusal:
        ask(contact, by, *args, **more)
    return refusal.value.message_dict


class TestAsking:
    def test_us_03_the_same_gift_in_other_letters(self, people, li):
        factories.gift(li, people.kam, "Tea set", day="2019-03-01")
        assert "the same gift" in refusal_of(li, people.rep, "tea  set")["item"][0]
        assert Gift.objects.count() == 1

    def test_us_03_above_200_waits_and_the_manager_is_told(self, people, li):
        gift = ask(li, people.rep, value=260)
        assert gift.status == GiftStatus.WAITING
        notice = Notice.objects.get()
        assert (notice.user, notice.kind) == (people.manager, "gift_waits")
        assert notice.params["contact"] == {"zh-hans": "李明", "en": "李明"}

    def test_us_03_a_government_account(self, people, li):
        li.account.type = "government"
        li.account.save()
        assert "government" in refusal_of(li, people.rep)["__all__"][0]

    def test_within_the_limits_nobody_is_asked(self, people, li):
        assert ask(li, people.rep, value=200).status == GiftStatus.REQUESTED
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("item", ["红包", "购物卡", "Gift Card 100"])
    def test_cash_in_any_words(self, people, li, item):
        assert "Cash" in refusal_of(li, people.rep, item)["item"][0]

    def test_what_is_asked_for_counts_refused_ones_do_not(self, people, li):
        factories.gift(li, people.rep, "茶", 400, status="waiting", day="2026-05-01")
        factories.gift(li, people.rep, "酒", 400, day="2026-05-02")
        factories.gift(
            li, people.rep, "笔", 200, status="refused", approver=people.manager, day="2026-05-03"
        )
        factories.gift(li, people.rep, "书", 400, day="2025-12-31")
        assert "¥1,000.01" in refusal_of(li, people.rep, "伞", "200.01")["value"][0]
        assert ask(li, people.rep, "伞", 200).status == GiftStatus.REQUESTED
        assert ask(li, people.rep, "笔", 100, date(2027, 1, 1)).pk

    def test_an_item_needs_words(self, people, li):
        assert "in words" in refusal_of(li, people.rep, "🎁 !!")["item"][0]

    @pytest.mark.parametrize(
        ("day", "warns"),
        [("2024-11-20", True), ("2024-11-19", False)],
        ids=["24-months-ago", "a-day-longer"],
    )
    def test_the_same_to_a_colleague_warns_once(self, people, li, day, warns):
        colleague = factories.contact(li.account)
        factories.gift(colleague, people.rep, "TEA SET", day=day)
        if warns:
            assert "Somebody else" in refusal_of(li, people.rep)["item"][0]
        assert ask(li, people.rep, warned=warns).pk

    def test_another_account_is_no_matter(self, people, li):
        stranger = factories.contact(factories.account(owner=people.rep))
        factories.gift(stranger, people.rep, "Tea set")
        assert ask(li, people.rep).pk

    def test_nothing_for_those_who_left(self, people, li):
        li.is_active = False
        li.save()
        with pytest.raises(ValidationError, match="has left"):
            ask(li, people.rep)

    def test_nor_is_one_approved_or_handed_over(self, people, li):
        waits = ask(li, people.rep, value=260)
        asked = ask(li, people.rep, "伞")
        Contact.objects.filter(pk=li.pk).update(is_active=False)
        now = timezone.now()
        with pytest.raises(ValidationError, match="has left"):
            approve_gift(gift=waits, by=people.manager, now=now)
        with pytest.raises(ValidationError, match="has left"):
            deliver_gift(gift=asked, by=people.rep, on=TODAY, today=TODAY)

    def test_who_may_not_ask(self, people, li):
        for person in (people.service, people.admin, people.auditor):
            with pytest.raises(PermissionDenied):
                ask(li, person)


class TestDeciding:
    @pytest.fixture
    def gift(self, people, li):
        return ask(li, people.rep, value=260)

    def test_approved_and_handed_over(self, people, gift):
        approved = approve_gift(gift=gift, by=people.manager, now=NOW)
        assert (approved.status, approved.approver) == (GiftStatus.APPROVED, people.manager)
        told = Notice.objects.get(kind="gift_decided")
        assert told.user == people.rep
        assert told.text.endswith(": approved.")
        assert Notice.objects.get(kind="gift_waits").read_at == NOW  # nothing waits any more
        done = deliver_gift(gift=gift, by=people.rep, on=TODAY, today=TODAY)
        assert (done.status, done.delivered_on) == (GiftStatus.DELIVERED, TODAY)

    def test_refused_with_a_reason_it_may_be_asked_for_again(self, people, li, gift):
        with pytest.raises(ValidationError, match="Say why"):
            refuse_gift(gift=gift, by=people.manager, now=NOW, reason=" ")
        refuse_gift(gift=gift, by=people.manager, now=NOW, reason="Audit is near")
        assert ask(li, people.rep, value=260).pk

    def test_it_is_decided_once(self, people, gift):
        approve_gift(gift=gift, by=people.manager, now=NOW)
        with pytest.raises(ValidationError, match="decided"):
            refuse_gift(gift=gift, by=people.head, now=NOW, reason="no")

    def test_nobody_approves_an_own_gift(self, people, li):
        own = ask(li, people.manager, "Pen", 300)
        with pytest.raises(PermissionDenied):
            approve_gift(gift=own, by=people.manager, now=NOW)
        with pytest.raises(IntegrityError, match="four_eyes"):
            Gift.objects.filter(pk=own.pk).update(approver=people.manager)

    def test_the_head_decides_on_the_managers_gift(self, people, li):
        own = ask(li, people.manager, "Pen", 300)
        assert deciders(li.account, people.manager) == [people.head]
        assert approve_gift(gift=own, by=people.head, now=NOW).status == GiftStatus.APPROVED

    def test_a_rep_decides_nothing(self, people, gift):
        with pytest.raises(PermissionDenied):
            approve_gift(gift=gift, by=people.kam, now=NOW)

    def test_limits_that_changed_meanwhile_hold(self, people, gift):
        CareLimits.objects.update(block_over=250, approval_over=100)
        with pytest.raises(ValidationError, match="No gift may be worth more"):
            approve_gift(gift=gift, by=people.manager, now=NOW)

    def test_waiting_ones_are_not_handed_over(self, people, gift):
        with pytest.raises(ValidationError, match="not approved"):
            deliver_gift(gift=gift, by=people.rep, on=TODAY, today=TODAY)

    def test_only_who_asked_hands_it_over(self, people, li):
        gift = ask(li, people.rep)
        with pytest.raises(PermissionDenied):
            deliver_gift(gift=gift, by=people.kam, on=TODAY, today=TODAY)

    def test_the_day_decides_the_year_it_counts_for(self, people, li):
        factories.gift(li, people.rep, "酒", 500, day="2025-06-01")
        factories.gift(li, people.rep, "茶", 450, day="2025-07-01")
        gift = ask(li, people.rep, "Pen", 100)
        with pytest.raises(ValidationError, match="at most"):
            deliver_gift(gift=gift, by=people.rep, on=date(2025, 12, 30), today=TODAY)
        deliver_gift(gift=gift, by=people.rep, on=TODAY, today=TODAY)

    def test_no_day_to_come(self, people, li):
        gift = ask(li, people.rep)
        with pytest.raises(ValidationError, match="still to come"):
            deliver_gift(gift=gift, by=people.rep, on=date(2026, 11, 21), today=TODAY)

    def test_every_step_is_on_record(self, people, gift):
        approve_gift(gift=gift, by=people.manager, now=NOW)
        deliver_gift(gift=gift, by=people.rep, on=TODAY, today=TODAY)
        steps = Gift.pgh_event_model.objects.order_by("pgh_id").values_list("status", flat=True)
        assert list(steps) == ["waiting", "approved", "delivered"]


class TestTakenBack:
    @pytest.fixture
    def contact(self, people):
        return factories.contact(factories.account("瑞桥", owner=people.rep), "王立群")

    @pytest.mark.parametrize("status", ["requested", "waiting", "approved"])
    def test_until_it_is_handed_over_it_can_be_taken_back(self, people, contact, status):
        approver = people.manager if status == "approved" else None
        gift = factories.gift(contact, people.rep, status=status, approver=approver)
        withdraw_gift(gift=gift, by=people.rep, now=NOW)
        assert not Gift.objects.counting().exists()
        assert (
            look_at(contact, Wish(gift.item, gift.value, TODAY), CareLimits.current()).blocks == ()
        )

    @pytest.mark.parametrize("status", ["delivered", "refused", "withdrawn"])
    def test_then_no_more(self, people, contact, status):
        approver = people.manager if status == "refused" else None
        gift = factories.gift(contact, people.rep, status=status, approver=approver)
        with pytest.raises(ValidationError, match="any more"):
            withdraw_gift(gift=gift, by=people.rep, now=NOW)

    def test_the_owner_takes_back_what_a_former_one_asked_for(self, people, contact):
        gift = factories.gift(contact, people.kam, status="requested")
        with pytest.raises(PermissionDenied):
            withdraw_gift(gift=gift, by=people.manager, now=NOW)
        assert withdraw_gift(gift=gift, by=people.rep, now=NOW).status == "withdrawn"


def test_of_a_person_out_of_sight_the_giver_is_told_nothing(people):
    """The account went to somebody else while the gift waited: its owner hears of it."""
    account = factories.account(owner=people.rep)
    gift = factories.gift(factories.contact(account, "王立群"), people.rep, status="waiting")
    Account.objects.filter(pk=account.pk).update(owner=people.kam)
    approve_gift(gift=gift, by=people.manager, now=NOW)
    told = Notice.objects.filter(kind="gift_decided").values_list("user", flat=True)
    assert list(told) == [people.kam.pk]


def test_who_is_asked_to_decide(people):
    second = factories.user(Role.MANAGER, people.east)
    account = factories.account(owner=people.rep)
    assert deciders(account, people.rep) == [people.manager, second]
    people.manager.is_active = False
    people.manager.save()
    assert deciders(account, people.rep) == [second]
    assert deciders(factories.account(unit=None), people.rep) == []
