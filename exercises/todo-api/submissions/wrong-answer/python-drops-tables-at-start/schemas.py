from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr


def check_title(value):
    if not value.strip() or "\0" in value:
        raise ValueError("must not be blank")
    return value


def check_notes(value):
    if "\0" in value:
        raise ValueError("must not contain U+0000")
    return value


def check_date(value):
    if value is not None and date.fromisoformat(value).isoformat() != value:
        raise ValueError("must be a date as YYYY-MM-DD")
    return value


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[StrictStr, Field(max_length=200), AfterValidator(check_title)] = None
    notes: Annotated[StrictStr, Field(max_length=10_000), AfterValidator(check_notes)] = ""
    done: StrictBool = False
    dueOn: Annotated[StrictStr | None, AfterValidator(check_date)] = None

    def named_fields(self):
        fields = self.model_dump(exclude_unset=True)
        if "dueOn" in fields:
            fields["due_on"] = fields.pop("dueOn")
        return fields


class NewTodo(Change):
    title: Annotated[StrictStr, Field(max_length=200), AfterValidator(check_title)]


class TimeEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[StrictInt, Field(ge=1, le=1440)]
