"""Keep the message catalogues true to the code.

`make messages` extracts what Python, templates and scripts say and updates locale/zh_Hans.
`make check` and a test ask `problems()` what is not translated.
"""

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract

ROOT = Path(__file__).resolve().parent.parent
APPS = ("kam", "staff", "accounts", "relationships", "tiering", "plans")
LANGUAGE = "zh_Hans"
CATALOGUE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES"
# Where a word of ours is theirs too, their translation is proposed; the catalogue keeps our own.
LIBRARIES = ("django", "allauth", "django_filters")
HEADER = {
    "Project-Id-Version": "KAM",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": LANGUAGE,
    "Plural-Forms": "nplurals=1; plural=0;",
}
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY},
}


@dataclass(frozen=True)
class Message:
    """One message as the code says it. ``plural`` and ``context`` may be empty."""

    text: str
    plural: str = ""
    context: str = ""


def python_source(path: Path) -> str:
    return path.read_text()


def template_source(path: Path) -> str:
    """The template as Python calls; line starts are dropped, since they mean nothing here."""
    from django.utils.translation import templatize  # needs no settings

    return re.sub(r"^[ \t]+", "", templatize(path.read_text()), flags=re.MULTILINE)


def read(path: Path) -> Iterator[Message]:
    """The messages of one file.

    Raises ``SystemExit`` with the file's name when it can't be parsed.
    """
    method = "javascript" if path.suffix == ".js" else "python"
    source = python_source(path) if path.suffix in {".py", ".js"} else template_source(path)
    try:
        for _, text, _, context in extract(method, io.BytesIO(source.encode()), KEYWORDS):
            yield from as_message(text, context)
    except (SyntaxError, ValueError) as error:
        sys.exit(f"messages: {path}: {error}")


def as_message(text: str | tuple[str, ...], context: str | None) -> Iterator[Message]:
    """Babel gives a tuple where a call has a plural."""
    single, plural = (text, "") if isinstance(text, str) else (text[0], text[-1])
    if single:
        # A plural that equals the singular stays: only such an entry answers ngettext.
        yield Message(single, plural, context or "")


def sources(domain: str) -> Iterator[Path]:
    """The files of a domain: ``django`` for Python and templates, ``djangojs`` for scripts."""
    if domain == "djangojs":
        yield from sorted((ROOT / "static" / "js").rglob("*.js"))
        return
    for app in APPS:
        yield from sorted(
            path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
        )
    for suffix in ("html", "txt"):
        yield from sorted((ROOT / "templates").rglob(f"*.{suffix}"))


def extracted(domain: str) -> dict[Message, list[str]]:
    """Every message with the files that say it."""
    found: dict[Message, list[str]] = {}
    for path in sources(domain):
        for message in read(path):
            places = found.setdefault(message, [])
            place = path.relative_to(ROOT).as_posix()
            if place not in places:
                places.append(place)
    return found


def library_translations(domain: str) -> dict[tuple[str, str], str]:
    """(context, text) to what the libraries make of it: a first proposal for our own words."""
    known: dict[tuple[str, str], str] = {}
    for name in LIBRARIES:
        spec = find_spec(name)
        folder = Path(spec.origin).parent if spec and spec.origin else ROOT / "none"
        for path in folder.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/{domain}.mo"):
            entries = [entry for entry in polib.mofile(str(path)) if is_translated(entry)]
            known |= {
                (e.msgctxt or "", e.msgid): e.msgstr or e.msgstr_plural.get(0, "") for e in entries
            }
    return known


def is_translated(entry: polib.MOEntry | polib.POEntry) -> bool:
    return bool(entry.msgstr or (entry.msgstr_plural and all(entry.msgstr_plural.values())))


def load(domain: str) -> polib.POFile:
    path = CATALOGUE / f"{domain}.po"
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue.metadata = HEADER
    return catalogue


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def update(domain: str, translations: dict[str, str]) -> polib.POFile:
    """A catalogue of exactly what is needed; translations that exist are kept.

    ``translations`` maps English text to Chinese, for entries that have none.
    """
    old = {key(entry): entry for entry in load(domain)}
    library = library_translations(domain)
    new = load(domain)
    new.clear()
    for message, places in sorted(
        extracted(domain).items(), key=lambda item: (item[0].text, item[0].context)
    ):
        before = old.get(message)
        text = (before and (before.msgstr or before.msgstr_plural.get(0, ""))) or ""
        text = text or translations.get(message.text, "")
        text = text or library.get((message.context, message.text), "")
        new.append(entry_for(message, text, places))
    return new


def entry_for(message: Message, text: str, places: list[str]) -> polib.POEntry:
    flags = ["python-format"] if re.search(r"%(\(\w+\))?[sd]", message.text) else []
    words = {"msgstr_plural": {0: text}} if message.plural else {"msgstr": text}
    return polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in places],
        flags=flags,
        **words,
    )


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def problems() -> list[str]:
    """One line per message that is missing, not translated, fuzzy, obsolete or ill-formed."""
    return [line for domain in ("django", "djangojs") for line in domain_problems(domain)]


def domain_problems(domain: str) -> Iterator[str]:
    catalogue = {key(entry): entry for entry in load(domain)}
    wanted = extracted(domain)
    for message in wanted.keys() - catalogue.keys():
        yield f"{domain}: not in the catalogue: {message.text!r} ({', '.join(wanted[message])})"
    for message, entry in catalogue.items():
        if entry.obsolete or message not in wanted:
            yield f"{domain}: obsolete: {message.text!r}"
        elif not is_translated(entry):
            yield f"{domain}: not translated: {message.text!r}"
        elif entry.fuzzy:
            yield f"{domain}: fuzzy: {message.text!r}"
        else:
            yield from placeholder_problems(domain, message, entry)


def placeholder_problems(domain: str, message: Message, entry: polib.POEntry) -> Iterator[str]:
    text = entry.msgstr or entry.msgstr_plural[0]
    if placeholders(text) != placeholders(message.plural or message.text):
        yield f"{domain}: placeholders differ: {message.text!r} and {text!r}"


def write(translations: dict[str, str]) -> None:
    CATALOGUE.mkdir(parents=True, exist_ok=True)
    for domain in ("django", "djangojs"):
        catalogue = update(domain, translations)
        if catalogue or domain == "django":
            catalogue.save(str(CATALOGUE / f"{domain}.po"))
            print(f"messages: {domain}: {catalogue.percent_translated()} % of {len(catalogue)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is not translated")
    parser.add_argument(
        "--fill", nargs="*", default=[], metavar="JSON", help="{English: Chinese} files"
    )
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")
    if arguments.check:
        found = sorted(problems())
        print("\n".join(found) or "messages: complete")
        return 1 if found else 0
    translations: dict[str, str] = {}
    for name in arguments.fill:
        translations |= json.loads(Path(name).read_text())
    write(translations)
    return 0


if __name__ == "__main__":
    sys.exit(main())
