"""Where a relation stands and goes, as small integers (`relationships.labels` names them)."""

from enum import IntEnum


class Stage(IntEnum):
    """Stage of the relation, by its square (domain §4.3)."""

    PRE = 0
    GESTATION = 1
    EARLY = 2
    MID = 3
    HIGH = 4
    PARTNER = 5


class Trend(IntEnum):
    """Where the relation goes (domain §4.6)."""

    UNCOUPLING = 1
    FALLING = 2
    STABLE = 3
    RISING = 4


class RelationKind(IntEnum):
    """What supplier and customer are to each other (domain §4.7)."""

    TRADING = 1
    PREFERRED = 2
    PARTNERSHIP = 3
    ALLIANCE = 4
