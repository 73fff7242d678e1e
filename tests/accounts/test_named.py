"""What somebody types for an account: its number, or a name as any page shows it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.forms.named import account_named
from accounts.models import Account
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["K-1", "炎春包装", " Yanchun Packaging ", "yanchun packaging"], ids=repr
)
def test_number_or_name_in_either_language(text):
    account = factories.account("炎春包装", code="K-1", name_en="Yanchun Packaging")
    assert account_named(text, Account.objects.all()) == account


@pytest.mark.parametrize(
    ("text", "says"), [("Nobody", "no account"), ("同名", "Several accounts")], ids=["none", "two"]
)
def test_none_or_several(text, says):
    for _each in range(2):
        factories.account("同名")
    with translation.override("en"), pytest.raises(ValidationError, match=says):
        account_named(text, Account.objects.all())
