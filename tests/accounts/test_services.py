"""Creating, changing, grouping and handing over accounts."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Account, AccountProfile
from accounts.services.accounts import create_account, update_account
from accounts.services.duplicates import find_duplicates
from accounts.services.groups import set_parent
from accounts.services.transfer import transfer_accounts
from tests import factories

pytestmark = pytest.mark.django_db


def tops(*accounts):
    return [Account.objects.get(pk=account.pk).top_id for account in accounts]


class TestCreate:
    def test_a_rep_owns_what_the_rep_creates(self, people):
        account = create_account(by=people.rep, name="华为技术有限公司", owner=people.other_rep)
        assert (account.owner, account.unit, account.top_id) == (
            people.rep,
            people.east,
            account.pk,
        )

    def test_a_manager_chooses_the_owner_and_the_unit_follows(self, people):
        account = create_account(by=people.head, name="Acme", owner=people.other_rep)
        assert (account.owner, account.unit) == (people.other_rep, people.west)

    def test_names_can_be_searched_and_sorted_at_once(self, people):
        account = create_account(by=people.rep, name="华为技术", aliases=["Huawei"])
        assert account.sort_key == "HUA WEI JI SHU"
        assert list(Account.objects.search("hwjs")) == [account]
        assert list(Account.objects.search("huawei")) == [account]

    def test_an_empty_number_is_no_number(self, people):
        assert create_account(by=people.rep, name="A", code="").code is None
        assert create_account(by=people.rep, name="B", code="").code is None

    def test_the_profile_is_kept_only_if_something_is_known(self, people):
        create_account(by=people.rep, name="A", profile={"scale": ""})
        account = create_account(by=people.rep, name="B", profile={"scale": "500 人"})
        assert list(AccountProfile.objects.values_list("account", "scale")) == [
            (account.pk, "500 人")
        ]

    @pytest.mark.parametrize("role", ["service", "sponsor", "admin", "auditor"])
    def test_others_can_not(self, people, role):
        with pytest.raises(PermissionDenied):
            create_account(by=getattr(people, role), name="A")
        assert not Account.objects.exists()


class TestUpdate:
    def test_only_what_is_given_changes(self, people):
        account = factories.account("旧名", people.rep, region="上海")
        update_account(account=account, by=people.rep, name="新名字")
        account.refresh_from_db()
        assert (account.name, account.region, account.sort_key) == ("新名字", "上海", "XIN MING ZI")

    def test_a_rep_can_not_change_who_sees_it(self, people):
        account = factories.account("A", people.rep)
        for change in (
            {"owner": people.other_rep},
            {"members": [people.kam]},
            {"unit": people.west},
        ):
            with pytest.raises(PermissionDenied):
                update_account(account=account, by=people.rep, **change)
        account.refresh_from_db()
        assert (account.owner, account.unit) == (people.rep, people.east)


class TestGroups:
    def test_a_branch_moves_with_everything_below(self, people):
        a, b, c, d = (factories.account(name, people.rep) for name in "ABCD")
        set_parent(account=c, parent=b)
        set_parent(account=d, parent=c)
        set_parent(account=b, parent=a)
        assert tops(a, b, c, d) == [a.pk] * 4
        set_parent(account=c, parent=None)
        assert tops(a, b, c, d) == [a.pk, a.pk, c.pk, c.pk]

    @pytest.mark.parametrize("below", [0, 1, 2], ids=["itself", "child", "grandchild"])
    def test_a_ring_is_refused(self, people, below):
        line = [factories.account(name, people.rep) for name in "ABC"]
        for parent, child in zip(line, line[1:], strict=False):
            set_parent(account=child, parent=parent)
        with pytest.raises(ValidationError):
            set_parent(account=line[0], parent=line[below])
        assert tops(*line) == [line[0].pk] * 3


class TestDuplicates:
    def test_the_owner_s_name_is_all_a_stranger_learns(self, people):
        factories.account("华为技术有限公司", people.other_rep, registry_number="91440300")
        found = find_duplicates(user=people.rep, typed=["华为技术股份有限公司"])
        assert [(each.account, each.ask) for each in found] == [(None, people.other_rep.name)]

    def test_who_sees_it_gets_the_account(self, people):
        account = factories.account("华为技术有限公司", people.rep)
        assert [each.account for each in find_duplicates(user=people.rep, typed=["华为技术"])] == [
            account
        ]

    def test_the_registry_number_finds_another_name(self, people):
        factories.account("甲公司", people.other_rep, registry_number="91440300ABC")
        assert (
            len(find_duplicates(user=people.rep, typed=["乙"], registry_number=" 91440300abc "))
            == 1
        )

    @pytest.mark.parametrize("typed", ["华为", "Huawei Technologies Co., Ltd", "HW 技术"])
    @pytest.mark.parametrize("place", [0, 1, 2], ids=["name", "English name", "other name"])
    def test_each_name_is_compared_with_every_name(self, people, typed, place):
        factories.account(
            "华为有限公司", people.other_rep, name_en="Huawei Technologies", aliases=["hw技术"]
        )
        names = ["甲", "乙", "丙"]
        names[place] = typed
        found = find_duplicates(user=people.rep, typed=names)
        assert [(each.account, each.ask) for each in found] == [(None, people.other_rep.name)]

    @pytest.mark.parametrize(
        ("name", "number"), [("", ""), ("...", ""), ("完全不同", ""), ("", "123")]
    )
    def test_nothing_alike_nothing_said(self, people, name, number):
        factories.account("华为技术有限公司", people.other_rep)
        assert find_duplicates(user=people.rep, typed=[name], registry_number=number) == []


class TestTransfer:
    def test_one_statement_changes_owner_and_unit(self, people, django_assert_num_queries):
        for name in "ABC":
            factories.account(name, people.other_rep)
        with django_assert_num_queries(4):  # savepoint, may `to` own, update, release
            count = transfer_accounts(accounts=Account.objects.all(), to=people.rep, by=people.head)
        assert count == 3
        assert set(Account.objects.values_list("owner", "unit")) == {
            (people.rep.pk, people.east.pk)
        }

    def test_only_accounts_of_one_s_own_people_move(self, people):
        mine = factories.account("A", people.rep)
        factories.account("B", people.other_rep)
        moved = transfer_accounts(accounts=Account.objects.all(), to=people.kam, by=people.manager)
        assert moved == 1
        assert list(Account.objects.filter(owner=people.kam)) == [mine]

    def test_nobody_outside_gets_any(self, people):
        factories.account("A", people.rep)
        with pytest.raises(PermissionDenied):
            transfer_accounts(
                accounts=Account.objects.all(), to=people.other_rep, by=people.manager
            )

    def test_a_rep_can_not(self, people):
        factories.account("A", people.rep)
        assert transfer_accounts(accounts=Account.objects.all(), to=people.rep, by=people.rep) == 0
