"""How each account stands in the systems whose classes take effect by review (domain §3.10)."""

from django.db import models

from accounts.models import Account


class Track(models.Model):
    """The class by rule of one ranked account in each system, and what the next review counts.

    `…_streak` is n when the computed class was better at the last n reviews, -n when it was worse
    and outside the buffer; `…_since` the day of the last change, from which the dwell counts. A pin
    lies on top and leaves no trace here: when it ends, the class by rule shows again.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="track", db_constraint=False
    )
    pyramid = models.SmallIntegerField(default=0)
    pyramid_streak = models.SmallIntegerField(default=0)
    pyramid_since = models.DateField(null=True)
    pareto = models.SmallIntegerField(default=0)
    pareto_streak = models.SmallIntegerField(default=0)
    pareto_since = models.DateField(null=True)
    abc = models.SmallIntegerField(default=0)
    abc_streak = models.SmallIntegerField(default=0)
    abc_since = models.DateField(null=True)
    key_class = models.SmallIntegerField(default=0)
    key_class_streak = models.SmallIntegerField(default=0)
    key_class_since = models.DateField(null=True)

    def __str__(self) -> str:
        return f"track of {self.account_id}"


class Review(models.Model):
    """A review that was held: of which day, by which run, and what came of it."""

    day = models.DateField(primary_key=True)
    run = models.ForeignKey("tiering.Run", models.PROTECT, related_name="reviews")
    counts = models.JSONField(default=dict)
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
