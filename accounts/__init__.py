"""The record: accounts, contacts, ledger, imports, current standing."""
