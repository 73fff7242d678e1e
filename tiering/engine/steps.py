"""The steps of a scoring, so that a second one on the same facts need not repeat them (design §5).

Another policy mostly changes a few settings. What a step is given and every setting it reads are
written down while it is done; a scoring by another policy takes over the results of all steps for
which both are the same. No step declares what it reads, so nothing can be forgotten.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from tiering.engine.policy import Policy
from tiering.engine.settings import Section

P = ParamSpec("P")
R = TypeVar("R")
Setting = tuple[str, ...]


class Do(Protocol):
    """Does a step of the scoring: `do(step, *what it is given)` is `step(*what it is given)`."""

    def __call__(self, step: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> R: ...


def just_do(step: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> R:
    return step(*given, **named)


class Steps:
    """Does each step once, and none that `before` did for the same columns and settings.

    Holds every result, so it lives as long as somebody may ask for the same facts again.
    """

    def __init__(self, before: "Steps | None" = None) -> None:
        self._done: defaultdict[Callable[..., Any], list[Done]] = defaultdict(list)
        self._before = before._done if before else {}

    def __call__(self, step: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> R:
        if named:
            raise TypeError("a step is given by position")
        for done in (*self._done[step], *self._before.get(step, ())):
            if done.serves(given):
                return cast(R, done.result)
        return cast(R, self._do(step, given))

    def _do(self, step: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        read: dict[Setting, Any] = {}
        watched = (_Watched(each, (), read) if isinstance(each, Policy) else each for each in given)
        result = step(*watched)
        self._done[step].append(Done(given, read, result))
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """A step that was done: what it was given, the settings it read of the policy, its result."""

    given: tuple[Any, ...]
    read: Mapping[Setting, Any]
    result: Any

    def serves(self, given: tuple[Any, ...]) -> bool:
        return all(map(self._is_same, self.given, given))

    def _is_same(self, before: Any, now: Any) -> bool:
        if before is now:
            return True
        if isinstance(now, Policy):
            return all(_setting(now, path) == value for path, value in self.read.items())
        # Numbers are the same if they are equal, columns only if they are the very same.
        return isinstance(now, Hashable) and bool(before == now)


class _Watched:
    """A policy, or a section of it, that writes down the settings read."""

    def __init__(self, part: Section, path: Setting, read: dict[Setting, Any]) -> None:
        self._part, self._path, self._read = part, path, read

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._part, name), (*self._path, name)
        if isinstance(value, Section) and not self._path:
            return _Watched(value, path, self._read)
        self._read[path] = value
        return value


def _setting(policy: Policy, path: Setting) -> Any:
    value: Any = policy
    for name in path:
        value = getattr(value, name)
    return value
