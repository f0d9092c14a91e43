from app.seed.files.problems import SeedError, SeedProblem, did_you_mean, one_of


def test_problems_stand_in_the_order_of_the_files_and_once() -> None:
    problems = [
        SeedProblem("b.yaml", 1, "events[x]", "two\nlines", "mend it"),
        SeedProblem("a.yaml", 10, "source.title", "ten", "mend it"),
        SeedProblem("a.yaml", 9, "source.title", "nine", "mend it"),
        SeedProblem("a.yaml", 9, "source.title", "nine", "mend it"),
    ]
    assert str(SeedError(problems)) == (
        "a.yaml:9  source.title\n  found: nine\n  do: mend it\n\n"
        "a.yaml:10  source.title\n  found: ten\n  do: mend it\n\n"
        "b.yaml:1  events[x]\n  found: two\n  lines\n  do: mend it\n\n"
        "3 problems in 2 files; nothing was loaded."
    )


def test_the_word_that_was_meant_is_named() -> None:
    assert did_you_mean("urumchi", ["almaty", "urumqi"]) == "urumqi"
    assert did_you_mean("beijing", ["almaty", "urumqi"]) is None
    assert one_of("urumchi", ["urumqi"]) == "did you mean 'urumqi'? write one of: urumqi"
    assert one_of("beijing", []) == "there is none yet: add it"


def test_many_words_are_not_listed() -> None:
    many = [f"city-{number}" for number in range(21)]
    assert one_of("city", many) == "did you mean 'city-9'?"
    assert one_of("beijing", many) == "write one of the 21 that there are, or add it"
