"""Reading: queries that are prepared once for each form, and asked through whatever connection a request reads by.

A query is written with SQLAlchemy, which knows every engine's SQL, and has a `bindparam` for each value. When it is
asked for the first time it becomes the engine's own statement; from then on only its values are bound, which costs a
tenth of writing it anew. So the functions that write queries are cached, and take the form of a question without its
values.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Dialect, LargeBinary, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CompoundSelect

Query = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Row = Sequence[Any]
Values = Mapping[str, Any]

MOST_FORMS = 500
"""How many queries of each sort a process keeps, 30 kB each: more than users have, and few enough for who plays."""

MOST_REMEMBERED = 64 * 1024 * 1024
"""How many bytes of answers are remembered of a dataset: of a million facts, the sets by which they are compared."""

MOST_OF_TABLES = 24 * 1024 * 1024
"""How many of them may be those of whole tables: more would make each other forgotten, and be read at each request."""

OVERHEAD = 1200
"""What an answer that is remembered takes beside its bytes and those that it was asked by."""

NUMBER = 8
"""What a number in it takes."""

T = TypeVar("T")

NOTHING: Values = {}


class Utf8(ColumnElement[bytes]):
    """Text as the bytes that it is stored in, which need not be decoded to be sent."""

    inherit_cache = True
    type = LargeBinary()

    def __init__(self, text: ColumnElement[str]) -> None:
        self.text = text


@compiles(Utf8)
def _cast(element: Utf8, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.text, **options)} AS BLOB)"


@compiles(Utf8, "postgresql")
def _converted(element: Utf8, compiler: SQLCompiler, **options: Any) -> str:
    return f"convert_to({compiler.process(element.text, **options)}, 'UTF8')"


class Numbers(FunctionElement[int]):
    """The numbers of a list that is given as JSON, however many they are: `table.c.seq.op("IN")(Numbers(...))`."""

    inherit_cache = True


class Texts(FunctionElement[str]):
    """The same of texts."""

    inherit_cache = True


@compiles(Numbers)
@compiles(Texts)
def _each(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each{compiler.process(element.clause_expr, **options)})"  # noqa: S608  (ours)


@compiles(Numbers, "postgresql")
@compiles(Texts, "postgresql")
def _each_element(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    given = compiler.process(element.clause_expr, **options)
    value = "value::integer" if isinstance(element, Numbers) else "value"
    return f"(SELECT {value} FROM json_array_elements_text({given}::json))"  # noqa: S608  (ours)


@dataclass(frozen=True)
class Statement:
    """A query in the SQL of an engine."""

    sql: str
    names: tuple[str, ...] | None
    """Of the values, in the order of their places; None where the places themselves have names."""
    fixed: Values
    """The values that are a part of the query."""

    def bound(self, values: Values) -> Any:
        """Return its values as the driver takes them."""
        given = {**self.fixed, **values}
        return given if self.names is None else [given[name] for name in self.names]


@lru_cache(MOST_FORMS)
def prepared(dialect: Dialect, query: Query) -> Statement:
    """Return the statement of a query."""
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    names = tuple(compiled.positiontup or ()) if compiled.positional else None
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return Statement(compiled.string, names, fixed)


class Memory:
    """What is remembered of one dataset, for all who read it: what was found first is forgotten first."""

    def __init__(self, *, lasting: bool = False) -> None:
        self.lasting = lasting
        """Whether it outlives a request."""
        self._answers: dict[object, tuple[Any, int]] = {}
        self._tables: dict[object, int] = {}
        self.size = 0
        self._lock = Lock()

    def get(self, asked: object) -> Any:
        """Return an answer; None where it is not known."""
        return self._answers.get(asked, _UNKNOWN)[0]

    def has_room(self, table: object, measure: Callable[[], int]) -> bool:
        """Tell whether a table can be remembered as a whole; the first that are asked about have room for good."""
        if table not in self._tables:
            size = measure()
            with self._lock:
                fits = sum(self._tables.values()) + size <= MOST_OF_TABLES
                self._tables.setdefault(table, size if fits else 0)
        return self._tables[table] > 0

    def keep(self, asked: object, answer: object, size: int) -> None:
        """Remember an answer, which takes so many bytes."""
        with self._lock:
            self.size += size + OVERHEAD - self._answers.pop(asked, _UNKNOWN)[1]
            self._answers[asked] = answer, size + OVERHEAD
            while self.size > MOST_REMEMBERED:
                _, oldest = self._answers.pop(next(iter(self._answers)))
                self.size -= oldest


_UNKNOWN = None, 0


def _size(one: Any) -> int:
    return len(one) if isinstance(one, bytes | str) else NUMBER


class Reader:
    """One dataset: every query that is asked through it sees the same."""

    def __init__(self, connection: Any, dialect: Dialect, memory: Memory) -> None:
        self.connection = connection
        """A connection of the driver (DB-API)."""
        self.dialect = dialect
        self._memory = memory
        self._streams = count()

    @property
    def remembers(self) -> bool:
        """Whether what is asked `once` is remembered for the next request too."""
        return self._memory.lasting

    def has_room(self, table: Query, size: Query) -> bool:
        """Tell whether all rows of a table can be remembered; `size` asks for their bytes."""
        return self._memory.has_room(table, lambda: self.value(size) or 0)

    def rows(self, query: Query, values: Values = NOTHING) -> list[Row]:
        """Return all that a query finds."""
        statement = prepared(self.dialect, query)
        found: list[Row] = self.connection.execute(statement.sql, statement.bound(values)).fetchall()
        return found

    def once(self, query: Query, values: Values, read: Callable[[list[Row]], T]) -> T:
        """Return what `read` makes of all that a query finds, and remember it: a dataset never changes."""
        asked = (query, read, *values.values())
        known: T | None = self._memory.get(asked)
        if known is None:
            rows = self.rows(query, values)
            known = read(rows)
            size = sum(map(_size, chain(values.values(), *rows)))
            self._memory.keep(asked, known, size)
        return known

    def value(self, query: Query, values: Values = NOTHING) -> Any:
        """Return the first value of the first row that a query finds; None where it finds none."""
        rows = self.rows(query, values)
        return rows[0][0] if rows else None

    def parts(self, query: Query, values: Values, at_once: int) -> Iterator[list[Row]]:
        """Ask a query, and return what yields its rows, some at once; on PostgreSQL the rest stays there so long."""
        statement = prepared(self.dialect, query)
        if self.dialect.name == "postgresql":
            name = f"stream_{next(self._streams)}"  # a cursor that ends with the transaction, so that nobody closes it
            self.connection.execute(f"DECLARE {name} CURSOR FOR {statement.sql}", statement.bound(values))
            fetch = f"FETCH {at_once} FROM {name}"
            return iter(lambda: self.connection.execute(fetch, prepare=False).fetchall(), [])
        cursor = self.connection.execute(statement.sql, statement.bound(values))
        return iter(lambda: cursor.fetchmany(at_once), [])
