"""Writes the controls of forms: as Django does, but lists of choices without a template each."""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe

Part = dict[str, Any]


class Renderer(DjangoTemplates):
    """Django renders three templates for every choice; the filters of a list have a hundred."""

    def render(self, template_name: str, context: Part, request: Any = None) -> SafeString:
        write = WRITERS.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))
        return mark_safe(write(context["widget"]))


def attributes(attrs: Part) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def select(widget: Part) -> str:
    groups = "".join(
        f'\n  <optgroup label="{escape(name)}">{options(choices)}\n  </optgroup>'
        if name
        else options(choices)
        for name, choices, _index in widget["optgroups"]
    )
    attrs = attributes(widget["attrs"])
    return f'<select name="{escape(widget["name"])}"{attrs}>{groups}\n</select>'


def options(choices: list[Part]) -> str:
    return "".join(
        f'\n  <option value="{escape(str(choice["value"]))}"{attributes(choice["attrs"])}>'
        f"{escape(choice['label'])}</option>"
        for choice in choices
    )


def ticks(widget: Part) -> str:
    """Boxes to tick, or buttons of which one is chosen."""
    groups = "".join(
        f"\n  <div><label>{escape(name)}</label>{inputs(choices)}\n  </div>"
        if name
        else inputs(choices)
        for name, choices, _index in widget["optgroups"]
    )
    own = {name: widget["attrs"].get(name) or False for name in ("id", "class")}
    return f"<div{attributes(own)}>{groups}\n</div>"


def inputs(choices: list[Part]) -> str:
    return "".join(
        f"<div>\n    <label{attributes({'for': choice['attrs'].get('id') or False})}>"
        f'<input type="{choice["type"]}" name="{escape(choice["name"])}"'
        f' value="{escape(str(choice["value"]))}"{attributes(choice["attrs"])}>'
        f" {escape(choice['label'])}</label>\n</div>"
        for choice in choices
    )


# Templates of Django, by name; widgets of other packages have their own and keep them.
WRITERS: dict[str, Callable[[Part], str]] = {
    "django/forms/widgets/select.html": select,
    "django/forms/widgets/checkbox_select.html": ticks,
    "django/forms/widgets/radio.html": ticks,
}
