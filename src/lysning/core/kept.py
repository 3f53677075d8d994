"""Reads whose result stays in the process: for a while, or for as long as the database says that nothing has changed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class KeptFor(Generic[T]):
    """A read that is made again when what it gave is older than some seconds; other processes' changes are seen that late.

    With `keep_nothing=False` an empty result is not kept, so that a fresh database fills it.
    """

    def __init__(self, seconds: float, read: Callable[[], T], *, keep_nothing: bool = True) -> None:
        self._seconds, self._read, self._keep_nothing = seconds, read, keep_nothing
        self._kept: tuple[float, T] | None = None
        self.__doc__ = read.__doc__

    def __call__(self) -> T:
        """What the read gave, at most so many seconds ago."""
        if self._kept is None or time.monotonic() > self._kept[0]:
            found = self._read()
            if not found and not self._keep_nothing:
                return found
            self._kept = time.monotonic() + self._seconds, found
        return self._kept[1]

    def forget(self) -> None:
        """Makes the next call read the database."""
        self._kept = None


def kept_for(seconds: float, *, keep_nothing: bool = True) -> Callable[[Callable[[], T]], KeptFor[T]]:
    """Makes a read one whose result stays for so many seconds."""
    return lambda read: KeptFor(seconds, read, keep_nothing=keep_nothing)


class KeptWhile(Generic[S, T]):
    """A read that is made again when `state` says something else than before; exact whenever the state is.

    `state` should cost one small query; it is asked at every call, or with `is_once` once a request where there is one. `read`
    gets what it said.
    """

    def __init__(self, state: Callable[[], S], read: Callable[[S], T], *, is_once: bool = False) -> None:
        self._state, self._read, self._is_once = state, read, is_once
        self._kept: tuple[S, T] | None = None
        self.__doc__ = read.__doc__

    def __call__(self) -> T:
        """What the read gives in the state of this moment."""
        now = self._asked()
        kept = self._kept
        if kept is None or kept[0] != now:
            kept = self._kept = now, self._read(now)
        return kept[1]

    def _asked(self) -> S:
        told = _TOLD.get()
        if told is None or not self._is_once:
            return self._state()
        if self not in told:
            told[self] = self._state()
        said: S = told[self]
        return said

    def forget(self) -> None:
        """Makes the next call read the database, whatever the state says."""
        self._kept = None
        if (told := _TOLD.get()) is not None:
            told.pop(self, None)


_TOLD: ContextVar[dict[KeptWhile[Any, Any], Any] | None] = ContextVar("told", default=None)
"""What each state has said within this request; nothing outside of one."""


@contextmanager
def as_one_request() -> Iterator[None]:
    """Within this, every state that is asked once a request is asked once."""
    token = _TOLD.set({})
    try:
        yield
    finally:
        _TOLD.reset(token)


def kept_while(state: Callable[[], S]) -> Callable[[Callable[[], T]], KeptWhile[S, T]]:
    """Makes a read one whose result stays while `state` says the same, asked once a request."""
    return lambda read: KeptWhile(state, lambda _state: read(), is_once=True)
