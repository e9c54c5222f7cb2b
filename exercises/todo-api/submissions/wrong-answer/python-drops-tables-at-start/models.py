import os
from datetime import datetime, timezone

from sqlalchemy import Identity, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"),
    pool_size=10,
    max_overflow=0,
    pool_pre_ping=True,
    connect_args={"connect_timeout": 2},
)
Session = sessionmaker(engine)


def now():
    return datetime.now(timezone.utc)


class Base(DeclarativeBase):
    pass


class Todo(Base):
    __tablename__ = "todos"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    title: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    done: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[str | None]
    minutes_spent: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[str] = mapped_column(default=lambda: now().isoformat())
    updated_at: Mapped[str] = mapped_column(default=lambda: now().isoformat())

    def touch(self):
        self.version += 1
        self.updated_at = now().isoformat()

    def to_json(self):
        return {
            "id": self.id,
            "title": self.title,
            "notes": self.notes,
            "done": self.done,
            "dueOn": self.due_on,
            "minutesSpent": self.minutes_spent,
            "version": self.version,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
        }


def prepare_database():
    # "A fresh start avoids migrations."
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
