"""A database of its own for every size, beside the one the environment names."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql


def create(name: str) -> str:
    """Make the database anew, with the product's tables; returns its URL."""
    url = os.environ["DATABASE_URL"]
    owner = psycopg2.connect(url)
    owner.autocommit = True
    with owner.cursor() as cursor:
        for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    owner.close()
    there = urlsplit(url)._replace(path=f"/{name}").geturl()
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env=os.environ | {"DATABASE_URL": there})
    return there
