"""Forms of an import: the file, then its columns and how they are meant."""

from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.imports import batches, mapping
from accounts.imports.fact_fields import FACTS
from accounts.imports.fields import FIELDS
from accounts.imports.refusal import ImportRefused
from accounts.models import LedgerEntry
from accounts.models.batch import BatchState, ImportBatch, ImportKind, KnownMode
from kam.lib.numbers import base_currency
from kam.lib.sentences import joined
from staff.models import User

DATE_ORDERS = [
    ("", _("Refuse such dates")),
    ("dmy", _("Day first")),
    ("mdy", _("Month first")),
]
OPTIONS: dict[str, tuple[str, ...]] = {
    ImportKind.LEDGER: (
        *("currency", "rate", "return_if", "date_order", "known"),
        *("create_accounts", "sum_repeated"),
    ),
    ImportKind.CONTACTS: ("date_order",),
    ImportKind.RATES: ("date_order",),
    ImportKind.ACCOUNTS: (),
    ImportKind.USERS: (),
    **dict.fromkeys((ImportKind.PROJECTS, *FACTS), ("date_order", "known")),
}


def currency_help() -> str:
    """Names the base currency, and before the first amounts says that they fix it."""
    said = gettext("Empty: %(currency)s, the base currency.") % {"currency": base_currency.get()}
    if LedgerEntry.objects.exists():
        return said
    fixed = gettext(
        "With the first ledger saved it can't change any more; an administrator sets it under "
        "Settings, Company."
    )
    return joined(said, fixed)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is in the file"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, CSV.gz or Excel (.xlsx); text in UTF-8 or GB18030."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.gz,.xlsx"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        required=False,
        help_text=_(
            "The system the file comes from, such as ERP. Order numbers are unique per source."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kinds = [choice for choice in ImportKind.choices if batches.may_import(user, choice[0])]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        self.fields["kind"].initial = ImportKind.LEDGER

    def upload(self) -> ImportBatch | None:
        """The new batch, or None and a message by the file."""
        data = self.cleaned_data
        try:
            return batches.upload(
                file=data["file"],
                kind=data["kind"],
                source=data["source"] or data["kind"],
                by=self.user,
            )
        except ImportRefused as refused:
            self.add_error("file", str(refused))
            return None


class ColumnsForm(forms.Form):
    """One choice of column per field, and the options of the kind."""

    create_accounts = forms.BooleanField(
        label=_("Create accounts that are not known yet"), required=False
    )
    currency = forms.CharField(
        label=_("Currency of rows that name none"),
        max_length=3,
        required=False,
    )
    rate = forms.CharField(
        label=_("Rate for this currency"),
        max_length=20,
        required=False,
        help_text=_("Empty: the table of exchange rates."),
    )
    return_if = forms.CharField(
        label=_("A row is a return if"),
        max_length=100,
        required=False,
        help_text=_("reference^=C means: the order number starts with C. No sign is changed."),
    )
    date_order = forms.ChoiceField(
        label=_("Dates like 03/04/2011"), choices=DATE_ORDERS, required=False
    )
    sum_repeated = forms.BooleanField(
        label=_("Equal rows are lines of one order, not repetitions"), required=False
    )
    known = forms.ChoiceField(
        label=_("When the rows became known"),
        choices=KnownMode.choices,
        help_text=_("Back-tests rely on it: history counts as known on its own dates."),
    )

    def __init__(self, data: Any = None, *, batch: ImportBatch) -> None:
        initial = {**batch.options, "known": batch.known}
        initial |= {f"column-{field}": column for field, column in batch.mapping.items()}
        super().__init__(data, initial=initial)
        self.batch = batch
        wanted = OPTIONS[batch.kind]
        self.fields["currency"].help_text = currency_help()
        self.fields = {name: self.fields[name] for name in wanted}
        columns = [("", _("— not in the file —")), *((name, name) for name in batch.header if name)]
        for field in FIELDS[batch.kind]:
            self.fields[f"column-{field.name}"] = forms.ChoiceField(
                label=cast(str, field.label),
                choices=columns,
                required=False,
                help_text=cast(str, field.help),
            )

    def again(self, **changes: str) -> list[tuple[str, str]]:
        """The choices of the last check as names and values of a form, with these changes."""
        chosen = {name: self.initial.get(name) for name in self.fields}
        chosen = {name: "on" if value is True else value for name, value in chosen.items()}
        return [(name, value) for name, value in (chosen | changes).items() if value]

    @property
    def origin(self) -> Promise:
        """Where the choices of columns come from."""
        if self.batch.state != BatchState.UPLOADED:
            return _("As chosen for the last check.")
        if self.batch.counts.get("columns_from") == "last time":
            return _("As last time for this source and these columns; please look through them.")
        if self.batch.mapping:
            return _("Recognised by their names; please look through them.")
        return _("No column was recognised by its name; please choose.")

    @property
    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The choices of columns, each with the first values of its column."""
        found = []
        for field in FIELDS[self.batch.kind]:
            bound = self[f"column-{field.name}"]
            found.append((bound, self._sample(bound.value())))
        return found

    def _sample(self, column: str | None) -> list[str]:
        if column not in self.batch.header:
            return []
        place = self.batch.header.index(column)
        rows = self.batch.counts.get("sample", [])
        return [row[place] for row in rows if len(row) > place and row[place]]

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in OPTIONS[self.batch.kind]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = {f.name: data.get(f"column-{f.name}", "") for f in FIELDS[self.batch.kind]}
        data["columns"] = {field: column for field, column in chosen.items() if column}
        try:
            mapping.check(self.batch.kind, self.batch.header, data["columns"])
            names = [name for name in OPTIONS[self.batch.kind] if name != "known"]
            data["options"] = batches.clean_options({name: data.get(name, "") for name in names})
        except ImportRefused as refused:
            self.add_error(None, str(refused))
        return data
