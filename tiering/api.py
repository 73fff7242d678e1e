"""The explanation of an account's classes as JSON-ready values, in the reader's language."""

from typing import Any

from django.urls import reverse

from accounts.labels import SUBTYPE, without
from accounts.models import Account
from kam.lib.classes import SmallSubtype
from kam.lib.numbers import base_currency
from staff.models import User
from tiering import needs, reasons
from tiering.api_facts import CRITERIA, FACTS, GAPS, THRESHOLDS, allowed_of, told
from tiering.api_inputs import SOURCES, inputs_of, rows_url
from tiering.engine import Context, Explanation, Finding, Gap, Need, System, explain
from tiering.engine.explanation import Breakdown
from tiering.evidence import facts_of, place_of, unranked_reason
from tiering.models import CurrentRun, Run, Score
from tiering.reader import Reader
from tiering.recalled import Recalled
from tiering.scored import Card, cards

SYSTEMS = tuple(system for system in System if system is not System.SUBTYPE)
# The weighted scores that decide a class; the weighted score of selection decides none.
DECIDES = {
    System.RECOGNITION: ("potential",),
    System.KEY_CLASS: ("alignment", "strength"),
}


def explanation_of(
    *, account: Account, run: Run, user: User, system: System | None = None
) -> dict[str, Any]:
    """Everything of one account in one run that this person may know; four queries.

    `run` carries the context its rows were computed in (`tiering.recalled.explained_by`).
    """
    context = Context.model_validate(run.context)
    reader = Reader.of(user, context.basis)
    score = Score.objects.filter(run=run, account=account).first()
    body = {
        "account": named(account),
        "as_of": run.as_of.isoformat(),
        "run": _run(run),
        "policy": {"version": run.policy.number},
        "currency": base_currency.get(),
        "ranked_by": reader.basis.value,
        "page": _page(account, run),
    }
    if score is None:
        return body | {"ranked": False, "unranked": _unranked(account, run, user)}
    found = explain(facts_of(score, context), place_of(score), context, run.policy.policy)
    return body | {
        "ranked": True,
        "systems": [
            _system(each, found, reader)
            for each in needs.findings(found)
            if system in (None, each.system)
        ],
        "scores": _scores(account.pk, found, reader, user, system),
        "inputs": inputs_of(score, reader, user),
    }


def named(account: Account) -> dict[str, Any]:
    return {"id": account.pk, "name": str(account)}


def _page(account: Account, run: Run) -> str:
    return f"{reverse('account_evidence', args=[account.pk])}?as_of={run.as_of:%Y-%m-%d}"


def _run(run: Run) -> dict[str, Any]:
    recalled = Recalled.of(run)
    return {
        "id": run.pk,
        "is_current": run == CurrentRun.get(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "recalled": recalled.outcome.value if recalled else None,
    }


def _unranked(account: Account, run: Run, user: User) -> dict[str, Any]:
    found = unranked_reason(account=account, run=run, user=user)
    head = found.head
    return {
        "reason": found.reason,
        "head": named(head) if head else None,
        "months": found.months or None,
    }


def _system(finding: Finding, found: Explanation, reader: Reader) -> dict[str, Any]:
    system = finding.system
    body = {
        "system": system.value,
        "name": str(needs.NAMES[system]),
        "class": _class(system, finding.code),
        "rule": finding.rule.value,
        "facts": allowed_of(finding.facts, FACTS[system], reader),
        "thresholds": allowed_of(finding.thresholds, THRESHOLDS[system], reader),
        "gaps": [_gap(gap, finding, reader) for gap in finding.gaps],
        "sentences": reasons.why(finding, reader),
    }
    if system is System.PYRAMID:
        label = str(SUBTYPE[SmallSubtype(found.subtype)]) if found.subtype else None
        body["subtype"] = {"code": found.subtype, "label": label}
    if system is System.ABC:
        texts = reasons.provisional(found.provisional)
        pairs = zip(found.provisional, texts, strict=True)
        body["provisional"] = [{"code": code.lower(), "text": text} for code, text in pairs]
    return body


def _class(system: System, code: int) -> dict[str, Any]:
    labels: Any = needs.LABELS[system]
    return {"code": int(code), "label": str(labels.get(code, without(system.value)))}


def _gap(gap: Gap, finding: Finding, reader: Reader) -> dict[str, Any]:
    return {
        "to": _class(finding.system, gap.to),
        "need": gap.need.value,
        "missing": told(gap.missing, GAPS.get(Need(gap.need)), reader),
        "text": needs.WORDS[gap.need](gap, finding, reader),
    }


def _scores(
    account: int, found: Explanation, reader: Reader, user: User, system: System | None
) -> list[dict[str, Any]]:
    """The weighted scores of which anything is known, for readers of sales."""
    if not reader.sales:
        return []
    wanted = DECIDES.get(system, ()) if system else None
    return [
        _score(account, card, getattr(found, card.code), reader, user)
        for card in cards(found, reader)
        if wanted is None or card.code in wanted
    ]


def _score(
    account: int, card: Card, broken: Breakdown, reader: Reader, user: User
) -> dict[str, Any]:
    """The parts' points add up to the total, in hundredths exactly."""
    return {
        "score": card.code,
        "name": str(card.title),
        "total": card.score,
        "coverage": card.coverage,
        "parts": [
            {
                "criterion": part.criterion,
                "name": str(row.name),
                "fact": told(part.fact, CRITERIA.get(part.criterion), reader),
                "text": row.fact,
                "score": row.score,
                "weight": row.weight,
                "points": row.points,
                "url": rows_url(account, SOURCES.get(part.criterion, part.criterion), user),
            }
            for part, row in zip(broken.parts, card.rows, strict=True)
        ],
    }
