"""The tutorial app: FastAPI with SQLModel as their tutorials put them together, for the table of figures.

The class and the functions are those of the tutorial's heroes: a session for each request, `offset` and `limit`, a 404.
The filters, the order and the compression are what its readers add next. `python -m benchmarks.tutorial ROWS` fills it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.middleware.gzip import GZipMiddleware
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Metric(SQLModel, table=True):
    """A figure."""

    id: str = Field(primary_key=True)
    seq: int = Field(index=True)
    type: str
    href: str
    permalink: str
    name: str
    kind: str = Field(index=True)
    subject: str
    about_id: str | None = Field(default=None, index=True)
    about_name: str | None = None
    quantity_text: str
    quantity_amount: float | None = Field(default=None, index=True)
    quantity_comparator: str | None = Field(default=None, index=True)
    quantity_approximate: bool | None = None
    quantity_lower: float | None = None
    quantity_lower_inclusive: bool | None = None
    quantity_upper: float | None = None
    quantity_upper_inclusive: bool | None = None
    quantity_unit: str | None = Field(default=None, index=True)
    quantity_currency: str | None = Field(default=None, index=True)
    quantity_currency_text: str | None = None
    quantity_currency_basis: str | None = None
    period_text: str | None = None
    period_edtf: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    period_basis: str | None = None
    status: str
    place_id: str | None = Field(default=None, index=True)
    place_name: str | None = None
    event_id: str | None = Field(default=None, index=True)
    event_name: str | None = None
    attribution_kind: str | None = Field(default=None, index=True)
    attribution_name: str | None = None
    attribution_ref_type: str | None = None
    attribution_ref_id: str | None = None
    attribution_ref_name: str | None = None
    attribution_text: str | None = None
    attribution_basis: str | None = None
    change_direction: str | None = None
    change_from_type: str | None = None
    change_from_id: str | None = None
    change_from_name: str | None = None
    of_id: str | None = None
    of_name: str | None = None
    mentions_id: str | None = None
    mentions_name: str | None = None
    disputed: str | None = None
    quote_source: str | None = None
    quote_supports: str | None = None
    quote_basis: str | None = None
    quote: str | None = None
    quote_prefix: str | None = None
    quote_suffix: str | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    quote_href: str | None = None
    quote_page: str | None = None
    quote_note: str | None = None
    evidence_inferred: str | None = None
    evidence_total: int | None = None


engine = create_engine(
    f"sqlite:///{os.environ.get('TUTORIAL_DATABASE', 'database.db')}", connect_args={"check_same_thread": False}
)


def get_session() -> Iterator[Session]:
    """Open a session for one request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)


@app.get("/metrics/")
def read_metrics(  # noqa: PLR0913, PLR0917  (a parameter for each filter, as in the tutorial)
    session: SessionDep,
    kind: str | None = None,
    quantity_unit: str | None = None,
    quantity_currency: str | None = None,
    quantity_comparator: str | None = None,
    place_id: str | None = None,
    about_id: str | None = None,
    event_id: str | None = None,
    attribution_kind: str | None = None,
    sort: str | None = None,
    offset: int = 0,
    limit: Annotated[int, Query(le=100)] = 100,
) -> list[Metric]:
    """Return a page of the figures."""
    query = select(Metric)
    if kind is not None:
        query = query.where(Metric.kind == kind)
    if quantity_unit is not None:
        query = query.where(Metric.quantity_unit == quantity_unit)
    if quantity_currency is not None:
        query = query.where(Metric.quantity_currency == quantity_currency)
    if quantity_comparator is not None:
        query = query.where(Metric.quantity_comparator == quantity_comparator)
    if place_id is not None:
        query = query.where(Metric.place_id == place_id)
    if about_id is not None:
        query = query.where(Metric.about_id == about_id)
    if event_id is not None:
        query = query.where(Metric.event_id == event_id)
    if attribution_kind is not None:
        query = query.where(Metric.attribution_kind == attribution_kind)
    order = col(Metric.quantity_amount).desc() if sort == "-quantity_amount" else col(Metric.seq)
    return list(session.exec(query.order_by(order).offset(offset).limit(limit)).all())


@app.get("/metrics/{metric_id}")
def read_metric(metric_id: str, session: SessionDep) -> Metric:
    """Return one figure."""
    metric = session.get(Metric, metric_id)
    if not metric:
        raise HTTPException(status_code=404, detail="Metric not found")
    return metric


def fill(rows: Path) -> None:
    """Create the table, and insert the rows of a file, a JSON object a line."""
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session, rows.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            session.add(Metric.model_validate_json(line))
            if number % 1000 == 0:
                session.commit()
        session.commit()


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
