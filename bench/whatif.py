"""What another policy would do to the whole book: the engine, one SQL statement, the editor."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from bench.night import best
from bench.pages import page, signed_in
from bench.peers import in_sql
from kam.demo.company import DOMAIN
from staff.models import User
from tiering import book, policy_fields, policy_numbers
from tiering.engine import score, with_changes
from tiering.labels_policy_names import SETTINGS
from tiering.models import CurrentRun, PolicyVersion, Run
from tiering.services import policy_life
from tiering.whatif import Matrix, WhatIf

AUTHOR = f"admin@{DOMAIN}"
# The same draft for both: other layers, other Pareto lines, repeat buyers from four days on.
CHANGES = {
    "pyramid.cumulative": [0.02, 0.3, 0.6],
    "abc.pareto_cuts": [75, 90],
    "pattern.repeat_min_occasions": 4,
}
SEEN = re.compile(r'name="seen" value="(\w+)"')
FORM = "application/x-www-form-urlencoded"
ASKED = in_sql.Asked(layers=(2, 30, 60), pareto=(75, 90), often=4)


def measure() -> dict[str, Any]:
    """Engine and statement on the run in view, then the browser's request."""
    run = CurrentRun.get()
    if run is None:
        raise RuntimeError("a run should be in view")
    force, draft = run.policy.policy, with_changes(run.policy.policy, CHANGES)
    whole = book.population_of(run)  # maps its files, once a run
    now = book.scores_in_force(run)
    cells = WhatIf(now, book.scores_by(run, draft)).matrices
    return {
        "engine": vars(best(lambda: WhatIf(score(whole, force), score(whole, draft)).matrices)),
        "again": vars(best(lambda: asked(now, run, draft))),
        "sql": vars(best(lambda: in_sql.what_if(as_of=run.as_of, asked=ASKED))),
        "sql_agrees": in_sql.what_if(as_of=run.as_of, asked=ASKED) == set(counted(cells)),
        "request": request(run),
    }


def asked(now: Any, run: Run, draft: Any) -> dict[str, Matrix]:
    """What the statement answers too: who goes from which class to which."""
    return WhatIf(now, book.scores_by(run, draft)).matrices


def counted(cells: dict[str, Matrix]) -> Iterator[tuple[str, int, int, int]]:
    """The cells of the statement's systems in which somebody is."""
    for system in in_sql.SYSTEMS:
        for row in cells[system].rows:
            yield from ((system, c.before, c.after, c.accounts) for c in row.cells if c.accounts)


def request(run: Run) -> dict[str, Any]:
    """The editor's request as the browser sends it: save what was typed, show what it does."""
    author = User.objects.get(email=AUTHOR)
    version = policy_life.create_draft(base=run.policy, by=author)
    try:
        return page(sender(signed_in(AUTHOR), version))
    finally:
        version.refresh_from_db()
        policy_life.discard_draft(version=version, by=author)


def sender(client: Client, version: PolicyVersion) -> Callable[[], Any]:
    """Every request types something else: a layer's end, and two weights of the selection."""
    fields, numbers = form(version), count(1)
    integrity, operating = (
        int(fields[f"selection.weights.{name}"]) for name in ("INTEGRITY", "OPERATING")
    )
    address = reverse("policy_edit", args=[version.number])

    def send() -> Any:
        step = next(numbers)
        fields["pyramid.cumulative.1"] = str(20 + step % 28)
        fields["selection.weights.INTEGRITY"] = str(integrity + step % 5)
        fields["selection.weights.OPERATING"] = str(operating - step % 5)
        response = client.post(address, urlencode(fields), FORM, headers={"HX-Request": "true"})
        fields["seen"] = SEEN.findall(response.content.decode())[0]  # as the page takes it up
        return response

    return send


def form(version: PolicyVersion) -> dict[str, str]:
    """The fields of the page with their values."""
    typed = {"seen": version.hash, "note": version.note, "system": "pyramid"}
    for path, value in policy_fields.inputs(version.policy):
        head, _dot, last = path.rpartition(".")
        setting = head if last.isdigit() and head in SETTINGS else path
        typed[path] = policy_numbers.shown(SETTINGS[setting][1], value)
    return typed
