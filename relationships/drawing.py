"""The people map as data for the drawing, and the same in words."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from relationships.labels_people import ATTITUDE_MARK
from relationships.models.people import Board, Row, Tie
from relationships.people_map import places


def drawing(board: Board) -> dict[str, Any]:
    """Nodes and lines with their places; people are `c<id>`, ours `u<id>`."""
    known = _known(board)
    found = places({row.contact.pk: row.contact.reports_to_id for row in board.rows}, known)
    theirs = [_person(row, found.theirs[row.contact.pk]) for row in board.rows]
    ours = [
        {
            "id": f"u{person.pk}",
            "at": found.ours[person.pk],
            "name": str(person),
            "text": person.get_role_display(),
            "mark": "",
            "tone": "ours",
            "size": 3,
            "url": "",
        }
        for person in board.ours
        if person.pk in found.ours
    ]
    return {
        "nodes": theirs + ours,
        "links": _links(board),
        "columns": found.columns,
        "rows": found.rows,
    }


def _known(board: Board) -> dict[int, list[int]]:
    """Whom each of ours knows, of those who are drawn."""
    known: dict[int, list[int]] = defaultdict(list)
    for row in board.rows:
        for tie in row.ties:
            known[tie.colleague.pk].append(row.contact.pk)
    return known


def _person(row: Row, at: tuple[float, float]) -> dict[str, Any]:
    person = row.contact
    said = [person.get_decision_role_display(), attitude_said(row)]
    return {
        "id": f"c{person.pk}",
        "at": at,
        "name": str(person),
        "text": person.title,
        "mark": " · ".join(filter(None, said)),
        "tone": person.attitude or "unknown",
        "size": person.influence or 1,
        "url": f"#person-{person.pk}",
    }


def attitude_said(row: Row) -> str:
    """With its sign, so that it reads without the colour."""
    person = row.contact
    mark = ATTITUDE_MARK.get(person.attitude, "")
    return f"{mark} {person.get_attitude_display()}".strip()


def _links(board: Board) -> list[dict[str, Any]]:
    there = {row.contact.pk for row in board.rows}
    links: list[dict[str, Any]] = [
        {"source": f"c{row.contact.reports_to_id}", "target": f"c{row.contact.pk}", "kind": "boss"}
        for row in board.rows
        if row.contact.reports_to_id in there
    ]
    links += [
        {
            "source": f"c{line.source_id}",
            "target": f"c{line.target_id}",
            "kind": "influence",
            "strength": line.strength,
        }
        for line in board.lines
        if {line.source_id, line.target_id} <= there
    ]
    links += [
        {
            "source": f"u{tie.colleague.pk}",
            "target": f"c{row.contact.pk}",
            "kind": "knows",
            "strength": tie.level or 0,
        }
        for row in board.rows
        for tie in row.ties
    ]
    return links


def in_words(board: Board) -> list[str]:
    """A line for each person: what the drawing shows of them."""
    influences = defaultdict(list)
    for line in board.lines:
        influences[line.source_id].append(str(line.target))
    return [_line(row, influences[row.contact.pk]) for row in board.rows]


def _line(row: Row, influences: list[str]) -> str:
    person, between = row.contact, _(", ")
    said = [person.title, person.get_decision_role_display(), person.get_attitude_display()]
    if person.influence:
        said.append(_("influence %(n)s of 5") % {"n": person.influence})
    if person.reports_to:
        said.append(_("reports to %(name)s") % {"name": person.reports_to})
    if influences:
        said.append(_("influences %(names)s") % {"names": between.join(influences)})
    known = between.join(map(tie_said, row.ties))
    said.append(_("known by %(names)s") % {"names": known} if known else _("known by nobody of us"))
    return _("%(name)s: %(what)s") % {"name": person, "what": _("; ").join(filter(None, said))}


def tie_said(tie: Tie) -> str:
    """林晓雯 4, or only the name of who was never assessed."""
    return f"{tie.colleague} {tie.level}" if tie.level else str(tie.colleague)
