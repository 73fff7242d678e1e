"""Colleagues whom a file names by e-mail address or by name."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from staff.models import User


class People:
    """Whom the importer may name; the system (no user) may name everybody."""

    def __init__(self, colleagues: "QuerySet[User]", user: User | None) -> None:
        if user is not None:
            colleagues = colleagues.filter(
                Q(pk__in=User.objects.visible_to(user).values("pk")) | Q(pk=user.pk)
            )
        self.known: dict[str, set[int]] = defaultdict(set)
        for pk, *names in colleagues.order_by().values_list("pk", "email", "name", "name_en"):
            for name in filter(None, names):
                self.known[name.casefold()].add(pk)

    def find(self, text: str) -> int | None:
        """The one person of this address or name; None if nobody or more than one has it."""
        found = self.known.get(text.casefold(), set())
        return next(iter(found)) if len(found) == 1 else None
