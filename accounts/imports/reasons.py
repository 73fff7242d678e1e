"""Why a row was rejected, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.imports.refusal import thaw

REASONS: dict[str, Promise] = {
    "ragged": _("The row has %(detail)s cells; the header has another number."),
    "formula": _("A formula, not a value. Save the values and import again."),
    "empty": _("Missing."),
    "too_long": _("Too long."),
    "no_account": _("No customer is given."),
    "unknown_account": _("Unknown account, or one that you may not see."),
    "ambiguous_account": _("More than one account has this name."),
    "not_a_number": _("Not a number."),
    "ambiguous_number": _("Unclear number: write 1,234.56 or 1234.56."),
    "no_fraction": _("A discount is a fraction between 0 and 1."),
    "too_large": _("The amount is too large."),
    "not_a_date": _("Not a date. Write 2026-11-28."),
    "no_such_day": _("There is no such day."),
    "far_date": _("Not a likely date."),
    "ambiguous_date": _("Unclear date: say whether the day or the month comes first."),
    "serial_date": _("A bare number, not a date. Format the column as dates."),
    "unknown_currency": _("Unknown currency. Write three letters, such as CNY."),
    "no_rate": _("No exchange rate is known for this currency on this day."),
    "mixed_currency": _("The rows of this order have different currencies."),
    "unknown_kind": _("Unknown kind. Write sale, return or rebate."),
    "mixed_kind": _("The rows of this order are of different kinds."),
    "repeated": _("The same as row %(detail)s."),
    "twice": _("Row %(detail)s is about the same one."),
    "base_currency": _("This is the base currency; it needs no rate."),
    "not_a_rate": _("A rate is a number greater than zero."),
    "ambiguous_contact": _("More than one person of the account has this name."),
    "not_an_email": _("Not an e-mail address."),
    "not_1_to_5": _("Write a number from 1 to 5."),
    "unknown_choice": _("Unknown word for this column."),
    "unknown_owner": _(
        "Nobody who can own accounts has this e-mail address or name, or more than one person."
    ),
    "ambiguous_user": _("More than one person has this name. Give the e-mail address."),
    "administrator": _("A file makes or ends no administrator. Do that under Settings, Users."),
    "needs_unit": _("This role needs a sales unit."),
    "not_yours": _("You may only import accounts of your own."),
    "unknown_unit": _("No sales unit has this name."),
    "unknown_parent": _("Unknown account."),
    "circle": _("This would make a ring of parents."),
    "taken": _("Another account has this number."),
    "other_line": _("Another row of this order was rejected."),
    "not_yes_or_no": _("Write yes or no."),
    "not_whole": _("Write a whole number."),
    "future": _("This day is still to come."),
    "several": _("More than one known record could be meant."),
    "not_for_role": _("Your role does not allow writing this."),
    "unknown_person": _("No colleague you may name has this e-mail address or name."),
    "unknown_person_there": _("No person of this name is known there."),
    "refers_itself": _("An account can't refer itself."),
    "referred": _("This account was referred on %(detail)s already; the first referral counts."),
    "referral_loop": _(
        "This would be a loop: this account brought us the referrer, or its referrer."
    ),
    "taken_project": _("A project of another account has this number."),
    "before_opened": _("Not before the day the project was opened."),
    "later_state": _("The project stands elsewhere since %(detail)s."),
    "earlier_state": _("The project has a state of %(detail)s, before this day."),
}

# Of many rows at once, where the number of one row would say nothing.
OF_MANY: dict[str, Promise] = {
    "ragged": _("The row has another number of cells than the header."),
    "repeated": _("The same as an earlier row."),
    "twice": _("An earlier row is about the same one."),
    "referred": _("This account was referred already; the first referral counts."),
    "later_state": _("The project stands elsewhere since a later day."),
    "earlier_state": _("The project has a state of an earlier day."),
}


def is_said(reason: str) -> bool:
    """Whether the reason's text itself says the detail kept with it."""
    return "%(detail)" in str(REASONS.get(reason, ""))


def text(reason: str, detail: str | None) -> str:
    """What a model said stands as it was kept (`accounts.imports.checks`)."""
    if reason not in REASONS:
        return thaw(reason)
    message: Any = REASONS[reason]
    return str(message) % {"detail": detail} if detail and is_said(reason) else str(message)


def of_many(reason: str) -> str:
    """The reason in words, without the detail of any row."""
    return str(OF_MANY[reason]) if reason in OF_MANY else text(reason, None)
