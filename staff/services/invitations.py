"""The way in for somebody new: a link to choose a password, by e-mail."""

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from staff.models import Company, User

log = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """Address where `user` chooses a password; one use, valid for PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def invite(*, user: User, by: User) -> bool:
    """Send the link in the reader's language to somebody with an address.

    False if the mail server would not take it.
    """
    company = Company.current()
    context = {
        "user": user,
        "by": by,
        "company": company,
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    with translation.override(user.language or company.language):
        subject = render_to_string("staff/email/invitation_subject.txt", context)
        body = render_to_string("staff/email/invitation_message.txt", context)
    try:
        send_mail(" ".join(subject.split()), body, None, [str(user.email)])
    except (OSError, SMTPException):
        log.exception("invitation not sent", extra={"user": user.pk})
        return False
    return True
