"""The repository agrees with itself: sizes, names, templates, addresses, rights, documents.

Each test lists its offenders, so that a failure reads like a to-do list.
"""

import ast
import json
import re
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from kam.env import Environment
from staff.permissions import Role
from tests import factories

ROOT = Path(__file__).resolve().parents[1]
APPS = ("kam", "staff", "accounts", "relationships", "tiering", "plans")
MAX_FILE, MAX_FUNCTION = 400, 60

# Shown without login; everything else redirects there.
PUBLIC = {
    "health",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "set_language",
    "worker",  # and the two below: the way pages are kept on a device
    "manifest",
    "offline",
    "calendar_feed",  # its address is the secret
    "gallery",  # of components, while developing; not found otherwise
}
# Found by Django, allauth and form widgets by their path, not named by our code.
OVERRIDES = (
    "403.html",
    "404.html",
    "429.html",
    "500.html",
    "account/",
    "allauth/",
    "admin/",
    "django/forms/",
)
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}


def code(*folders):
    """Our Python files without migrations."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


@cache
def text(path):
    return path.read_text()


def templates(*suffixes):
    found = (path for suffix in suffixes for path in (ROOT / "templates").rglob(f"*.{suffix}"))
    return sorted(found)


def place(path, line=None):
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def found_in(paths, pattern):
    """(place, match) of every hit."""
    for path in paths:
        for match in re.finditer(pattern, text(path)):
            yield place(path, text(path).count("\n", 0, match.start()) + 1), match


@cache
def addresses():
    """Every address of ours as (name, path with sample values); Django's admin is left out."""
    return list(_addresses(get_resolver(), "/"))


def _addresses(resolver, prefix):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from _addresses(entry, prefix + str(entry.pattern))
        else:
            yield entry.name, _sample(entry, prefix)


def _sample(entry: URLPattern, prefix):
    if not isinstance(entry.pattern, RoutePattern):
        return None
    route = prefix + str(entry.pattern)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES[part[1] or "str"], route)


def names():
    return {name for name, _path in addresses()}


def nothing(offenders):
    """Pass when there are none; else print one per line."""
    found = [str(offender) for offender in offenders]
    assert not found, "\n" + "\n".join(found)


# Sizes


def test_files_are_short():
    lines = {place(path): text(path).count("\n") for path in code(*APPS, "tests", "scripts")}
    nothing(f"{name} {count}" for name, count in lines.items() if count > MAX_FILE)


def test_functions_are_short():
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    long = [
        f"{place(path, node.lineno)} {node.name}"
        for path in code(*APPS, "tests", "scripts")
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, functions) and node.end_lineno - node.lineno >= MAX_FUNCTION
    ]
    nothing(long)


# Templates


def is_used(name, sources):
    if name.startswith(OVERRIDES):
        return True
    if name.startswith("cotton/"):
        tag = name.removeprefix("cotton/").removesuffix(".html").removesuffix("/index")
        spellings = {tag.replace("/", "."), tag.replace("/", ".").replace("_", "-")}
        return any(re.search(rf"<c-{re.escape(one)}[\s/>]", sources) for one in spellings)
    return re.search(rf"""["']{re.escape(name)}["'#]""", sources) is not None or any(
        is_composed(name, match, sources)
        for match in re.finditer(r"""f["'](\w[\w/]*/){[^}"']+}([\w/.]*)["']""", sources)
    )


def is_composed(name, match, sources):
    """Whether the f-string gives the name and the part put in stands in quotes somewhere."""
    before, after = match.groups()
    if not (name.startswith(before) and name.endswith(after)):
        return False
    part = name[len(before) : len(name) - len(after)]
    return bool(part) and re.search(rf"""["']{re.escape(part)}["']""", sources) is not None


def test_no_template_is_unused():
    sources = "\n".join(text(path) for path in [*code(*APPS), *templates("html", "txt")])
    known = [path.relative_to(ROOT / "templates").as_posix() for path in templates("html", "txt")]
    # Invitations name the stem only: django-allauth's way with subject and message.
    stems = {name for name in known if re.search(r"_(subject|message)\.(txt|html)$", name)}
    nothing(name for name in known if name not in stems and not is_used(name, sources))


def exists(name):
    """A bare file name may be the end of a composed one."""
    folder = ROOT / "templates"
    return (folder / name).exists() or ("/" not in name and any(folder.rglob(name)))


def test_named_templates_exist():
    named = found_in(
        [*code(*APPS), *templates("html", "txt")], r"""["']([\w/]+\.(?:html|txt))[#\w]*["']"""
    )
    missing = [
        f"{where} {match[1]}"
        for where, match in named
        if not match[1].startswith(OVERRIDES) and not exists(match[1])
    ]
    nothing(missing)


@pytest.mark.parametrize(
    "pattern",
    [
        r"<style[\s>]",
        r"\sstyle\s*=",
        r"<[^>{]*\son[a-z]+\s*=",
        r"hx-on[:-]",
        r"""=\s*["']\s*(?:javascript|js):""",
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))",
    ],
    ids=["style element", "style", "event handler", "hx-on", "javascript address", "script"],
)
def test_templates_hold_nothing_inline(pattern):
    """The Content-Security-Policy would block it in silence."""
    nothing(where for where, _match in found_in(templates("html"), pattern))


def test_pages_that_come_whole_are_turned_by_plain_links():
    """Only a part, whose name begins with an underscore, stands in what htmx replaces."""
    whole = (path for path in templates("html") if not path.name.startswith("_"))
    nothing(where for where, _match in found_in(whole, r"""<c-pager(?![^>]*\starget=)[^>]*>"""))


