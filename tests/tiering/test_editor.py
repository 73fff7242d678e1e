"""The criteria editor in the browser's words: typed values, the live what-if, submit and decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models.export import ExportLog
from tests import factories
from tests.tiering.editing import inputs_of, save, text, unit_of
from tiering import policy_fields, policy_numbers
from tiering.engine import Policy, with_changes
from tiering.models import BackTest, CurrentRun, PolicyVersion, Run, Score, Trial
from tiering.services.runs import execute_run


def backtested(version):
    """As if the worker had tested exactly this document on past month-ends."""
    version.refresh_from_db()
    BackTest.objects.create(version=version, hash=version.hash, state="done")


def test_the_page_shows_every_setting_once(draft):
    client, version = draft
    said = text(client.get("/tiering/policies/2/edit/"))
    for path, _value in inputs_of(version):
        if path not in policy_fields.FIXED:
            assert said.count(f'name="{path}"') == 1, path


def test_what_the_page_shows_changes_nothing_when_sent(draft):
    client, version = draft
    save(client, version)
    version.refresh_from_db()
    assert version.hash == Policy().hash()


def test_a_change_is_saved_tried_and_said(draft):
    client, version = draft
    response = save(client, version, pyramid__cumulative__1="40")
    version.refresh_from_db()
    assert str(version.policy.pyramid.cumulative[1]) == "0.4"
    said = text(response)
    assert "Layers end at (share of accounts) 1% / 40% / 50%, was 1% / 20% / 50%." in said
    assert response.context["panel"].moved == Trial.objects.get().moves["accounts"] > 0
    assert Trial.objects.get().holds


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        pytest.param("pyramid__cumulative__1", "abc", "Enter a number.", id="text"),
        pytest.param(
            "pyramid__cumulative__1", "60", "should rise from one to the next", id="order"
        ),
        pytest.param("selection__weights__INTEGRITY", "30", "add up to 100%", id="weights"),
        pytest.param("abc__plum_strategic_min", "101", "too large", id="large"),
        pytest.param("pattern__big_deal_amount", "1,5", "Enter a number.", id="comma"),
        pytest.param("pattern__big_deal_amount", "Infinity", "Enter a number.", id="infinite"),
        pytest.param("window__ttm_months", "0", "too small", id="small"),
        pytest.param("window__ttm_months", "1.5", "Enter a whole number.", id="half"),
        pytest.param("pyramid__metric", "size", "not allowed here", id="choice"),
    ],
)
def test_bad_input_is_told_by_the_field_and_not_saved(draft, field, value, says):
    client, version = draft
    response = save(client, version, **{field: value})
    assert says in text(response)
    assert f'data-kam-wrong="{field.replace("__", ".")}"' in text(response)
    assert "By the last valid draft" in text(response)
    version.refresh_from_db()
    assert version.hash == Policy().hash()


def test_another_persons_save_is_told_not_overwritten(draft, people, as_user):
    client, version = draft
    as_user(people.head)
    save(client, version, abc__plum_strategic_min="70")
    as_user(people.admin)
    response = save(client, version, abc__plum_strategic_min="50")
    assert "saved elsewhere meanwhile" in text(response)
    version.refresh_from_db()
    assert version.policy.abc.plum_strategic_min == 70


def test_other_windows_are_measured_by_a_trial_run(draft):
    client, version = draft
    assert "Measure the book" in text(save(client, version, window__ttm_months="24"))
    response = client.post("/tiering/policies/2/measure/")
    run = Run.objects.latest("pk")
    assert response.url == f"/tiering/runs/{run.pk}/"
    execute_run(run=run)
    said = text(client.get("/tiering/policies/2/edit/"))
    assert "Measure the book" not in said
    assert CurrentRun.get() != run


def test_submit_then_approve_scores_by_it(draft, people, as_user):
    client, version = draft
    save(client, version, pyramid__cumulative__1="40", note="More major accounts")
    backtested(version)
    client.post("/tiering/policies/2/submit/")
    version.refresh_from_db()
    assert (version.status, version.note) == ("submitted", "More major accounts")
    client = as_user(people.head)
    said = text(client.get("/tiering/policies/2/"))
    assert "was 1% / 20% / 50%" in said
    from staff import clock

    response = client.post(
        "/tiering/policies/2/approve/", {"effective_from": clock.today().isoformat()}
    )
    assert response.status_code == 302
    run = Run.objects.latest("pk")
    assert (run.state, run.policy.number) == ("queued", 2)


def test_the_author_is_told_to_wait_for_another(draft, people, as_user):
    client, version = draft
    client = as_user(people.head)
    save(client, version, pyramid__cumulative__1="40")
    backtested(version)
    client.post("/tiering/policies/2/submit/")
    said = text(client.get("/tiering/policies/2/"))
    assert "somebody else has to approve it" in said
    assert "/tiering/policies/2/approve/" not in said


def test_sending_back_without_a_reason_is_refused(draft, people, as_user):
    client, version = draft
    save(client, version, pyramid__cumulative__1="40")
    backtested(version)
    client.post("/tiering/policies/2/submit/")
    client = as_user(people.head)
    assert client.post("/tiering/policies/2/return/", {"reason": ""}).status_code == 422
    client.post("/tiering/policies/2/return/", {"reason": "Too wide"})
    version.refresh_from_db()
    assert (version.status, version.answer) == ("draft", "Too wide")


class TestMovers:
    @pytest.fixture
    def wide(self, draft):
        client, version = draft
        save(client, version, pyramid__cumulative__1="40")
        return client

    def test_every_cell_opens_as_many_accounts(self, wide):
        panel = wide.get("/tiering/policies/2/edit/").context["panel"]
        for row in panel.matrix.rows:
            for cell in row.cells:
                if cell.way:
                    query = f"?system=pyramid&before={cell.before}&after={cell.after}"
                    page = wide.get(f"/tiering/policies/2/movers/{query}").context["page"]
                    assert page.paginator.count == cell.accounts

    def test_the_whole_list_is_the_headline(self, wide):
        panel = wide.get("/tiering/policies/2/edit/").context["panel"]
        page = wide.get("/tiering/policies/2/movers/").context["page"]
        assert page.paginator.count == panel.moved
        assert sum(row.effect.accounts for row in panel.owners) == panel.moved
        assert sum(row.effect.accounts for row in panel.units) == panel.moved

    def test_filters_narrow_it(self, wide, people):
        everybody = wide.get("/tiering/policies/2/movers/").context["page"].paginator.count
        owned = [
            wide.get(f"/tiering/policies/2/movers/?owner={owner.pk}")
            .context["page"]
            .paginator.count
            for owner in wide.get("/tiering/policies/2/movers/").context["owners"]
        ]
        assert sum(owned) == everybody
        count = wide.get("/tiering/policies/2/movers/?way=down").context["page"].paginator.count
        assert count == 0
        count = wide.get("/tiering/policies/2/movers/?least=99999999").context["page"]
        assert count.paginator.count == 0

    def test_the_export_follows_the_filters(self, wide):
        address = "/tiering/policies/2/movers/?system=pyramid&way=up"
        swapped = wide.get(address, headers={"HX-Request": "true"})
        field = 'name="query" id="t-query" value="system=pyramid&amp;way=up" hx-swap-oob="true"'
        assert field in swapped.content.decode()
        assert "hx-swap-oob" not in wide.get(address).content.decode()

    @pytest.mark.parametrize(
        ("query", "kept"),
        [
            pytest.param("system=pyramid&before=2&after=1", (2, 1), id="from-a-cell"),
            pytest.param("system=pyramid&of=pyramid&before=2", (2, None), id="same-system"),
            pytest.param("system=pareto&of=pyramid&before=2&after=1", (None, None), id="another"),
            pytest.param("of=pyramid&before=2", (None, None), id="all-systems"),
            pytest.param("system=band&before=0", (0, None), id="not-rated"),
        ],
    )
    def test_classes_of_another_system_are_dropped(self, wide, query, kept):
        asked = wide.get(f"/tiering/policies/2/movers/?{query}").context["asked"]
        assert (asked["before"], asked["after"]) == kept

    def test_the_chosen_owner_stays_to_be_seen(self, wide, people):
        page = wide.get(f"/tiering/policies/2/movers/?owner={people.rep.pk}&least=99999999")
        assert people.rep in page.context["owners"]
        assert not page.context["movers"]

    def test_a_unit_manager_reads_only_accounts_of_the_unit(self, wide, people, as_user):
        client = as_user(people.manager)
        movers = client.get("/tiering/policies/2/movers/").context["movers"]
        assert {mover.account.unit for mover in movers} <= {people.east}
        panel = client.get("/tiering/policies/2/edit/").context["panel"]
        assert panel.size == 18

    def test_the_file_has_the_rows_and_is_logged(self, wide):
        response = wide.post("/tiering/policies/2/movers/export/", {"query": "system=pyramid"})
        lines = response.content.decode().splitlines()
        assert lines[0].startswith("\ufeffCustomer number")
        assert ExportLog.objects.get().rows == len({line.split(",")[1] for line in lines[1:]})


def test_queries_do_not_grow_with_the_book(draft):
    client, version = draft

    def counted():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            save(client, PolicyVersion.objects.get(number=2), abc__plum_strategic_min="61")
            save(client, PolicyVersion.objects.get(number=2), abc__plum_strategic_min="60")
        return len(queries)

    counted()
    before = counted()
    for _ in range(5):
        factories.account()
    assert counted() == before <= 70


@pytest.mark.parametrize("path", [path for path, _value in policy_fields.inputs(Policy())])
def test_a_value_read_back_is_the_value(path):
    policy = Policy()
    value = dict(policy_fields.inputs(policy))[path]
    shown = policy_numbers.shown(unit_of(path), value)
    assert policy_numbers.read(unit_of(path), shown, value) == value


def test_every_reason_of_the_engine_has_words():
    reasons = {
        "pyramid.cumulative.1": 0.9, "decline.amount.0": 0.1, "selection.weights.INTEGRITY": 1,
        "window.ttm_months": 0, "abc.plum_strategic_min": 101, "key_account.alarm_count": 1,
        "class.resource_factor.IMPORTANT": 1, "class.watch_from": 99, "selection.reserve_min": 99,
        "care.gift_block_over": 1, "pyramid.poor_credit_below": 1.5, "pattern.active_factor": 0,
    }  # fmt: skip
    for path, value in reasons.items():
        changes = {path: value}
        if path == "class.resource_factor.IMPORTANT":
            changes["class.resource_factor.CORE"] = 0.5
        read = policy_fields.Typed(changes=changes)
        assert policy_fields.checked(Policy(), read) is None
        assert list(read.errors.values()) != ["This value is not allowed here."], path


def test_undoing_a_difference_gives_the_older_document():
    changed = with_changes(Policy(), {"abc.plum_strategic_min": 70})
    assert with_changes(changed, {"abc.plum_strategic_min": 60}).hash() == Policy().hash()


def test_it_says_when_nobody_can_move_by_what_differs(draft):
    client, version = draft
    unscored = "they move nobody"
    assert unscored not in text(client.get("/tiering/policies/2/edit/"))
    assert unscored in text(save(client, version, decline__reopen_days="31"))
    version.refresh_from_db()
    assert unscored not in text(save(client, version, abc__plum_strategic_min="61"))


@pytest.mark.parametrize(
    ("changes", "heads", "after"),
    [
        pytest.param({"pyramid__cumulative__1": "40"}, ["Gross profit"], "value", id="same metric"),
        pytest.param(
            {"pyramid__metric": "net_revenue"},
            ["Gross profit now", "Net revenue after"],
            "net_revenue",
            id="another metric",
        ),
    ],
)
def test_movers_say_what_their_value_is(draft, changes, heads, after):
    client, version = draft
    save(client, version, **changes)
    response = client.get("/tiering/policies/2/movers/")
    for head in heads:
        assert f">{head}</th>" in text(response)
    movers = response.context["movers"]
    assert movers
    for mover in movers:
        score = Score.objects.get(run=CurrentRun.get(), account_id=mover.account.pk)
        assert (mover.value_before, mover.value_after) == (score.value, getattr(score, after))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [("abc", "pyramid"), ("pyramid", "abc"), ("", "abc")],
    ids=["as it was", "chosen just now", "not said"],
)
def test_the_system_that_moves_is_shown_unless_another_was_chosen(draft, shown, expected):
    client, version = draft
    changes = {"pyramid__cumulative__1": "40", "system": "abc", "shown": shown}
    panel = save(client, version, **changes).context["panel"]
    assert {tab.system: tab.accounts for tab in panel.tabs}["abc"] == 0
    assert panel.matrix.system == expected
