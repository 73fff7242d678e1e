"""The main job in the browser with a real worker: import a ledger, score it, read who is key."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import LedgerEntry
from staff.models import Company
from tests.worker import worker
from tiering.models import CurrentRun, Run
from tiering.services.policies import follow_base_currency

DATA = Path(__file__).resolve().parents[3] / "shared/data"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]

NORTHWIND = {
    "account": "CustomerID",
    "account_name": "CompanyName",
    "reference": "OrderID",
    "date": "OrderDate",
    "unit_price": "UnitPrice",
    "quantity": "Quantity",
    "discount": "Discount",
}
RETAIL = {
    "account": "CustomerID",
    "reference": "InvoiceNo",
    "date": "InvoiceDate",
    "unit_price": "UnitPrice",
    "quantity": "Quantity",
}


def import_ledger(page, path, columns, return_if=""):
    """From upload to "saved", as a person clicks it; returns the numbers of the preview."""
    page.goto(reverse("import_new"))
    page.set_input_files("input[type=file]", path)
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    for field, column in columns.items():
        page.select_option(f"select[name=column-{field}]", column)
    page.check("input[name=create_accounts]")
    if return_if:
        page.fill("input[name=return_if]", return_if)
    page.locator("form:has(select[name=column-account]) button[type=submit]").click()
    save = page.locator("form[action$='/save/'] button[type=submit]").first
    save.wait_for(timeout=180_000)
    numbers = page.locator("main").inner_text()
    save.click()
    page.locator("a[href='?undo']").first.wait_for(timeout=180_000)
    return numbers


def start_run(page, as_of):
    page.goto(reverse("run_start"))
    page.fill("input[name=as_of]", as_of)
    page.locator("form:has(input[name=as_of]) button[type=submit]").click()
    page.locator(f"main a.btn-primary[href^='{reverse('tier_dashboard')}']").wait_for(
        timeout=120_000
    )


def report(capsys, **options):
    capsys.readouterr()
    call_command("report", "tiers", json=True, **options)
    return json.loads(capsys.readouterr().out)


def use_currency(currency):
    Company.objects.update(base_currency=currency)
    follow_base_currency(currency=currency, by=None)


def test_from_a_file_to_the_key_customers(open_page, people, tmp_path):
    """Made-up orders: twelve customers, one of them with half of the revenue."""
    path = tmp_path / "订单.csv"
    lines = ["客户编号,客户名称,单号,日期,金额"]
    for place in range(12):
        for month in (1, 4, 7, 10):
            amount = (12_000 if place == 0 else 1_100 - 80 * place) + month / 100
            lines.append(f"K{place},客户{place},S{place}-{month},2026-{month:02}-15,{amount:.2f}")
    path.write_text("\n".join(lines), encoding="gb18030")
    page = open_page(people.admin)
    with worker():
        import_ledger(
            page,
            path,
            {
                "account": "客户编号",
                "account_name": "客户名称",
                "reference": "单号",
                "date": "日期",
                "amount": "金额",
            },
        )
        start_run(page, "2026-10-31")
    assert LedgerEntry.objects.current().count() == 48
    page.goto(reverse("tier_dashboard"))
    expect(page.locator("main")).to_contain_text("客户0")
    top = page.locator("main table a[href*='pyramid=1']").first
    assert top.inner_text().strip() == "1"
    top.click()
    page.wait_for_url("**/accounts/**")
    expect(page.locator("#list")).to_contain_text("客户0")
    page.get_by_role("link", name="客户0").first.click()
    page.goto(page.url.split("?")[0] + "evidence/")
    expect(page.locator("main")).to_contain_text("战略客户")


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the real data sets lie outside the repository")
@pytest.mark.parametrize(
    ("folder", "currency", "columns", "return_if", "as_of", "expected"),
    [
        pytest.param(
            "northwind/ledger_lines.csv.gz",
            "USD",
            NORTHWIND,
            "",
            "1998-05-07",
            {
                12: (89, [1, 18, 45], [1, 17, 27, 44], [33, 29, 27], "855939.37"),
                24: (89, [1, 18, 45], [1, 17, 27, 44], [34, 27, 28], "1265793.22"),
            },
            id="northwind",
        ),
        pytest.param(
            "online_retail/online_retail.csv.gz",
            "GBP",
            RETAIL,
            "reference^=C",
            "2011-12-10",
            {
                12: (
                    4338,
                    [43, 868, 2169],
                    [43, 825, 1301, 2169],
                    [1171, 1423, 1744],
                    "7972029.42",
                ),
                24: (
                    4338,
                    [43, 868, 2169],
                    [43, 825, 1301, 2169],
                    [1178, 1456, 1704],
                    "8310477.05",
                ),
            },
            id="online-retail",
        ),
    ],
)
def test_real_ledgers(
    open_page, people, capsys, folder, currency, columns, return_if, as_of, expected
):
    use_currency(currency)
    page = open_page(people.admin, language="en")
    with worker():
        import_ledger(page, DATA / folder, columns, return_if)
        start_run(page, as_of)
    call_command("rescore", as_of=date.fromisoformat(as_of), set=[("window.ttm_months", "24")])
    runs = {12: CurrentRun.get(), 24: Run.objects.get(policy__status="trial")}
    for months, (n, cuts, tiers, pareto, revenue) in expected.items():
        found = report(capsys, run=runs[months].pk)
        assert found["ttm_months"] == months
        assert (found["n"], found["cuts"], found["net_revenue"]) == (n, cuts, revenue)
        assert list(found["counts"]["pyramid"].values()) == tiers
        assert list(found["counts"]["pareto"].values()) == pareto
    first = runs[12].result_hash
    call_command("rescore", as_of=date.fromisoformat(as_of))
    assert Run.objects.latest("pk").result_hash == first
