"""The queries behind `facts`: each gives rows by account, for binary COPY.

`known` is the condition on what was known at a moment, `ranked` the account that ranks for account
`a`, dates are literals.
"""

KNOWN = "{row}.known_from <= '{moment}' AND ({row}.known_to IS NULL OR {row}.known_to > '{moment}')"

RATINGS = """
SELECT DISTINCT ON (r.account_id, r.kind) r.account_id,
  array_position(ARRAY[{kinds}]::varchar[], r.kind)::int2, r.value::int2
FROM accounts_rating r
WHERE {known} AND r.date <= '{as_of}' AND r.kind IN ({kinds})
ORDER BY r.account_id, r.kind, r.date DESC, r.known_from DESC, r.id DESC
"""
COSTS = """
SELECT {ranked}, (sum(c.amount_base) * 100)::int8
FROM accounts_cost c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.kind <> 'development' AND c.date > '{after}' AND c.date <= '{as_of}'
GROUP BY 1 ORDER BY 1
"""
# Who referred whom, by the accounts that rank; within a group nobody refers (domain §8.3).
REFERRALS = """
SELECT DISTINCT {referrer}, {ranked}
FROM accounts_referral r JOIN accounts_account a ON a.id = r.account_id
JOIN accounts_account f ON f.id = r.from_account_id
WHERE {known} AND r.date <= '{as_of}' AND r.direction = 'from_customer' AND {referrer} <> {ranked}
ORDER BY 1, 2
"""
ITEMS = """
SELECT {ranked}, count(*)::int4, (count(*) FILTER (WHERE c.carried_out))::int4
FROM accounts_policycheck c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.date > '{since}' AND c.date <= '{until}'
GROUP BY 1 ORDER BY 1
"""
# Whole months of the longest contract that is signed and in force.
CONTRACTS = """
SELECT {ranked}, max(extract(year FROM age(c.ends_on + 1, c.starts_on)) * 12
  + extract(month FROM age(c.ends_on + 1, c.starts_on)))::int8
FROM accounts_contract c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.date <= '{as_of}' AND c.starts_on <= '{as_of}' AND c.ends_on >= '{as_of}'
GROUP BY 1 ORDER BY 1
"""
CONTRACTED = """
SELECT DISTINCT {ranked} FROM accounts_contract c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.date <= '{as_of}' AND c.starts_on <= '{as_of}' AND c.ends_on >= '{as_of}'
ORDER BY 1
"""
# The largest project of strategic importance that is open or won (domain §3.5, aspect 4).
PROJECTS = """
SELECT {ranked}, (max(s.value_base) * 100)::int8 FROM (
  SELECT DISTINCT ON (p.project_id) p.account_id, p.stage, p.is_strategic, p.value_base
  FROM accounts_projectstate p WHERE {known} AND p.date <= '{as_of}'
  ORDER BY p.project_id, p.date DESC, p.known_from DESC, p.id DESC
) s JOIN accounts_account a ON a.id = s.account_id
WHERE s.is_strategic AND s.stage <> 'lost' GROUP BY 1 ORDER BY 1
"""
PAYMENTS = """
SELECT DISTINCT ON (p.account_id) p.account_id, p.invoices_due::int4, p.invoices_on_time::int4,
  p.breaches::int4
FROM accounts_paymentrecord p WHERE {known} AND p.date <= '{as_of}'
ORDER BY p.account_id, p.date DESC, p.known_from DESC, p.id DESC
"""
DEVELOPMENT = """
SELECT {ranked}, (sum(c.amount_base) * 100)::int8
FROM accounts_cost c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.kind = 'development' AND c.date <= '{as_of}' GROUP BY 1 ORDER BY 1
"""
# Gross profit of the first twelve months of purchases, of accounts it took something to win; only
# where they are over and every cost is known.
FIRST_PROFITS = """
WITH won AS (
  SELECT DISTINCT {ranked} AS id FROM accounts_cost c JOIN accounts_account a
    ON a.id = c.account_id WHERE {known} AND c.kind = 'development' AND c.date <= '{as_of}'
), entry AS (
  SELECT won.id, e.date, e.amount_base, e.cost_base, min(e.date) OVER (PARTITION BY won.id) AS begin
  FROM won JOIN accounts_account a ON {ranked} = won.id
  JOIN accounts_ledgerentry e ON e.account_id = a.id
  WHERE {entry_known} AND e.date <= '{as_of}'
)
SELECT id, (sum(amount_base - cost_base) * 100)::int8 FROM entry
WHERE date < begin + interval '1 year' AND begin + interval '1 year' <= '{as_of}'
GROUP BY 1 HAVING count(cost_base) = count(*) ORDER BY 1
"""
# Spend in all categories: the newest estimate of all of them, else the sum of the newest of each.
WALLETS = """
SELECT account_id, (coalesce(max(amount_base) FILTER (WHERE category = ''), sum(amount_base))
  * 100)::int8
FROM (
  SELECT DISTINCT ON (w.account_id, w.category) w.account_id, w.category, w.amount_base
  FROM accounts_walletestimate w WHERE {known} AND w.date <= '{as_of}'
  ORDER BY w.account_id, w.category, w.date DESC, w.known_from DESC, w.id DESC
) newest GROUP BY 1 ORDER BY 1
"""
# Industries as numbers; who has none is in no segment.
INDUSTRIES = """
SELECT a.id, dense_rank() OVER (ORDER BY a.industry)::int4
FROM accounts_account a WHERE a.industry <> '' ORDER BY 1
"""
# The layer that showed on a day, of the accounts that rank.
LAYERS = """
SELECT account_id, layer FROM (
  SELECT DISTINCT ON (c.account_id) c.account_id, c.new::int2 AS layer
  FROM tiering_classchange c JOIN accounts_account a ON a.id = c.account_id
  WHERE c.system = 'pyramid' AND c.as_of <= '{day}' AND {ranked} = a.id
  ORDER BY c.account_id, c.as_of DESC, c.id DESC
) then_shown WHERE layer > 0 ORDER BY 1
"""
