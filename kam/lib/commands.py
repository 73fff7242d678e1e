"""What our management commands share: one JSON document on stdout, or lines for people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.functional import Promise


def as_json(value: Any) -> str:
    return force_str(value) if isinstance(value, Promise) else str(value)


class JsonCommand(BaseCommand):
    """Adds `--json`; `report` prints a result either way. Errors go to stderr, exit is not 0.

    Options, keys and messages are English, whatever language the company speaks: who reads them is
    a script, a log or an operator.
    """

    def execute(self, *args: Any, **options: Any) -> Any:
        with translation.override("en"):
            return super().execute(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def report(
        self, result: dict[str, Any], *, as_document: bool, lines: Sequence[str] | None = None
    ) -> None:
        """Print the document, or `lines`; without them what is in the document, a line each."""
        if as_document:
            lines = [json.dumps(result, default=as_json, ensure_ascii=False, indent=1)]
        for line in lines_of(result) if lines is None else lines:
            self.stdout.write(line)


def lines_of(result: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A document for people: a line per value, what belongs to a name below it."""
    for name, value in result.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from lines_of(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {shown(value)}"


def shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {shown(each)}" for name, each in value.items()) or "-"
    if isinstance(value, list | tuple):
        return "; ".join(map(shown, value)) or "-"
    return "-" if value is None else as_json(value)


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], words: int) -> list[str]:
    """Columns under their heads: the first `words` to the left, figures to the right."""
    texts = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(
        cell.ljust(width) if place < words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ).rstrip() for row in texts]  # fmt: skip
