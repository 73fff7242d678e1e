"""A real browser against a real server; a console error or a CSP violation fails the test."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import sync_playwright

# Playwright's driver runs an event loop in this thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
AXE = Path(__file__).parent.parent / "vendor/axe.min.js"
DESK, PHONE = (1440, 900), (390, 844)


def find_chromium():
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; .ci/run installs it")
    if path is None:
        pytest.skip("no Chromium on this machine: BROWSER TESTS DID NOT RUN")
    return path


@pytest.fixture(scope="session")
def chromium():
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, client):
    """`open_page(person, size, language, theme)`: a tab in which that person is logged in."""
    contexts, problems = [], []

    def opened(person=None, size=DESK, language="zh-hans", theme="light", offline=False):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == PHONE,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            color_scheme=theme,
            base_url=live_server.url,
            # Only tests of offline use let the worker fetch behind the page's back.
            service_workers="allow" if offline else "block",
        )
        contexts.append(context)
        if person is not None:
            type(person).objects.filter(pk=person.pk).update(language=language)
            client.force_login(person)
            cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [
                    {
                        "name": django_settings.SESSION_COOKIE_NAME,
                        "value": cookie,
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda m: problems.append(f"{m.text} {m.location}") if m.type == "error" else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.problems = problems
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def in_its_own_ground(node):
    """Text in the very colour of its background: axe leaves it to people whether that is meant."""
    said = [check["data"] for check in node["any"] if isinstance(check["data"], dict)]
    return any(each.get("messageKey") == "equalRatio" for each in said)


@pytest.fixture
def violations():
    """`violations(page)`: what axe finds, one line each."""

    def found(page):
        page.evaluate(AXE.read_text())
        result = page.evaluate(
            "axe.run(document, {resultTypes: ['violations', 'incomplete'], runOnly:"
            " ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [
            f"{page.url} {rule['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
            for rule in result["violations"] + result["incomplete"]
            for node in rule["nodes"]
            if rule in result["violations"] or in_its_own_ground(node)
        ]

    return found
