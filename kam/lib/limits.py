"""How often something may be done: counted in the cache, by the minute."""

from django.core.cache import cache

SECONDS = 60


def too_often(what: str, who: str, *, most: int) -> bool:
    """Count one more time `who` does `what`; whether that is more than `most` in a minute."""
    key = f"limit:{what}:{who}"
    if cache.add(key, 1, SECONDS):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute ended between the two
        return False
