"""What differs from allauth's own behaviour: nobody signs up; an administrator adds people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from staff.models import Company, User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject  # it names the company itself

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the recipient's language, as the invitation is."""
        company = Company.current()
        context |= {"company": company, "days": settings.PASSWORD_RESET_TIMEOUT // 86_400}
        with translation.override(user.language or company.language):
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the configured address, not at the one the request claims to have come to."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.SITE_URL.rstrip('/')}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")
