"""PostgreSQL and Valkey as child processes, for a machine that has neither.

``python -m kam.embedded [--var DIR] -- COMMAND`` runs COMMAND with DATABASE_URL and REDIS_URL set.
Standard library only: it runs before Django and knows nothing of it.
"""
