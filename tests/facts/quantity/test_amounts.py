from decimal import Decimal

import pytest

from app.facts.quantity.amounts import AmountReading, read_amounts
from app.facts.quantity.currencies import Money
from app.facts.quantity.phrases import PhraseReader, QuantityError
from app.facts.quantity.qualifiers import AT_LEAST, OVER


def test_one_number_is_read_with_its_currency_and_unit() -> None:
    yuan = Money("CNY", "stated", "yuan")
    assert read_amounts(PhraseReader("3.2 billion-plus yuan"), None) == AmountReading(
        (Decimal(3_200_000_000),), None, yuan, AT_LEAST
    )


def test_a_range_that_shares_scale_and_currency_is_read() -> None:
    dollars = Money("USD", "inferred", "$")
    assert read_amounts(PhraseReader("$2-3 billion"), None) == AmountReading(
        (Decimal(2 * 10**9), Decimal(3 * 10**9)), None, dollars
    )


def test_an_article_means_one_only_beside_a_qualifier() -> None:
    assert read_amounts(PhraseReader("a year"), OVER) == AmountReading((Decimal(1),), "year")
    assert read_amounts(PhraseReader("a year"), None) is None
    assert read_amounts(PhraseReader("half an hour"), None) == AmountReading((Decimal("0.5"),), "hour")


def test_a_duration_in_long_counts_one_unit() -> None:
    assert read_amounts(PhraseReader("decade-long"), None) == AmountReading((Decimal(1),), "decade")


@pytest.mark.parametrize(
    "phrase", ["$2 to €3", "2 yuan to 3", "2 to $3", "5% to 6", "5+ to 6", "Rs 5 to ¥6", "$5 to 6%"]
)
def test_a_range_with_different_units_or_currencies_is_refused(phrase: str) -> None:
    with pytest.raises(QuantityError, match="holds two quantities"):
        read_amounts(PhraseReader(phrase), None)
