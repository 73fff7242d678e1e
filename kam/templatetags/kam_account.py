"""The head card of an account's page: `{% account_header account %}` in accounts/page.html."""

from typing import Any, cast

from django import template
from django.forms import Form
from django.http import QueryDict
from django.template import Context

from accounts.models import Account
from kam.dashboards.account import header
from staff.models import User
from staff.permissions import Permission, has_permission

register = template.Library()


@register.filter
def may(user: User, permission: str) -> bool:
    """Whether the user's role allows it: `{% if request.user|may:"account_edit" %}`."""
    return has_permission(user, Permission(permission))


@register.filter
def values(query: QueryDict, name: str) -> list[str]:
    """All values of a parameter: `{{ request.GET|values:"cols" }}`."""
    return query.getlist(name)


@register.filter
def label_of(form: Form, name: str) -> str:
    """The label of a field by its name, for a list of errors."""
    return str(form[name].label) if name in form.fields else ""


@register.inclusion_tag("accounts/_header.html", takes_context=True)
def account_header(context: Context, account: Account) -> dict[str, Any]:
    """A view that has built the header already gives it as `header`."""
    user = context["request"].user
    flat = cast(dict[str, Any], context.flatten())
    built = flat.get("header") or header(account, user, flat.get("tab", ""))
    return {**flat, "header": built, "account": account}
