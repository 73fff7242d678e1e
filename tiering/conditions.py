"""What a class asks for, condition by condition: where an account stands and what is needed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.labels import PARETO
from kam.lib.classes import ParetoClass, PyramidTier
from tiering.engine import Finding, Gap, Need, Rule, System
from tiering.engine.explanation import Fact
from tiering.needs import WORDS
from tiering.reader import Reader, amount, points

AMOUNTS = (Need.VALUE, Need.CLV)
BY_CLASS = (Need.ALIGNMENT, Need.STRENGTH, Need.IDEA, Need.EXECUTION)
UNKNOWN_HOLDS = (Need.CREDIT, Need.CLV)  # nobody is poor for what is not known (domain §3.3)
Line = tuple[float | None, float]  # now, needed


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a class. `now` and `needed` count as `Need` says, None is unknown.

    `words` say what is missing, by the reader's rights; empty once it holds. `reached` is in
    percent, None where it can't be counted or the reader may not see it.
    """

    need: Need
    now: float | None
    needed: float
    words: str
    reached: int | None


def conditions(finding: Finding, to: int, reader: Reader) -> list[Condition]:
    """All that class `to` of the finding's system asks for, held or not (domain §7.2)."""
    lines = LINES[finding.system](finding, to)
    return [_condition(need, line, finding, to, reader) for need, line in lines.items()]


def shown(need: str, value: float | None, reader: Reader) -> str:
    """A number of a condition as the reader may read it; a dash for what is not known or shown."""
    if value is None or not _may_read(need, reader):
        return "—"
    if need == Need.RECOGNITION:
        return _("yes") if value else _("no")
    if need == Need.PARETO_CLASS:
        return str(PARETO[ParetoClass(int(value))]) if value else "—"
    if need in AMOUNTS:
        return amount(int(value))
    return points(value) + ("%" if need == Need.EXECUTION else "")


def asked(need: str, value: float | None, reader: Reader) -> str:
    """What is needed, in the same way."""
    text = shown(need, value, reader)
    if text == "—" or need in (Need.RECOGNITION, Need.PARETO_CLASS):
        return text
    return "> 0" if need == Need.CLV else f"≥ {text}"


def _may_read(need: str, reader: Reader) -> bool:
    if need == Need.VALUE:
        return reader.value
    return need != Need.CLV or reader.margins


def _condition(need: Need, line: Line, finding: Finding, to: int, reader: Reader) -> Condition:
    now, needed = line
    if _holds(need, now, needed):
        return Condition(need, now, needed, "", 100)
    missing = None if now is None else round(needed - now, 2)
    words = WORDS[need](Gap(to=to, need=need, missing=missing), finding, reader)
    counts = now is not None and need != Need.PARETO_CLASS and _may_read(need, reader)
    share = int(100 * max(now or 0.0, 0.0) / needed)
    return Condition(need, now, needed, words, share if counts else None)


def _holds(need: Need, now: float | None, needed: float) -> bool:
    if now is None:
        return need in UNKNOWN_HOLDS
    return 0 < now <= needed if need == Need.PARETO_CLASS else now >= needed


def _key_class(finding: Finding, to: int) -> dict[Need, Line]:
    lines = {need: _line(finding, need.value, need.value) for need in BY_CLASS}
    first: dict[Need, Line] = {}
    if finding.rule is Rule.NOT_RECOGNISED:
        first[Need.RECOGNITION] = (0, 1)
    return first | lines


def _abc(finding: Finding, to: int) -> dict[Need, Line]:
    lines = {Need.PARETO_CLASS: _line(finding, "pareto", "pareto")}
    if finding.rule is Rule.PARETO_CLASS:
        return lines
    credit = _line(finding, "credit_score", "poor_credit_below")
    return lines | {Need.CREDIT: credit, Need.CLV: (_number(finding.facts["clv"]), 1)}


def _pyramid(finding: Finding, to: int) -> dict[Need, Line]:
    if to == PyramidTier.SMALL:
        return {}
    cut = finding.thresholds[f"{PyramidTier(to).name.lower()}_value"]
    value = (_number(finding.facts["value"]), max(_number(cut) or 1, 1))
    return {Need.VALUE: value, Need.CREDIT: _line(finding, "credit_score", "poor_credit_below")}


def _line(finding: Finding, fact: str, threshold: str) -> Line:
    return _number(finding.facts[fact]), _number(finding.thresholds[threshold]) or 0


def _number(fact: Fact) -> float | None:
    return None if fact is None else float(fact)


LINES = {System.KEY_CLASS: _key_class, System.ABC: _abc, System.PYRAMID: _pyramid}
