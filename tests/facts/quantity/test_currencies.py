import pytest
from iso4217 import Currency

from app.facts.quantity.currencies import Money, code_named, read_currency_after, read_currency_before
from app.facts.quantity.phrases import PhraseReader


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("RMB", Money("CNY", "stated", "RMB")),
        ("US$", Money("USD", "stated", "US$")),
        ("$", Money("USD", "inferred", "$")),
        ("¥", Money(None, None, "¥")),
        ("Rs.", Money(None, None, "Rs.")),
        ("KZT", Money("KZT", "stated", "KZT")),
        ("₩", Money("KRW", "inferred", "₩")),
        ("yuan", Money("CNY", "stated", "yuan")),
        ("A$", Money("AUD", "stated", "A$")),
        ("RM", Money("MYR", "stated", "RM")),
    ],
)
def test_a_currency_is_read_before_and_after_a_number(words: str, expected: Money) -> None:
    assert read_currency_before(PhraseReader(words)) == expected
    assert read_currency_after(PhraseReader(words)) == expected


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Chinese yuan", "CNY"),
        ("U.S. dollars", "USD"),
        ("Pakistani rupees", "PKR"),
        ("Egyptian pounds", "EGP"),
        ("Omani rials", "OMR"),
        ("baht", "THB"),
    ],
)
def test_currency_names_are_read_only_after_a_number(words: str, code: str) -> None:
    assert read_currency_after(PhraseReader(words)) == Money(code, "stated", words)
    assert read_currency_before(PhraseReader(words)) is None


@pytest.mark.parametrize("words", ["rupees", "pesos", "dinars", "dirhams", "riyals", "rials", "francs", "shillings"])
def test_a_currency_name_of_several_countries_has_no_code(words: str) -> None:
    assert read_currency_after(PhraseReader(words)) == Money(None, None, words)


@pytest.mark.parametrize(
    "words", ["ALL", "TOP", "COP", "kzt", "XAU", "XXX", "A $", "a$", "Rm", "tk", "R", "pounds", "projects"]
)
def test_other_words_are_not_read_as_a_currency(words: str) -> None:
    assert read_currency_after(PhraseReader(words)) is None


@pytest.mark.parametrize("code", ["RMB", "USD", "EUR", "INR"])
def test_every_currency_code_is_in_iso_4217(code: str) -> None:
    money = read_currency_before(PhraseReader(code))
    assert money is not None
    assert money.code in {currency.code for currency in Currency}


@pytest.mark.parametrize(
    ("words", "code"), [("R5 million", "ZAR"), ("N2.5tn", "NGN"), ("QR 5,000", "QAR"), ("R22", None), ("R five", None)]
)
def test_one_letter_currencies_are_read_only_before_large_numbers(words: str, code: str | None) -> None:
    reader = PhraseReader(words)
    money = read_currency_before(reader)
    assert (money and money.code, reader.at) == (code, int(bool(code)))


def test_a_currency_joined_by_a_hyphen_has_its_words() -> None:
    reader = PhraseReader("100-million-yuan")
    reader.at = 3
    assert read_currency_after(reader) == Money("CNY", "stated", "yuan")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("RMB", "CNY"),
        ("yuan", "CNY"),
        ("US dollars", "USD"),
        ("dollars", "USD"),
        ("KZT", "KZT"),
        ("pesos", None),
        ("RMB 5", None),
        ("seller", None),
        ("", None),
        (" ", None),
        ("RMB" * 1000, None),
    ],
)
def test_currency_words_give_their_code(words: str, code: str | None) -> None:
    assert code_named(words) == code
