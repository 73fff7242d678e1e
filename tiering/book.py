"""The whole book as a run saw it: its population as columns that web processes share.

The columns of a run never change, so each lies in a file of its own, named by the hash of the run's
input, that every process of the machine maps into memory: they share one copy, and only pages in
use take room. The first question after a run reads them from the database; older files are removed
then (design §5, what-if).
"""

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from django.conf import settings

from kam.lib.columns import placed
from kam.lib.copy import Columns, read_columns
from tiering.engine import Policy, Population, Scores, score
from tiering.engine.judged import JUDGED
from tiering.engine.steps import Steps
from tiering.models import PolicyVersion, Run
from tiering.services.population import KEPT
from tiering.services.scores import JUDGED_TYPES, TYPES, partition

KEPT_RUNS = 2  # the one in view, and the one a page may still be reading


def population_of(run: Run) -> Population:
    """The population a run ranked, ordered by account id; its scores must still be kept."""
    return _population(run.pk, run.input_hash)


def scores_in_force(run: Run) -> Scores:
    """The classes as the run's own policy gave them."""
    return _scored(run.pk, run.input_hash, run.policy.hash)[0]


def scores_by(run: Run, policy: Policy) -> Scores:
    """The classes the same facts get by another policy: exact, by the engine of the night.

    What the policy leaves as the run's own has it is taken from there.
    """
    _, steps = _scored(run.pk, run.input_hash, run.policy.hash)
    return score(population_of(run), policy, Steps(before=steps))


@lru_cache(maxsize=KEPT_RUNS)
def _population(run_id: int, input_hash: str) -> Population:
    place = _root() / input_hash
    if not place.exists():
        _write(run_id, place)
    names = ("account_id", *KEPT, *JUDGED)
    return Population.from_columns(
        tuple((kept, all_) for kept, all_ in np.load(place / "cohorts.npy").tolist()),
        **{name: np.load(place / f"{name}.npy", mmap_mode="r") for name in names},
    )


@lru_cache(maxsize=KEPT_RUNS)
def _scored(run_id: int, input_hash: str, policy_hash: str) -> tuple[Scores, Steps]:
    policy = PolicyVersion.objects.frozen().filter(hash=policy_hash).order_by("pk")[0].policy
    steps = Steps()
    return score(_population(run_id, input_hash), policy, steps), steps


def _root() -> Path:
    root: Path = settings.COLUMNS_ROOT
    root.mkdir(parents=True, exist_ok=True)
    return root


def _write(run_id: int, place: Path) -> None:
    """Read the run's columns and put them in place at once, so that no half is ever read."""
    made = Path(mkdtemp(dir=place.parent))
    for name, column in _read(run_id).items():
        np.save(made / f"{name}.npy", column)
    np.save(made / "cohorts.npy", np.array(Run.objects.get(pk=run_id).context["cohorts"]))
    try:
        made.rename(place)
    except OSError:  # another process was faster; its columns are the same
        shutil.rmtree(made)
    _forget_older(place.parent)


def _read(run_id: int) -> Columns:
    types = {name: TYPES[name] for name in ("account_id", *KEPT)}
    rows = read_columns(f"SELECT {', '.join(types)} FROM {partition(run_id)} ORDER BY 1", types)
    types = {name: JUDGED_TYPES[name] for name in ("account_id", *JUDGED)}
    table = partition(run_id, "tiering_assessment")
    judged = read_columns(f"SELECT {', '.join(types)} FROM {table} ORDER BY 1", types)
    for name, (dtype, absent) in JUDGED.items():
        values = judged[name].astype(dtype)
        rows[name] = placed(
            rows["account_id"], judged["account_id"], values, np.array(absent, dtype)
        )
    return rows


def _forget_older(root: Path) -> None:
    """Files somebody still maps stay readable until they let go."""
    runs = sorted(root.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in runs[:-KEPT_RUNS]:
        shutil.rmtree(path, ignore_errors=True)
