import pytest

from app.facts.quantity.phrases import PhraseReader, QuantityError, Wordings, quoted, tokenize


def texts(phrase: str) -> list[str]:
    return [token.text for token in tokenize(phrase)]


def test_a_phrase_is_split_where_letters_digits_and_signs_meet() -> None:
    assert texts("US$3.2bn-plus") == ["US", "$", "3.2", "bn", "-", "plus"]
    assert texts("buyers' 1,25,000 km²") == ["buyers", "'", "1,25,000", "km²"]
    assert texts("A$5 a $5 US$5 CAD$5") == ["A$", "5", "a", "$", "5", "US", "$", "5", "CAD", "$", "5"]
    assert texts("63\u00a0000 >= m2 m20") == ["63\u00a0000", ">=", "m2", "m", "20"]


def test_tokens_give_their_positions_in_the_phrase() -> None:
    token = tokenize("  over 63,000")[1]
    assert (token.start, token.end, token.kind) == (7, 13, "number")


@pytest.mark.parametrize("phrase", ["٣", "½", "Ⅷ", "五"])
def test_digits_of_other_scripts_are_refused(phrase: str) -> None:
    with pytest.raises(QuantityError, match="only the digits 0-9 are read"):
        tokenize(phrase)


def test_a_quoted_phrase_is_on_one_line_and_shortened() -> None:
    assert quoted("over\n 5") == "'over 5'"
    assert quoted("9" * 100) == f"'{'9' * 79}…'"


def test_the_longest_wording_is_found_in_any_case_and_across_hyphens() -> None:
    table = Wordings({1: "square | sq.", 2: "square metre(s)"})
    assert table.find(tokenize("Square-Metres"), 0) == (2, 3)
    assert table.find(tokenize("square metre"), 0) == (2, 2)
    assert table.find(tokenize("sq. m"), 0) == (1, 2)
    assert table.find(tokenize("metre"), 0) is None
    assert table.find(tokenize("two-square"), 1) == (1, 3)
    assert table.find(tokenize("- square"), 0) is None
    assert table.find(tokenize("square"), 1) is None


def test_an_exact_case_table_matches_exact_case_only() -> None:
    table = Wordings({"megawatt": "MW"}, exact_case=True)
    assert table.find(tokenize("MW"), 0) == ("megawatt", 1)
    assert table.find(tokenize("mW"), 0) is None


def test_a_phrase_is_read_from_left_to_right() -> None:
    reader = PhraseReader("five-day expo")
    assert reader.take(Wordings({5: "five"})) == 5
    assert reader.joined
    assert not reader.skip(Wordings({"": "year"}))
    assert reader.skip(Wordings({"": "day"}))
    assert (reader.text(0), reader.rest(), reader.done) == ("five-day", "expo", False)
    assert reader.next("number") is None
    reader.at += 1
    assert reader.done
    assert (reader.rest(), reader.next("word")) == ("", None)