def test_icons_are_in_the_sprite():
    listed = set((ROOT / "scripts/icons.txt").read_text().split())
    used = [
        *found_in(templates("html"), r"""<c-icon[^>]*?\sname=["']([a-z0-9-]+)["']"""),
        *found_in(templates("html"), r"""\sicon=["']([a-z0-9-]+)["']"""),
        *found_in(code(*APPS), r"""\bicon=["']([a-z0-9-]+)["']"""),
    ]
    nothing(f"{where} {match[1]}" for where, match in used if match[1] not in listed)


def test_navigation_icons_are_in_the_sprite():
    from kam import navigation
    from kam.views import reports

    items = [*navigation.ITEMS, *(report.item for report in reports.REPORTS)]
    listed = {"", *(ROOT / "scripts/icons.txt").read_text().split()}
    nothing(item.icon for item in items if item.icon not in listed)


# Addresses


def test_addresses_have_a_name_of_their_own():
    every = [name for name, _path in addresses()]
    nothing(name for name in set(every) if not name or every.count(name) > 1)


def test_public_addresses_exist():
    nothing(sorted(PUBLIC - names()))


def test_addresses_that_templates_name_exist():
    named = found_in(templates("html", "txt"), r"""{%\s*url\s+["']([\w-]+)["']""")
    nothing(f"{where} {match[1]}" for where, match in named if match[1] not in names())


def test_addresses_that_code_names_exist():
    named = found_in(code(*APPS), r"""\b(?:reverse|reverse_lazy|redirect)\(\s*["']([\w-]+)["']""")
    nothing(f"{where} {match[1]}" for where, match in named if match[1] not in names())


def test_navigation_leads_somewhere():
    """The menu leaves out what is not installed; nothing should be left out by a misspelt name."""
    from kam import navigation
    from kam.views import reports

    items = [*navigation.ITEMS, *(report.item for report in reports.REPORTS)]
    every = [*items, *(child for item in items for child in item.children)]
    nothing(sorted({item.url_name for item in every} - names()))


# Rights


@pytest.mark.parametrize("method", ["get", "post"])
def test_login_is_the_default(client, db, method):
    login = ("/auth/login/?next=", "/support/login/?next=")
    open_to_all = []
    for name, path in addresses():
        if name in PUBLIC:
            continue
        response = getattr(client, method)(path)
        if response.status_code != 302 or not response["Location"].startswith(login):
            open_to_all.append(f"{name} {path} {response.status_code}")
    nothing(open_to_all)


def test_support_pages_need_login(client, db):
    response = client.get("/support/")
    assert (response.status_code, response["Location"]) == (302, "/support/login/?next=/support/")


@contextmanager
def read_only():
    """Any write in the block is an error of the database; the block itself is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def book(people):
    """A little of everything the pages show."""
    from tiering.services import runs

    account = factories.account("远山精密", owner=people.rep, sponsor=people.sponsor)
    person = factories.contact(account, "王岚")
    factories.sale(account, "2026-10-12", "120000.00", cost="70000.00")
    factories.visit(account, date(2026, 10, 20), people.rep, [person])
    runs.execute_run(run=runs.request_run(as_of=date(2026, 10, 31), by=None))
    return people


@pytest.mark.parametrize("role", Role)
def test_get_never_writes_and_never_fails(as_user, book, role):
    """Pages without arguments, as every role. Details are walked by the tests of their pages."""
    client = as_user(getattr(book, role.value))
    wrong = []
    for name, path in addresses():
        if path is None or name in PUBLIC or SAMPLES["int"] in path or "/x/" in path:
            continue
        try:
            with read_only():
                status = client.get(path).status_code
        except Exception as error:
            wrong.append(f"{name} {path} {type(error).__name__}: {error}")
            continue
        if status not in (200, 302, 403, 404, 405):
            wrong.append(f"{name} {path} {status}")
    nothing(wrong)


# Background work


def test_beat_names_real_tasks():
    from kam.celery import app

    app.loader.import_default_modules()
    entries = settings.CELERY_BEAT_SCHEDULE
    nothing(name for name, entry in entries.items() if entry["task"] not in app.tasks)


# Migrations, packages, documents


def test_migrations_have_names():
    files = [path for app in APPS for path in (ROOT / app / "migrations").glob("[0-9]*.py")]
    odd = r"_auto_|\d{8}|^\d{4}_(alter|remove|rename|add)_.*_and_more"
    nothing(place(path) for path in files if re.search(odd, path.name))


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_package_has_a_reason(name):
    lines = (ROOT / name).read_text().splitlines()
    packages = [line for line in lines if line.strip() and not line.startswith(("#", "-r"))]
    nothing(line for line in packages if not re.search(r"\S\s+# \S+", line))


def test_every_front_end_package_has_a_reason():
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {*package["dependencies"], *package["devDependencies"]}
    assert wanted == set(package["reasons"])


def test_locks_name_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
    assert not re.search(r"--(extra-)?index-url|https?://", (ROOT / "requirements.txt").read_text())


def test_environment_is_documented():
    wanted = {str(field.validation_alias) for field in Environment.model_fields.values()}
    for document in ("README.md", ".env.example"):
        nothing(sorted(wanted - set(re.findall(r"[A-Z_]+", (ROOT / document).read_text()))))


def test_links_in_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{where} {match[1]}"
        for where, match in found_in(documents, r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
        if not (ROOT / where.split(":")[0]).parent.joinpath(match[1]).exists()
    ]
    nothing(broken)


def test_make_targets_in_documents_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named = {match[1] for _where, match in found_in(documents, r"(?m)(?:`|^ {4})make ([a-z]+)")}
    nothing(sorted(named - targets))
