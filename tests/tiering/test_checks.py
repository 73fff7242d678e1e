"""Consistency checks (domain §3.9.2): what each finds, for whom, and where it is mended."""

from datetime import date
from html import unescape

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kam.lib.classes import AbcType, KeyAccountClass, Recognition
from kam.lib.relations import Stage
from relationships.models import Relation
from tests import factories
from tiering.checks import Code, checks_of
from tiering.engine.consistency import above_median
from tiering.engine.workload import UNIT
from tiering.models import CurrentRun, Score
from tiering.services.runs import execute_run, request_run

pytestmark = pytest.mark.django_db
AS_OF, URL = date(2026, 6, 30), "/tiering/checks/"
CORE, IMPORTANT = KeyAccountClass.CORE, KeyAccountClass.IMPORTANT
PLATINUM, RIB = AbcType.PLATINUM, AbcType.RIB


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(people):
    """A run in view: of an account that has left since, for an empty book shows nothing."""
    gone = factories.account("已离开", owner=people.rep)
    factories.sale(gone, "2026-05-05", 100)
    made = execute_run(run=request_run(as_of=AS_OF, by=None))
    factories.Account.objects.filter(pk=gone.pk).update(status="exited")
    return made


@pytest.fixture
def make(people, run):
    """An account in good order with the classes given: owner, sponsor, rated yesterday."""

    def account(name, owner="rep", sponsor=True, rated="2026-06-29", recognised=False, **classes):
        row = factories.account(
            name,
            owner=getattr(people, owner) if owner else None,
            sponsor=people.sponsor if sponsor else None,
            standing={"pyramid": 3, **classes},
        )
        if rated:
            factories.rating(row, "idea_alignment", 3, rated)
        if recognised:
            scored(row, run)
        return row

    return account


def scored(account, run):
    """A row of the run that recognises the account."""
    fields = {
        field.attname: 0
        for field in Score._meta.concrete_fields
        if field.attname not in ("pk", "run_id", "account_id")
    }
    recognised = {"recognition": Recognition.QUALIFIED}
    Score.objects.create(run=run, account=account, **{**fields, **recognised})


def visits(account, by, count, day="2026-05-05", **fields):
    for _n in range(count):
        factories.visit(account, day, by, **fields)


def found(user):
    checks = checks_of(user, CurrentRun.get())
    return {code: ids.tolist() for code, ids in checks.found.items()}


