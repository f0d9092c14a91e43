import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.http.negotiation import entity_tags, etag_matches

opaque = st.text(st.characters(codec="latin-1", min_codepoint=0x21, exclude_characters='"', exclude_categories=["Cc"]))


@pytest.mark.parametrize(
    ("if_none_match", "found"),
    [
        ('"x"', True),
        ('W/"x"', True),
        ('"a", "x"', True),
        ('"a","x"', True),
        ('W/"a" ,W/"x", "b"', True),
        ('"x', False),
        ("x", False),
        ('"X"', False),
        ('"x-gzip"', False),
        ('"a,x"', False),
        ('" x"', False),
        ("", False),
        ("*", False),
        ('"*"', False),
    ],
)
def test_a_tag_matches_any_tag_of_the_list(if_none_match: str, found: bool) -> None:
    assert etag_matches(if_none_match, '"x"') is found
    assert etag_matches(if_none_match, 'W/"x"') is found


def test_a_star_matches_an_existing_representation() -> None:
    assert etag_matches(" * ", '"x"', exists=True) is True
    assert etag_matches('"a"', '"x"', exists=True) is False
    assert etag_matches('"*"', '"x"', exists=True) is False


@given(st.lists(opaque))
def test_every_tag_of_a_list_is_read(tags: list[str]) -> None:
    assert entity_tags(", ".join(f'"{tag}"' for tag in tags)) == [f'"{tag}"' for tag in tags]


@given(st.text())
def test_any_header_is_safe(field: str) -> None:
    assert etag_matches(field, '"0123456789abcdef"') is False
