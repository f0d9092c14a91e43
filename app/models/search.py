"""What can be searched: a document for each fact and each sentence, and the index of its words.

The index is a table `search` of the engine's own kind, made by the migration: on SQLite an FTS5 table, on PostgreSQL
one with a `tsvector`. It gets words that `app.facts.search_words` has split and folded, so that both find the same.
"""

from typing import Any

from sqlalchemy import Text, column, table
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from app.models.columns import WORDS

FIELDS = ("name", "words", "related")
"""What a document has words in, the weightiest first."""


class PostgresType(UserDefinedType[str]):
    """A type of PostgreSQL's search; SQLAlchemy's own would import all of that engine, also where it is not used."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Return its name in SQL."""
        return self.name


TSVECTOR, TSQUERY = PostgresType("TSVECTOR"), PostgresType("TSQUERY")

FTS5 = table("search", column("rowid"), *map(column, FIELDS))
"""The index on SQLite: a field's passages with `|` between them, for no phrase may reach from one into the next."""

TSVECTORS = table("search", column("seq"), column("words", TSVECTOR))
"""The index on PostgreSQL: the fields have the weights A, B and C, and a position is left out between passages."""


class DocumentRow(SQLModel, table=True):
    """A fact or a sentence as search finds it; `search` has its words under the same `seq`."""

    __tablename__ = "documents"

    seq: int = Field(primary_key=True, description="Facts by collection in the order of the text, then sentences")
    type: str = Field(sa_type=WORDS, description="The fact's type, or `sentence`")
    body: str = Field(sa_type=Text, description="Its `type`, `id`, `name` and `href` as JSON, as they are served")
    text: str = Field(sa_type=Text, description="The text that its snippets are cut from")


def is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell Alembic which tables the models describe: not the search index, nor the tables that FTS5 keeps it in."""
    return kind != "table" or not str(name).startswith("search")
