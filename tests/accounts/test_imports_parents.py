"""Groups from files of accounts: a parent is named by its number or by its name."""

import pytest

from accounts.models import Account
from tests import factories
from tests.accounts.imports import checked, imported, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]
HEADER = "code,name,subsidiary of\n"


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ("S,子公司,集团有限公司\nG,集团有限公司,\n", ""),
        (",子公司,集团有限公司\n,集团有限公司,\n", ""),
        ("S,子公司,集团有限公司\n", "集团有限公司"),
        ("S,子公司,集团有限公司\n,集团有限公司,\n", "集团有限公司"),
        ("S,子公司,G\nG,集团有限公司,\n", "集团有限公司"),
    ],
    ids=[
        "in the file",
        "without numbers",
        "known",
        "known and in the file",
        "numbered by the file",
    ],
)
def test_a_parent_by_name(people, rows, known):
    if known:
        factories.account(known)

    batch = imported(HEADER + rows, "accounts", by=people.admin)

    child = Account.objects.get(name="子公司")
    assert reasons(batch) == {}
    assert child.parent.name == child.top.name == "集团有限公司"
    assert Account.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("S,子公司,没有的\n", 2, "unknown_parent"),
        ("S,子公司,子公司\n", 2, "circle"),
        (",甲,乙\n,乙,甲\n", 2, "circle"),
        ("S,子公司,双名\n", 2, "ambiguous_account"),
        ("S,子公司,新双名\nA,新双名,\nB,新双名,\n", 2, "ambiguous_account"),
        ("S,子公司,坏的\nB,坏的,没有的\n", 2, "unknown_parent"),
    ],
    ids=["nobody", "itself", "each other", "two known", "two in the file", "a rejected one"],
)
def test_a_parent_that_can_not_be(people, rows, line, reason):
    factories.account("双名")
    factories.account("双名")

    batch = checked(HEADER + rows, "accounts", by=people.admin)

    assert reasons(batch)[line] == ("parent", reason)
