"""Files of exchange rates."""

import re
from decimal import Decimal
from typing import Any

from accounts.imports import cells, rows
from accounts.imports.rows import Draft
from accounts.models import ExchangeRate
from accounts.models.batch import ImportBatch
from staff.models import Company, User

STRIP = str.maketrans("", "", "¥$€£,+")


def judge(drafts: list[Draft], batch: ImportBatch) -> None:
    days = rows.dates((d.text("date") for d in drafts), batch.options.get("date_order", ""))
    base = Company.current().base_currency
    known = {(rate.currency, rate.date.isoformat()): rate for rate in ExchangeRate.objects.all()}
    for draft in drafts:
        read(draft, days, base)
        if draft.reason:
            continue
        draft.identity = (draft.fields["currency"], draft.fields["date"])
        rate = known.get(draft.identity)
        draft.object_id = rate.pk if rate else None
        draft.compare(state(rate) if rate else None)


def state(rate: ExchangeRate) -> dict[str, Any]:
    day = rate.date.isoformat()
    return {"currency": rate.currency, "date": day, "rate": text_of(rate.rate)}


def read(draft: Draft, days: dict[str, Any], base: str) -> None:
    currency, rate = draft.text("currency").upper(), draft.text("rate")
    day, fault = days.get(draft.text("date"), (None, "empty"))
    if not re.fullmatch("[A-Z]{3}", currency):
        draft.reject("currency", "unknown_currency")
    if currency == base:
        draft.reject("currency", "base_currency")
    if fault:
        draft.reject("date", fault if draft.text("date") else "empty")
    if not re.search(cells.NUMBER, rate, re.ASCII) or not in_range(rate):
        draft.reject("rate", "not_a_rate" if rate else "empty")
    else:
        draft.fields = {"currency": currency, "date": day, "rate": text_of(decimal(rate))}


def decimal(text: str) -> Decimal:
    return Decimal(text.translate(STRIP)).quantize(Decimal("0.00000001"))


def in_range(text: str) -> bool:
    return Decimal("0.00000001") <= Decimal(text.translate(STRIP)) < Decimal("1e9")


def text_of(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def save(drafts: list[Draft], batch: ImportBatch) -> list[tuple[int, Any, dict[str, Any]]]:
    new = [draft for draft in drafts if draft.outcome == "new"]
    changed = {d.object_id: d for d in drafts if d.outcome == "changed" and d.object_id}
    keys = [(d.fields["currency"], d.fields["date"]) for d in new]
    taken = ExchangeRate.objects.filter(
        currency__in=[k[0] for k in keys], date__in=[k[1] for k in keys]
    )
    rows.refuse_changed(sum((r.currency, r.date.isoformat()) in set(keys) for r in taken), 0)
    made = ExchangeRate.objects.bulk_create(
        [ExchangeRate(currency=c, date=d, rate=draft.fields["rate"])
         for (c, d), draft in zip(keys, new, strict=True)]
    )  # fmt: skip
    set_rates({pk: d.fields["rate"] for pk, d in changed.items()},
              {pk: d.before["rate"] for pk, d in changed.items()})  # fmt: skip
    return [
        *((rate.pk, None, draft.fields) for rate, draft in zip(made, new, strict=True)),
        *((pk, draft.before, draft.fields) for pk, draft in changed.items()),
    ]


def set_rates(after: dict[int, str], before: dict[int, str]) -> None:
    found = list(ExchangeRate.objects.select_for_update().filter(pk__in=after))
    rows.refuse_changed(sum(text_of(r.rate) == before[r.pk] for r in found), len(after))
    for rate in found:
        rate.rate = Decimal(after[rate.pk])
    ExchangeRate.objects.bulk_update(found, ["rate"], batch_size=1000)


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    made = {pk: after["rate"] for pk, before, after in changes if before is None}
    found = list(ExchangeRate.objects.select_for_update().filter(pk__in=made))
    rows.refuse_changed(sum(text_of(r.rate) == made[r.pk] for r in found), len(made))
    ExchangeRate.objects.filter(pk__in=made).delete()
    kept = [(pk, before, after) for pk, before, after in changes if before is not None]
    set_rates({pk: before["rate"] for pk, before, _after in kept},
              {pk: after["rate"] for pk, _before, after in kept})  # fmt: skip
