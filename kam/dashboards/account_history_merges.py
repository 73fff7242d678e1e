"""Merges in an account's history: which record became part of which, and what was undone."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account, Merge
from staff.models import User
from staff.permissions import Permission, has_permission


class Deed(NamedTuple):
    """A merge, or its undo."""

    at: datetime
    merge: Merge
    undone: bool


class MergeHistory:
    """Deeds of one account and of its people; one query, for merges are few."""

    def __init__(self, account: Account, user: User) -> None:
        people = has_permission(user, Permission.CONTACT_VIEW)
        merges = list(Merge.objects.of_account(account.pk, people=people).for_list())
        done = [Deed(merge.at, merge, False) for merge in merges]
        done += [Deed(merge.undone_at, merge, True) for merge in merges if merge.undone_at]
        self.deeds = done
        self.sees = set(Merge.objects.visible_to(user).filter(pk__in=[m.pk for m in merges])
                        .values_list("pk", flat=True)) if merges else set()  # fmt: skip

    def count(self) -> int:
        return len(self.deeds)

    def line(self, deed: Deed) -> dict[str, Any]:
        """The parts of a history line."""
        merge = deed.merge
        kind = _("Account") if merge.is_of_accounts else _("Contact")
        seen = merge.pk in self.sees
        kept = merge.kept.display_name if seen else _("not visible to you")
        said = _("merged into %(name)s") if not deed.undone else _("no longer merged into %(name)s")
        return {
            "at": timezone.localtime(deed.at),
            "kind": "merge",
            "what": f"{kind} {merge.lost.display_name}",
            "deed": said % {"name": kept},
            "by": str(merge.undone_by if deed.undone else merge.by),
            "cause": pgettext("history", "Merge undone")
            if deed.undone
            else pgettext("history", "Merge"),
            "url": reverse("merge_detail", args=[merge.pk]) if seen else "",
        }