class TestRules:
    @pytest.mark.parametrize(
        ("code", "facts", "expected"),
        [
            (Code.CORE_RIB, {"key_class": CORE, "abc": RIB}, True),
            (Code.CORE_RIB, {"key_class": IMPORTANT, "abc": RIB}, False),
            (Code.CORE_RIB, {"key_class": CORE, "abc": PLATINUM}, False),
            (Code.CORE_RIB, {"key_class": CORE, "abc": RIB, "by_group": True}, False),
            (Code.NO_OWNER, {"key_class": CORE, "owner": None}, True),
            (Code.NO_OWNER, {"key_class": IMPORTANT}, False),
            (Code.NO_SPONSOR, {"key_class": IMPORTANT, "sponsor": False}, True),
            (Code.NO_SPONSOR, {"key_class": KeyAccountClass.NONE, "sponsor": False}, False),
            (Code.NOT_RATED, {"recognised": True, "rated": "2025-06-30"}, True),
            (Code.NOT_RATED, {"recognised": True, "rated": "2025-07-01"}, False),
            (Code.NOT_RATED, {"recognised": True, "rated": None}, True),
            (Code.NOT_RATED, {"recognised": True, "rated": "2026-07-01"}, True),
            (Code.NOT_RATED, {"rated": None}, False),
            (Code.OLD_ALIGNMENT, {"key_class": CORE, "rated": "2025-06-30"}, True),
            (Code.OLD_ALIGNMENT, {"key_class": IMPORTANT, "rated": "2025-07-01"}, False),
            (Code.OLD_ALIGNMENT, {"key_class": IMPORTANT, "rated": None}, True),
        ],
        ids=lambda value: str(value),
    )
    def test_one_account(self, make, people, code, facts, expected):
        account = make("被查客户", **facts)
        assert found(people.head)[code] == [account.pk] * expected

    @pytest.mark.parametrize(
        ("code", "facts", "stage", "expected"),
        [
            (Code.PLATINUM_PRE, {"abc": PLATINUM}, Stage.PRE, True),
            (Code.PLATINUM_PRE, {"abc": PLATINUM}, Stage.GESTATION, False),
            (Code.PLATINUM_PRE, {"abc": PLATINUM}, None, False),
            (Code.PLATINUM_PRE, {"abc": RIB}, Stage.PRE, False),
            (Code.CORE_WEAK, {"key_class": CORE}, Stage.EARLY, True),
            (Code.CORE_WEAK, {"key_class": CORE}, Stage.MID, False),
            (Code.CORE_WEAK, {"key_class": CORE}, None, False),
            (Code.CORE_WEAK, {"key_class": IMPORTANT}, Stage.PRE, False),
        ],
        ids=lambda value: str(value),
    )
    def test_the_relation_does_not_fit_the_class(self, make, people, code, facts, stage, expected):
        account = make("被查客户", **facts)
        if stage is not None:
            Relation.objects.create(account=account, stage=stage, since=AS_OF, assessed_on=AS_OF)
        assert found(people.head)[code] == [account.pk] * expected

    def test_key_tiers_count_while_nobody_is_core_or_important(self, make, people):
        major = make("主要客户", pyramid=2, sponsor=False)
        assert found(people.head)[Code.NO_SPONSOR] == [major.pk]
        important = make("重要客户", key_class=IMPORTANT, sponsor=False)
        assert found(people.head)[Code.NO_SPONSOR] == [important.pk]

    def test_another_rating_keeps_it_rated_but_alignment_grows_old(self, make, people):
        account = make("客户", key_class=CORE, recognised=True, rated="2025-01-01")
        factories.rating(account, "peer_standing", 3, "2026-06-01")
        checks = checks_of(people.head, CurrentRun.get())
        assert checks.found[Code.NOT_RATED].tolist() == []
        assert checks.found[Code.OLD_ALIGNMENT].tolist() == [account.pk]
        assert checks.aligned == {account.pk: (date(2025, 1, 1) - date(2000, 1, 1)).days}

    def test_more_key_accounts_than_one_person_can_look_after(self, make, people):
        many = [make(f"客户{n}", key_class=IMPORTANT) for n in range(5)]
        for n in range(4):
            make(f"别家{n}", owner="other_rep", key_class=IMPORTANT)
        assert found(people.head)[Code.MANY_PER_OWNER] == sorted(row.pk for row in many)


class TestHours:
    def test_a_rib_above_the_median_platinum(self, make, people):
        for n, count in enumerate((0, 2, 4)):  # 0, 6 and 12 hours
            visits(make(f"白金{n}", abc=PLATINUM), people.rep, count)
        much, same = make("鸡肋甲", abc=RIB), make("鸡肋乙", abc=RIB)
        visits(much, people.rep, 1, scenario="review")
        visits(much, people.rep, 1, kind="call")
        visits(same, people.rep, 2)
        checks = checks_of(people.head, CurrentRun.get())
        assert checks.twice_median == 12 * UNIT
        assert checks.found[Code.RIB_HOURS].tolist() == [much.pk]
        assert checks.hours == {much.pk: 6_500_000}

    @pytest.mark.parametrize(
        ("day", "fields"),
        [
            ("2025-06-30", {}),
            ("2026-07-01", {}),
            ("2026-05-05", {"status": "planned"}),
            ("2026-05-05", {"status": "cancelled"}),
        ],
        ids=["a year ago", "after the run", "planned", "cancelled"],
    )
    def test_what_took_no_time_in_the_year(self, make, people, day, fields):
        make("白金", abc=PLATINUM)
        visits(make("鸡肋", abc=RIB), people.rep, 1, day, **fields)
        assert found(people.head)[Code.RIB_HOURS] == []

    def test_visits_at_members_are_their_groups(self, make, people):
        make("白金", abc=PLATINUM)
        head = make("鸡肋集团", abc=RIB)
        member = factories.account(
            "子公司", owner=people.rep, parent=head, standing={"abc": RIB, "by_group": True}
        )
        visits(member, people.rep, 1)
        assert found(people.head)[Code.RIB_HOURS] == [head.pk]

    @pytest.mark.parametrize(
        ("platinum", "expected"),
        [([], []), ([4], [5, 9]), ([4, 6], [9]), ([1, 4, 6, 20], [9])],
        ids=["no platinum, no finding", "one", "between two", "four"],
    )
    def test_the_median(self, platinum, expected):
        hours = np.array([5, 9, *platinum], np.int64)
        wanted = np.arange(len(hours)) < 2
        assert hours[above_median(hours, wanted, ~wanted)].tolist() == expected


