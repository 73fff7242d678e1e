"""A plan as a document: what a revision keeps."""

from typing import Any

from plans.models import Plan
from staff.notice_words import both


def document(plan: Plan) -> dict[str, Any]:
    """Everything somebody writes in a plan, as JSON; days as ISO dates, numbers as text."""
    links = plan.plan_actions.select_related("action__owner").order_by("action__due_on", "pk")
    return {
        "why": plan.why,
        "aim": plan.aim,
        "owner": both(plan.owner),
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "resources": {
            name: None if value is None else str(value)
            for name, value in (
                ("people", plan.people),
                ("days", plan.days),
                ("money", plan.money),
            )
        },
        "sections": dict(plan.sections.order_by("pk").values_list("kind", "text")),
        "sources": dict(
            plan.sections.exclude(sources="").order_by("pk").values_list("kind", "sources")
        ),
        "goals": [
            {
                "measure": goal.measure,
                "words": goal.words,
                "baseline": str(goal.baseline),
                "target": str(goal.target),
                "due_on": goal.due_on.isoformat(),
                "weight": goal.weight,
            }
            for goal in plan.goals.order_by("pk")
        ],
        "first_order": plan.first_order and str(plan.first_order),
        "milestones": [
            {
                "zh": step.zh,
                "en": step.en,
                "due_on": step.due_on.isoformat(),
                "done_on": step.done_on and step.done_on.isoformat(),
            }
            for step in plan.milestones.order_by("place", "pk")
        ],
        "risks": list(plan.risks.order_by("pk").values("risk", "counter")),
        "actions": [
            {
                "text": link.action.text,
                "owner": both(link.action.owner),
                "due_on": link.action.due_on.isoformat(),
                "done_on": link.action.done_on and link.action.done_on.isoformat(),
                "need": link.need,
                "weight": link.weight,
            }
            for link in links
        ],
    }
