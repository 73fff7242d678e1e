"""What the environment may say, with types, defaults and errors that tell what to do."""

from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
ADDRESS = "address"  # a file in KAM_VAR while `kam.run` runs
NOWHERE = "http://127.0.0.1:8000"


class Environment(BaseSettings):
    """Settings read once at start. Names are upper case, with KAM_ before our own."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    database_url: str = Field(validation_alias="DATABASE_URL")
    redis_url: str = Field(validation_alias="REDIS_URL")
    var: Path = Field(BASE_DIR / "var", validation_alias="KAM_VAR")
    debug: bool = Field(False, validation_alias="KAM_DEBUG")
    secret_key: str = Field("", validation_alias="KAM_SECRET_KEY")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", validation_alias="KAM_ALLOWED_HOSTS")
    https: bool = Field(False, validation_alias="KAM_HTTPS")
    proxies: int = Field(0, ge=0, validation_alias="KAM_PROXIES")
    email_url: str = Field("", validation_alias="KAM_EMAIL_URL")
    email_from: str = Field("kam@localhost", validation_alias="KAM_EMAIL_FROM")
    site_url: str = Field("", validation_alias="KAM_SITE_URL")
    log_format: Literal["json", "text"] = Field("json", validation_alias="KAM_LOG_FORMAT")
    statement_timeout_ms: int = Field(30_000, ge=0, validation_alias="KAM_STATEMENT_TIMEOUT_MS")
    base_currency: str = Field("CNY", pattern=r"^[A-Z]{3}$", validation_alias="KAM_BASE_CURRENCY")
    time_zone: str = Field("Asia/Shanghai", validation_alias="KAM_TIME_ZONE")
    language: Literal["zh-hans", "en"] = Field("zh-hans", validation_alias="KAM_LANGUAGE")

    @field_validator("time_zone")
    @classmethod
    def time_zone_is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone; use a name such as Asia/Shanghai")
        return value

    @model_validator(mode="after")
    def site_is_where_it_runs(self) -> "Environment":
        """Unless it is given: what `kam.run` left in `var`, which chooses the port."""
        left = self.var / ADDRESS
        if not self.site_url:
            self.site_url = left.read_text().strip() if left.is_file() else NOWHERE
        return self

    @model_validator(mode="after")
    def production_names_its_secret(self) -> "Environment":
        if self.https and not self.secret_key:
            raise ValueError("with KAM_HTTPS=1 set KAM_SECRET_KEY to a long random text")
        return self


def read() -> Environment:
    """The environment, or one readable message that lists everything that is wrong."""
    try:
        return Environment()
    except ValidationError as error:
        raise SystemExit(explain(error)) from None


def explain(error: ValidationError) -> str:
    lines = ["KAM can't start; the environment is not complete:"]
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"]) or "environment"
        lines.append(f"  {name}: {problem['msg']}")
    lines.append("`make run` sets all of this; `.env.example` lists every name.")
    return "\n".join(lines)
