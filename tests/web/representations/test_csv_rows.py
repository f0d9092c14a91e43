import csv
import io
import json
import re
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.models import COLLECTIONS
from app.web.representations.csv_rows import columns, header, record
from tests.whole import Dataset

QUOTE = (
    "quote_source,quote_supports,quote_basis,quote,quote_prefix,quote_suffix,quote_start,quote_end,quote_href,"
    "quote_page,quote_note,evidence_inferred,evidence_total"
)
METRICS = (
    "type,id,href,permalink,name,kind,subject,about_id,about_name,"
    "quantity_text,quantity_amount,quantity_comparator,quantity_approximate,quantity_lower,quantity_lower_inclusive,"
    "quantity_upper,quantity_upper_inclusive,quantity_unit,quantity_currency,quantity_currency_text,"
    "quantity_currency_basis,period_text,period_edtf,period_start,period_end,period_basis,status,place_id,place_name,"
    "event_id,event_name,attribution_kind,attribution_name,attribution_ref_type,attribution_ref_id,"
    "attribution_ref_name,attribution_text,attribution_basis,change_direction,change_from_type,change_from_id,"
    "change_from_name,of_id,of_name,mentions_id,mentions_name,disputed"
)
EVENTS = (
    "type,id,href,permalink,name,kind,edition,place_id,place_name,venue_id,venue_name,dates_text,dates_edtf,"
    "dates_start,dates_end,dates_basis,part_of_id,part_of_name,aim,parts_total,parts_href,metrics_total,metrics_href,"
    "statements_total,statements_href,signed_projects_total,signed_projects_href,signed_projects_stated_total_type,"
    "signed_projects_stated_total_id,signed_projects_stated_total_name,signed_projects_stated_total_quantity_text,"
    "signed_projects_stated_total_quantity_amount,signed_projects_stated_total_quantity_comparator,"
    "signed_projects_stated_total_quantity_approximate,signed_projects_stated_total_quantity_lower,"
    "signed_projects_stated_total_quantity_lower_inclusive,signed_projects_stated_total_quantity_upper,"
    "signed_projects_stated_total_quantity_upper_inclusive,signed_projects_stated_total_quantity_unit,"
    "signed_projects_stated_total_quantity_currency,signed_projects_stated_total_quantity_currency_text,"
    "signed_projects_stated_total_quantity_currency_basis,signed_projects_exhaustive,"
    "mentions_id,mentions_name,disputed"
)
TRADE_VOLUME = (
    "metric,hangzhou-digital-trade-volume-2023,/v1/metrics/hangzhou-digital-trade-volume-2023,"
    "/v1/@abc/metrics/hangzhou-digital-trade-volume-2023,Digital trade volume of Hangzhou,money,digital trade volume,"
    "digital-trade,digital trade,"
    "approximately RMB 319 billion,319000000000,,true,,,,,,CNY,RMB,stated,2023,2023,,,stated,actual,hangzhou,Hangzhou,"
    ",,outlet,China Economic Net,entity,china-economic-net,"
    "China Economic Net,China Economic Net (CEN) reported on Thursday,stated,,,,"
    ",,,hangzhou | digital-trade | china-economic-net,Hangzhou | digital trade | China Economic Net,,"
    "consul-general-pakistan-digital,quantity,stated,approximately RMB 319 billion,igital trade volume amounted to ,"
    '", China Economic Net (CEN) repor",855,884,"/v1/sources/consul-general-pakistan-digital/text#char=855,884",'
    ",,place,5\r\n"
)


def permalink(href: str) -> str:
    return href.replace("/v1/", "/v1/@abc/", 1)


def facts(dataset: Dataset, name: str) -> list[Any]:
    return [json.loads(item.body) for item in dataset.items[name]]


def table(name: str, items: list[Any], fields: list[str] | None = None, *, matched: bool = False) -> str:
    found = columns(COLLECTIONS[name], fields, matched=matched)
    return header(found) + "".join(record(found, item, permalink) for item in items)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def frame(dataset: Dataset, name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(table(name, facts(dataset, name)).encode()))


def proof(supports: str | None, exact: str) -> dict[str, Any]:
    unread = dict.fromkeys(["source", "basis", "prefix", "suffix", "start", "end", "href", "page", "note"])
    return {**unread, "supports": supports, "exact": exact}


@pytest.mark.parametrize(("name", "own"), [("metrics", METRICS), ("events", EVENTS)])
def test_header_line(name: str, own: str) -> None:
    assert header(columns(COLLECTIONS[name])) == f"\ufeff{own},{QUOTE}\r\n"


