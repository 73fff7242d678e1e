"""What is to be handed over, found set-based: the same few statements for one account or 10,000.

All take `pair`: the accounts that change hands, each with its former owner.
"""

PAIR = "pair AS (SELECT * FROM unnest(%(accounts)s, %(formers)s) AS p(account_id, former_id))"

# A next step is open as long as its action is; one without a day, until somebody was there again.
OPEN_STEP = """
    v.status = 'completed' AND (EXISTS (
        SELECT 1 FROM relationships_action a
         WHERE a.visit_id = v.id AND a.done_on IS NULL AND a.dropped_on IS NULL)
    OR v.next_step <> '' AND NOT EXISTS (
        SELECT 1 FROM relationships_action a WHERE a.visit_id = v.id)
    AND NOT EXISTS (
        SELECT 1 FROM relationships_visit w
         WHERE w.account_id = v.account_id AND w.status = 'completed'
           AND w.date >= coalesce(v.next_step_on, v.date + 1)))
"""
# Who hands an account over and is not of its team does not read on of its people in the inbox.
NOTICES = f"""
    WITH {PAIR}, told AS (
        SELECT n.id, split_part(n.url, '/', 2) AS kind, split_part(n.url, '/', 3) AS thing,
               n.user_id
          FROM staff_notice n JOIN staff_user u ON u.id = n.user_id AND u.role IN ('rep', 'kam')
         WHERE n.user_id = ANY(%(formers)s) AND n.url ~ '^/(contacts|accounts)/[0-9]+/'),
    gone AS (
        SELECT t.id FROM told t JOIN pair p ON p.former_id = t.user_id
         WHERE t.kind = 'accounts' AND t.thing::bigint = p.account_id AND p.account_id NOT IN (
               SELECT m.account_id FROM accounts_account_members m WHERE m.user_id = t.user_id)
        UNION
        SELECT t.id FROM told t JOIN accounts_contact c ON c.id = t.thing::bigint
          JOIN pair p ON p.account_id = c.account_id AND p.former_id = t.user_id
         WHERE t.kind = 'contacts' AND p.account_id NOT IN (
               SELECT m.account_id FROM accounts_account_members m WHERE m.user_id = t.user_id))
    DELETE FROM staff_notice n USING gone WHERE n.id = gone.id RETURNING n.id
"""
# Somebody knows a contact by having met them, or by a level above 0.
KNOWN_BY = """
    (SELECT v.owner_id FROM relationships_visit v
       JOIN relationships_visit_contacts m ON m.visit_id = v.id
      WHERE m.contact_id = c.id AND v.status = 'completed'
     UNION
     SELECT w.user_id FROM relationships_visit_colleagues w
       JOIN relationships_visit v ON v.id = w.visit_id
       JOIN relationships_visit_contacts m ON m.visit_id = v.id
      WHERE m.contact_id = c.id AND v.status = 'completed'
     UNION
     SELECT l.colleague_id FROM relationships_level l
      WHERE l.contact_id = c.id AND l.axis = 'personal' AND l.level > 0)
"""
# Lines of the checklists: account, kind, contact, visit, care task, gift; those of earlier
# hand-overs go along. A courtesy to somebody who left is due to nobody.
ITEMS = f"""
    WITH {PAIR}
    SELECT p.account_id, 'contact' AS kind, c.id AS contact_id, NULL::bigint AS visit_id,
           NULL::bigint AS care_task_id, NULL::bigint AS gift_id
      FROM pair p JOIN accounts_contact c ON c.account_id = p.account_id AND c.is_active
     WHERE p.former_id IN {KNOWN_BY}
       AND NOT EXISTS (
           SELECT 1 FROM {KNOWN_BY} AS k(id) JOIN staff_user u USING (id)
            WHERE u.is_active AND u.id <> p.former_id)
    UNION
    SELECT p.account_id, 'promise', NULL, v.id, NULL, NULL
      FROM pair p
      JOIN relationships_visit v ON v.account_id = p.account_id AND v.owner_id = p.former_id
     WHERE {OPEN_STEP}
    UNION
    SELECT p.account_id, 'visit', NULL, v.id, NULL, NULL
      FROM pair p
      JOIN relationships_visit v ON v.account_id = p.account_id AND v.owner_id = p.former_id
     WHERE v.status = 'planned'
    UNION
    SELECT p.account_id, 'care', NULL, NULL, t.id, NULL
      FROM pair p
      JOIN relationships_caretask t ON t.account_id = p.account_id AND t.owner_id = p.former_id
      JOIN accounts_contact c ON c.id = t.contact_id AND c.is_active
     WHERE t.done_on IS NULL
    UNION
    SELECT p.account_id, 'gift', NULL, NULL, NULL, g.id
      FROM pair p
      JOIN relationships_gift g ON g.account_id = p.account_id AND g.giver_id = p.former_id
     WHERE g.status IN ('requested', 'waiting', 'approved')
    UNION
    SELECT p.account_id, i.kind, i.contact_id, i.visit_id, i.care_task_id, i.gift_id
      FROM pair p
      JOIN relationships_handover h ON h.account_id = p.account_id AND h.id = ANY(%(passed)s)
      JOIN relationships_handoveritem i ON i.handover_id = h.id
     WHERE i.done_at IS NULL AND i.kind <> 'together'
     ORDER BY 1, 2, 3, 4, 5, 6
"""
# The newest level of each relation that `former_id` had at these accounts.
# Actions of plans stay with the plan: whoever has the account now does them.
ACTIONS = f"""
    WITH {PAIR}
    UPDATE relationships_action a SET owner_id = %(to)s FROM pair p
     WHERE a.account_id = p.account_id AND a.owner_id = p.former_id AND a.visit_id IS NULL
       AND a.done_on IS NULL AND a.dropped_on IS NULL
 RETURNING a.id
"""
REASSESS = f"""
    WITH {PAIR}, marked AS (
        UPDATE relationships_level SET reassess = true
         WHERE NOT reassess AND id = ANY (ARRAY(
            SELECT DISTINCT ON (l.account_id, l.contact_id, l.colleague_id) l.id
              FROM relationships_level l
              JOIN pair p ON p.account_id = l.account_id AND p.former_id = l.colleague_id
             WHERE l.axis = 'personal'
             ORDER BY l.account_id, l.contact_id, l.colleague_id, l.assessed_on DESC, l.id DESC))
        RETURNING account_id
    )
    SELECT DISTINCT account_id FROM marked ORDER BY account_id
"""

# The same for a contact who left: what was promised to or planned with them.
STEPS_WITH = f"""
    SELECT v.id FROM relationships_visit v
      JOIN relationships_visit_contacts m ON m.visit_id = v.id
     WHERE m.contact_id = %(contact)s AND {OPEN_STEP}
     ORDER BY v.id
"""
