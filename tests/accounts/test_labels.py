"""Every class has a name in both languages: domain §11."""

from enum import IntEnum

import pytest
from django.utils import translation

from accounts.labels import BY_ENUM, choices
from kam.lib import classes
from kam.lib.classes import SelectionStrategy

ENUMS = [
    kind
    for kind in vars(classes).values()
    if isinstance(kind, type) and issubclass(kind, IntEnum) and kind is not IntEnum
]


@pytest.mark.parametrize("kind", ENUMS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_class_has_its_own_name(kind, language):
    assert kind in BY_ENUM
    with translation.override(language):
        names = [str(name) for _value, name in choices(kind)]
    assert all(names)
    assert len(set(names)) == len(kind)


def test_strategies_of_the_project_are_marked():
    assert [strategy.name for strategy in SelectionStrategy if strategy.is_addition] == [
        "SNOWBALL",
        "NURTURE",
    ]
    for language, mark in (("en", "project addition"), ("zh-hans", "项目补充")):
        with translation.override(language):
            marked = [value for value, name in choices(SelectionStrategy) if mark in str(name)]
        assert marked == [SelectionStrategy.SNOWBALL, SelectionStrategy.NURTURE]
