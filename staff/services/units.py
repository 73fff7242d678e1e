"""The tree of sales units. `path` stays true for a whole subtree when it moves."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import PROTECT, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from staff.models import Unit, User

MOST_LEVELS = 20  # keeps `path` well under its 500 characters


@transaction.atomic
def create(*, by: User, name: str, name_en: str = "", parent: Unit | None = None) -> Unit:
    _lock_tree()
    unit = Unit(pk=_next_id(), name=name, name_en=name_en, parent=_fresh(parent))
    unit.path = _path(unit)
    _check_levels(unit.depth)
    unit.full_clean()
    unit.save(force_insert=True)
    return unit


@transaction.atomic
def update(*, unit: Unit, by: User, name: str, name_en: str, parent: Unit | None) -> Unit:
    """Rename and move. Everything below moves along."""
    _lock_tree()
    unit = Unit.objects.get(pk=unit.pk)
    unit.name, unit.name_en, unit.parent = name, name_en, _fresh(parent)
    _check_loop(unit)
    unit.full_clean()
    unit.save(update_fields=["name", "name_en", "parent"])
    _move(unit)
    return unit


@transaction.atomic
def delete(*, unit: Unit, by: User) -> None:
    """Only an empty unit goes: history and rights hang on the others."""
    _lock_tree()
    found = contents(unit)
    if found:
        raise ValidationError(
            _("This unit can't be deleted. It still has: %(contents)s."),
            code="not_empty",
            params={"contents": ", ".join(f"{name} ({count})" for name, count in found)},
        )
    unit.delete()


def contents(unit: Unit) -> list[tuple[str, int]]:
    """What keeps the unit from being deleted: (plural name, count) of units, users, accounts.

    Asks every table that protects the unit, so apps above need not be known here.
    """
    found = []
    for relation in Unit._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: unit})
            if count := rows.count():
                found.append((str(relation.related_model._meta.verbose_name_plural), count))
    return found


def _lock_tree() -> None:
    """One change of the tree at a time; it is small and seldom changes."""
    list(Unit.objects.select_for_update(of=("self",)).values_list("pk"))


def _next_id() -> int:
    """The id is part of the path, so it is needed before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Unit._meta.db_table])
        return int(cursor.fetchone()[0])


def _fresh(parent: Unit | None) -> Unit | None:
    return Unit.objects.get(pk=parent.pk) if parent else None


def _path(unit: Unit) -> str:
    return f"{unit.parent.path if unit.parent else ''}{unit.pk}/"


def _check_loop(unit: Unit) -> None:
    if unit.parent and unit.parent.path.startswith(unit.path):
        raise ValidationError(
            {"parent": _("A unit can't be part of itself or of a unit below it.")}, code="loop"
        )


def _check_levels(depth: int) -> None:
    if depth >= MOST_LEVELS:
        message = _("The tree can have at most %(count)s levels.")
        raise ValidationError({"parent": ValidationError(message, params={"count": MOST_LEVELS})})


def _move(unit: Unit) -> None:
    old, new = unit.path, _path(unit)
    if old == new:
        return
    below = Unit.objects.filter(path__startswith=old)
    deepest = max(path.count("/") for path in below.values_list("path", flat=True))
    _check_levels(deepest - old.count("/") + new.count("/") - 1)
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    unit.path = new
