"""How far a run is: its steps, done, running and to come."""

from dataclasses import dataclass

from django.utils.functional import Promise

from tiering.models import Run
from tiering.models.run import RunState, RunStep


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, running, failed or open; seconds once it is done."""

    label: str | Promise
    state: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    steps: list[Step]


def progress_of(run: Run) -> Progress:
    return Progress([_step(run, step) for step in RunStep])


def seconds_of(run: Run) -> float | None:
    """From start to end; None while it waits or runs."""
    if run.started_at is None or run.finished_at is None:
        return None
    return (run.finished_at - run.started_at).total_seconds()


def _step(run: Run, step: RunStep) -> Step:
    seconds = run.durations.get(step.value)
    if run.step == step:
        state = "failed" if run.state == RunState.FAILED else "running"
    elif seconds is not None:
        state = "done"
    elif run.state == RunState.DONE and step == RunStep.PUBLISH:
        state = "done"  # it ends inside the transaction that it measures
    else:
        state = "open"
    return Step(step.label, state, seconds)
