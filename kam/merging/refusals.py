"""Why two records can't be merged, or a merge not be undone, in words."""

from django.core.exceptions import ValidationError


class MergeRefused(ValidationError):
    """The data does not allow it; nothing was written."""
