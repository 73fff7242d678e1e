"""The secret address under which a calendar program reads somebody's dates."""

from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models.user import User


def hash_of(token: str) -> str:
    """What is stored of a token. It is long and random, so a plain hash can't be guessed back."""
    return sha256(token.encode()).hexdigest()


class CalendarAddress(models.Model):
    """At most one per person; a new one makes the old one worthless, none at all revokes it."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="calendar_address"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("since"), auto_now=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
