"""An import that changes owners hands the accounts over, once (domain §7.10)."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.imports import batches
from accounts.models import Account
from relationships.models import Handover
from relationships.services.import_handovers import follow_imports
from staff.models import Notice
from tests import factories
from tests.accounts.imports import imported
from tests.relationships.conftest import TODAY
from tests.relationships.test_handover import checklist, met

pytestmark = pytest.mark.django_db
HEADER = "code,name,owner\n"


@pytest.fixture(autouse=True)
def _own_media_in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with translation.override("en"):
        yield


@pytest.fixture
def accounts(people):
    """One whose person only `rep` has met, and one without a history."""
    known = factories.account("澜江重工集团", code="K1", owner=people.rep)
    met(factories.contact(known, name="王敏"), people.rep)
    factories.account("清江电子", code="K2", owner=people.rep)
    return known


def file_of(people, *codes, to=None):
    names = {account.code: account.name for account in Account.objects.order_by("pk")}
    owner = (to or people.kam).email
    rows = "".join(f"{code},{names[code]},{owner}\n" for code in codes)
    return imported(HEADER + rows, "accounts", by=people.admin)


def followed(days=1):
    return follow_imports(since=timezone.now() - timedelta(days=days), on=TODAY)


def test_the_new_owner_gets_what_only_the_former_one_knew(people, accounts):
    file_of(people, "K1", "K2")
    assert followed() == 1
    handover = Handover.objects.get()
    assert (handover.account, handover.former, handover.to) == (accounts, people.rep, people.kam)
    assert (handover.by, handover.on) == (people.admin, TODAY)
    assert ("contact", "王敏") in checklist(handover)
    assert Notice.objects.filter(user=people.kam, key__startswith="handover:").count() == 1


def test_an_import_is_followed_once(people, accounts):
    file_of(people, "K1")
    assert [followed(), followed()] == [1, 0]
    assert Handover.objects.count() == 1


@pytest.mark.parametrize("case", ["undone", "moved on", "no new owner", "long ago"])
def test_nothing_is_handed_over(people, accounts, case):
    batch = file_of(people, "K1", to=people.rep if case == "no new owner" else None)
    if case == "undone":
        batches.undo(batch, by=people.admin)
    elif case == "moved on":
        Account.objects.filter(pk=accounts.pk).update(owner=people.manager)
    assert followed(days=0 if case == "long ago" else 1) == 0
    assert not Handover.objects.exists()
