from decimal import Decimal

import pytest

from app.facts.quantity.amounts import AmountReading, read_amounts
from app.facts.quantity.currencies import Money
from app.facts.quantity.phrases import PhraseReader, QuantityError
from app.facts.quantity.qualifiers import AT_LEAST, OVER


def test_reads_one_number_with_what_stands_around_it() -> None:
    yuan = Money("CNY", "stated", "yuan")
    assert read_amounts(PhraseReader("3.2 billion-plus yuan"), None) == AmountReading(
        (Decimal(3_200_000_000),), None, yuan, AT_LEAST
    )


def test_reads_a_range_that_shares_scale_and_currency() -> None:
    dollars = Money("USD", "inferred", "$")
    assert read_amounts(PhraseReader("$2-3 billion"), None) == AmountReading(
        (Decimal(2 * 10**9), Decimal(3 * 10**9)), None, dollars
    )


def test_an_article_counts_one_only_beside_a_qualifier() -> None:
    assert read_amounts(PhraseReader("a year"), OVER) == AmountReading((Decimal(1),), "year")
    assert read_amounts(PhraseReader("a year"), None) is None
    assert read_amounts(PhraseReader("half an hour"), None) == AmountReading((Decimal("0.5"),), "hour")


def test_counts_one_of_what_is_long() -> None:
    assert read_amounts(PhraseReader("decade-long"), None) == AmountReading((Decimal(1),), "decade")


@pytest.mark.parametrize(
    "phrase", ["$2 to €3", "2 yuan to 3", "2 to $3", "5% to 6", "5+ to 6", "Rs 5 to ¥6", "$5 to 6%"]
)
def test_refuses_sides_that_differ(phrase: str) -> None:
    with pytest.raises(QuantityError, match="holds two quantities"):
        read_amounts(PhraseReader(phrase), None)
