"""A plan as it was before a change, in the reader's language (`plans.document` wrote it)."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.labels import PORTFOLIO
from kam.lib.classes import PortfolioQuadrant
from kam.lib.numbers import DASH, chinese, money, number
from plans.measures import may_read
from plans.models import Measure, PlanRevision, SectionKind
from plans.models.goal import MONEY
from staff.models import User
from staff.notice_words import word


def revision(kept: PlanRevision, user: User) -> dict[str, Any]:
    """Its parts; goals of which `user` may not read the numbers are left out."""
    old = kept.document
    sources, aim = old.get("sources", {}), old.get("aim")  # older ones have none
    names = dict(SectionKind.choices)
    resources = old["resources"]
    return {
        "why": old["why"],
        "starts_on": date.fromisoformat(old["starts_on"]),
        "ends_on": date.fromisoformat(old["ends_on"]),
        "first_order": old.get("first_order"),
        "milestones": [_milestone(row) for row in old.get("milestones", [])],
        "aim": PORTFOLIO[PortfolioQuadrant(aim)] if aim else "",
        "parts": [
            (names[kind], text, sources.get(kind, "")) for kind, text in old["sections"].items()
        ],
        "goals": [_goal(row) for row in old["goals"] if may_read(user, row["measure"])],
        "actions": [_action(row) for row in old["actions"]],
        "people": number(resources["people"]),
        "days": number(resources["days"]),
        "money": money(resources["money"]) if resources["money"] is not None else DASH,
        "risks": old["risks"],
    }


def _goal(row: dict[str, Any]) -> dict[str, Any]:
    measure = Measure(row["measure"])
    baseline, target = (_amount(measure, row[name]) for name in ("baseline", "target"))
    return {
        "name": measure.label,
        "words": row["words"],
        "from_to": f"{baseline} → {target}",
        "due_on": date.fromisoformat(row["due_on"]),
        "weight": row["weight"],
    }


def _amount(measure: Measure, text: str) -> str:
    if measure in MONEY:
        return money(text)
    return f"{Decimal(text).normalize():f}"


def _action(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": row["text"],
        "owner": word("owner", row["owner"]),
        "due_on": date.fromisoformat(row["due_on"]),
        "done_on": _day(row["done_on"]),
        "weight": row["weight"],
    }


def _milestone(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["zh"] if chinese() else row["en"],
        "due_on": date.fromisoformat(row["due_on"]),
        "done_on": _day(row["done_on"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
