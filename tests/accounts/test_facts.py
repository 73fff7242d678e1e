"""Dated facts: never overwritten, known from and to, and the rules of each noun."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts import labels_anchors
from accounts.models import (
    Contract,
    Cost,
    PaymentRecord,
    PolicyCheck,
    ProjectState,
    Rating,
    Referral,
    WalletEstimate,
)
from accounts.models.fact import Fact
from accounts.models.rating import JUDGED, SCALES, RatingKind
from accounts.models.wallet import whole_wallet
from accounts.services.facts import add_fact, correct_fact, remove_fact
from tests import factories
from tiering.engine.sections_rating import AttractivenessWeights, CompetitiveWeights

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)
DAY = date(2026, 6, 1)
FACTS = (Contract, Cost, PaymentRecord, PolicyCheck, ProjectState, Rating, Referral, WalletEstimate)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def account(people):
    account = factories.account("澄江重工", people.rep, sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    return account


def rate(account, by, kind="idea_alignment", value=3, day=DAY, **fields):
    return add_fact(
        model=Rating, account=account, by=by, kind=kind, value=value, date=day, **fields
    )


def wrong(error):
    return set(error.value.message_dict)


class TestKnowing:
    """The day it is true for and the time we knew it are two things."""

    def test_a_correction_closes_one_row_and_adds_another(self, people, account):
        old = rate(account, people.rep, value=2)
        new = correct_fact(fact=old, by=people.kam, value=3)
        old.refresh_from_db()
        assert (old.value, old.known_to, old.removed_by) == (2, new.known_from, None)
        assert (new.value, new.corrects, new.by, new.date) == (3, old, people.kam, DAY)
        assert new.rater == people.rep
        assert list(Rating.objects.current()) == [new]

    def test_before_the_correction_we_knew_the_old_value(self, people, account):
        old = rate(account, people.rep, value=2)
        new = correct_fact(fact=old, by=people.rep, value=3)
        knew = Rating.objects.known_at
        assert list(knew(old.known_from)) == [old]
        assert list(knew(new.known_from)) == [new]
        assert not knew(datetime(2026, 1, 1, tzinfo=UTC)).exists()

    def test_nothing_changed_is_no_correction(self, people, account):
        old = rate(account, people.rep)
        assert correct_fact(fact=old, by=people.rep, value=3) == old
        assert Rating.objects.count() == 1

    def test_a_removal_keeps_the_row_and_who_removed_it(self, people, account):
        fact = rate(account, people.rep)
        remove_fact(fact=fact, by=people.kam)
        fact.refresh_from_db()
        assert fact.known_to is not None
        assert fact.removed_by == people.kam
        assert not Rating.objects.current().exists()

    def test_who_is_late_is_told(self, people, account):
        fact = rate(account, people.rep)
        remove_fact(fact=fact, by=people.kam)
        with pytest.raises(ValidationError, match="just corrected or removed"):
            correct_fact(fact=fact, by=people.rep, value=1)
        with pytest.raises(ValidationError, match="just corrected or removed"):
            remove_fact(fact=fact, by=people.rep)

    def test_a_wrong_correction_leaves_the_old_row(self, people, account):
        old = rate(account, people.rep)
        with pytest.raises(ValidationError):
            correct_fact(fact=old, by=people.rep, value=9)
        assert list(Rating.objects.current().values_list("value", flat=True)) == [3]

    def test_the_newest_counts_by_day_then_by_learning(self, account):
        factories.rating(account, value=1, day="2026-01-01")
        factories.rating(account, value=2, day="2026-03-01")
        later = datetime(2026, 5, 1, tzinfo=UTC)
        last = factories.rating(account, value=4, day="2026-03-01", known_from=later)
        factories.rating(account, value=5, day="2026-02-01", known_from=later)
        assert list(Rating.objects.current().newest("account", "kind")) == [last]
        early = Rating.objects.current().up_to(date(2026, 2, 10)).newest("kind")
        assert [row.value for row in early] == [5]

    def test_the_database_keeps_the_order_of_knowing(self, account):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.rating(account, known_to=datetime(2020, 1, 1, tzinfo=UTC))

    def test_every_fact_is_one(self):
        assert set(Fact.__subclasses__()) == set(FACTS)


class TestRights:
    @pytest.mark.parametrize(
        ("role", "writes", "costs"),
        [
            ("rep", True, False),
            ("kam", True, True),
            ("manager", True, True),
            ("head", True, True),
            ("other_rep", False, False),
            ("sponsor", False, False),
            ("service", False, False),
            ("admin", False, False),
            ("auditor", False, False),
        ],
    )
    def test_who_writes(self, people, account, role, writes, costs):
        """Costs and the credit score need the right to see margins as well."""
        by = getattr(people, role)

        def allowed(model, **fields):
            try:
                add_fact(model=model, account=account, by=by, date=DAY, **fields)
            except PermissionDenied:
                return False
            return True

        assert allowed(Rating, kind="operating", value=3) is writes
        assert allowed(PolicyCheck, item="价格") is writes
        assert allowed(Rating, kind="credit_score", value=80) is costs
        assert allowed(Cost, kind="visits", amount_base=Decimal(5)) is costs

    @pytest.mark.parametrize(
        ("role", "sees", "costs"),
        [
            ("rep", True, False),
            ("kam", True, True),
            ("sponsor", True, True),
            ("service", False, False),
            ("admin", True, True),
            ("auditor", True, True),
            ("other_rep", False, False),
        ],
    )
    def test_who_reads(self, people, account, role, sees, costs):
        factories.rating(account)
        factories.cost(account, "2026-06-01", 10)
        user = getattr(people, role)
        assert Rating.objects.visible_to(user).exists() is sees
        assert Cost.objects.visible_to(user).exists() is costs

    def test_an_account_out_of_sight_can_t_be_named_as_referrer(self, people, account):
        hidden = factories.account("隐藏", people.other_rep)
        with pytest.raises(PermissionDenied):
            add_fact(model=Referral, account=account, by=people.rep, date=DAY, from_account=hidden)

    def test_a_rating_can_t_become_a_credit_score(self, people, account):
        fact = rate(account, people.rep)
        with pytest.raises(PermissionDenied):
            correct_fact(fact=fact, by=people.rep, kind="credit_score")

    def test_account_and_time_of_knowing_can_t_be_corrected(self, people, account):
        with pytest.raises(TypeError):
            correct_fact(fact=rate(account, people.rep), by=people.rep, known_from=None)


class TestRatings:
    @pytest.mark.parametrize("kind", RatingKind)
    def test_values_stay_within_the_scale(self, people, account, kind):
        low, high = SCALES[kind]
        for value in (low, high):
            rate(account, people.kam, kind, value, evidence="审计报告")
        for value in {max(low - 1, 0), high + 1} - {low}:
            with pytest.raises(ValidationError) as error:
                rate(account, people.kam, kind, value, evidence="审计报告")
            assert wrong(error) == {"value"}
            with pytest.raises(IntegrityError), transaction.atomic():
                factories.rating(account, kind, value)

    @pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
    def test_good_needs_evidence(self, people, account, value):
        if value < 4:
            rate(account, people.rep, value=value)
        else:
            with pytest.raises(ValidationError) as error:
                rate(account, people.rep, value=value, evidence="  ")
            assert wrong(error) == {"evidence"}
            rate(account, people.rep, value=value, evidence="联合培训三次")

    def test_a_place_needs_none(self, people, account):
        assert rate(account, people.rep, "service_zone", 5).evidence == ""

    def test_the_rater_is_who_writes_unless_said(self, people, account):
        assert rate(account, people.rep).rater == people.rep
        assert rate(account, people.rep, rater=people.kam).rater == people.kam

    @pytest.mark.parametrize(
        ("first", "second", "reviewed"), [(3, 3, False), (3, 4, False), (2, 4, True), (1, 5, True)]
    )
    def test_two_raters_two_apart_are_to_review(self, people, account, first, second, reviewed):
        factories.rating(account, value=first, rater=people.rep)
        factories.rating(account, value=second, rater=people.kam, day="2026-05-20")
        found = list(Rating.objects.to_review())
        expected = {"account": account.pk, "kind": "idea_alignment", "low": first, "high": second}
        assert found == ([expected] if reviewed else [])

    def test_only_the_latest_of_each_rater_counts(self, people, account):
        factories.rating(account, value=1, rater=people.rep)
        factories.rating(account, value=4, rater=people.kam)
        factories.rating(account, value=3, rater=people.rep, day="2026-05-20")
        assert not Rating.objects.to_review().exists()

    def test_one_rater_may_change_his_mind(self, people, account):
        factories.rating(account, value=1, rater=people.rep)
        factories.rating(account, value=5, rater=people.rep, day="2026-05-20")
        assert not Rating.objects.to_review().exists()

    def test_points_of_a_hundred_are_no_dispute(self, people, account):
        factories.rating(account, "credit_score", 20, rater=people.rep)
        factories.rating(account, "credit_score", 90, rater=people.kam)
        assert not Rating.objects.to_review().exists()

    def test_the_portfolio_is_rated_by_the_factors_of_the_policy(self):
        kinds = set(RatingKind.values)
        assert {f"attractiveness_{name}" for name in AttractivenessWeights.model_fields} <= kinds
        for who in ("own", "best"):
            assert {f"{who}_{name}" for name in CompetitiveWeights.model_fields} <= kinds
        assert len([kind for kind in kinds if SCALES[kind].high == 10]) == 18

    @pytest.mark.parametrize("kind", [*JUDGED, RatingKind.SERVICE_ZONE])
    def test_every_value_has_its_anchor(self, kind):
        assert set(labels_anchors.anchors_of(kind, 5)) == {1, 2, 3, 4, 5}

    @pytest.mark.parametrize(
        ("kind", "high", "value", "says"),
        [
            ("idea_alignment", 5, 1, "Opposes our way of business"),
            ("operating", 5, 3, "Average of peers"),
            ("service_zone", 5, 5, "Hard to serve"),
            ("own_price", 10, 5, "Usual among peers"),
            ("own_price", 10, 7, "Between 5 “Usual among peers” and 8 “Clearly better than peers”"),
            ("credit_score", 100, 60, "Pays, but not always on time"),
            (
                "credit_score",
                100,
                58,
                "Between 30 “Below this the account counts as poor credit” "
                "and 60 “Pays, but not always on time”",
            ),
            (
                "credit_score",
                100,
                29,
                "Between 0 “No credit at all” and 30 “Below this the "
                "account counts as poor credit”",
            ),
        ],
    )
    def test_anchors_speak(self, kind, high, value, says):
        assert str(labels_anchors.anchor(kind, high, value)) == says


class TestPolicyChecks:
    def test_the_rate_is_of_the_trailing_year(self, account):
        for day, done in [("2025-06-30", False), ("2025-07-01", True), ("2026-06-30", True),
                          ("2026-06-29", False), ("2026-07-01", False)]:  # fmt: skip
            factories.policy_check(account, day, done)
        execution = PolicyCheck.objects.current().execution(AS_OF)
        assert execution == (3, 2)
        assert execution.rate == Decimal(2) / 3

    def test_unchecked_is_unknown(self, account):
        assert PolicyCheck.objects.current().execution(AS_OF).rate is None


class TestPayments:
    @pytest.mark.parametrize(
        ("fields", "marked"),
        [
            ({"invoices_on_time": 11}, {"invoices_on_time"}),
            ({"overdue": Decimal(6)}, {"overdue"}),
            ({"days_overdue": 3, "overdue": Decimal(0)}, {"days_overdue"}),
            ({"balance": Decimal(-1)}, {"balance", "overdue"}),
        ],
    )
    def test_figures_have_to_agree(self, people, account, fields, marked):
        right = {"invoices_due": 10, "invoices_on_time": 9, "balance": Decimal(5)}
        add_fact(model=PaymentRecord, account=account, by=people.rep, date=DAY, **right)
        with pytest.raises(ValidationError) as error:
            add_fact(
                model=PaymentRecord, account=account, by=people.rep, date=DAY, **right | fields
            )
        assert wrong(error) == marked

    @pytest.mark.parametrize(("due", "on_time", "rate"), [(10, 9, Decimal("0.9")), (0, 0, None)])
    def test_on_time_rate(self, account, due, on_time, rate):
        assert factories.payment(account, "2026-06-01", due, on_time).on_time_rate == rate


def test_costs_by_kind_of_the_trailing_year(account):
    for day, amount, kind in [("2025-06-30", 1, "visits"), ("2025-07-01", 2, "visits"),
                              ("2026-06-30", 4, "visits"), ("2026-01-01", 8, "gifts")]:  # fmt: skip
        factories.cost(account, day, amount, kind)
    assert Cost.objects.current().by_kind(AS_OF) == {"visits": Decimal(6), "gifts": Decimal(8)}


@pytest.mark.parametrize(
    ("estimates", "whole"),
    [
        ([], None),
        ([("伺服", 100), ("控制器", 50)], 150),
        ([("伺服", 100), ("", 400)], 400),
        ([("", 0)], 0),
    ],
)
def test_the_whole_wallet(account, estimates, whole):
    for category, amount in estimates:
        factories.wallet(account, "2026-01-01", 7, category)
        factories.wallet(account, "2026-02-01", amount, category)
    assert whole_wallet(WalletEstimate.objects.current().newest("account", "category")) == whole


@pytest.mark.parametrize(
    ("day", "stale"), [("2025-06-29", True), ("2025-06-30", False), ("2026-06-30", False)]
)
def test_a_wallet_is_stale_after_twelve_months(account, day, stale):
    assert factories.wallet(account, day, 1).is_stale(AS_OF) is stale


class TestContracts:
    @pytest.mark.parametrize(
        ("signed", "starts", "ends", "is_open"),
        [
            ("2026-01-01", "2026-01-01", "2026-06-30", True),
            ("2026-01-01", "2026-06-30", "2027-06-30", True),
            ("2026-01-01", "2026-07-01", "2027-06-30", False),
            ("2025-01-01", "2025-01-01", "2026-06-29", False),
            ("2026-07-01", "2026-06-01", "2027-06-30", False),
        ],
    )
    def test_open_on_a_day(self, account, signed, starts, ends, is_open):
        factories.contract(account, signed, starts, ends)
        contract = Contract.objects.get()
        assert Contract.objects.current().open_on(AS_OF).exists() is is_open
        assert contract.is_open(AS_OF) is is_open

    @pytest.mark.parametrize(
        ("starts", "ends", "years"),
        [("2026-01-01", "2028-12-31", 3), ("2026-01-01", "2028-12-30", 2),
         ("2026-03-15", "2026-12-31", 0)],
    )  # fmt: skip
    def test_years_of_the_term(self, account, starts, ends, years):
        factories.contract(account, "2026-01-01", starts, ends)
        assert Contract.objects.get().years == years

    def test_the_end_is_not_before_the_start(self, people, account):
        with pytest.raises(ValidationError) as error:
            add_fact(
                model=Contract, account=account, by=people.rep, date=DAY, title="A",
                starts_on=DAY, ends_on=date(2026, 5, 31),
            )  # fmt: skip
        assert wrong(error) == {"ends_on"}
