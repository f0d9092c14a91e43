"""The command line, as its users run it."""

import ast
import io
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import create_engine, text

from app.__main__ import main
from app.seed.files.records import seed_schema
from app.settings import ROOT
from tests.serving import COUNTS
from tests.whole import Dataset

pytestmark = pytest.mark.usefixtures("database_url")


def test_an_older_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "app" / "__main__.py"), run_name="__main__")
    assert stopped.value.code == 2
    assert capsys.readouterr() == ("", "Expo Facts needs Python 3.11 or later; this is Python 3.10.4.\n")


@pytest.mark.parametrize("path", ["app/__init__.py", "app/__main__.py"])
def test_an_older_python_can_read_the_files_up_to_that_check(path: str) -> None:
    ast.parse((ROOT / path).read_text(), feature_version=(3, 8))


def test_check_validates_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: Dataset
) -> None:
    assert main(["check"]) == 0
    checks = f"{dataset.verification.checked} checks against the texts, all held"
    assert capsys.readouterr() == (f"Nothing is wrong: {COUNTS}, {checks}. Nothing was changed.\n", "")
    assert list(tmp_path.iterdir()) == []


def test_load_reports_the_counts(capsys: pytest.CaptureFixture[str], dataset: Dataset) -> None:
    assert main(["load", str(ROOT / "seed_data")]) == 0
    output = re.sub(r"[0-9]+\.[0-9]+ s:", "… s:", capsys.readouterr().out)
    checks = dataset.verification.checked
    assert output == (
        f"Loaded {COUNTS} in … s: dataset {dataset.version}, {checks} checks against the texts, all held.\n"
    )


def test_a_wrong_seed_is_reported_and_nothing_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = tmp_path / "seed"
    seed.mkdir()
    assert main(["load", str(seed)]) == 1
    assert capsys.readouterr() == (
        "",
        f"{seed}:1  (the seed)\n"
        "  found: the folder holds no source\n"
        "  do: add a folder for each source, with article.txt and facts.yaml in it\n"
        "\n"
        "1 problem in 1 file; nothing was loaded.\n",
    )
    assert not (tmp_path / "facts.db").exists()


