"""Classes take effect by rule (domain §3.10): reviews, proposals, pins, and what a night may do."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Standing
from kam.lib.classes import PyramidTier as Tier
from staff.models import Notice, NoticeKind
from tests import factories
from tiering.models import ClassChange, CurrentRun, Pin, Proposal, Review, Track
from tiering.models.change import ChangeCause as Cause
from tiering.services import proposals
from tiering.services.pins import pin_class, unpin_class
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db

JAN = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def month(n):
    """The first of the n-th month from January 2026."""
    return date(2026 + (n - 1) // 12, (n - 1) % 12 + 1, 1)


def score(as_of):
    return execute_run(run=request_run(as_of=as_of, by=None))


def buys(account, amount, day=JAN):
    """Three purchases long before January, so that nobody is new, and one of this amount."""
    for back in (400, 300, 200):
        factories.sale(account, day - timedelta(days=back), "1")
    return factories.sale(account, day - timedelta(days=3), amount)


@pytest.fixture
def book(people):
    """Ten accounts of the rep: 1 strategic, 1 major, 3 ordinary, 5 small. No dwell."""
    factories.policy(hysteresis__dwell_days=0)
    accounts = [factories.account(f"客户{n}", owner=people.rep) for n in range(1, 11)]
    for n, account in enumerate(accounts, 1):
        buys(account, 11000 - 1000 * n)
    score(JAN)
    return accounts


def tier(account):
    return Standing.objects.get(account=account).pyramid


def tiers(accounts):
    return [tier(account) for account in accounts]


FIRST = [1, 2, 3, 3, 3, 4, 4, 4, 4, 4]


class TestFirstClasses:
    def test_the_first_run_of_a_book_is_a_review(self, book):
        assert tiers(book) == FIRST
        assert Review.objects.get().day == JAN
        assert set(
            ClassChange.objects.filter(system="pyramid").values_list("cause", flat=True)
        ) == {Cause.FIRST}

    def test_no_manager_is_asked_for_first_classes(self, book):
        assert not Proposal.objects.exists()

    def test_a_new_account_waits_for_ninety_days_or_three_purchases(self, book, people):
        new = factories.account("新客户", owner=people.rep)
        factories.sale(new, month(2) - timedelta(days=5), "50")
        score(month(2))
        assert tier(new) == 0
        factories.sale(new, month(2) + timedelta(days=2), "50")
        factories.sale(new, month(2) + timedelta(days=9), "50")
        score(month(2) + timedelta(days=10))
        assert tier(new) == 0  # three purchases, but no review yet
        score(month(3))
        assert tier(new) == Tier.SMALL

    def test_a_history_loaded_between_reviews_is_rated_at_once(self, book, people):
        loaded = factories.account("旧客户", owner=people.rep)
        buys(loaded, 50)
        score(JAN + timedelta(days=5))
        assert tier(loaded) == Tier.SMALL
        assert Review.objects.count() == 1


class TestReviews:
    def rise(self, account, day):
        """Now the second largest: from small it may be major."""
        factories.sale(account, day, "7500")

    def test_a_better_class_takes_two_reviews_and_one_step_at_a_time(self, book):
        self.rise(book[8], JAN + timedelta(days=2))
        score(JAN + timedelta(days=3))
        assert tier(book[8]) == Tier.SMALL
        score(month(2))
        assert tier(book[8]) == Tier.SMALL
        score(month(3))
        assert tier(book[8]) == Tier.ORDINARY  # SMALL to ORDINARY needs no approval
        assert ClassChange.objects.filter(account=book[8]).latest("pk").cause == Cause.REVIEW

    def test_a_missed_review_is_caught_up_once(self, book):
        score(month(4) + timedelta(days=7))
        assert [review.day for review in Review.objects.all()] == [month(4), JAN]

    def test_the_same_day_again_is_no_second_review(self, book):
        self.rise(book[8], JAN + timedelta(days=2))
        score(month(2))
        factories.sale(book[9], month(2), "1")
        score(month(2))
        assert Track.objects.get(account=book[8]).pyramid_streak == 1

    def test_into_major_a_manager_is_asked(self, book, people):
        self.rise(book[2], JAN + timedelta(days=2))
        score(month(2))
        assert not Proposal.objects.exists()
        score(month(3))
        proposal = Proposal.objects.get(account=book[2])
        assert (proposal.system, proposal.old, proposal.new) == ("pyramid", 3, 2)
        assert tier(book[2]) == Tier.ORDINARY
        score(month(4))
        assert Proposal.objects.filter(account=book[2], state="open").count() == 1

    def test_dwell_holds_a_class(self, book):
        factories.policy(hysteresis__dwell_days=90)
        self.rise(book[8], JAN + timedelta(days=2))
        for n in (2, 3):
            score(month(n))
        # The new policy restarted the dwell at the first run by it, 1 February.
        assert tier(book[8]) == Tier.SMALL
        score(month(4))
        assert tier(book[8]) == Tier.SMALL
        score(month(5))
        assert tier(book[8]) == Tier.SMALL  # 89 days
        score(month(6))
        assert tier(book[8]) == Tier.ORDINARY

    def test_inside_the_rank_buffer_nobody_falls(self, book, people):
        # The cut of ordinary is rank 5; rank 6 is inside the buffer of max(6, ceil(5.5)).
        self.rise(book[5], JAN + timedelta(days=2))
        for n in range(2, 9):
            score(month(n))
        falls = ClassChange.objects.filter(account=book[4], cause=Cause.REVIEW, system="pyramid")
        assert not falls.exists()

    def test_immediate_policy_follows_every_run(self, book):
        factories.policy(hysteresis__immediate=True)
        self.rise(book[8], JAN + timedelta(days=2))
        score(JAN + timedelta(days=3))
        assert tier(book[8]) == Tier.MAJOR
        assert not Proposal.objects.exists()

    def test_history_has_from_and_to(self, book):
        self.rise(book[8], JAN + timedelta(days=2))
        for n in (2, 3):
            score(month(n))
        spans = ClassChange.objects.filter(account=book[8], system="pyramid").with_valid_to()
        assert list(spans.order_by("pk").values_list("new", "as_of", "valid_to")) == [
            (Tier.SMALL, JAN, month(3)), (Tier.ORDINARY, month(3), None),
        ]  # fmt: skip


@pytest.fixture
def proposal(book):
    TestReviews().rise(book[2], JAN + timedelta(days=2))
    for n in (2, 3):
        score(month(n))
    return Proposal.objects.get(account=book[2])


class TestDecisions:
    def test_approved_it_takes_effect_at_once(self, proposal, people, book):
        proposals.approve(proposal=proposal, today=month(3) + timedelta(days=4), by=people.manager)
        assert tier(book[2]) == Tier.MAJOR
        change = ClassChange.objects.filter(account=book[2]).latest("pk")
        assert (change.cause, change.by, change.run) == (Cause.APPROVED, people.manager, None)
        score(month(3) + timedelta(days=5))
        assert tier(book[2]) == Tier.MAJOR

    def test_rejected_it_is_not_raised_for_sixty_days(self, proposal, people, book):
        proposals.reject(
            proposal=proposal, reason=" a single order ", today=month(3), by=people.manager
        )
        score(month(4))
        assert not Proposal.objects.open().filter(account=book[2]).exists()
        score(month(5))
        assert Proposal.objects.open().filter(account=book[2]).exists()

    def test_a_rejection_needs_a_reason(self, proposal, people):
        with pytest.raises(ValidationError, match="Say why"):
            proposals.reject(proposal=proposal, reason=" ", today=month(3), by=people.manager)

    def test_nobody_decides_twice(self, proposal, people):
        proposals.approve(proposal=proposal, today=month(3), by=people.manager)
        with pytest.raises(ValidationError, match="decided already"):
            proposals.reject(proposal=proposal, reason="no", today=month(3), by=people.head)

    @pytest.mark.parametrize("role", ["rep", "kam", "sponsor", "service", "admin", "auditor"])
    def test_only_managers_decide(self, proposal, people, role):
        with pytest.raises(PermissionDenied):
            proposals.approve(proposal=proposal, today=month(3), by=getattr(people, role))

    def test_not_of_accounts_out_of_scope(self, proposal, people, book):
        Account.objects.filter(pk=book[2].pk).update(owner=people.other_rep, unit=people.west)
        with pytest.raises(PermissionDenied):
            proposals.approve(proposal=proposal, today=month(3), by=people.manager)

    def test_undecided_it_expires_and_the_next_review_asks_again(self, proposal):
        score(month(4))  # 31 days later
        proposal.refresh_from_db()
        assert proposal.state == "expired"
        assert Proposal.objects.open().filter(account=proposal.account).count() == 1


class TestPins:
    def pin(self, account, people, **changes):
        values = {
            "account": account, "system": "pyramid", "value": 1, "until": JAN + timedelta(days=30),
            "reason": "merger", "today": JAN, "by": people.manager, **changes,
        }  # fmt: skip
        return pin_class(**values)

    def test_it_survives_thirty_nights_expires_on_its_day_and_tells_once(self, book, people):
        self.pin(book[9], people)
        for day in range(1, 31):
            score(JAN + timedelta(days=day))
            assert tier(book[9]) == Tier.TOP, day
        assert not Notice.objects.exists()
        score(JAN + timedelta(days=31))
        assert tier(book[9]) == Tier.SMALL
        assert ClassChange.objects.filter(account=book[9]).latest("pk").cause == Cause.PIN_ENDED

    @pytest.mark.parametrize("status", ["exited", "dormant"])
    def test_outside_the_book_it_stands_and_ends_like_any(self, book, people, status):
        """The newest account, which no run ranks and no rule has a class for."""
        newcomer = factories.account("新客户", people.rep, status=status)
        self.pin(newcomer, people)
        others = [tier(account) for account in book]
        for day in (1, 30):
            score(JAN + timedelta(days=day))
            assert tier(newcomer) == Tier.TOP, day
        score(JAN + timedelta(days=31))
        assert tier(newcomer) == 0
        assert Notice.objects.get().kind == NoticeKind.PIN_ENDED
        assert [tier(account) for account in book] == others

    def test_who_set_it_is_told_once(self, book, people):
        self.pin(book[9], people)
        for day in (31, 32, 33):
            score(JAN + timedelta(days=day))
        (notice,) = Notice.objects.all()
        assert (notice.user, notice.kind) == (people.manager, NoticeKind.PIN_ENDED)
        with translation.override("en"):
            assert book[9].name in notice.text
            assert "until 31 Jan 2026: merger" in notice.text

    def test_the_rules_go_on_underneath(self, book, people):
        self.pin(book[8], people, until=month(12))
        TestReviews().rise(book[8], JAN + timedelta(days=2))
        for n in (2, 3):
            score(month(n))
        assert (tier(book[8]), Track.objects.get(account=book[8]).pyramid) == (1, 3)
        unpin_class(pin=Pin.objects.active().get(), today=month(3), by=people.manager)
        assert tier(book[8]) == Tier.ORDINARY

    def test_a_past_day_says_what_showed_then_and_why(self, book, people, as_user):
        self.pin(book[9], people, today=JAN + timedelta(days=5))
        for day in (3, 8):
            score(JAN + timedelta(days=day))
        page = as_user(people.head)
        address = reverse("account_evidence", args=[book[9].pk])
        past = page.get(f"{address}?as_of={JAN + timedelta(days=3):%Y-%m-%d}")
        (line,) = [line for line in past.context["past"] if line.system == "pyramid"]
        assert (line.change.new, line.change.cause) == (Tier.SMALL, Cause.FIRST)
        assert "In effect on 4 Jan 2026" in past.content.decode()
        newest = page.get(address)
        assert newest.context["lines"]
        assert not newest.context["past"]

    def test_the_history_says_until_when_also_for_members(self, people, as_user):
        head = factories.account("集团", owner=people.rep, standing={"pyramid": 3})
        member = factories.account(
            "子公司", owner=people.rep, parent=head, standing={"pyramid": 3, "by_group": True}
        )
        self.pin(head, people, value=1, until=date(2026, 3, 31))
        self.pin(head, people, value=2, until=date(2026, 6, 30))
        for account in (head, member):
            url = reverse("account_history", args=[account.pk])
            lines = as_user(people.rep).get(url).context["page"].object_list
            assert [line.cause for line in lines if line.kind == "class"] == [
                "Pinned until 30 Jun 2026: merger, as of 1 Jan 2026",
                "Pinned until 31 Mar 2026: merger, as of 1 Jan 2026",
            ]

    def test_nothing_is_proposed_for_a_pinned_account(self, book, people):
        self.pin(book[2], people, until=month(12))
        TestReviews().rise(book[2], JAN + timedelta(days=2))
        for n in (2, 3, 4):
            score(month(n))
        assert not Proposal.objects.filter(account=book[2]).exists()

    def test_a_pin_overtakes_an_open_proposal(self, proposal, people):
        self.pin(proposal.account, people, today=month(3), until=month(4))
        proposal.refresh_from_db()
        assert proposal.state == "overtaken"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            pytest.param({"reason": " "}, "reason", id="no reason"),
            pytest.param({"until": JAN - timedelta(days=1)}, "until", id="past"),
        ],
    )
    def test_what_it_refuses(self, book, people, changes, field):
        with pytest.raises(ValidationError) as refused:
            self.pin(book[9], people, **changes)
        assert list(refused.value.error_dict) == [field]

    def test_members_of_a_group_show_it_too(self, people):
        head = factories.account("集团", owner=people.rep)
        member = factories.account("子公司", owner=people.rep, parent=head)
        buys(head, 100)
        score(JAN)
        self.pin(head, people, value=4)
        assert (tier(head), tier(member)) == (4, 4)


def test_a_score_swinging_around_the_line_changes_a_class_at_most_once(people):
    factories.policy(hysteresis__dwell_days=0)
    accounts = [factories.account(owner=people.rep) for _ in range(10)]
    for n, account in enumerate(accounts, 1):
        buys(account, 11000 - 1000 * n)
    score(JAN)
    swinging = accounts[5]
    for night in range(1, 11):
        factories.sale(swinging, JAN + timedelta(days=night), "1500" if night % 2 else "-1500")
        score(JAN + timedelta(days=night))
    changes = ClassChange.objects.filter(account=swinging, system="pyramid")
    assert changes.exclude(cause=Cause.FIRST).count() <= 1


def test_the_current_run_keeps_what_it_computed(book):
    TestReviews().rise(book[8], JAN + timedelta(days=2))
    score(JAN + timedelta(days=3))
    run = CurrentRun.get()
    assert run.scores.get(account=book[8]).pyramid == Tier.MAJOR
    assert tier(book[8]) == Tier.SMALL
