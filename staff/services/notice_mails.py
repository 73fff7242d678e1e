"""Notices by mail: at once or once a day, each in one mail.

Beat only ticks; who is due is read from the notices. A mail is sent inside the transaction that
marks its notices: a worker that dies before sending has marked nothing, and the next tick sends.
Between sending and the end of the transaction a second mail is possible; it has the `Message-ID` of
the first, so that mail programs show it once.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.lib.numbers import number
from staff.models import Company, Notice, User

logger = logging.getLogger(__name__)

HOUR = 8  # of the company's day: the daily mail lies in the inbox when work begins
MOST = 50  # notices spelled out in one mail


def last_digest(now: datetime) -> datetime:
    """When the last daily mail was due; `now` in the company's time zone."""
    today = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if now >= today else today - timedelta(days=1)


def mail_due(*, now: datetime) -> int:
    """Send every mail that is due at `now`; how many. One that fails is tried again next time."""
    due = Notice.objects.to_mail(now=now, digest=last_digest(now))
    users = User.objects.with_address().filter(pk__in=due.order_by().values("user"))
    return sum(_try_to_mail(user, now) for user in users.order_by("pk"))


def _try_to_mail(user: User, now: datetime) -> bool:
    try:
        return _mail(user, now)
    except OSError:  # of the mail server; SMTP errors are among them
        logger.exception("the notices of user %s were not mailed", user.pk)
        return False


@transaction.atomic
def _mail(user: User, now: datetime) -> bool:
    """One mail with all that is due; who else is mailing them right now keeps them."""
    due = Notice.objects.visible_to(user).to_mail(now=now, digest=last_digest(now))
    rows = list(due.order_by("pk").select_for_update(skip_locked=True, of=("self",)))
    if not rows:
        return False
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    _message(user, rows).send()
    return True


def _message(user: User, rows: list[Notice]) -> EmailMessage:
    company = Company.current()
    language = user.language or company.language
    with translation.override(language), timezone.override(company.zone):
        body = render_to_string("staff/email/notices.txt", _context(user, company, rows))
        return EmailMessage(
            _subject(rows), body, None, [str(user.email)], headers={"Message-ID": _id(user, rows)}
        )


def _context(user: User, company: Company, rows: list[Notice]) -> dict[str, object]:
    site = settings.SITE_URL.rstrip("/")
    return {
        "user": user,
        "company": company,
        "lines": list(_lines(site, rows[:MOST])),
        "more": len(rows) - MOST if len(rows) > MOST else 0,
        "inbox": site + reverse("notice_list"),
        "profile": site + reverse("profile"),
    }


def _lines(site: str, rows: list[Notice]) -> Iterator[tuple[str, str]]:
    """The text of each notice and the address where to act."""
    for row in rows:
        yield row.text, site + row.url


def _subject(rows: list[Notice]) -> str:
    if len(rows) == 1:
        return " ".join(rows[0].get_kind_display().split())
    text = ngettext("%(n)s notice for you", "%(n)s notices for you", len(rows))
    return _("Key Accounts") + ": " + text % {"n": number(len(rows))}


def _id(user: User, rows: list[Notice]) -> str:
    """The same for the same notices."""
    digest = sha256(":".join(str(row.pk) for row in rows).encode()).hexdigest()[:32]
    return f"<notices.{user.pk}.{digest}@{urlsplit(settings.SITE_URL).hostname or 'kam'}>"
