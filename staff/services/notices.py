"""Telling people things, each once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from staff.models import User
from staff.models.notice import Notice, NoticeKind


@transaction.atomic
def tell(
    *, users: Iterable[User], kind: NoticeKind, key: str, url: str, params: Mapping[str, Any]
) -> int:
    """Put a notice in the inbox of everybody who was not told `key` yet; how many were.

    `key` names the thing told (`17:2026-11-30`), `params` fill the text of the kind: see
    `staff.notice_words` for how days, stages and names are written. Safe to repeat: a task that
    runs twice tells once.
    """
    rows = [
        Notice(user=user, kind=kind, key=f"{kind}:{key}", url=url, params=dict(params))
        for user in {user.pk: user for user in users if user.is_active}.values()
    ]
    before = Notice.objects.filter(key=f"{kind}:{key}").count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return Notice.objects.filter(key=f"{kind}:{key}").count() - before


@dataclass(frozen=True)
class Telling:
    """One thing for one person, as `tell` takes it."""

    user: User
    kind: NoticeKind
    key: str
    url: str
    params: Mapping[str, Any]


@transaction.atomic
def tell_each(tellings: Collection[Telling]) -> int:
    """`tell` for many different things at once, in three statements; how many were told."""
    rows = [
        Notice(
            user=each.user,
            kind=each.kind,
            key=f"{each.kind}:{each.key}",
            url=each.url,
            params=dict(each.params),
        )
        for each in tellings
        if each.user.is_active
    ]
    same = Notice.objects.filter(key__in=[row.key for row in rows])
    before = same.count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return same.count() - before


@transaction.atomic
def settle(*, kind: NoticeKind, key: str, now: datetime) -> int:
    """What was asked for has been decided: nobody needs to read that it waits; how many did."""
    return Notice.objects.filter(key=f"{kind}:{key}").unread().update(read_at=now)


@transaction.atomic
def mark_read(*, user: User, notices: Iterable[int], now: datetime) -> int:
    """Of the user's own ones; those already read keep their time."""
    unread = Notice.objects.visible_to(user).unread()
    return unread.filter(pk__in=list(notices)).update(read_at=now)


@transaction.atomic
def mark_all_read(*, user: User, now: datetime) -> int:
    return Notice.objects.visible_to(user).unread().update(read_at=now)


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete what was read months ago; how many."""
    return Notice.objects.outlived(now).delete()[0]
