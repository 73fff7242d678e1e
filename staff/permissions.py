"""May this role? One enum, one table, one question (domain §9.2, design §7).

Which rows a person sees is the other question: `.visible_to(user)` on every queryset.
"""

from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """Roles of domain §9.1."""

    REP = "rep"
    KAM = "kam"
    MANAGER = "manager"
    SPONSOR = "sponsor"
    SERVICE = "service"
    ADMIN = "admin"
    AUDITOR = "auditor"


SELLING = (Role.REP, Role.KAM)  # they keep accounts of their own


class Permission(StrEnum):
    ACCOUNT_EDIT = "account_edit"
    ACCOUNT_TRANSFER = "account_transfer"
    ACCOUNT_EXPORT = "account_export"
    RECORD_MERGE = "record_merge"  # duplicate accounts and contacts in reach
    BUSINESS_VIEW = "business_view"  # sales amounts, ledger
    MARGIN_VIEW = "margin_view"  # cost, margin, contribution, lifetime value
    FACT_EDIT = "fact_edit"  # ratings, checks, payments, projects; costs with MARGIN_VIEW
    CONTACT_VIEW = "contact_view"
    CONTACT_EDIT = "contact_edit"
    CONTACT_ERASE = "contact_erase"  # one person's data, for good
    VISIT_VIEW = "visit_view"
    VISIT_LOG = "visit_log"
    LEVEL_ASSESS = "level_assess"  # how one stands with people; managers for everybody
    LEVEL_PROPOSE = "level_propose"  # how a company stands with us
    LEVEL_CONFIRM = "level_confirm"  # a manager's word on levels; relations that end
    GIFT_REQUEST = "gift_request"
    GIFT_APPROVE = "gift_approve"  # those that need it; never one's own
    PLAN_VIEW = "plan_view"
    PLAN_EDIT = "plan_edit"  # make and work plans of accounts in reach
    PLAN_APPROVE = "plan_approve"  # those of others
    HISTORY_VIEW = "history_view"
    TIER_VIEW = "tier_view"  # dashboards and evidence
    RUN_VIEW = "run_view"
    RUN_START = "run_start"
    PROPOSAL_VIEW = "proposal_view"
    CLASS_DECIDE = "class_decide"  # proposals and pins of accounts in reach
    POLICY_VIEW = "policy_view"
    POLICY_EDIT = "policy_edit"  # draft, try and submit
    POLICY_APPROVE = "policy_approve"  # put in force, send back, roll back; never one's own
    IMPORT_DATA = "import_data"
    RATE_EDIT = "rate_edit"
    STANDARD_VIEW = "standard_view"  # what was changed, by whom, with whose word
    STANDARD_EDIT = "standard_edit"  # propose changes of squares and coverage standards
    STANDARD_CONFIRM = "standard_confirm"  # put them in force; never one's own
    STAFF_MANAGE = "staff_manage"
    COMPANY_EDIT = "company_edit"


P = Permission

_SEES = {
    P.BUSINESS_VIEW, P.CONTACT_VIEW, P.VISIT_VIEW, P.HISTORY_VIEW, P.TIER_VIEW, P.PLAN_VIEW,
}  # fmt: skip
_WORKS = _SEES | {
    P.ACCOUNT_EDIT, P.FACT_EDIT, P.CONTACT_EDIT, P.VISIT_LOG, P.ACCOUNT_EXPORT, P.IMPORT_DATA,
    P.LEVEL_ASSESS, P.LEVEL_PROPOSE,
    P.GIFT_REQUEST, P.PLAN_EDIT,
}  # fmt: skip

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REP: frozenset(_WORKS),
    Role.KAM: frozenset(_WORKS | {P.MARGIN_VIEW, P.POLICY_VIEW, P.PROPOSAL_VIEW}),
    Role.MANAGER: frozenset(
        _WORKS
        | {P.MARGIN_VIEW, P.POLICY_VIEW, P.POLICY_EDIT, P.POLICY_APPROVE}
        | {P.PROPOSAL_VIEW, P.CLASS_DECIDE}
        | {P.RUN_VIEW, P.RUN_START, P.ACCOUNT_TRANSFER, P.RECORD_MERGE}
        | {P.PROPOSAL_VIEW, P.CLASS_DECIDE, P.LEVEL_CONFIRM}
        | {P.RUN_VIEW, P.RUN_START, P.ACCOUNT_TRANSFER}
        | {P.GIFT_APPROVE, P.PLAN_APPROVE, P.CONTACT_ERASE, P.STANDARD_VIEW, P.STANDARD_CONFIRM}
    ),
    Role.SPONSOR: frozenset(
        _SEES
        | {P.MARGIN_VIEW, P.VISIT_LOG, P.LEVEL_ASSESS}
        | {P.POLICY_VIEW, P.RUN_VIEW, P.PROPOSAL_VIEW}
        | {P.MARGIN_VIEW, P.VISIT_LOG, P.POLICY_VIEW, P.RUN_VIEW, P.PROPOSAL_VIEW}
        | {P.GIFT_REQUEST}
    ),
    Role.SERVICE: frozenset(
        {P.CONTACT_VIEW, P.VISIT_VIEW, P.VISIT_LOG, P.HISTORY_VIEW, P.TIER_VIEW}
    ),
    Role.ADMIN: frozenset(
        {
            P.BUSINESS_VIEW,
            P.MARGIN_VIEW,
            P.TIER_VIEW,
            P.RUN_VIEW,
            P.RUN_START,
            P.POLICY_VIEW,
            P.POLICY_EDIT,
            P.IMPORT_DATA,
            P.RATE_EDIT,
            P.STANDARD_VIEW,
            P.STANDARD_EDIT,
            P.STAFF_MANAGE,
            P.COMPANY_EDIT,
            P.ACCOUNT_TRANSFER,
        }
    ),
    Role.AUDITOR: frozenset(
        _SEES | {P.MARGIN_VIEW, P.RUN_VIEW, P.POLICY_VIEW, P.PROPOSAL_VIEW, P.STANDARD_VIEW}
    ),
}


class HasRole(Protocol):
    role: str
    is_active: bool


def has_permission(user: HasRole, permission: Permission) -> bool:
    """Whether the user's role allows `permission`. Nobody else decides this."""
    return user.is_active and permission in PERMISSIONS[Role(user.role)]
