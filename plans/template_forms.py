"""The rows of a template as they are edited: one table for each kind of row."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.gaps import NAMES
from plans.models import CULTIVATION, DEVELOPMENT, Purpose, RowKind, SectionKind, TemplateRow

MOST = 40  # rows of a kind
KINDS: dict[Purpose, tuple[RowKind, ...]] = {
    **dict.fromkeys(CULTIVATION, (RowKind.ACTION,)),
    **dict.fromkeys(
        DEVELOPMENT, (RowKind.MILESTONE, RowKind.CHECK, RowKind.SECTION, RowKind.ACTION)
    ),
    Purpose.OPERATING: (RowKind.SECTION, RowKind.ACTION),
}
# The criteria of the targets, which actions can hang on.
CRITERIA: dict[Purpose, tuple[str, ...]] = {
    Purpose.TO_CORE: ("alignment", "strength", "idea", "execution", "recognition"),
    Purpose.TO_PLATINUM: ("pareto_class", "credit", "clv"),
    Purpose.UP_TIER: ("value", "credit"),
    Purpose.RETAIN: ("value", "credit"),
    Purpose.STAGE_UP: ("personal", "company"),
}
HEADS: dict[RowKind, Promise] = {
    RowKind.MILESTONE: _("Milestones"),
    RowKind.CHECK: _("Points to ask oneself"),
    RowKind.SECTION: _("Parts of the plan"),
    RowKind.ACTION: _("Suggested actions"),
}

TWICE = _("“%(part)s” has a row already. Change that one, or choose another part here.")


class RowForm(forms.Form):
    """One row; left empty it is none. `need` is asked of actions and parts, `days` of what is
    due."""

    need = forms.ChoiceField(label=_("For"), required=False)
    zh = forms.CharField(label=_("In Chinese"), max_length=200, required=False)
    en = forms.CharField(label=_("In English"), max_length=200, required=False)
    days = forms.IntegerField(
        label=_("Days after the start"), min_value=0, max_value=730, required=False
    )

    def __init__(self, *args: Any, kind: RowKind, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        need: Any = self.fields["need"]
        if kind == RowKind.SECTION:
            need.choices = SectionKind.choices
        elif kind == RowKind.ACTION and purpose in CRITERIA:
            whole = ("", _("the plan as a whole"))
            need.choices = [whole, *((name, NAMES[name]) for name in CRITERIA[purpose])]
        else:
            del self.fields["need"]
        if kind not in (RowKind.MILESTONE, RowKind.ACTION):
            del self.fields["days"]

    def clean(self) -> dict[str, Any]:
        """Both languages: readers of one would meet an empty row."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_row:
            for name in ("zh", "en"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Write it in both languages."))
        return found

    @property
    def is_row(self) -> bool:
        return bool(self.cleaned_data.get("zh") or self.cleaned_data.get("en"))

    def row(self) -> TemplateRow:
        found = self.cleaned_data
        return TemplateRow(
            kind=self.kind,
            zh=found["zh"],
            en=found["en"],
            days=found.get("days") or 0,
            need=found.get("need", ""),
        )


class RowForms(forms.BaseFormSet[RowForm]):
    def clean(self) -> None:
        """One guide for each part: a plan shows no second one."""
        seen: set[str] = set()
        for form in self.forms:
            need = form.cleaned_data.get("need") if form not in self.deleted_forms else None
            if form.kind != RowKind.SECTION or not need or not form.is_row:
                continue
            if need in seen:
                form.add_error("need", TWICE % {"part": SectionKind(need).label})
            seen.add(need)


RowFormSet: Any = forms.formset_factory(
    RowForm, RowForms, extra=2, can_delete=True, can_order=True, max_num=MOST, validate_max=True
)


def row_sets(purpose: Purpose, rows: Iterable[TemplateRow], data: Any = None) -> list[Any]:
    """One table of forms for each kind of row that a plan of the purpose has."""
    sets = []
    for kind in KINDS[purpose]:
        initial = [
            {"need": row.need, "zh": row.zh, "en": row.en, "days": row.days}
            for row in rows
            if row.kind == kind
        ]
        known = {"kind": kind, "purpose": purpose}
        made = RowFormSet(data, prefix=kind.value, initial=initial, form_kwargs=known)
        made.head = HEADS[kind]
        sets.append(made)
    return sets


def rows_of(sets: Iterable[Any]) -> list[TemplateRow]:
    """What the valid sets say, in the order given in each."""
    return [form.row() for each in sets for form in each.ordered_forms if form.is_row]


def meant_for(row: TemplateRow) -> str | Promise:
    """The part a guide is of, or the criterion an action works on; empty where there is none."""
    return SectionKind(row.need).label if row.kind == RowKind.SECTION else NAMES.get(row.need, "")
