"""That a draft was tried on the whole book, and on which run."""

from django.db import transaction

from staff.models import User
from tiering.models import PolicyVersion, Run, Trial


@transaction.atomic
def record_trial(*, version: PolicyVersion, run: Run, moves: dict[str, int], by: User) -> Trial:
    """Keep the last what-if of a version; the one before is replaced."""
    values = {"hash": version.hash, "run": run, "moves": moves, "by": by}
    trial, _created = Trial.objects.update_or_create(version=version, defaults=values)
    return trial
