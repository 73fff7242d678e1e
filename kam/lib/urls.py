"""Addresses of servers, as Django and Celery want them."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/dir` as a Django entry."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must start with postgresql://")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
    }


def broker(url: str) -> str:
    """The same server as Celery spells it: unix sockets differ between the two."""
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://").split("?")[0] + "?virtual_host=0"
    return url


def cache(url: str) -> str:
    """Database 2 of the broker's server, so that flushing a cache loses no task."""
    if url.startswith(("unix://", "redis+socket://")):
        return "unix://" + url.split("://", 1)[1].split("?")[0] + "?db=2"
    return urlsplit(url)._replace(path="/2").geturl()


def email(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:port` (smtps for TLS from the start) as Django settings."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls"):
        raise ValueError("KAM_EMAIL_URL must start with smtp://, smtps:// or smtp+tls://")
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


def secret_key(path: Path) -> str:
    """The key kept in `path`, made at first use: sessions survive a restart on a laptop."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(50))
    return path.read_text()
