"""The tree of sales units: the path is true for the whole subtree, always."""

import pytest
from django.core.exceptions import ValidationError

from staff.models import Unit
from staff.services import units
from tests import factories


@pytest.fixture
def admin(people):
    return people.admin


@pytest.fixture
def tree(admin):
    """sales > east > shanghai; sales > west."""
    sales = units.create(by=admin, name="销售部二", name_en="Sales")
    east = units.create(by=admin, name="华东", parent=sales)
    west = units.create(by=admin, name="西南", parent=sales)
    shanghai = units.create(by=admin, name="上海", parent=east)
    return {"sales": sales, "east": east, "west": west, "shanghai": shanghai}


def paths_are_true():
    return all(
        unit.path == f"{unit.parent.path if unit.parent else ''}{unit.pk}/"
        for unit in Unit.objects.select_related("parent")
    )


def move(unit, parent, by):
    return units.update(unit=unit, by=by, name=unit.name, name_en=unit.name_en, parent=parent)


def test_a_unit_is_created_in_its_place(tree):
    assert tree["shanghai"].path == f"{tree['sales'].pk}/{tree['east'].pk}/{tree['shanghai'].pk}/"
    assert tree["shanghai"].depth == 2
    assert paths_are_true()


def test_the_list_is_the_tree_from_top_to_bottom(tree):
    below = Unit.objects.under(tree["sales"]).for_list()
    assert [unit.name for unit in below] == ["销售部二", "华东", "上海", "西南"]


@pytest.mark.parametrize("target", ["west", None], ids=["below a sister", "to the top"])
def test_a_move_takes_the_subtree_along(tree, admin, target):
    move(tree["east"], tree[target] if target else None, admin)
    assert paths_are_true()
    east, shanghai = (Unit.objects.get(pk=tree[name].pk) for name in ("east", "shanghai"))
    assert shanghai.path.startswith(east.path)
    assert east.parent == (tree[target] if target else None)


def test_a_move_with_stale_objects_is_still_true(tree, admin):
    stale = Unit.objects.get(pk=tree["shanghai"].pk)
    move(tree["east"], tree["west"], admin)
    move(stale, None, admin)
    assert paths_are_true()


@pytest.mark.parametrize("target", ["east", "shanghai"], ids=["into itself", "below itself"])
def test_loops_are_refused_by_the_field(tree, admin, target):
    with pytest.raises(ValidationError) as problem:
        move(tree["east"], tree[target], admin)
    assert problem.value.message_dict == {
        "parent": ["A unit can't be part of itself or of a unit below it."]
    }
    assert paths_are_true()


def test_the_same_name_once_in_a_place(tree, admin):
    units.create(by=admin, name="华东", parent=tree["west"])
    for parent in (tree["sales"], None):
        with pytest.raises(ValidationError, match="already a unit of this name"):
            units.create(by=admin, name="华东" if parent else "销售部二", parent=parent)


def test_rename_keeps_the_place(tree, admin):
    units.update(unit=tree["east"], by=admin, name="东区", name_en="East", parent=tree["sales"])
    east = Unit.objects.get(pk=tree["east"].pk)
    assert (east.name, east.name_en, east.path) == ("东区", "East", tree["east"].path)


def test_the_tree_has_an_end(admin):
    unit = None
    for level in range(units.MOST_LEVELS):
        unit = units.create(by=admin, name=f"{level}", parent=unit)
    with pytest.raises(ValidationError, match="at most 20 levels"):
        units.create(by=admin, name="too deep", parent=unit)


def test_a_move_can_not_make_the_tree_too_deep(admin):
    unit = None
    for level in range(units.MOST_LEVELS - 1):
        unit = units.create(by=admin, name=f"{level}", parent=unit)
    top = units.create(by=admin, name="two levels")
    units.create(by=admin, name="below", parent=top)
    with pytest.raises(ValidationError, match="at most 20 levels"):
        move(top, unit, admin)
    assert paths_are_true()


def test_an_empty_unit_is_deleted(tree, admin):
    units.delete(unit=tree["west"], by=admin)
    assert not Unit.objects.filter(pk=tree["west"].pk).exists()


@pytest.mark.parametrize("what", ["units", "users", "accounts"])
def test_only_an_empty_unit_is_deleted(tree, admin, what):
    unit = tree["shanghai"]
    {
        "units": lambda: units.create(by=admin, name="浦东", parent=unit),
        "users": lambda: factories.user(unit=unit, is_active=False),
        "accounts": lambda: factories.account(unit=unit),
    }[what]()
    with pytest.raises(ValidationError, match=rf"It still has: (sales )?{what} \(1\)"):
        units.delete(unit=unit, by=admin)
    assert Unit.objects.filter(pk=unit.pk).exists()
