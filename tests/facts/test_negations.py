import pytest

from app.facts.evidence import locate
from app.facts.negations import find_forecast
from app.facts.quote_context import narrow_quantity


@pytest.mark.parametrize(
    ("text", "quote", "turned"),
    [
        ("Growth was −3.5 percent.", "3.5 percent", "−3.5 percent"),
        ("-3.5 percent it was.", "3.5 percent", "-3.5 percent"),
        ("Growth was negative 3.5 percent.", "3.5 percent", "negative 3.5 percent"),
        ("It was 5 degrees below zero.", "5", "5 degrees below zero"),
        ("It fell by minus 5 points.", "5 points", "minus 5 points"),
        ("He denied that 70 guests fell ill.", "70 guests", "denied that 70 guests"),
        ("Not 700 guests came.", "700 guests", "Not 700 guests"),
        ("It did not draw 700 guests.", "700", "not draw 700"),
        ("They didn’t draw 700 guests.", "700", "didn’t draw 700"),
        ("It failed to attract 700 guests.", "700 guests", "failed to attract 700 guests"),
        ("It was nowhere near 700.", "700", "nowhere near 700"),
        ("It was far from the 700 hoped for.", "700", "far from the 700"),
        ("It fell short of 700.", "700", "short of 700"),
        ("Rumours of 700 guests are false.", "700 guests", "Rumours of 700 guests"),
        ("If 700 had come, all would be well.", "700", "If 700"),
        ("There were 700 fewer guests.", "700", "700 fewer"),
        ("Twice 700 guests came.", "700", "Twice 700"),
        ("One in 700 guests fell ill.", "700", "One in 700"),
        ("There were (more than) 700 guests.", "700", "more than) 700"),
        ("There were more than, say, 700 guests.", "700", "say, 700"),
        ("There were 700 guests, give or take.", "700 guests", "700 guests, give or take"),
        ("There were 700 guests approximately.", "700 guests", "700 guests approximately"),
        ("There were c. 700 guests.", "700", "c. 700"),
        ("It drew 500 or 700 guests.", "500", "500 or 7"),
        ("It drew 500 (or 700) guests.", "500", "500 (or 7"),
        ("It drew 500 or 700 guests.", "700", "or 700"),
        ("It was capped at 700.", "700", "capped at 700"),
        ("It crossed the 700 mark.", "700", "crossed the 700"),
        ("A possibly 700 guests came.", "700", "possibly 700"),
        ("The guests came in 2019.", "2019", "in 2019"),
        ("They met in Hall 7.", "7", "Hall 7"),
        ("It cost HK$5 million.", "$5 million", "HK$5 million"),
        ("It cost HK$5 million.", "$5", "HK$5"),
    ],
)
def test_negating_words_beside_a_number_are_found(text: str, quote: str, turned: str) -> None:
    assert narrow_quantity(locate(quote, text), text) == turned


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The fair drew 700 guests.", "700 guests"),
        ("Many came - 700 guests in all.", "700 guests"),
        ("He said 700 guests came, more than ever.", "700 guests"),
        ("It drew 700 guests, roughly half of them new.", "700 guests"),
        ("It drew 700 guests and fewer firms.", "700 guests"),
        ("It drew 700 guests more than once.", "700 guests"),
        ("No.\n700 guests came.", "700 guests"),
        ("It drew 700 guests\nor 2 more.", "700 guests"),
        ("It was up from 700 the year before.", "700"),
        ("It drew 2,000 firms in 2019.", "2,000"),
        ("It cost $5 million.", "$5 million"),
        ("It fell 3 percent, or 700 tonnes.", "700 tonnes"),
        ("The organisers say 700 exhibitors came.", "700 exhibitors"),
        ("In the first round 700 teams met.", "700 teams"),
        ("In Washington, D.C., 700 firms met.", "700 firms"),
        ("The court rejected 700 appeals.", "700 appeals"),
        ("It drew 700 exhibitors and more than 20,000 visitors.", "700 exhibitors"),
        ("It drew 700 exhibitors and over 20,000 visitors.", "700 exhibitors"),
    ],
)
def test_words_beside_a_number_that_do_not_negate_it_are_ignored(text: str, quote: str) -> None:
    assert narrow_quantity(locate(quote, text), text) is None


@pytest.mark.parametrize(
    ("text", "quote", "kept"),
    [
        ("It drew about 3 million guests.", "3", "3 million"),
        ("It grew 4 percentage points.", "4", "4 percentage points"),
        ("It drew 4,200 guests.", "200", "4,200"),
        ("It cost HK$5 million.", "$5 million", "HK$5 million"),
        ("It drew about 3 million guests.", "3 million", None),
        ("He denied that 70 guests fell ill.", "70", None),
        ("It rose 0.2% to 5.1%.", "0.2%", None),
        ("It drew 300 shops and more.", "300 shops", None),
    ],
)
def test_an_excused_quantity_may_not_cut_its_number(text: str, quote: str, kept: str | None) -> None:
    assert narrow_quantity(locate(quote, text), text, excused=True) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The fair will host 700 guests.", "will host 700"),
        ("It is expected to attract up to 700.", "expected to attract up to 700"),
        ("It plans to open 700 shops.", "plans to open 700"),
        ("It aims for 700 guests.", "aims for 700"),
        ("It could draw some 700.", "could draw some 700"),
        ("An expected 700 guests.", "expected 700"),
        ("It has a target of 700.", "target of 700"),
        ("It drew 700 guests, and will draw more.", None),
        ("It was expected by many, and drew a full 700.", None),
        ("It will end.\n700 guests came.", None),
        ("In May 700 guests came.", None),
        ("It may draw 700.", "may draw 700"),
    ],
)
def test_forecast_words_before_a_number_are_found(text: str, words: str | None) -> None:
    assert find_forecast(locate("700", text), text) == words
