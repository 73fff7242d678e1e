"""Real ledgers, beside the checkout in ../shared/data; answers were computed independently."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from accounts.models import Account, LedgerEntry
from staff.models import Company
from tests.accounts.imports import imported

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not here"),
]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def by_customer(folder, column="net_revenue"):
    with gzip.open(DATA / folder / "customer_metrics.csv.gz", "rt") as file:
        return {row["customer_id"]: Decimal(row[column]) for row in csv.DictReader(file)}


def in_ledger():
    found = LedgerEntry.objects.current().values("account__code").annotate(sum=Sum("amount_base"))
    return {row["account__code"]: row["sum"] for row in found.order_by()}


def test_northwind_is_summed_per_order(db):
    Company.objects.update(base_currency="USD")
    content = (DATA / "northwind" / "ledger_lines.csv.gz").read_bytes()

    batch = imported(content, create_accounts=True)

    counts = batch.counts
    assert (counts["read"], counts["accepted"], counts["rejected"]) == (2155, 2155, 0)
    assert (counts["created"], counts["accounts_created"]) == (830, 89)
    assert sum(in_ledger().values()) == Decimal("1265793.22")
    assert Account.objects.get(code="VINET").name == "Vins et alcools Chevalier"


def test_online_retail_rejects_rows_without_a_customer_and_keeps_every_cent(db):
    Company.objects.update(base_currency="GBP")
    content = (DATA / "online_retail" / "online_retail.csv.gz").read_bytes()
    columns = {
        "account": "CustomerID",
        "reference": "InvoiceNo",
        "date": "InvoiceDate",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
    }

    batch = imported(content, columns=columns, create_accounts=True, return_if="reference^=C")

    counts = batch.counts
    assert (counts["read"], counts["accepted"], counts["rejected"]) == (541_909, 406_829, 135_080)
    assert counts["reasons"][0]["reason"] == "no_account"
    assert counts["whole_numbers"] == ["account"]
    assert Account.objects.count() == 4372
    sums = in_ledger()
    assert sum(sums.values()) == Decimal("8300065.81")
    assert sums["14646"] == Decimal("279489.02")
    assert {
        code: abs(sums[code] - net) <= Decimal("0.05")
        for code, net in by_customer("online_retail").items()
    } == (dict.fromkeys(sums, True))
    returns = LedgerEntry.objects.filter(kind="return")
    assert returns.aggregate(sum=Sum("amount_base"))["sum"] == Decimal("-611342.09")