def test_row_of_a_metric(dataset: Dataset) -> None:
    [item] = [one for one in facts(dataset, "metrics") if one["id"] == "hangzhou-digital-trade-volume-2023"]
    assert record(columns(COLLECTIONS["metrics"]), item, permalink) == TRADE_VOLUME


@pytest.mark.parametrize("name", COLLECTIONS)
def test_pandas_reads_every_row_and_its_quote_stands_in_the_source(dataset: Dataset, name: str) -> None:
    read, items = frame(dataset, name), facts(dataset, name)
    assert list(read["id"]) == [item["id"] for item in items]
    assert list(read["permalink"]) == [f"/v1/@abc{item['href'].removeprefix('/v1')}" for item in items]
    assert list(read["evidence_total"]) == [len(item["evidence"]) for item in items]
    for row in read.itertuples():
        text = dataset.texts[str(row.quote_source)].text
        start, end = int(str(row.quote_start)), int(str(row.quote_end))
        assert text[start:end] == row.quote
        assert str(row.quote_href).endswith(f"{row.quote_source}/text#char={start},{end}")


def test_pandas_reads_numbers_as_numbers(dataset: Dataset) -> None:
    metrics, events, sources = (frame(dataset, name) for name in ("metrics", "events", "sources"))
    assert metrics["quantity_amount"].dtype == "int64"
    assert sorted(metrics["quantity_amount"]) == [32, 100, 113, 1500, 30000, 63000, 319000000000]
    assert metrics["quantity_approximate"].dtype == "bool"
    assert metrics["quantity_lower"].dtype == "float64"
    assert set(metrics["quantity_lower_inclusive"].dropna()) == {True, False}
    assert list(events["edition"].dropna()) == [3.0]
    assert list(events["signed_projects_exhaustive"].dropna()) == [False]
    assert list(events["signed_projects_stated_total_quantity_amount"].dropna()) == [113]
    assert sources["counts_metric"].to_list() == [7]
    assert sources["length"].to_list() == [2967]


def test_values_equal_those_of_the_items(dataset: Dataset) -> None:
    for item, row in zip(facts(dataset, "metrics"), rows(table("metrics", facts(dataset, "metrics"))), strict=True):
        assert row["quantity_text"] == item["quantity"]["text"]
        assert row["quantity_comparator"] == (item["quantity"]["comparator"] or "")
        assert row["about_name"] == (item["about"]["name"] if item["about"] else "")
        assert row["attribution_ref_type"] == item["attribution"]["ref"]["type"]
        assert row["change_from_id"] == (item["change"]["from"]["id"] if item["change"] else "")
        assert row["mentions_id"] == " | ".join(one["id"] for one in item["mentions"])
    [source] = facts(dataset, "sources")
    [row] = rows(table("sources", [source]))
    assert row["quote"] == row["title"] == source["title"]
    assert row["not_stated_why"].split(" | ") == [one["why"] for one in source["not_stated"]]
    assert (row["cited_outlets_outlet_id"], row["cited_outlets_date"]) == ("china-economic-net", "")
    [speaker] = rows(table("speakers", facts(dataset, "speakers")))
    assert speaker["roles_represents_name"] == "Pakistan"
    assert speaker["statements_href"] == "/v1/statements?speaker=shehzad-ahmad-khan"


def test_every_field_has_a_column() -> None:
    for collection in COLLECTIONS.values():
        found = {column.path[0] for column in columns(collection)} - {
            "quote",
            "evidence_inferred",
            "evidence_total",
            "permalink",
        }
        assert found == collection.fact.model_fields.keys() - {"evidence"}


def test_selected_columns_keep_the_order_of_the_table(dataset: Dataset) -> None:
    items = facts(dataset, "statements")[:1]
    text = table("statements", items, ["mode", "speaker", "id"])
    assert text == (
        "\ufeffid,speaker_id,speaker_name,mode\r\n"
        "shehzad-headline-highlights-and-invites,shehzad-ahmad-khan,Shehzad Ahmad Khan,narrated\r\n"
    )
    assert table("statements", [], ["href", "evidence"]) == f"\ufeffhref,permalink,{QUOTE}\r\n"


