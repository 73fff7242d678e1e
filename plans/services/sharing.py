"""What colleagues everywhere may read names neither the account nor its people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact

SHORTEST = 2  # letters of a name that is looked for


def check_nameless(account: Account, field: str, text: str) -> None:
    """ValidationError by `field` with the first name found in `text`."""
    people = Contact.objects.filter(account__top=account.top_id).order_by("pk")
    names = [account.name, account.name_en, *account.aliases]
    names += [name for pair in people.values_list("name", "name_en") for name in pair]
    said = text.casefold()
    for name in names:
        if len(name) >= SHORTEST and name.casefold() in said:
            refusal = _("It names %(name)s: leave the name out, or do not tell all colleagues.")
            raise ValidationError({field: ValidationError(refusal, params={"name": name})})
