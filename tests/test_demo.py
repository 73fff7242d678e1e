"""The demo company: the same every time, of a realistic shape, and true in every derived table."""

import json
from collections import Counter
from dataclasses import fields
from datetime import date
from decimal import Decimal
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Length

from accounts.models import (
    Account,
    Contact,
    ExchangeRate,
    ImportBatch,
    LedgerEntry,
    MonthlyRollup,
    ProjectState,
    Rating,
    Referral,
    Standing,
)
from accounts.models.fact import Fact
from accounts.services import rollup
from kam.dashboards.tier_picks import may_grow
from kam.demo import book, build, sales, scoring
from kam.demo.names import credit_codes
from kam.lib.classes import KeyAccountClass
from relationships.models import Coverage, Visit
from relationships.services import coverage
from staff.models import Company, Unit, User
from staff.permissions import Role
from tests import factories
from tiering.models import Assessment, ClassChange, Proposal
from tiering.models.change import ChangeCause

END = date(2026, 11, 21)


def demo(*arguments):
    output = StringIO()
    call_command("demo", "--as-of", END.isoformat(), "--json", *arguments, stdout=output)
    return json.loads(output.getvalue())


@pytest.fixture
def company(db):
    return demo()


def table(name, order="1, 2"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name} ORDER BY {order}")
        return cursor.fetchall()


def test_the_same_seed_and_day_give_the_same_book():
    first, again = (sales.rows(book.make(300, 7, END), 0, 300) for _ in range(2))
    other = sales.rows(book.make(300, 8, END), 0, 300)
    for column in fields(sales.Rows):
        assert np.array_equal(getattr(first, column.name), getattr(again, column.name))
    assert not np.array_equal(first.amount, other.amount)


def test_every_role_can_log_in(company, client):
    assert set(User.objects.values_list("role", flat=True)) == set(Role)
    assert client.login(email=company["login"], password=company["password"])
    assert Unit.objects.filter(parent=None).count() == 1
    assert Unit.objects.exclude(parent=None).count() == 4
    assert not Unit.objects.filter(name_en="").exists()


@pytest.mark.parametrize(
    ("language", "says"),
    [("zh-hans", "客户 40、联系人 "), ("en", "Accounts 40, Contacts ")],
)
def test_it_counts_in_the_language_of_the_company(db, language, says):
    Company.objects.update(language=language)
    output = StringIO()
    call_command("demo", "--accounts", "40", stdout=output)
    assert says in output.getvalue()


def test_a_company_that_has_a_name_keeps_it(db):
    Company.objects.update(name="Acme")
    demo("--accounts", "40")
    assert Company.current().name == "Acme"