def test_verify_checks_what_is_stored(database_url: str, capsys: pytest.CaptureFixture[str], dataset: Dataset) -> None:
    main(["load"])
    capsys.readouterr()
    assert main(["verify"]) == 0
    checks = dataset.verification.checked + 1  # one more: the version of the dataset
    assert capsys.readouterr().out == f"{checks} checks against the texts, all held.\n"

    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE speakers SET body = replace(body, '"end":156', '"end":155')""")
    engine.dispose()
    assert main(["verify"]) == 1
    report = capsys.readouterr().out
    assert report.startswith(
        "/v1/speakers/shehzad-ahmad-khan  evidence.exact\n"
        "  the text gives: Consul General of Pakistan in Shanghai, Shehzad Ahmad Kha\n"
        "  found: Consul General of Pakistan in Shanghai, Shehzad Ahmad Khan\n"
    )
    assert report.endswith(f"\n{checks} checks against the texts, 5 failed.\n")


def test_verify_reports_a_changed_word(database_url: str, capsys: pytest.CaptureFixture[str], dataset: Dataset) -> None:
    main(["load"])
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            'UPDATE metrics SET body = replace(body, \'"direction":"up"\', \'"direction":"down"\')'
        )
    engine.dispose()
    capsys.readouterr()
    assert main(["verify"]) == 1
    report = capsys.readouterr().out
    assert report.startswith("/v1  version\n  the text gives: ")
    assert f"\n  found: {dataset.version}\n" in report


def test_verify_without_a_dataset_reports_that(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 1
    assert capsys.readouterr() == (
        "",
        "The database of EXPO_FACTS_DATABASE_URL can't be used: no dataset is loaded; run `expo-facts load`\n",
    )


def test_an_empty_database_is_not_verified(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load"])
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM dataset"))
    engine.dispose()
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert capsys.readouterr() == ("", "No dataset is loaded yet.\n")


def test_without_a_dataset_the_openapi_document_has_no_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    document = json.loads(capsys.readouterr().out)
    listing = document["paths"]["/v1/metrics"]["get"]["responses"]["200"]["content"]["application/json"]
    assert list(listing) == ["schema"]


def test_schema_prints_the_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == seed_schema()


def test_openapi_prints_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    main(["load"])
    capsys.readouterr()
    assert main(["openapi"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] == "Expo Facts"


def test_parse_prints_a_line_for_each_phrase(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("September 25 to 29\n\nlots of them\n"))
    assert main(["parse", "a third", "-"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {
        "phrase": "a third",
        "quantity": {
            "text": "a third",
            "amount": 33.3333,
            "comparator": "eq",
            "approximate": False,
            "lower": 33.3333,
            "lower_inclusive": True,
            "upper": 33.3333,
            "upper_inclusive": True,
            "unit": "%",
            "currency": None,
            "currency_text": None,
            "currency_basis": None,
        },
        "date": None,
        "error": None,
    }
    assert lines[1] == {
        "phrase": "September 25 to 29",
        "quantity": None,
        "date": {
            "text": "September 25 to 29",
            "edtf": "XXXX-09-25/XXXX-09-29",
            "start": None,
            "end": None,
            "basis": "stated",
        },
        "error": None,
    }
    for line, phrase in zip(lines[2:], ["", "lots of them"], strict=True):
        assert line["phrase"] == phrase
        assert line["quantity"] is None
        assert line["date"] is None
        assert line["error"].startswith("as a quantity: ")
        assert "; as a date: " in line["error"]


def test_the_package_is_a_program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["expo-facts", "schema"])
    with pytest.raises(SystemExit) as stop, pytest.warns(RuntimeWarning, match="found in sys.modules"):
        runpy.run_module("app", run_name="__main__")
    assert stop.value.code == 0
    assert json.loads(capsys.readouterr().out) == seed_schema()


def test_imported_objects_are_excluded_from_garbage_collection() -> None:
    asked = "import gc, app.__main__; print(gc.get_stats()[2]['collections'], gc.isenabled(), gc.get_freeze_count())"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert said[:2] == ["0", "True"]
    assert int(said[2]) > 50_000


def test_wrong_settings_stop_the_start(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPO_FACTS_PROT", "80")
    assert main([]) == 2
    assert capsys.readouterr() == ("", "EXPO_FACTS_PROT is not a setting; did you mean EXPO_FACTS_PORT?\n")


def test_a_reader_may_close_the_pipe_early(monkeypatch: pytest.MonkeyPatch) -> None:
    readable, writable = os.pipe()
    os.close(readable)
    with os.fdopen(writable, "w") as nobody_reads, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", nobody_reads)
        assert main(["schema"]) == 0


def test_another_broken_pipe_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("app.commands.load", Mock(side_effect=BrokenPipeError(32, "Broken pipe")))
    assert main(["load"]) == 2
    assert capsys.readouterr() == ("", "[Errno 32] Broken pipe\n")


def test_an_error_of_the_system_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for refused, said in (
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device\n"),
        (OSError(28, "No space left on device", "facts.db"), "facts.db: No space left on device\n"),
    ):
        monkeypatch.setattr("app.commands.schema", Mock(side_effect=refused))
        assert main(["schema"]) == 2
        assert capsys.readouterr() == ("", said)


def test_wrong_usage_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["lode"])
    assert stop.value.code == 2
    assert "invalid choice: 'lode'" in capsys.readouterr().err
    assert main(["--port", "99999"]) == 2
    assert capsys.readouterr().err == "EXPO_FACTS_PORT=99999 is wrong: input should be less than or equal to 65535\n"
