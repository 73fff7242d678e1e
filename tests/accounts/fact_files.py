"""Files of facts in tests: a header and rows per kind."""

import pytest

from accounts.imports.fact_kinds import FACT_KINDS

# Per kind: the header, a good row, the same row with something else said of the same thing.
FILES = {
    "ratings": (
        "account,kind,value,date,evidence,note",
        "C1,idea_alignment,4,2026-05-01,合同,好",
        "C1,Ideas and management thinking agree with ours,3,2026-05-01,,",
    ),
    "policy-checks": (
        "account,item,carried out,date,note",
        "C1,价格纪律,yes,2026-05-01,",
        "C1,价格纪律,否,2026/5/1,",
    ),
    "payments": (
        "account,date,invoices due,on time,breaches,balance,overdue,days overdue",
        'C1,2026-05-01,10,9,0,"1,000.50",100,30',
        "C1,2026-05-01,10,8.0,,,,",
    ),
    "costs": (
        "account,date,kind,amount,reference,note",
        "C1,2026-05-01,Special logistics,120.5,V1,",
        "C1,2026-05-01,logistics,￥１３０,V1,",
    ),
    "referrals": (
        "account,referrer,person,direction,date,note",
        "C1,R1,张三,,2026-05-01,",
        "C1,介绍方,,,2026-05-02,",
    ),
    "wallets": (
        "account,date,category,amount,source,confidence",
        "C1,2026-05-01,钢材,50000,询问采购,high",
        "C1,2026-05-01,钢材,60000,询问采购,",
    ),
    "contracts": (
        "account,title,signed on,start,end,value,gain share",
        "C1,年度框架,2026-01-05,2026-01-01,2026-12-31,9000,no",
        "C1,年度框架,2026-01-05,2026-01-01,2030-12-31,,y",
    ),
}
KINDS = pytest.mark.parametrize("kind", FILES)


def current(kind):
    return FACT_KINDS[kind].model.objects.current()


def outcomes(batch):
    return [batch.counts[name] for name in ("created", "changed", "unchanged")]
