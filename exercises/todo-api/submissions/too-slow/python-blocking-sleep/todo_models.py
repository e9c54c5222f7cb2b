import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr


def check_text(value):
    if "\0" in value:
        raise ValueError("must not contain U+0000")
    return value


def check_not_blank(value):
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def check_date_form(value):
    """Pydantic reads dates from more forms than the API has."""
    if value is None or isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise ValueError("must be a date as YYYY-MM-DD, or null")


Title = Annotated[StrictStr, Field(min_length=1, max_length=200), AfterValidator(check_text), AfterValidator(check_not_blank)]
Notes = Annotated[StrictStr, Field(max_length=10_000), AfterValidator(check_text)]
DueOn = Annotated[date | None, BeforeValidator(check_date_form)]


class NewTodo(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    notes: Notes = ""
    done: StrictBool = False
    dueOn: DueOn = None


class TodoChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    # The defaults only mean "not named": what was not sent is never written.
    title: Title = ""
    notes: Notes = ""
    done: StrictBool = False
    dueOn: DueOn = None


class TimeEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[StrictInt, Field(ge=1, le=1440)]


Flag = Literal["true", "false"]
