"""Plain words for what a role may do and which accounts it sees (domain §9)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.permissions import Permission as P
from staff.permissions import Role

PERMISSION_GROUPS: list[tuple[Promise, dict[P, Promise]]] = [
    (
        _("Accounts"),
        {
            P.ACCOUNT_EDIT: _("Add and change accounts"),
            P.FACT_EDIT: _("Rate accounts; record payments, projects and other facts"),
            P.ACCOUNT_TRANSFER: _("Hand accounts over to another owner"),
            P.ACCOUNT_EXPORT: _("Export lists (every export is logged)"),
            P.RECORD_MERGE: _("Merge duplicate accounts and contacts"),
            P.HISTORY_VIEW: _("Read the history of changes"),
        },
    ),
    (
        _("Amounts"),
        {
            P.BUSINESS_VIEW: _("See sales amounts and the ledger"),
            P.MARGIN_VIEW: _("See cost, margin and lifetime value"),
        },
    ),
    (
        _("People and visits"),
        {
            P.CONTACT_VIEW: _("See contacts"),
            P.CONTACT_EDIT: _("Add and change contacts"),
            P.CONTACT_ERASE: _("Erase all that is kept about a person"),
            P.VISIT_VIEW: _("See visits"),
            P.VISIT_LOG: _("Log visits"),
            P.LEVEL_ASSESS: _("Assess how one stands with people"),
            P.LEVEL_PROPOSE: _("Propose how a company stands with us"),
            P.LEVEL_CONFIRM: _("Confirm levels, declare that a relation ends"),
            P.GIFT_REQUEST: _("Ask for gifts"),
            P.GIFT_APPROVE: _("Decide on gifts of others"),
        },
    ),
    (
        _("Plans"),
        {
            P.PLAN_VIEW: _("See plans"),
            P.PLAN_EDIT: _("Make plans and work on them"),
            P.PLAN_APPROVE: _("Approve plans of others"),
        },
    ),
    (
        _("Tiering"),
        {
            P.TIER_VIEW: _("See classes, dashboards and the reasons"),
            P.RUN_VIEW: _("See scoring runs"),
            P.RUN_START: _("Start a scoring run"),
            P.PROPOSAL_VIEW: _("See proposed class changes"),
            P.CLASS_DECIDE: _("Decide class changes, pin classes"),
            P.POLICY_VIEW: _("Read the tiering policy"),
            P.POLICY_EDIT: _("Draft, try and submit policies"),
            P.POLICY_APPROVE: _("Approve policies of others and restore older ones"),
        },
    ),
    (
        _("Settings"),
        {
            P.IMPORT_DATA: _("Import data"),
            P.RATE_EDIT: _("Change exchange rates"),
            P.STANDARD_VIEW: _("See changes of standards"),
            P.STANDARD_EDIT: _("Propose changes of coverage standards and the 25 squares"),
            P.STANDARD_CONFIRM: _("Confirm changes of standards that somebody else proposed"),
            P.STAFF_MANAGE: _("Manage users and sales units"),
            P.COMPANY_EDIT: _("Change company settings"),
        },
    ),
]

# Which rows a role reads: the other question, answered by `.visible_to(user)`.
ROLE_SCOPES: dict[Role, Promise] = {
    Role.REP: _("own accounts"),
    Role.KAM: _("own accounts and those of the team"),
    Role.MANAGER: _("accounts of the unit and of the units below it"),
    Role.SPONSOR: _("sponsored accounts; dashboards of all"),
    Role.SERVICE: _("accounts of the team"),
    Role.ADMIN: _("all accounts, without people and visits"),
    Role.AUDITOR: _("all accounts, read only"),
}
