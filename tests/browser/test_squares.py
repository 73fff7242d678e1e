"""The 25 squares by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]


def square(page, personal, company):
    return page.locator(f"#squares a.r-cell[href*='p={personal}&c={company}']")


def test_arrow_keys_walk_and_enter_opens(open_page, people):
    page = open_page(people.head, language="en")
    page.goto(reverse("squares"))
    square(page, 3, 3).focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    expect(square(page, 3, 4)).to_be_focused()  # the upper edge holds
    page.keyboard.press("Enter")
    expect(page.locator("#squares a[aria-current]")).to_be_focused()
    assert "p=3&c=4" in page.url
    page.keyboard.press("ArrowLeft")
    expect(square(page, 2, 4)).to_be_focused()
