"""What was learnt: where it is found, by whom, and which of it is offered to a plan."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Standing
from plans.lessons import offered
from plans.models import Plan, Problem
from plans.services import plans, problems
from relationships.models import Relation
from tests import factories
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
PAGE = "lesson_list"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def known(name, owner, tier=0, key_class=0, stage=0, industry=""):
    account = factories.account(name, owner, industry=industry)
    Standing.objects.create(account=account, pyramid=tier, key_class=key_class)
    if stage:
        days = {"since": TODAY, "assessed_on": TODAY}
        Relation.objects.create(account=account, stage=stage, **days)
    return account


def over(account, manager, lessons, days_ago=0, **fields):
    """A plan that was closed."""
    day = TODAY - timedelta(days=days_ago)
    closed = {"state": "closed", "decided_by": manager, "closed_on": day, "lessons": lessons}
    return _remembered(factories.plan(account, account.owner, **closed, **fields))


def solved(account, solution, days_ago=0, **fields):
    day = TODAY - timedelta(days=days_ago)
    row = factories.problem(account, account.owner, solution=solution, closed_on=day, **fields)
    return _remembered(row)


def _remembered(row):
    row.remember(Account.objects.get(pk=row.account_id))
    row.save()
    return row


def text(response):
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def book(people):
    """Lessons of three accounts, one of them of the other region."""
    mine = known("澄江重工", people.rep, tier=2, key_class=1, stage=3, industry="重工")
    mine2 = known("远山精密", people.rep, tier=3, industry="精密机械")
    foreign = known("绝密客户", people.other_rep, tier=2, key_class=1, stage=3, industry="重工")
    over(mine, people.manager, "先见总工", 1)
    solved(mine2, "打包报价", 2)
    over(mine2, people.manager, "样板工厂", 3, purpose="retain")
    over(foreign, people.head, "机密经验", 0)
    factories.plan(mine, people.rep, lessons="尚未结束")
    factories.problem(mine, people.rep, what="未解决")
    return mine, mine2, foreign


@pytest.fixture
def found(book, people, as_user):
    """What the page lists for an address, for the rep."""
    client = as_user(people.rep)

    def ask(**asked):
        response = client.get(reverse(PAGE), asked)
        return [lesson.learnt for lesson in response.context["page"]]

    return ask


class TestClassOfThen:
    """The account moves on; the lesson stays where it was learnt."""

    @pytest.fixture(autouse=True)
    def _moved(self, book):
        Standing.objects.filter(account=book[0]).update(key_class=2, pyramid=4)
        Relation.objects.filter(account=book[0]).update(stage=1)

    def test_it_is_found_under_it(self, found):
        assert found(tier="2", key_class="1", stage="3") == ["先见总工"]
        assert found(tier="4") == found(stage="1") == []

    def test_closing_keeps_it(self, book, people):
        plan = factories.plan(book[0], people.rep, state="active", decided_by=people.manager)
        plan = plans.close(plan=plan, by=people.rep, today=TODAY, lessons="早问")
        assert (plan.closed_class, plan.closed_tier, plan.closed_stage) == (2, 4, 1)
        problem = factories.problem(book[0], people.rep)
        problem = problems.close_problem(
            problem=problem, by=people.rep, today=TODAY, solution="打包"
        )
        assert (problem.closed_class, problem.closed_tier, problem.closed_stage) == (2, 4, 1)


class TestShared:
    """What a colleague tells everybody is read without its account."""

    @pytest.fixture
    def told(self, book, people):
        foreign = book[2]
        plan = over(foreign, people.head, "样板厂参观最有效", purpose="retain", why="机密理由")
        Plan.objects.filter(pk=plan.pk).update(shared=True)
        problem = solved(foreign, "先签框架再议价", what="机密问题")
        Problem.objects.filter(pk=problem.pk).update(shared=True)
        return plan

    def test_it_is_read_without_the_account(self, told, people, as_user):
        page = text(as_user(people.rep).get(reverse(PAGE)))
        for shown in ("样板厂参观最有效", "先签框架再议价", "told by a colleague"):
            assert shown in page
        for hidden in ("绝密客户", "机密理由", "机密问题", "机密经验", told_url(told)):
            assert hidden not in page

    @pytest.mark.parametrize(
        ("asked", "count"), [("参观", 1), ("绝密客户", 0), ("机密理由", 0), ("机密问题", 0)]
    )
    def test_it_is_not_found_by_what_is_hidden(self, told, found, asked, count):
        assert len(found(q=asked)) == count

    def test_it_is_offered(self, told, book, people):
        plan = factories.plan(book[0], people.rep, purpose="retain")
        assert "样板厂参观最有效" in [each.learnt for each in offered(plan, people.rep)]

    def test_roles_that_read_no_plans_read_none(self, told, people, as_user):
        assert as_user(people.service).get(reverse(PAGE)).status_code == 403
        assert not offered(told, people.service)

    @pytest.mark.parametrize(
        ("lessons", "name"),
        [("澄江重工要早报价", "澄江重工"), ("王总工最看重交期", "王总工")],
        ids=["the account", "somebody there"],
    )
    def test_a_text_that_names_them_is_not_told(self, book, people, lessons, name):
        factories.contact(book[0], "王总工")
        plan = factories.plan(book[0], people.rep, state="active", decided_by=people.manager)
        said = {"plan": plan, "by": people.rep, "today": TODAY, "lessons": lessons}
        with pytest.raises(ValidationError, match=f"It names {name}"):
            plans.close(**said, shared=True)
        assert plans.close(**said).state == "closed"

    def test_it_is_read_to_its_end(self, told, people, as_user):
        Plan.objects.filter(pk=told.pk).update(lessons="细" * 900 + "末")
        assert "细末" in text(as_user(people.rep).get(reverse(PAGE)))

    def test_whoever_closes_decides(self, book, people, as_user):
        plan = factories.plan(book[0], people.rep, state="active", decided_by=people.manager)
        client, page = as_user(people.rep), reverse("plan_close", args=[plan.pk])
        client.post(page, {"lessons": "早做测算", "shared": "on"})
        plan.refresh_from_db()
        assert (plan.state, plan.shared) == ("closed", True)


def told_url(plan):
    return reverse("plan_detail", args=[plan.pk])


class TestList:
    def test_the_newest_first_and_only_what_is_over(self, found):
        assert found() == ["先见总工", "打包报价", "样板工厂"]

    @pytest.mark.parametrize(
        ("asked", "learnt"),
        [
            ({"q": "总工"}, ["先见总工"]),
            ({"q": "打包"}, ["打包报价"]),
            ({"q": "ysjm"}, ["打包报价", "样板工厂"]),
            ({"q": "机密"}, []),
            ({"about": "retain"}, ["样板工厂"]),
            ({"about": "price"}, ["打包报价"]),
            ({"tier": "2"}, ["先见总工"]),
            ({"key_class": "1"}, ["先见总工"]),
            ({"stage": "3"}, ["先见总工"]),
            ({"industry": "精密"}, ["打包报价", "样板工厂"]),
            ({"industry": "精密", "about": "price"}, ["打包报价"]),
            ({"tier": "9"}, []),
            ({"about": "weather"}, []),
        ],
    )
    def test_it_is_narrowed(self, found, asked, learnt):
        assert found(**asked) == learnt

    @pytest.mark.parametrize(
        ("who", "count"),
        [("rep", 3), ("other_rep", 1), ("manager", 3), ("head", 4), ("auditor", 4)],
    )
    def test_who_reads_what(self, book, people, as_user, who, count):
        page = as_user(getattr(people, who)).get(reverse(PAGE))
        assert len(page.context["page"]) == count

    def test_pages_and_queries(self, book, people, as_user, django_assert_max_num_queries):
        for days in range(60):
            over(book[0], people.manager, f"经验{days}", 10 + days)
        client = as_user(people.rep)
        client.get(reverse(PAGE))
        with django_assert_max_num_queries(8):
            page = text(client.get(reverse(PAGE)))
        assert "1–50 of 63" in page
        last = text(client.get(reverse(PAGE), {"page": "2"}, headers={"HX-Request": "true"}))
        assert "经验59" in last
        assert "<html" not in last

    def test_nothing_learnt_yet(self, people, as_user):
        assert "No lessons yet" in text(as_user(people.rep).get(reverse(PAGE)))


class TestOffered:
    def of(self, account, user, **fields):
        made = factories.plan(account, account.owner, **fields)
        rows = Plan.objects.select_related("account__standing", "account__relation")
        return offered(rows.get(pk=made.pk), user)

    def test_the_most_alike_first_then_the_newest(self, book, people):
        twin = known("新客户", people.rep, tier=2, key_class=1, stage=3, industry="重工")
        found = self.of(twin, people.rep)
        assert [lesson.learnt for lesson in found] == ["先见总工"]
        assert [str(said) for said in found[0].alike] == [
            "same purpose", "same key account class", "same tier", "same stage", "same industry",
        ]  # fmt: skip
        found = self.of(twin, people.rep, purpose="retain")
        assert [(each.learnt, len(each.alike)) for each in found] == [
            ("先见总工", 4), ("样板工厂", 1),
        ]  # fmt: skip

    def test_solutions_count_and_no_more_than_three(self, book, people):
        near = known("近山精密", people.rep, tier=3, industry="精密机械")
        for days in range(4):
            solved(book[0], f"办法{days}", days)
        found = self.of(near, people.rep, purpose="retain")
        assert [each.learnt for each in found] == ["样板工厂", "打包报价"]
        assert found[1].url.startswith("/plans/problems/")
        alike = known("新重工", people.rep, industry="重工")
        found = self.of(alike, people.rep, purpose="to_core")
        assert [each.learnt for each in found] == ["办法0", "先见总工", "办法1"]

    def test_what_is_unknown_is_not_alike(self, book, people):
        bare = factories.account("无名", people.rep)
        assert self.of(bare, people.rep, purpose="to_core") == []

    def test_only_what_the_reader_sees(self, book, people):
        twin = known("新客户", people.other_rep, tier=2)
        assert [each.learnt for each in self.of(twin, people.other_rep)] == ["机密经验"]

    def test_not_its_own(self, book, people):
        plan = Plan.objects.get(lessons="先见总工")
        assert [each.learnt for each in offered(plan, people.rep)] == []

    def test_two_queries(self, book, people, django_assert_num_queries):
        rows = Plan.objects.select_related("account__standing", "account__relation")
        plan = rows.filter(state="draft", account=book[0]).first()
        with django_assert_num_queries(2):
            for lesson in offered(plan, people.rep):
                assert lesson.account.display_name

    def test_it_stands_on_the_page_of_the_plan(self, book, people, as_user):
        twin = known("新客户", people.rep, tier=2)
        plan = factories.plan(twin, people.rep)
        page = text(as_user(people.rep).get(reverse("plan_detail", args=[plan.pk])))
        assert "Learnt elsewhere" in page
        assert "先见总工" in page
        assert "same purpose · same tier" in page
        lonely = factories.plan(factories.account("无名", people.rep), people.rep, "to_core")
        page = text(as_user(people.rep).get(reverse("plan_detail", args=[lonely.pk])))
        assert "Learnt elsewhere" not in page


def test_problems_move_with_a_merged_account(book, people):
    from kam.merging.accounts import merge_accounts

    mine, mine2, _foreign = book
    merge_accounts(kept=mine, lost=mine2, by=people.head)
    assert Account.objects.get(pk=mine.pk).problems.count() == 2