class TestReaders:
    def test_only_what_the_reader_sees(self, make, people):
        mine = make("我的", key_class=CORE, abc=RIB)
        other = make("别人的", owner="other_rep", key_class=CORE, abc=RIB)
        assert found(people.rep)[Code.CORE_RIB] == [mine.pk]
        assert found(people.other_rep)[Code.CORE_RIB] == [other.pk]
        assert found(people.sponsor)[Code.CORE_RIB] == [mine.pk, other.pk]

    def test_who_sees_no_visits_reads_nothing_of_hours(self, make, people):
        assert Code.RIB_HOURS in found(people.head)
        assert Code.RIB_HOURS not in found(people.admin)

    @pytest.mark.parametrize(
        ("reader", "mends"), [("manager", True), ("rep", False), ("auditor", False)]
    )
    def test_hand_over_is_for_those_who_may(self, make, people, as_user, reader, mends):
        account = make("客户", key_class=CORE, owner=None, sponsor=False)
        account.unit, account.owner = people.east, None
        account.save()
        said = as_user(getattr(people, reader)).get(URL).content.decode()
        assert (f"/accounts/{account.pk}/edit/" in said) is mends


class TestPage:
    def test_before_the_first_run(self, people, as_user):
        assert "No scoring run yet" in as_user(people.head).get(URL).content.decode()

    def test_the_number_of_key_accounts(self, make, people, as_user):
        for n in range(3):
            make(f"客户{n}", key_class=CORE)
        response = as_user(people.head).get(URL)
        assert response.context["found"].keys == 3
        assert "many above 35, far too many above 50" in response.content.decode()
        assert "many above 35" not in as_user(people.rep).get(URL).content.decode()

    def test_findings_lead_to_accounts_and_to_what_mends_them(self, make, people, as_user):
        old = make("旧评", key_class=CORE, rated="2025-01-01")
        said = unescape(as_user(people.head).get(URL).content.decode())
        assert "last rated 1 Jan 2025" in said
        assert f"/accounts/{old.pk}/facts/rating/new/?kind=idea_alignment" in said
        assert f'href="/accounts/{old.pk}/"' in said
        assert "Key account without a plan" in said

    def test_all_accounts_of_one_check(self, make, people, as_user):
        for n in range(52):
            make(f"客户{n}", key_class=IMPORTANT, sponsor=False)
        client = as_user(people.head)
        assert len(client.get(URL).context["failing"][0].rows) == 5
        page = client.get(f"{URL}?check=no_sponsor&page=2")
        assert [check.code for check in page.context["failing"]] == [Code.NO_SPONSOR]
        assert len(page.context["failing"][0].rows) == 2
        assert client.get(f"{URL}?check=nonsense").context["only"] is None

    def test_numbers_of_queries(self, make, people, as_user):
        for n in range(8):
            make(f"客户{n}", key_class=CORE, abc=RIB, owner=None if n else "rep", sponsor=False)
        client = as_user(people.manager)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        assert len(queries) <= 14
