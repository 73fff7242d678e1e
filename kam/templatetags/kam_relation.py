"""Squares as templates draw them: `{% mini_squares 4 3 %}`."""

from typing import Any

from django import template

from relationships.stages import LEVELS

register = template.Library()

STEP = 9.1


@register.inclusion_tag("relationships/_mini_squares.html")
def mini_squares(personal: int, company: int) -> dict[str, Any]:
    """The 25 squares as a picture of 44 by 44: where an account stands and what it has passed."""
    return {
        "rows": [
            {
                "y": round((5 - c) * STEP, 1),
                "cells": [
                    {"x": round((p - 1) * STEP, 1), "kind": _kind(p, c, personal, company)}
                    for p in LEVELS
                ],
            }
            for c in reversed(LEVELS)
        ]
    }


def _kind(p: int, c: int, personal: int, company: int) -> str:
    if (p, c) == (personal, company):
        return "r-mini-now"
    return "r-mini-passed" if p <= personal and c <= company else "r-mini-open"
