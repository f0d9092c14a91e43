import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.http.negotiation import accepted_codings, best_media_type

JSON, CSV, NDJSON, LD = FORMATS = ["application/json", "text/csv", "application/x-ndjson", "application/ld+json"]
CODINGS = ("zstd", "gzip")

headers = st.text() | st.lists(
    st.sampled_from(
        [*FORMATS, *CODINGS, *'*;,="\\. ', "*/*", "text/*", "application/*", "identity", ";q=0", ";q=.5", ";q=1", '="']
    )
).map("".join)


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("", JSON),
        (" , ", JSON),
        ("*/*", JSON),
        ("*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/json, text/csv", JSON),
        ("text/csv, application/json", JSON),
        ("text/csv, application/json;q=0.9", CSV),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("text/csv, */*", CSV),
        ("text/csv, */*;q=0.1", CSV),
        ("text/*, application/json", JSON),
        ("application/json;q=0, */*", CSV),
        ("application/*;q=0, */*;q=0.1", CSV),
        ("*/*;q=0.9, application/json;q=0.1", CSV),
        ("application/json;q=0.1, application/*;q=0.5", NDJSON),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("*/*;q=0, text/csv;q=0.001", CSV),
        ("application/xml", None),
        ("csv", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", JSON),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),
        ("application/json, text/plain, */*", JSON),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#context"', LD),
        ('application/ld+json;profile="a, b;q=0";q=0.8, text/csv;q=0.7', LD),
        ('text/csv;header="a\\", application/json', CSV),
        ("text/csv;header=absent; Q = 0.5, application/json;q=0.4", CSV),
        ("text/csv;q=0.5;q=0.1, application/json;q=0.4", CSV),
        ("text/csv;q=0.3, text/csv;header=absent;q=0.5, application/json;q=0.4", CSV),
        ("text/csv;q=2, application/json;q=0.1", JSON),
        ("text/csv;q=x, application/json;q=0.1", JSON),
        ("text/csv;q=-1, application/json;q=0.1", JSON),
        ("text/csv;q=, application/json;q=0.1", JSON),
        ("text/csv;q=nan, application/json;q=0.1", JSON),
        ("text/csv;q=²", None),
    ],
)
def test_the_preferred_media_type_is_chosen(accept: str, best: str | None) -> None:
    assert best_media_type(accept, FORMATS) == best


def test_the_first_offered_type_wins_a_tie() -> None:
    assert best_media_type("text/csv, application/json", [CSV, JSON]) == CSV
    assert best_media_type("application/json", ["text/plain"]) is None


@pytest.mark.parametrize(
    ("accept_encoding", "accepted"),
    [
        ("", ["identity"]),
        ("identity", ["identity"]),
        ("br", ["identity"]),
        ("gzip", ["gzip", "identity"]),
        ("GZIP", ["gzip", "identity"]),
        ("gzip, deflate, br, zstd", ["zstd", "gzip", "identity"]),
        ("zstd;q=0.5, gzip", ["gzip", "zstd", "identity"]),
        ("zstd;q=0, gzip", ["gzip", "identity"]),
        ("*", ["zstd", "gzip", "identity"]),
        ("*;q=0.5, gzip", ["gzip", "zstd", "identity"]),
        ("gzip;q=0, *", ["zstd", "identity"]),
        ("*;q=0", ["identity"]),
        ("identity;q=0", ["identity"]),
        ("gzip, identity;q=0", ["gzip", "identity"]),
        ("gzip, identity", ["gzip", "identity"]),
        ("gzip;q=0.5, identity", ["identity", "gzip"]),
        ("gzip, zstd;q=0.2, identity;q=0.5", ["gzip", "identity", "zstd"]),
    ],
)
def test_accepted_codings_are_ranked(accept_encoding: str, accepted: list[str]) -> None:
    assert [*accepted_codings(accept_encoding, CODINGS)] == accepted


@given(headers)
def test_any_header_is_safe(field: str) -> None:
    assert best_media_type(field, FORMATS) in [*FORMATS, None]
    codings = accepted_codings(field, CODINGS)
    assert "identity" in codings
    assert len(codings) == len(set(codings))
    assert set(codings) <= {*CODINGS, "identity"}


@given(st.permutations([(JSON, 0.2), (CSV, 0.9), (LD, 0.5)]), st.floats(0, 1))
def test_the_order_of_accept_does_not_matter(asked: list[tuple[str, float]], other: float) -> None:
    header = ", ".join(f"{name};q={weight}" for name, weight in asked)
    assert best_media_type(header, FORMATS) == CSV
    best = best_media_type(f"*/*;q={other:.3f}, {header}", FORMATS)
    assert best == (NDJSON if float(f"{other:.3f}") > 0.9 else CSV)
