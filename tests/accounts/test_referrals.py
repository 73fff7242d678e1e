"""Who brought whom (domain §8.3): the first wins, loops are refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

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
from accounts.services.facts import add_fact, correct_fact, remove_fact
from tests import factories

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


class TestReferrals:
    @pytest.fixture
    def chain(self, people):
        """D was brought by C, C by B, B by A."""
        accounts = [factories.account(name, people.rep) for name in "ABCD"]
        for earlier, later in zip(accounts, accounts[1:]):
            factories.referral(later, "2026-01-01", earlier)
        return accounts

    def refer(self, people, to, by, **fields):
        return add_fact(
            model=Referral, account=to, by=people.rep, date=DAY, from_account=by, **fields
        )

    def refused(self, people, to, by, **fields):
        with pytest.raises(ValidationError) as error:
            self.refer(people, to, by, **fields)
        return error.value.message_dict["from_account"][0]

    def test_the_chain_and_its_depth(self, chain):
        a, b, c, d = chain
        assert Referral.objects.chain(d.pk) == [c.pk, b.pk, a.pk]
        assert Referral.objects.chain(a.pk) == []

    @pytest.mark.parametrize("last", [1, 2, 3])
    def test_loops_of_any_depth_are_refused(self, people, chain, last):
        assert "loop" in self.refused(people, chain[0], chain[last])

    def test_nobody_refers_himself(self, people, account):
        assert "can't refer itself" in self.refused(people, account, account)

    def test_the_first_referral_wins(self, people, account, chain):
        self.refer(people, account, chain[3])
        assert "2026-06-01" in self.refused(people, account, chain[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.referral(account, "2026-06-02", chain[0])

    def test_a_removed_one_makes_room(self, people, account, chain):
        remove_fact(fact=self.refer(people, account, chain[3]), by=people.rep)
        assert self.refer(people, account, chain[0]).from_account == chain[0]

    def test_the_referrer_can_be_corrected(self, people, account, chain):
        fact = self.refer(people, account, chain[3])
        correct_fact(fact=fact, by=people.rep, from_account=chain[1])
        assert Referral.objects.chain(account.pk) == [chain[1].pk, chain[0].pk]

    def test_bringing_a_customer_something_is_neither_first_nor_loop(self, people, chain):
        for other in chain[1:3]:
            self.refer(people, chain[0], other, direction="to_customer")
        assert Referral.objects.current().bringing().count() == 3

    def test_the_person_is_one_of_the_referrer(self, people, account, chain):
        stranger = factories.contact(chain[1])
        with pytest.raises(ValidationError) as error:
            self.refer(people, account, chain[0], from_contact=stranger)
        assert wrong(error) == {"from_contact"}


class TestAllEntries:
    def test_those_an_account_brought_are_listed_with_it(self, people, as_user):
        brought = factories.account("澄心制药", people.rep)
        hidden = factories.account("远山矿业", people.other_rep)
        referrer = factories.account("澜江重工", people.rep)
        for account in (brought, hidden):
            factories.referral(account, "2026-01-01", referrer)
        url = reverse("fact_list", args=[referrer.pk, "referral"])
        page = as_user(people.rep).get(url).content.decode()
        assert "澄心制药" in page
        assert "远山矿业" not in page
        assert "an account not visible to you" in page
