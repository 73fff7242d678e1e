"""A problem from its report to its solution: what is asked, who may do what, where it is found."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Account
from plans.models import Category, Problem
from plans.services import problems
from relationships.services.handover import hand_over
from staff.models.notice import Notice
from tests import factories
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("staff.clock.today", lambda: TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def theirs(people):
    """The account of the rep; the key account manager is on its team, who does not own it."""
    account = factories.account("澄江重工", people.rep, sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    return account


def said(owner, **changes):
    fields = {"category": "price", "severity": 2, "what": "要求降价", "due_on": DUE}
    return fields | {"owner": owner} | changes


def reported(account, by, **changes):
    fields = said(changes.pop("owner", by), **changes)
    return problems.report_problem(account=account, by=by, today=TODAY, **fields)


def closed(problem, by, solution="打包报价"):
    return problems.close_problem(problem=problem, by=by, today=TODAY, solution=solution)


def text(response):
    return " ".join(unescape(response.content.decode()).split())


class TestLife:
    def test_reported_changed_closed_and_opened_again(self, theirs, people):
        problem = reported(theirs, people.kam, owner=people.rep, what=" 要求降价 ")
        assert (problem.opened_by, problem.opened_on) == (people.kam, TODAY)
        assert (problem.owner, problem.what, problem.is_open) == (people.rep, "要求降价", True)
        changes = said(people.kam, severity=3, category="competitor")
        problem = problems.change_problem(problem=problem, by=people.rep, today=TODAY, **changes)
        assert (problem.severity, problem.owner) == (3, people.kam)
        problem = closed(problem, people.kam, " 高层出面 ")
        assert (problem.solution, problem.closed_on, problem.closed_by) == (
            "高层出面", TODAY, people.kam,
        )  # fmt: skip
        problem = problems.reopen_problem(problem=problem, by=people.rep)
        assert (problem.is_open, problem.closed_by, problem.solution) == (True, None, "高层出面")
        events = Problem.pgh_event_model.objects.filter(pgh_obj_id=problem.pk)
        assert events.count() == 4

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
            ({"what": "  "}, "what"),
            ({"category": "weather"}, "category"),
            ({"severity": 9}, "severity"),
        ],
        ids=["day passed", "nothing said", "no such kind", "no such severity"],
    )
    def test_bad_input_is_refused_by_the_field(self, theirs, people, changes, field):
        with pytest.raises(ValidationError) as refusal:
            reported(theirs, people.rep, **changes)
        assert list(refusal.value.message_dict) == [field]
        assert not Problem.objects.exists()

    @pytest.mark.parametrize(
        ("who", "says"), [("other_rep", "does not see"), ("service", "can't work")]
    )
    def test_who_sees_to_it_must_be_able_to(self, theirs, people, who, says):
        with pytest.raises(ValidationError, match=says):
            reported(theirs, people.rep, owner=getattr(people, who))

    def test_a_day_that_has_passed_may_stay(self, theirs, people):
        problem = factories.problem(theirs, people.rep, due_on=TODAY - timedelta(days=3))
        assert problem.is_late(TODAY)
        same = said(people.rep, due_on=problem.due_on, severity=3)
        problems.change_problem(problem=problem, by=people.rep, today=TODAY, **same)
        earlier = said(people.rep, due_on=problem.due_on - timedelta(days=1))
        with pytest.raises(ValidationError, match="passed"):
            problems.change_problem(problem=problem, by=people.rep, today=TODAY, **earlier)

    def test_it_does_not_close_without_a_solution(self, theirs, people):
        problem = reported(theirs, people.rep)
        with pytest.raises(ValidationError, match="what solved it"):
            closed(problem, people.rep, " ")
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.objects.update(closed_on=TODAY, closed_by=people.rep)

    def test_acts_out_of_turn(self, theirs, people):
        problem = reported(theirs, people.rep)
        with pytest.raises(ValidationError, match="is open"):
            problems.reopen_problem(problem=problem, by=people.rep)
        closed(problem, people.rep)
        with pytest.raises(ValidationError, match="closed by now"):
            closed(problem, people.rep)
        with pytest.raises(ValidationError, match="closed by now"):
            problems.change_problem(problem=problem, by=people.rep, today=TODAY, **said(people.rep))


class TestRoles:
    @pytest.mark.parametrize(
        ("who", "works"),
        [
            ("rep", True),  # owns the account
            ("kam", True),  # sees to it
            ("manager", True),
            ("head", True),
            ("service", False),
            ("sponsor", False),
            ("auditor", False),
            ("admin", False),
            ("other_rep", False),
        ],
    )
    def test_who_changes_it(self, theirs, people, who, works):
        problem, person = factories.problem(theirs, people.kam), getattr(people, who)
        assert problem.worked_by(person) == works
        if not works:
            with pytest.raises(PermissionDenied):
                closed(problem, person)

    def test_a_member_of_the_team_reports_and_does_not_change_those_of_others(self, theirs, people):
        assert not reported(theirs, people.kam, owner=people.rep).worked_by(people.kam)
        with pytest.raises(PermissionDenied):
            reported(theirs, people.service, owner=people.rep)

    @pytest.mark.parametrize(
        ("who", "sees"),
        [("rep", True), ("kam", True), ("sponsor", True), ("auditor", True), ("head", True)]
        + [("service", False), ("admin", False), ("other_rep", False)],
    )
    def test_who_reads_it(self, theirs, people, who, sees):
        factories.problem(theirs, people.rep)
        assert Problem.objects.visible_to(getattr(people, who)).exists() == sees


def test_the_new_owner_of_the_account_works_what_was_left_open(theirs, people):
    """It stays with who saw to it until somebody who sees the account takes it over."""
    problem = factories.problem(theirs, people.rep)
    accounts = Account.objects.filter(pk=theirs.pk)
    hand_over(accounts=accounts, to=people.kam, by=people.manager, on=TODAY)
    assert not Problem.objects.visible_to(people.rep).exists()
    problem = Problem.objects.get()
    assert problem.worked_by(people.kam)
    with pytest.raises(ValidationError, match="does not see"):
        problems.change_problem(problem=problem, by=people.kam, today=TODAY, **said(people.rep))
    problems.change_problem(problem=problem, by=people.kam, today=TODAY, **said(people.kam))


class TestWhoSeesToIt:
    def test_after_a_hand_over_it_is_the_new_owners(self, theirs, people):
        factories.problem(theirs, people.rep)
        assert problems.follow_owners() == 0
        accounts = Account.objects.filter(pk=theirs.pk)
        hand_over(accounts=accounts, to=people.other_rep, by=people.head, on=TODAY)
        assert problems.follow_owners() == 1
        assert Problem.objects.get().owner == people.other_rep
        assert problems.follow_owners() == 0

    @pytest.mark.parametrize("who", ["kam", "manager"], ids=["of the team", "a manager"])
    def test_who_still_works_there_keeps_it(self, theirs, people, who):
        factories.problem(theirs, getattr(people, who))
        assert problems.follow_owners() == 0

    def test_of_who_left_it_is_the_owners(self, theirs, people):
        factories.problem(theirs, people.manager)
        people.manager.is_active = False
        people.manager.save()
        problems.follow_owners()
        assert Problem.objects.get().owner == people.rep

    def test_on_its_day_it_is_told_once(self, theirs, people):
        factories.problem(theirs, people.rep, due_on=DUE)
        assert problems.tell_due(today=DUE - timedelta(days=1)) == 0
        assert problems.tell_due(today=DUE) == 1
        assert problems.tell_due(today=DUE + timedelta(days=1)) == 0
        notice = Notice.objects.get(user=people.rep)
        assert notice.url == reverse("problem_detail", args=[Problem.objects.get().pk])

    def test_it_stands_on_the_work_list_of_who_sees_to_it(self, theirs, people, as_user):
        factories.problem(theirs, people.rep, what="备件价格")
        url = reverse("work_list")
        assert "备件价格" in text(as_user(people.rep).get(url))
        assert "备件价格" not in text(as_user(people.kam).get(url))


def test_every_kind_says_what_helps():
    assert len(Category) == 15
    assert len({str(each.response) for each in Category}) == 15


class TestPages:
    def test_from_the_account_to_the_solution(self, theirs, people, as_user):
        client, url = as_user(people.rep), reverse("problem_create", args=[theirs.pk])
        assert url in text(client.get(reverse("account_detail", args=[theirs.pk])))
        assert "offer a bundle" in text(client.get(url))
        made = client.post(url, said(people.rep.pk))
        problem = Problem.objects.get()
        assert made.url == reverse("problem_detail", args=[problem.pk])
        page = text(client.get(made.url))
        assert "要求降价" in page
        assert "offer a bundle" in page
        edit = reverse("problem_edit", args=[problem.pk])
        assert "要求降价" in text(client.get(edit))
        assert client.post(edit, said(people.rep.pk, what="要求降价五成")).url == made.url
        close = reverse("problem_close", args=[problem.pk])
        assert client.post(close, {"solution": ""}).status_code == 422
        assert client.post(close, {"solution": "打包报价"}).url == made.url
        page = text(client.get(made.url))
        assert "打包报价" in page
        assert "Open it again" in page
        client.post(reverse("problem_reopen", args=[problem.pk]))
        assert Problem.objects.open().count() == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"what": " "}, "what"),
            ({"category": "x"}, "category"),
            ({"severity": "x"}, "severity"),
            ({"due_on": "2020-01-01"}, "due_on"),
            ({"due_on": "soon"}, "due_on"),
            ({"owner": "0"}, "owner"),
        ],
    )
    def test_mistakes_are_said_by_the_field(self, theirs, people, as_user, changes, field):
        sent = as_user(people.rep).post(
            reverse("problem_create", args=[theirs.pk]), said(people.rep.pk) | changes
        )
        assert sent.status_code == 422
        assert list(sent.context["form"].errors) == [field]
        assert not Problem.objects.exists()

    def test_what_has_been_closed_meanwhile_is_said(self, theirs, people, as_user):
        problem = factories.problem(theirs, people.rep, solution="打包报价")
        client = as_user(people.rep)
        sent = client.post(reverse("problem_close", args=[problem.pk]), {"solution": "x"})
        assert "closed by now" in text(sent)
        sent = client.post(reverse("problem_edit", args=[problem.pk]), said(people.rep.pk))
        assert "closed by now" in text(sent)
        client.post(reverse("problem_reopen", args=[problem.pk]))
        again = client.post(reverse("problem_reopen", args=[problem.pk]), follow=True)
        assert "This problem is open." in text(again)

    def test_the_list_is_narrowed_and_finds_text_in_closed_ones(self, theirs, people, as_user):
        other = factories.account("远山精密", people.rep)
        price = factories.problem(theirs, people.rep, severity=3, what="要求降价")
        late = factories.problem(other, people.kam, category="payment", what="逾期")
        solved = factories.problem(theirs, people.rep, what="询价", solution="打包报价")
        client, url = as_user(people.manager), reverse("problem_list")

        def found(**asked):
            response = client.get(url, asked)
            counts = response.context["open_count"], response.context["closed_count"]
            return [problem.pk for problem, _late in response.context["rows"]], counts

        assert found() == ([price.pk, late.pk], (2, 1))
        assert found(state="closed") == ([solved.pk], (2, 1))
        assert found(q="打包") == ([], (0, 1))
        assert found(q="打包", state="closed") == ([solved.pk], (0, 1))
        assert found(q="ysjm") == ([late.pk], (1, 0))
        assert found(category="payment") == ([late.pk], (1, 0))
        assert found(severity="3") == ([price.pk], (1, 0))
        assert found(owner=people.kam.pk) == ([late.pk], (1, 0))
        assert found(category="weather") == ([], (0, 0))
        assert "look among the open and the closed" in text(client.get(url, {"q": "打包"}))
        assert "<html" not in text(client.get(url, headers={"HX-Request": "true"}))

    def test_queries(self, theirs, people, as_user, django_assert_max_num_queries):
        for _each in range(60):
            problem = factories.problem(theirs, people.rep)
        client = as_user(people.rep)
        client.get(reverse("problem_list"))
        with django_assert_max_num_queries(8):
            assert "1–50 of 60" in text(client.get(reverse("problem_list")))
        with django_assert_max_num_queries(6):
            client.get(reverse("problem_detail", args=[problem.pk]))
