"""The forms of logging in and of passwords, in the words of our other forms."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.forms import Form
from django.utils.translation import gettext as _


def reword(form: Form, **labels: str) -> None:
    """Our labels; and no placeholders, which would only repeat them."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, login=_("E-mail"), remember=_("Stay logged in"))


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self,
            oldpassword=_("Current password"),
            password1=_("New password"),
            password2=_("New password, again"),
        )


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=_("E-mail"))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1=_("New password"), password2=_("New password, again"))
