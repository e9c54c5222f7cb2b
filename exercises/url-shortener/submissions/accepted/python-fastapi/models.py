import re
from datetime import datetime, timezone
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr, field_validator


def check_url(url):
    if not re.fullmatch("https?://[^/?#][!-~]*", url) or not url.isascii() or not urlsplit(url).hostname:
        raise ValueError("must be an absolute http or https URL of visible ASCII")
    return url


def check_alias(alias):
    if not re.fullmatch("[A-Za-z0-9_-]{3,30}", alias) or alias == "links":
        raise ValueError("must be 3 to 30 letters, digits, dashes and underscores, and not taken by the service")
    return alias


class NewLink(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Annotated[StrictStr, Field(max_length=2048), AfterValidator(check_url)]
    alias: StrictStr | None = None
    expiresInSeconds: Annotated[StrictInt, Field(ge=1, le=31_536_000)] | None = None

    @field_validator("alias", "expiresInSeconds", mode="before")
    @classmethod
    def refuse_null(cls, value):
        """A default is not checked, so null comes here only when it was sent."""
        if value is None:
            raise ValueError("must not be null")
        return value

    @field_validator("alias")
    @classmethod
    def check(cls, alias):
        return check_alias(alias)


class Link(BaseModel):
    code: str
    url: str
    clicks: int = 0
    createdAt: datetime
    expiresAt: datetime | None

    def is_expired(self):
        return self.expiresAt is not None and datetime.now(timezone.utc) >= self.expiresAt


class LinkPart(BaseModel):
    items: list[Link]
    total: int
