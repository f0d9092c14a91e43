"""The cache for functions of short texts."""

from app.web.http.short_text_cache import MAX_LENGTH, short_text_cache


def test_results_for_short_texts_only_are_cached() -> None:
    asked = list[str]()

    @short_text_cache(2)
    def doubled(text: str, more: str) -> str:
        """Return a text twice."""
        asked.append(text + more)
        return text * 2

    short, long = "a" * MAX_LENGTH, "a" * (MAX_LENGTH + 1)
    assert [doubled(text, "") for text in (short, long, short, long)] == [short * 2, long * 2, short * 2, long * 2]
    assert asked == [short, long, long]
    assert [doubled("a", more) for more in ("", "b", "b", "c", "")] == ["aa"] * 5
    assert asked[3:] == ["a", "ab", "ac", "a"]
    assert (doubled.__name__, doubled.__doc__) == ("doubled", "Return a text twice.")
