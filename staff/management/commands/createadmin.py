"""`manage.py createadmin EMAIL`: the first administrator."""

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from staff.commands import CompanyCommand
from staff.models import User
from staff.services import invitations, users


class Command(CompanyCommand):
    help = "Create an administrator. Without a password it prints a link to choose one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="default: the part before the @")
        secret = parser.add_mutually_exclusive_group()
        secret.add_argument("--password-env", metavar="VAR", help="variable with the password")
        secret.add_argument("--password-stdin", action="store_true", help="read one line")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(_("Somebody already uses the address %(email)s.") % {"email": email})
        name = options["name"] or email.partition("@")[0]
        password = checked_password(options, User(email=email, name=name))
        try:
            with pghistory.context(cause="createadmin"):
                user = users.create_administrator(email=email, name=name, password=password)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        link = "" if password else invitations.password_link(user)
        self.report(user, link, as_json=options["json"])

    def report(self, user: User, link: str, *, as_json: bool) -> None:
        if as_json:
            facts = {"id": user.pk, "email": user.email, "name": user.name, "password_link": link}
            facts["site_url"] = settings.SITE_URL  # what the link starts with
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write(_("%(email)s is an administrator now.") % {"email": user.email})
        if link:
            self.stdout.write(_("Choose a password here: %(link)s") % {"link": link})
            self.stdout.write(
                _(
                    "The link starts with KAM_SITE_URL, now %(site)s. If you open the pages at "
                    "another address, put that in its place."
                )
                % {"site": settings.SITE_URL}
            )


def checked_password(options: dict[str, Any], user: User) -> str | None:
    """The password the caller gave, None if none was; a weak or missing one is an error."""
    variable = options["password_env"]
    if variable:
        password = os.environ.get(variable, "")
        if not password:
            raise CommandError(_("The variable %(name)s is empty.") % {"name": variable})
    elif options["password_stdin"]:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        return None
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from None
    return password
