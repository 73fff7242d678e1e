"""Scoring runs: one policy, one date, all accounts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import User
from tiering.models.policy import PolicyVersion

RECALLED = "recalled"  # in `counts`: see `tiering.services.recall`


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNCHANGED = "unchanged", _("Nothing new")  # same date, policy and input: no-op
    REPLACED = "replaced", _("Replaced")  # another run of this date and policy took its place
    FAILED = "failed", _("Failed")


class RunCause(models.TextChoices):
    NIGHT = "night", _("Nightly")
    HAND = "hand", _("By hand")
    DAY = "day", _("For a past day")  # that no night had scored, from what was known then


class RunStep(models.TextChoices):
    MEASURE = "measure", _("Measuring what changed")
    READ = "read", _("Reading measures")
    SCORE = "score", _("Scoring")
    WRITE = "write", _("Writing scores")
    PUBLISH = "publish", _("Publishing")


class RunQuerySet(models.QuerySet["Run"]):
    def done(self) -> "RunQuerySet":
        return self.filter(state=RunState.DONE)

    def main(self) -> "RunQuerySet":
        """Runs that became (or may become) the current one; side runs are shown only on request."""
        return self.filter(is_side=False)

    def forgotten(self) -> "RunQuerySet":
        """Results whose scores are no longer kept (`tiering.services.retention`)."""
        return self.done().filter(scores_kept=False)

    def for_list(self) -> "RunQuerySet":
        return self.select_related("policy", "by").order_by("-pk")


class Run(models.Model):
    """One scoring run. `context` is what one account's explanation needs besides its
    own row, `spread` the concentration and Pareto curve (both the engine's JSON)."""

    as_of = models.DateField(_("as of"))
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="runs", verbose_name=_("policy")
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.QUEUED)
    cause = models.CharField(_("cause"), max_length=6, choices=RunCause, default=RunCause.HAND)
    is_side = models.BooleanField(_("side run"), default=False)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    step = models.CharField(_("step"), max_length=10, choices=RunStep, blank=True)
    counts = models.JSONField(default=dict)
    durations = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    spread = models.JSONField(default=dict)
    input_hash = models.CharField(max_length=64, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeats")
    account_errors = models.JSONField(default=list)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    scores_kept = models.BooleanField(default=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_run_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["as_of", "policy"],
                condition=Q(state="done"),
                name="one_result_per_date_and_policy",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.as_of}"

    @property
    def is_over(self) -> bool:
        return self.state not in (RunState.QUEUED, RunState.RUNNING)


class CurrentRun(models.Model):
    """The pointer every page follows; flipped by a compare-and-set when a run is published."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_current_run")]

    def __str__(self) -> str:
        return f"current: {self.run_id}"

    @classmethod
    def get(cls) -> Run | None:
        """The run in view, with its policy; one query, None before the first."""
        pointer = cls.objects.select_related("run__policy").get(pk=1)
        return pointer.run


class NightReport(models.Model):
    """A night that failed or is missing, told to the administrators once."""

    as_of = models.DateField(primary_key=True)
    reason = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.as_of}"
