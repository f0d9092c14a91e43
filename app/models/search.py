"""The documents of full-text search, one for each fact and each sentence, and the index of their words.

The index is the table `search`, which the migrations create: on SQLite an FTS5 table, on PostgreSQL one with a
`tsvector`. `app.facts.search_words` splits and folds the words for both, so that both find the same.
"""

from typing import Any

from sqlalchemy import Text, column, table
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from app.models.columns import WORDS

FIELDS = ("name", "words", "related")
"""Fields of a document, the one with the greatest weight first."""


class PostgresType(UserDefinedType[str]):
    """A type of PostgreSQL's full-text search. SQLAlchemy's own would import all of its PostgreSQL dialect."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Return the name of the type in SQL."""
        return self.name


TSVECTOR, TSQUERY = PostgresType("TSVECTOR"), PostgresType("TSQUERY")

FTS5 = table("search", column("rowid"), *map(column, FIELDS))
"""The index on SQLite. A `|` between two passages of a field keeps a phrase from matching across them."""

TSVECTORS = table("search", column("seq"), column("words", TSVECTOR))
"""The index on PostgreSQL. The fields have the weights A, B and C, and a position is left out between passages."""


class DocumentRow(SQLModel, table=True):
    """A document: a fact or a sentence. Its words are in the table `search` under the same `seq`."""

    __tablename__ = "documents"

    seq: int = Field(
        primary_key=True, description="Number: facts by collection in the order of the text, then sentences"
    )
    type: str = Field(sa_type=WORDS, description="The fact's type, or `sentence`")
    body: str = Field(sa_type=Text, description="Its `type`, `id`, `name` and `href` as JSON, as they are served")
    text: str = Field(sa_type=Text, description="Text for its snippets")


def is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell Alembic which tables the models describe: all but the search index and the tables of FTS5."""
    return kind != "table" or not str(name).startswith("search")
