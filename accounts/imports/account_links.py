"""Owner, unit and parent of the accounts in a file."""

from collections import defaultdict
from typing import Any

from accounts.imports.matching import names_of, scope_of
from accounts.imports.people import People
from accounts.imports.rows import Draft
from accounts.models import Account
from kam.lib.names import normalised
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
        self.owners = People(User.objects.sellers(), None if self.free else user)
        self.unit_of = dict(User.objects.sellers().values_list("pk", "unit"))
        self.units = unit_names()
        wanted = {draft.text("parent") for draft in drafts} - {""}
        scope = scope_of(user)
        self.parents = dict(scope.filter(code__in=wanted).values_list("code", "pk"))
        self.named = names_of({normalised(text) for text in wanted} - {""}, scope)
        # Of rows with one number the first counts; the others are rejected as repetitions.
        self.numbered = {d.text("code"): [d] for d in reversed(drafts) if d.text("code")}
        self.named_rows = by_name(drafts)

    def resolve(self, draft: Draft, before: dict[str, Any] | None) -> None:
        """Set owner_id, unit_id and parent of the row's fields, or reject it."""
        if text := draft.text("owner"):
            owner = self.owners.find(text)
            if owner is None:
                draft.reject("owner", "unknown_owner" if self.may_hand_over else "not_yours")
            else:
                draft.fields["owner_id"] = owner
                if before is None:
                    draft.fields["unit_id"] = self.unit_of[owner]
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

    def _set_parent(self, draft: Draft, text: str) -> None:
        """By number, then by name; an account that comes with the same file has no id yet."""
        named = self.named[normalised(text)]
        if text in self.parents:
            draft.fields["parent_id"] = self.parents[text]
        elif len(named) == 1 and text not in self.numbered:
            draft.fields["parent_id"] = next(iter(named))[0]
        elif len(self._rows(text)) == 1:
            draft.fields["parent_code"] = text
        else:
            many = named or self._rows(text)
            draft.reject("parent", "ambiguous_account" if many else "unknown_parent")

    def _rows(self, text: str) -> list[Draft]:
        return self.numbered.get(text) or self.named_rows.get(normalised(text), [])

    def refuse_rings(self, drafts: list[Draft]) -> None:
        """Reject rows that would make an account its own ancestor, and those whose parent in the
        same file was rejected."""
        parent_of: dict[Any, Any] = dict(
            Account.objects.filter(parent__isnull=False).values_list("pk", "parent")
        )
        children = [
            d for d in drafts if not d.reason and {"parent_id", "parent_code"} & d.fields.keys()
        ]
        for draft in children:
            rows = [d for d in self._rows(draft.fields.get("parent_code", "")) if not d.reason]
            if parent := draft.fields.get("parent_id") or (rows and node(rows[0])):
                parent_of[node(draft)] = parent
            else:
                draft.reject("parent", "unknown_parent")
        for draft in children:
            if in_ring(node(draft), parent_of):
                draft.reject("parent", "circle")


def node(draft: Draft) -> int:
    """Of an account that is not there yet, minus its row."""
    return draft.object_id or -draft.line


def by_name(drafts: list[Draft]) -> dict[str, list[Draft]]:
    rows: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if name := normalised(draft.text("name")):
            rows[name].append(draft)
    return rows


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
