"""The criteria editor under the hands: weights stay shares of 100, ranges stay in order."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_shell import sideways
from tests.test_tier_dashboard import scored
from tiering.models import PolicyVersion
from tiering.services.policy_life import create_draft

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]
EDIT = "/tiering/policies/2/edit/"
WEIGHTS = "[data-kam-shares='selection.weights']"
BANDS = "[data-kam-bands='selection.bands.DEV_COST']"


@pytest.fixture
def editor(open_page, people):
    """`editor(size, language)`: the administrator's draft over a scored book."""
    scored(people)
    create_draft(base=PolicyVersion.objects.published(), by=people.admin)

    def opened(size=DESK, language="en", theme="light"):
        page = open_page(people.admin, size, language, theme)
        page.goto(EDIT)
        return page

    return opened


def field(page, name):
    return page.locator(f"[name='{name}']")


def weights(page):
    return [float(each.input_value()) for each in page.locator(f"{WEIGHTS} [data-was]").all()]


def saved(page):
    """The answer to what was just typed."""
    return page.expect_response(lambda response: response.request.method == "POST")


def kept(path):
    document = PolicyVersion.objects.get(number=2).document
    for name in path.split("."):
        document = document[name]
    return document


def test_a_weight_typed_key_by_key_never_leaves_100(editor):
    page = editor()
    wrong = page.locator("[data-kam-wrong]")
    integrity = field(page, "selection.weights.INTEGRITY")
    integrity.click()
    integrity.press("Control+a")
    for key, others in (("3", 97), ("0", 70)):
        with saved(page):
            integrity.press(key)
        expect(wrong).to_have_count(0)
        assert sum(weights(page)[1:]) == others
    assert weights(page) == [30, 15, 14, 4, 15, 9, 4, 9]
    assert kept("selection.weights.INTEGRITY") == 30
    integrity.press("Control+a")
    integrity.press("Backspace")
    page.wait_for_timeout(400)
    expect(wrong).to_have_count(0)
    with saved(page):
        integrity.press_sequentially("18")
    assert weights(page) == [18, 17, 17, 5, 18, 10, 5, 10]


def test_locked_weights_stay_and_too_much_is_cut(editor):
    page = editor()
    page.locator(f"{WEIGHTS} [data-kam-lock]").nth(1).click()
    integrity = field(page, "selection.weights.INTEGRITY")
    integrity.click()
    integrity.press("Control+a")
    with saved(page):
        integrity.press_sequentially("99")
    expect(page.locator("[data-kam-wrong]")).to_have_count(1)
    with saved(page):
        integrity.press("Tab")
    expect(page.locator("[data-kam-wrong]")).to_have_count(0)
    assert weights(page) == [83, 17, 0, 0, 0, 0, 0, 0]
    with saved(page):
        page.locator("[data-kam-undo]").first.click()
    assert weights(page) == [18, 17, 17, 5, 18, 10, 5, 10]


