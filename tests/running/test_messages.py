"""Everything the product says is in the catalogue, and translated."""

import pytest

from scripts import messages
from scripts.messages import Message


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("_('Plain')", [Message("Plain")]),
        ("gettext_lazy('In ' 'parts')", [Message("In parts")]),
        ("ngettext('%(n)s visit', '%(n)s visits', n)", [Message("%(n)s visit", "%(n)s visits")]),
        ("pgettext('month', 'May')", [Message("May", context="month")]),
        ("npgettext_lazy('c', 'one', 'many')", [Message("one", "many", "c")]),
        ("for _ in range(3): print('not this')", []),
    ],
    ids=["call", "joined", "plural", "context", "plural with context", "loop variable"],
)
def test_python(tmp_path, source, expected):
    assert read(tmp_path / "a.py", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "It\'s" %}', [Message("It's")]),
        ("<c-card title=\"{% translate 'Card' %}\">", [Message("Card")]),
        ('{{ _("Hello") }}', [Message("Hello")]),
        ('{% translate "May" context "month" %}', [Message("May", context="month")]),
        ('{% translate "100%" %}', [Message("100%%")]),
        (
            "{% blocktranslate trimmed %}\n    Two\n  lines of {{ name }}\n{% endblocktranslate %}",
            [Message("Two lines of %(name)s")],
        ),
        (
            "{% blocktranslate count n=n %}{{ n }} day"
            "{% plural %}{{ n }} days{% endblocktranslate %}",
            [Message("%(n)s day", "%(n)s days")],
        ),
        (
            "{% blocktranslate count n=n %}All {{ n }}"
            "{% plural %}All {{ n }}{% endblocktranslate %}",
            [Message("All %(n)s", "All %(n)s")],
        ),
        ("  <p>it's # not\n this</p>", []),
    ],
    ids=[
        *("quote", "attribute", "variable", "context", "percent", "trimmed", "plural"),
        *("equal plural", "plain text"),
    ],
)
def test_template(tmp_path, source, expected):
    assert read(tmp_path / "a.html", "{% load i18n %}\n" + source) == expected


def test_script(tmp_path):
    assert read(tmp_path / "a.js", "const x = gettext('Saved');") == [Message("Saved")]


def read(path, source):
    path.write_text(source)
    return list(messages.read(path))


@pytest.mark.parametrize(
    ("message", "translation", "expected"),
    [
        (Message("%(n)s days"), "%(n)s 天", []),
        (Message("%(n)s day", "%(n)s days"), "%(n)s 天", []),
        (Message("%(n)s days"), "天", ["django: placeholders differ: '%(n)s days' and '天'"]),
        (
            Message("{name} left"),
            "{nam} 已离开",
            ["django: placeholders differ: '{name} left' and '{nam} 已离开'"],
        ),
    ],
    ids=["kept", "plural", "lost", "misspelt"],
)
def test_placeholders(message, translation, expected):
    entry = messages.entry_for(message, translation, ["a.py"])
    assert list(messages.placeholder_problems("django", message, entry)) == expected


def test_chinese_is_complete():
    assert messages.problems() == []
