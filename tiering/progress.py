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
    seconds: float

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)


def progress_of(run: Run) -> Progress:
    steps = [_step(run, step) for step in RunStep]
    return Progress(steps, round(sum(run.durations.values()), 3))


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