def test_weights_from_pairs_go_into_the_form(editor, violations):
    page = editor()
    page.locator(f"{WEIGHTS} [data-kam-pairs]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[data-kam-weight]")).to_have_count(8)
    assert violations(page) == []
    steps = "1 1 5 1 2 3 2, 1 3 1 2 3 2, 3 1 2 3 2, 1/5 1/2 1/2 1/2, 2 3 2, 2 1, 1/2"
    for i, row in enumerate(steps.split(",")):
        for n, step in enumerate(row.split()):
            dialog.locator(f"[name='pair.{i}.{i + 1 + n}']").select_option(step)
    expect(dialog.locator("[data-kam-said]")).to_have_text(
        "Cost of keeping stable is equally to somewhat more important than Interaction with us"
    )
    expect(dialog.locator("[data-kam-mirrors='pair.0.3']")).to_have_text("1/5")
    expect(dialog.locator("[data-kam-weight]").first).to_have_text("18.34%")
    with saved(page):
        dialog.locator("[data-kam-use]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert weights(page) == [18.34, 17.25, 17.25, 4.39, 18.34, 9.26, 5.91, 9.26]
    assert kept("selection.weights.LOCATION") == 4.39
    expect(page.locator(f"{WEIGHTS} [data-kam-total]")).to_have_text("100")


def test_ranges_are_split_and_removed_by_keyboard(editor):
    page = editor()
    page.locator(f"details:has({BANDS}) > summary").press("Enter")
    table = page.locator(BANDS)
    with saved(page):
        table.locator("[data-kam-split]").nth(1).press("Enter")
    begins = page.locator(":focus")
    expect(begins).to_have_attribute("name", "selection.bands.DEV_COST.cuts.1")
    expect(begins).to_have_value("17.5")
    assert kept("selection.bands.DEV_COST.points") == [100, 80, 80, 60, 30, 0]
    with saved(page):
        begins.fill("60")
    rows = table.locator("[data-kam-band]")
    expect(rows.nth(2).locator(".t-wrong")).to_have_text(
        "The next range begins at 25%, not above 60%."
    )
    expect(rows.nth(3).locator(".t-wrong")).to_have_text(
        "It overlaps the range before it: begin above 60%."
    )
    with saved(page):
        rows.nth(2).locator("[data-kam-drop]").press("Enter")
    expect(table.locator(".t-wrong")).to_have_count(0)
    assert kept("selection.bands.DEV_COST.cuts") == [10, 25, 50, 100]
    with saved(page):
        rows.nth(0).locator("[data-kam-drop]").press("Enter")
    assert kept("selection.bands.DEV_COST.cuts") == [25, 50, 100]
    with saved(page):
        page.locator("[data-kam-undo]").first.click()
    assert kept("selection.bands.DEV_COST.cuts") == [10, 25, 50, 100]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_a_phone_the_effect_stays_in_sight(editor, violations, language):
    page = editor(PHONE, language)
    share = field(page, "pyramid.cumulative.1")
    share.tap()
    share.press("Control+a")
    with saved(page):
        share.press_sequentially("40")
    brief = page.locator("#t-brief")
    expect(brief.locator("b")).not_to_have_text("0")
    expect(brief).to_be_in_viewport(ratio=1)
    expect(share).to_be_in_viewport(ratio=1)
    share.press("Control+a")
    with saved(page):
        share.press_sequentially("70")
    expect(brief.locator(".k-text-red")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-kam-slider]").first).to_be_hidden()
    for summary in page.locator("details.t-more > summary").all():
        summary.click()
    assert sideways(page) <= 0
    assert violations(page) == []


def test_at_a_desk_the_steps_stand_in_one_line(editor):
    page = editor()
    tops = {round(each.bounding_box()["y"]) for each in page.locator(".t-journey li").all()}
    assert len(tops) == 1
    tabs = page.locator(".t-systems label").last
    frame = page.locator("#t-panel").bounding_box()
    box = tabs.bounding_box()
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]


LAYERS = "pyramid.cumulative.1"


def test_of_quick_changes_the_last_is_kept(editor):
    """They are sent one after the other, each with what the page has seen."""
    page = editor()

    def slowly(route):
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/edit/", slowly)
    for value in ("30", "35", "40", "45"):
        field(page, LAYERS).fill(value)
        page.wait_for_timeout(200)
    expect(page.locator(".t-headline")).to_be_visible()
    page.wait_for_timeout(3000)
    assert str(kept("pyramid.cumulative")[1]) == "0.45"
    expect(page.locator("#t-errors")).not_to_contain_text("saved elsewhere")


def test_a_change_in_another_window_is_not_lost(editor):
    first = editor()
    second = first.context.new_page()
    second.goto(EDIT)
    with saved(second):
        field(second, "pattern.big_deal_amount").fill("200000")
    with saved(first):
        field(first, LAYERS).fill("40")
    expect(first.locator("#t-errors")).to_contain_text("saved elsewhere")
    assert kept("pattern.big_deal_amount") == 200000
    assert str(kept("pyramid.cumulative")[1]) == "0.2"
