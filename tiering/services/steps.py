"""What a run tells while it runs: its step, durations and counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from django.utils import timezone

from tiering.models import Run
from tiering.models.run import RunState, RunStep


class Steps:
    """Progress of one run, saved at each step so that pages can follow it."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @contextmanager
    def step(self, step: RunStep) -> Iterator[None]:
        self.run.step = step
        self.run.save(update_fields=["step", "is_side", "counts", "durations"])
        start = perf_counter()
        yield
        self.run.durations[step.value] = round(perf_counter() - start, 3)

    def count(self, name: str, number: int) -> None:
        self.run.counts[name] = number

    def finish(self, state: RunState) -> None:
        """The end of a run that publishes nothing, or the last write inside the publish."""
        self.run.state, self.run.step = state, ""
        self.run.finished_at = timezone.now()
        self.run.save()
