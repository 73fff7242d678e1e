"""What our management commands share: one JSON document on stdout, or lines for people."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.encoding import force_str
from django.utils.functional import Promise


def as_json(value: Any) -> str:
    return force_str(value) if isinstance(value, Promise) else str(value)


class JsonCommand(BaseCommand):
    """Adds `--json`; `report` prints a result either way. Errors go to stderr, exit is not 0."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def report(self, result: dict[str, Any], *, as_document: bool) -> None:
        if as_document:
            json.dump(result, sys.stdout, default=as_json, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")
            return
        for name, value in result.items():
            shown = (
                json.dumps(value, default=as_json, ensure_ascii=False)
                if isinstance(value, dict | list)
                else value
            )
            self.stdout.write(f"{name}: {shown}")
