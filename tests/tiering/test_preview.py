"""What the editor previews is what happens: 10,000 accounts, every cell of every matrix."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from kam.demo import build
from tests import factories
from tiering.engine.judged import RATED
from tiering.models import ClassChange, CurrentRun, PolicyVersion
from tiering.services import policy_life as life
from tiering.services.runs import execute_run, request_run
from tiering.whatif import LADDERS, UNRATED
from tiering.whatif_page import whatif_of

pytestmark = pytest.mark.django_db

END = date(2026, 11, 21)
SIZE = 10_000
CHANGES = {
    "pyramid.cumulative": [0.02, 0.15, 0.55],
    "abc.pareto_cuts": [70, 90],
    "abc.plum_strategic_min": 70,
    "pattern.repeat_min_occasions": 4,
    "pattern.active_floor_days": 120,
    "class.al_core": 65,
    "key_account.q_min": 70,
}
# Some thousand accounts judged from 3 to 5.
JUDGED = """
INSERT INTO accounts_rating (account_id, kind, value, date, known_from, note, evidence)
SELECT a.id, k.kind, 3 + (a.id * (7 + k.n)) %% 3, '2026-10-01', now(), '', ''
FROM (SELECT id FROM accounts_account WHERE top_id = id ORDER BY id LIMIT 3000) a,
  unnest(%s::text[]) WITH ORDINALITY AS k(kind, n)
"""


def previewed(whatif):
    """How many accounts go from class to class, by system."""
    return {
        system: Counter(
            {
                (cell.before, cell.after): cell.accounts
                for row in matrix.rows
                for cell in row.cells
                if cell.way and cell.accounts
            }
        )
        for system, matrix in whatif.matrices.items()
    }


def happened(run):
    """The same of the changes a run made, without the members that follow their group."""
    found = {system: Counter() for system in LADDERS if system != "band"}
    changes = ClassChange.objects.filter(run=run, account__standing__by_group=False)
    for system, old, new in changes.values_list("system", "old", "new").order_by("pk"):
        found[system][old, new] += 1
    return found


def test_every_previewed_move_comes_true(people):
    build.build(size=SIZE, seed=5, end=END)
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [list(RATED[:9])])
    factories.policy(hysteresis__immediate=True)
    execute_run(run=request_run(as_of=END, by=None))
    base = PolicyVersion.objects.published()
    draft = life.create_draft(base=base, by=people.admin)
    draft = life.save_draft(version=draft, changes=CHANGES, seen=draft.hash, by=people.admin)
    preview = previewed(whatif_of(CurrentRun.get(), draft.policy, people.admin))
    preview.pop("band")  # a score and no class: nothing takes effect
    assert all(sum(cells.values()) > 20 for cells in preview.values())

    PolicyVersion.objects.filter(pk=base.pk).update(status="superseded")
    PolicyVersion.objects.filter(pk=draft.pk).update(status="published")
    run = execute_run(run=request_run(as_of=END, by=None))

    assert happened(run) == preview
    ranked = {system: cells for system, cells in preview.items() if system != "key_class"}
    assert UNRATED not in {code for cells in ranked.values() for pair in cells for code in pair}
