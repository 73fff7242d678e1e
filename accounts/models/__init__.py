"""The record: what is known of our accounts and where they stand."""

from accounts.models.account import Account, AccountProfile
from accounts.models.apart import Apart
from accounts.models.batch import ImportBatch
from accounts.models.contact import Contact
from accounts.models.contract import Contract
from accounts.models.cost import Cost
from accounts.models.export import ExportLog
from accounts.models.influence import Influence
from accounts.models.ledger import LedgerEntry
from accounts.models.merge import Merge, MergedRow, MergeMove
from accounts.models.payment import PaymentRecord
from accounts.models.policy_check import PolicyCheck
from accounts.models.project import Project
from accounts.models.project_state import ProjectState
from accounts.models.rate import ExchangeRate
from accounts.models.rating import Rating
from accounts.models.referral import Referral
from accounts.models.rollup import MonthlyRollup
from accounts.models.standing import Standing
from accounts.models.view import SavedView
from accounts.models.wallet import WalletEstimate

__all__ = [
    "Account",
    "AccountProfile",
    "Apart",
    "Contact",
    "Contract",
    "Cost",
    "ExchangeRate",
    "ExportLog",
    "ImportBatch",
    "Influence",
    "LedgerEntry",
    "Merge",
    "MergeMove",
    "MergedRow",
    "MonthlyRollup",
    "PaymentRecord",
    "PolicyCheck",
    "Project",
    "ProjectState",
    "Rating",
    "Referral",
    "SavedView",
    "Standing",
    "WalletEstimate",
]
