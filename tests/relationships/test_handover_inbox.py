"""What the former owner of an account reads of it afterwards."""

import pytest

from accounts.models import Account
from relationships.services.handover import hand_over
from staff.models import Notice
from tests import factories
from tests.relationships.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        pytest.param("/contacts/{contact}/care/", False, id="a person of the account"),
        pytest.param("/accounts/{account}/", False, id="the account"),
        pytest.param("/accounts/", True, id="something else"),
        pytest.param("/contacts/{stranger}/care/", True, id="a person of another account"),
    ],
)
@pytest.mark.parametrize("in_team", [False, True])
def test_the_former_owner_reads_no_more_of_it_in_the_inbox(people, url, kept, in_team):
    account = factories.account(owner=people.rep)
    stranger = factories.contact(factories.account(owner=people.rep))
    pks = {"contact": factories.contact(account).pk, "stranger": stranger.pk}
    factories.notice(people.rep, url=url.format(account=account.pk, **pks))
    if in_team:
        account.members.add(people.rep)
    accounts = Account.objects.filter(pk=account.pk)
    hand_over(accounts=accounts, to=people.kam, by=people.head, on=TODAY)
    assert Notice.objects.filter(user=people.rep).exists() == (kept or in_team)