def test_the_book_is_pareto_shaped(company):
    start = END.replace(year=END.year - 1)
    sums = sorted(
        LedgerEntry.objects.filter(date__gt=start)
        .values("account__top")
        .annotate(total=Sum("amount_base"))
        .values_list("total", flat=True),
        reverse=True,
    )
    assert 0.74 < sum(sums[: len(sums) // 5]) / sum(sums) < 0.82
    assert len(sums) > 200
    assert (
        0.8
        < LedgerEntry.objects.exclude(cost_base=None).count() / company["created"]["ledger"]
        < 0.9
    )


def test_sales_dip_at_new_year_and_peak_in_december(company):
    months = dict(
        MonthlyRollup.objects.values_list("month").annotate(total=Sum("net_revenue")).order_by()
    )
    for year in (2025, 2026):
        assert months[date(year, 2, 1)] < months[date(year, 3, 1)] * 7 / 10
        assert months[date(year - 1, 12, 1)] > months[date(year - 1, 10, 1)]
    assert max(LedgerEntry.objects.values_list("date", flat=True)) <= END


def test_returns_name_sales_of_their_account_and_never_exceed_them(company):
    returns = LedgerEntry.objects.filter(kind="return")
    named = {row.returns: row for row in returns.exclude(returns="")}
    found = {row.reference: row for row in LedgerEntry.objects.filter(reference__in=named)}
    assert found.keys() == named.keys()
    assert all(found[r].account_id == row.account_id for r, row in named.items())
    assert all(
        0 < -row.amount <= found[r].amount for r, row in named.items() if row.currency == "CNY"
    )
    full = [r for r, row in named.items() if found[r].amount_base == -row.amount_base]
    assert 0 < len(full) < len(named) < returns.count()
    assert LedgerEntry.objects.filter(kind="rebate", amount__lt=0).exists()


def test_foreign_amounts_follow_the_dated_rates(company):
    rates = list(ExchangeRate.objects.order_by("date"))
    foreign = LedgerEntry.objects.exclude(currency="CNY")
    assert {row.currency for row in foreign} == {"USD", "EUR"}
    for row in foreign:
        rate = [r.rate for r in rates if r.currency == row.currency and r.date <= row.date][-1]
        assert abs(row.amount_base - row.amount * rate) <= Decimal("0.005")


def test_accounts_are_complete_and_their_names_are_found(company):
    everyone = Account.objects.all()
    assert {row["status"] for row in everyone.values("status")} == {
        "prospect",
        "candidate",
        "active",
        "dormant",
        "exited",
    }
    assert {row["type"] for row in everyone.values("type")} == {
        "government",
        "enterprise",
        "channel",
    }
    assert everyone.annotate(size=Length("name")).aggregate(m=Max("size"))["m"] >= 20
    assert everyone.filter(name__regex="[一-龥]").annotate(size=Length("name")).filter(size__gte=20)
    sizes = everyone.exclude(parent=None).values("parent").annotate(n=Count("id"))
    assert sizes
    assert all(1 <= row["n"] <= 5 for row in sizes)
    assert not everyone.exclude(parent=None).exclude(top=F("parent")).exists()
    for account in everyone:
        kept = account.normalised_names, account.sort_key, account.search_text
        account.refresh_names()
        assert (account.normalised_names, account.sort_key, account.search_text) == kept


def test_search_columns_of_people_are_what_services_write(company):
    for person in Contact.objects.all():
        kept = person.sort_key, person.search_text
        person.refresh_names()
        assert (person.sort_key, person.search_text) == kept


def test_registry_numbers_have_the_right_check_characters():
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in credit_codes(np.random.default_rng(1), 200):
        total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
        assert len(code) == 18
        assert letters.index(code[17]) == (31 - total % 31) % 31


def test_the_triggers_would_have_kept_the_same_tables(company):
    """Rebuilt tables equal what the triggers make of the same ledger, and a rebuild repairs."""
    bulk = table("accounts_monthlyrollup")
    with connection.cursor() as cursor:  # every row touched: the triggers recompute every month
        cursor.execute("DELETE FROM accounts_monthlyrollup")
        cursor.execute("UPDATE accounts_ledgerentry SET source = source")
    assert table("accounts_monthlyrollup") == bulk
    assert rollup.rebuild() == 0


def test_a_rebuild_repairs_and_queues_what_was_wrong(people):
    one, two = (factories.account(owner=people.rep) for _ in range(2))
    factories.sale(one, "2026-03-05", 100, cost=60)
    factories.sale(one, "2026-03-09", -100, kind="return")
    factories.sale(two, "2026-04-01", 50)
    right = table("accounts_monthlyrollup")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_measurequeue")
    MonthlyRollup.objects.filter(account=one).update(net_revenue=9)
    MonthlyRollup.objects.create(
        account=two,
        month=date(2020, 1, 1),
        net_revenue=1,
        revenue_with_cost=0,
        cost_of_goods=0,
        sale_days=[],
    )
    assert rollup.rebuild() == 2
    assert table("accounts_monthlyrollup") == right
    assert table("accounts_measurequeue", "1") == [(one.pk,), (two.pk,)]


def test_visits_are_uneven_and_written_in_the_owners_language(company):
    assert Visit.objects.planned().filter(date__gt=END).exists()
    assert not Visit.objects.completed().filter(date__gt=END).exists()
    assert not Visit.objects.filter(contacts=None).exists()
    assert not Visit.objects.exclude(contacts__account=F("account")).exists()
    for visit in Visit.objects.completed().select_related("owner"):
        assert visit.note.isascii() == (visit.owner.language == "en")
    kept = table("relationships_coverage")
    coverage.rebuild()
    assert table("relationships_coverage") == kept
    ages = Counter(
        (END - day).days // 30 for day in Coverage.objects.values_list("last_visited_on", flat=True)
    )
    assert len(ages) > 6


def test_rows_belong_to_batches_and_were_known_on_their_own_dates(company):
    assert not LedgerEntry.objects.exclude(batch__source="demo").exists()
    assert all(row.known_from.date() == row.date for row in LedgerEntry.objects.all()[:100])
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"saved"}


def test_triggers_work_again_after_the_load(company):
    account = Account.objects.filter(status="active").first()
    factories.sale(account, "2031-01-05", 100)
    assert MonthlyRollup.objects.get(account=account, month="2031-01-01").net_revenue == 100


def test_demo_data_goes_into_an_empty_database_only(people):
    factories.account(owner=people.rep)
    assert demo("--if-empty") == {"created": {}}
    Company.objects.update(language="en")
    with pytest.raises(CommandError, match="已有数据|already"):
        demo()
    assert Account.objects.count() == 1


def test_a_second_time_changes_nothing(company):
    assert demo() == {"created": {}}
    assert Account.objects.count() == 300


def test_a_large_book_leaves_the_audit_trail_out(db, monkeypatch):
    monkeypatch.setattr("kam.demo.build.MANY", 50)
    monkeypatch.setattr("kam.demo.accounts.CHUNK", 20)
    monkeypatch.setattr("kam.demo.ledger.CHUNK", 20)
    counts = build.build(size=200, seed=1, end=END)
    assert counts["accounts"] == Account.objects.count() == 200
    assert LedgerEntry.objects.values("reference").distinct().count() == counts["ledger"]
    # But for what the hand-overs of the demo change, as people would.
    assert len(table("accounts_accountevent", "1")) <= 5


class TestFacts:
    """What scoring needs beside orders: true to the rules that people are held to."""

    def test_every_kind_occurs_and_obeys_its_rules(self, company):
        for model in Fact.__subclasses__():
            facts = list(model._base_manager.all())
            assert len(facts) > 15, model
            for fact in facts[:400]:
                fact.full_clean(validate_constraints=False)
                assert fact.date <= END
                assert fact.known_from.date() == fact.date

    def test_some_ratings_are_to_review_and_some_projects_were_lost(self, company):
        assert 0 < Rating.objects.to_review().count() < 60
        outcome = ProjectState.objects.newest_states().outcome()
        assert outcome.open > 10
        assert Decimal("0.4") < outcome.win_rate < Decimal("0.75")
        assert ProjectState.objects.newest_states().strategic(Decimal(500_000)).exists()

    def test_nobody_is_brought_by_himself_or_by_his_own_group(self, company):
        for referral in Referral.objects.select_related("account", "from_account"):
            assert referral.account.top_id != referral.from_account.top_id
            assert referral.account_id not in Referral.objects.chain(referral.account_id)


class TestKeyAccounts:
    """What the head of sales made of the proposals, and what still waits."""

    @pytest.fixture
    def scored(self, company):
        scoring.score_history(end=END, months=2)

    def test_some_are_core_and_important_and_some_wait(self, scored):
        shown = Counter(Standing.objects.filter(by_group=False).values_list("key_class", flat=True))
        assert shown[KeyAccountClass.CORE] >= 1
        assert shown[KeyAccountClass.IMPORTANT] >= 2
        opened = Proposal.objects.open().filter(system="key_class")
        assert 1 <= opened.count() <= 10
        approved = Proposal.objects.filter(system="key_class", state="approved")
        assert {proposal.decided_by.email for proposal in approved} == {"head@demo.example"}
        assert ClassChange.objects.filter(cause=ChangeCause.APPROVED).exists()

    def test_some_are_watched_and_some_may_grow(self, scored):
        found = Assessment.objects.current()
        assert found.filter(watch=1).exists()
        assert found.filter(may_grow()).count() >= 3
