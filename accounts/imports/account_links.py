"""Owner, unit and parent of the accounts in a file."""

from collections import defaultdict
from typing import Any

from accounts.imports.matching import scope_of
from accounts.imports.rows import Draft
from accounts.models import Account
from staff.models import Unit, User
from staff.permissions import Permission, Role, has_permission


class Links:
    """Everything the rows may point at, read once."""

    def __init__(self, drafts: list[Draft], user: User | None) -> None:
        self.user = user
        self.free = user is None or user.role == Role.ADMIN
        self.may_hand_over = (
            user is None or self.free or has_permission(user, Permission.ACCOUNT_TRANSFER)
        )
        self.owners = {owner.email.lower(): owner for owner in self._sellers()}
        self.units = unit_names()
        wanted = {draft.text("parent") for draft in drafts} - {""}
        scope = scope_of(user).filter(code__in=wanted)
        self.parents = dict(scope.values_list("code", "pk"))
        self.in_file = {draft.text("code") for draft in drafts}

    def _sellers(self) -> list[User]:
        sellers = User.objects.sellers().select_related("unit")
        return list(sellers if self.user is None or self.free else sellers.visible_to(self.user))

    def resolve(self, draft: Draft, before: dict[str, Any] | None) -> None:
        """Set owner_id, unit_id and parent of the row's fields, or reject it."""
        if text := draft.text("owner"):
            owner = self.owners.get(text.lower())
            if owner is None:
                draft.reject("owner", "unknown_owner" if self.may_hand_over else "not_yours")
            else:
                draft.fields["owner_id"] = owner.pk
                if before is None:
                    draft.fields["unit_id"] = owner.unit_id
        if text := draft.text("unit"):
            found = self.units.get(text.casefold(), set())
            if len(found) != 1:
                draft.reject("unit", "unknown_unit")
            else:
                draft.fields["unit_id"] = next(iter(found))
        self._check_rights(draft, before)
        if text := draft.text("parent"):
            self._set_parent(draft, text)

    def _check_rights(self, draft: Draft, before: dict[str, Any] | None) -> None:
        """Who may not hand accounts over can't do it by a file either."""
        if self.may_hand_over or self.user is None:
            return
        own = before or {"owner_id": self.user.pk, "unit_id": self.user.unit_id}
        for name in ("owner_id", "unit_id"):
            if draft.fields.get(name, own[name]) != own[name]:
                draft.reject(name.removesuffix("_id"), "not_yours")

    def _set_parent(self, draft: Draft, code: str) -> None:
        if code in self.parents:
            draft.fields["parent_id"] = self.parents[code]
        elif code in self.in_file:
            draft.fields["parent_code"] = code
        else:
            draft.reject("parent", "unknown_parent")

    def refuse_rings(self, drafts: list[Draft]) -> None:
        """Reject rows that would make an account its own ancestor, and those whose parent in the
        same file was rejected."""
        parent_of: dict[Any, Any] = dict(
            Account.objects.filter(parent__isnull=False).values_list("pk", "parent")
        )
        node = {d.text("code"): d.object_id or d.text("code") for d in drafts if not d.reason}
        children = [
            d for d in drafts if not d.reason and {"parent_id", "parent_code"} & d.fields.keys()
        ]
        for draft in children:
            parent = draft.fields.get("parent_id") or node.get(draft.fields.get("parent_code", ""))
            if parent is None:
                draft.reject("parent", "unknown_parent")
            else:
                parent_of[draft.object_id or draft.text("code") or id(draft)] = parent
        for draft in children:
            start = draft.object_id or draft.text("code") or id(draft)
            if in_ring(start, parent_of):
                draft.reject("parent", "circle")


def in_ring(start: Any, parent_of: dict[Any, Any]) -> bool:
    seen, at = {start}, parent_of.get(start)
    while at is not None and at not in seen:
        seen.add(at)
        at = parent_of.get(at)
    return bool(at == start)


def unit_names() -> dict[str, set[int]]:
    """A unit's name, English name, or its names from the root joined by "/" → ids."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    names: dict[str, set[int]] = defaultdict(set)
    for unit in units.values():
        line = [units[int(part)] for part in unit.path.strip("/").split("/")]
        names["/".join(u.name for u in line).casefold()].add(unit.pk)
        names[unit.name.casefold()].add(unit.pk)
        if unit.name_en:
            names["/".join(u.name_en or u.name for u in line).casefold()].add(unit.pk)
            names[unit.name_en.casefold()].add(unit.pk)
    return names
