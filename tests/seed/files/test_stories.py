from pathlib import Path

import pytest

from tests.seed.small import FACTS, ONE, TEXT, Seed, sha256

LF = "save the file with LF line ends, without a byte order mark and control characters"


def test_a_missing_seed(seed: Seed) -> None:
    assert seed.report() == (
        "seed:1  (the seed)\n  found: there is no such folder\n"
        "  do: name the folder that has a folder for each source" + ONE
    )


def test_an_empty_seed(seed: Seed) -> None:
    (seed.path / ".git").mkdir(parents=True)
    (seed.path / "README.md").write_text("Not a source.")
    assert seed.report() == (
        "seed:1  (the seed)\n  found: the folder holds no source\n"
        "  do: add a folder for each source, with article.txt and facts.yaml in it" + ONE
    )


def test_a_folder_with_nothing_in_it(seed: Seed) -> None:
    (seed.path / "a").mkdir(parents=True)
    assert (
        seed.report()
        == """\
seed/a:1  (the folder)
  found: neither facts.yaml nor facts.json
  do: write the facts in one of them

seed/a/article.txt:1  (the file)
  found: no such file or directory
  do: put it there

2 problems in 2 files; nothing was loaded."""
    )


def test_a_folder_with_facts_twice(seed: Seed) -> None:
    seed.add()
    (seed.path / "a" / "facts.json").write_text("{}")
    assert seed.report() == (
        "seed/a:1  (the folder)\n  found: both facts.yaml and facts.json\n  do: write the facts in one of them" + ONE
    )


def test_a_folder_whose_name_is_no_id(seed: Seed) -> None:
    seed.add("Silk Road")
    assert seed.report() == (
        "seed/Silk Road:1  (the folder)\n  found: 'Silk Road', which can't be the id of a source\n"
        "  do: write it in small letters, digits and hyphens" + ONE
    )


@pytest.mark.parametrize(
    ("raw", "line", "found", "todo"),
    [
        (
            TEXT.replace("’", "é").encode("latin-1", "replace"),
            1,
            "the byte 0xe9, which is not UTF-8",
            "save the file as UTF-8",
        ),
        (TEXT.replace("\n", "\r\n").encode(), 1, "a carriage return, as in line ends of Windows", LF),
        (TEXT.encode("utf-8-sig"), 1, "a byte order mark", LF),
        (TEXT.replace("“", "\x00").encode(), 3, "the control character U+0000", LF),
    ],
)
def test_a_text_in_another_form(seed: Seed, raw: bytes, line: int, found: str, todo: str) -> None:
    seed.add()
    (seed.path / "a" / "article.txt").write_bytes(raw)
    assert seed.report() == f"seed/a/article.txt:{line}  (the file)\n  found: {found}\n  do: {todo}" + ONE


def test_facts_in_another_form(seed: Seed) -> None:
    seed.add()
    (seed.path / "a" / "facts.yaml").write_bytes(FACTS.replace("\n", "\r\n").encode())
    assert seed.report() == (
        f"seed/a/facts.yaml:1  (the file)\n  found: a carriage return, as in line ends of Windows\n  do: {LF}" + ONE
    )


def test_hash_is_not_suggested_where_the_text_is_missing(seed: Seed) -> None:
    seed.add(change=("SHA256", "SHA"))
    (seed.path / "a" / "article.txt").unlink()
    assert "do: write the 64 digits that `sha256sum article.txt` prints\n" in seed.report()


def test_a_text_that_no_longer_has_its_hash(seed: Seed) -> None:
    seed.add()
    text = TEXT.replace("terminal", "port")
    (seed.path / "a" / "article.txt").write_text(text)
    assert (
        seed.report()
        == (
            f"seed/a/facts.yaml:4  source.text_sha256\n"
            f"  found: another hash than that of article.txt, which is {sha256(text)}\n"
            "  do: restore the text; or, if it is meant to differ, check every fact against it and write its hash here"
        )
        + ONE
    )


def test_broken_yaml(seed: Seed) -> None:
    seed.add(change=("name: Urumqi", "name: Urumqi: a city"))
    assert (
        seed.report()
        == """\
seed/a/facts.yaml:9  (the file)
  found: this is not YAML: mapping values are not allowed in this context
  do: look here and just above for uneven indentation, a quotation mark or bracket left open, and a value \
with a colon in it, which needs quotation marks"""
        + ONE
    )


def test_an_empty_facts_file(seed: Seed) -> None:
    seed.add(facts="")
    assert seed.report() == (
        "seed/a/facts.yaml:1  (the whole file)\n  found: nothing\n"
        "  do: write keys with values, as the schema shows" + ONE
    )


def test_facts_are_checked_even_where_the_text_is_missing(seed: Seed) -> None:
    seed.add(change=("kind: fair", "kid: fair"))
    (seed.path / "a" / "article.txt").unlink()
    assert (
        seed.report()
        == """\
seed/a/article.txt:1  (the file)
  found: no such file or directory
  do: put it there

seed/a/facts.yaml:33  events[fair].kid
  found: an unknown key
  do: did you mean 'kind'? write one of: evidence, disputed, id, name, kind, edition, place, venue, dates, \
part_of, aim, signed_projects

2 problems in 2 files; nothing was loaded."""
    )


def test_a_seed_elsewhere_is_named_in_full(seed: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seed.add(change=("kind: place", "kind: city"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert Seed(tmp_path / "seed").report().startswith(f"{tmp_path}/seed/a/facts.yaml:10  entities[urumqi].kind\n")