def test_a_search_adds_its_columns_before_the_quote(dataset: Dataset) -> None:
    items = [{**item, "match": {"snippet": "a, b", "score": 1e-7}} for item in facts(dataset, "entities")[:1]]
    [row] = rows(table("entities", items, matched=True))
    assert (row["match_snippet"], row["match_score"]) == ("a, b", "0.0000001")
    assert list(row)[-15:-12] == ["match_snippet", "match_score", "quote_source"]
    assert table("entities", items, ["id"], matched=True).startswith("\ufeffid,match_snippet,match_score\r\n")


@pytest.mark.parametrize(
    ("evidence", "quote"),
    [
        ([proof("place", "b"), proof(None, "a"), proof("quantity", "c"), proof("quantity", "d")], "c"),
        ([proof("name", "b"), proof(None, "a"), proof(None, "c")], "a"),
        ([proof("dateline", "b"), proof("title", "a")], "a"),
        ([proof(None, "b"), proof("text", "a")], "a"),
        ([proof("name", "b"), proof("aliases", "a")], "b"),
        ([], ""),
    ],
)
def test_a_row_quotes_the_narrowest_evidence(dataset: Dataset, evidence: list[Any], quote: str) -> None:
    [row] = rows(table("entities", [{**facts(dataset, "entities")[0], "evidence": evidence}]))
    assert (row["quote"], row["evidence_total"], row["evidence_inferred"]) == (quote, str(len(evidence)), "")


def test_a_row_lists_its_inferred_fields(dataset: Dataset) -> None:
    evidence = [proof(field, "a") | {"basis": "inferred"} for field in ("place", None, "place")]
    [row] = rows(table("entities", [{**facts(dataset, "entities")[0], "evidence": [proof(None, "b"), *evidence]}]))
    assert row["evidence_inferred"] == "place | fact"
    tables = {name: rows(table(name, facts(dataset, name))) for name in ("statements", "signed_projects", "metrics")}
    told = {row["id"]: row["evidence_inferred"] for group in tables.values() for row in group}
    assert {name: fields for name, fields in told.items() if fields} == {
        "shehzad-invites-chinese-enterprises": "speaker",
        **{row["id"]: "event" for row in tables["signed_projects"]},
        "hangzhou-digital-trade-volume-2023": "place",
    }


@pytest.mark.parametrize(
    ("amount", "cell"),
    [(33.3333, "33.3333"), (319000000000, "319000000000"), (1e-7, "0.0000001"), (1e16, "10000000000000000"), (0, "0")],
)
def test_numbers_are_plain_digits(dataset: Dataset, amount: float, cell: str) -> None:
    item = facts(dataset, "metrics")[0]
    item["quantity"] |= {"amount": amount, "approximate": True}
    [row] = rows(table("metrics", [item]))
    assert (row["quantity_amount"], row["quantity_approximate"]) == (cell, "true")


def test_a_dispute_is_a_cell_of_json(dataset: Dataset) -> None:
    item = facts(dataset, "entities")[0]
    disputed = [{"field": "name", "value": "Pākistān", "evidence": [proof("name", "Pākistān")]}]
    [plain, row] = rows(table("entities", [item, {**item, "disputed": disputed}]))
    assert plain["disputed"] == ""
    assert "Pākistān" in row["disputed"]
    assert json.loads(row["disputed"]) == disputed


def test_columns_of_a_list_of_objects_have_the_same_order(dataset: Dataset) -> None:
    [speaker] = facts(dataset, "speakers")
    vague = {"title": "envoy", "represents": None, "place": None}
    [row] = rows(table("speakers", [{**speaker, "roles": [vague, *speaker["roles"]]}]))
    assert (row["roles_title"], row["roles_place_id"]) == ("envoy | Consul General", " | shanghai")


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.text(
    st.sampled_from(["=", '"', ",", "\r", "\n", ";", "|", " ", "\\", "\ufeff", "\0", "a"]), min_size=1
)


@given(name=WORDS, aliases=st.lists(WORDS))
@example(name="=1+1", aliases=["a | b", "c\\", "; d", r"\|"])
def test_any_words_survive_a_round_trip(name: str, aliases: list[str]) -> None:
    relation = {"total": 0, "href": "/v1/statements"}
    speaker = {"name": name, "aliases": aliases, "statements": relation, "href": "/v1/speakers/a", "evidence": []}
    [row] = rows(table("speakers", [speaker], ["name", "aliases", "statements"]))
    parts = row["aliases"].split(" | ") if row["aliases"] else []
    assert [re.sub(r"\\(.)", r"\1", part) for part in parts] == aliases
    assert (row["name"], row["statements_total"]) == (name, "0")
