from hypothesis import given
from hypothesis import strategies as st

from app.facts.evidence import Span, Spans

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 20), st.integers(1, 8))


@given(st.lists(SPANS), SPANS)
def test_span_lookup_agrees_with_checking_every_span(spans: list[Span], span: Span) -> None:
    assert Spans(spans).meet(span) == any(one.meets(span) for one in spans)
    assert Spans(spans).hold(span) == any(one.holds(span) for one in spans)
