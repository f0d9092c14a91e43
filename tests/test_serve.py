"""The command `serve`, as an operator runs it."""

import gc
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from app.__main__ import main
from app.main import app
from app.settings import ROOT
from app.web.serving.uvicorn_server import HttpProtocol
from tests.seed.small import Seed
from tests.serving import COUNTS

pytestmark = pytest.mark.usefixtures("database_url")


def test_serve_loads_only_a_missing_or_stale_dataset(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, **options: served.append(options))
    where = (
        "Serving http://127.0.0.1:8001 (docs: http://127.0.0.1:8001/docs, start with a program: "
        "http://127.0.0.1:8001/v1). Stop with ctrl-C.\n"
    )
    assert main(["--port", "8001"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Loaded {COUNTS}")
    assert said.endswith(where)
    assert main(["serve", "--port", "8001", "--workers", "2"]) == 0
    assert capsys.readouterr().out == f"The dataset is up to date.\n{where}"

    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE dataset SET fingerprint = 'of another seed'"))
    engine.dispose()
    monkeypatch.setenv("EXPO_FACTS_PUBLIC_URL", "https://facts.example")
    monkeypatch.setenv("EXPO_FACTS_LOG_LEVEL", "debug")
    assert main(["--host", "0.0.0.0"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Loaded 1 source")
    assert said.endswith(
        "Serving https://facts.example on http://0.0.0.0:8000 (docs: https://facts.example/docs, start with a program: "
        "https://facts.example/v1). Stop with ctrl-C.\n"
    )
    options = {"factory": True, "http": HttpProtocol, "server_header": False, "timeout_graceful_shutdown": 10}
    quiet = {**options, "log_level": "warning", "access_log": False, "proxy_headers": False}
    assert served == [
        {**quiet, "host": "127.0.0.1", "port": 8001, "workers": 1},
        {**quiet, "host": "127.0.0.1", "port": 8001, "workers": 2},
        {
            **options,
            "log_level": "debug",
            "access_log": True,
            "proxy_headers": True,
            "host": "0.0.0.0",
            "port": 8000,
            "workers": 1,
        },
    ]


def test_a_seed_is_read_again_only_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = Seed(tmp_path / "seed")
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    monkeypatch.setattr("app.seed.files.fingerprint.SETTLED", -(10**12))
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(seed.add().path))
    assert main([]) == 0
    assert "Loaded 1 source" in capsys.readouterr().out
    with monkeypatch.context() as patch:
        patch.setattr("app.seed.files.fingerprint.hash_files", lambda *_: 1 / 0)
        assert (tmp_path / "facts.db.seed").exists()  # `facts.seed` could be another database
        assert main([]) == 0
        assert "The dataset is up to date." in capsys.readouterr().out
    seed.add_later()
    assert main([]) == 0
    assert "Loaded 2 sources" in capsys.readouterr().out


def test_serve_keeps_the_dataset_if_the_seed_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, **options: served.append(options))
    seed = Seed(tmp_path / "seed")
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(seed.add(change=("kind: fair", "kin: fair")).path))
    assert main([]) == 1  # there is no dataset yet
    assert "kin" in capsys.readouterr().err
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(ROOT / "seed_data"))
    assert main(["load"]) == 0
    capsys.readouterr()
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(seed.path))
    assert main([]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Serving http://127.0.0.1:8000 ")
    assert "kin" in said.err
    assert said.err.endswith("\nThe seed could not be loaded; the dataset that is in place is served on.\n")
    assert main(["load"]) == 1
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(tmp_path / "seeds"))
    assert main([]) == 1  # a wrong setting, not a wrong seed
    monkeypatch.setenv("EXPO_FACTS_SEED_DIR", str(seed.path))
    capsys.readouterr()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE dataset SET fingerprint = 'of another code-and the same seed'"))
    engine.dispose()
    assert main([]) == 1  # loaded by other code, which this code may misread
    assert len(served) == 1


def test_a_server_process_reads_its_settings_from_the_environment() -> None:
    gc.unfreeze()  # imported objects, if a test of the command line froze them
    try:
        assert TestClient(app()).get("/openapi.json").json()["info"]["version"] == "0.1.0"
        assert gc.get_freeze_count() > 50_000  # objects from the start are excluded from garbage collection
    finally:
        gc.unfreeze()


def test_port_in_use_stops_the_start_before_a_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["--port", str(port)]) == 2
        output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"can't listen on 127.0.0.1:{port}: Address already in use. Choose another with --port.\n"
    assert not list(tmp_path.rglob("*.db"))


def test_unknown_host_stops_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", "no.such.host.invalid"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("can't listen on no.such.host.invalid:8000: ")
    assert error.endswith(". Choose another with --host or --port.\n")


def test_serve_prints_its_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    monkeypatch.setattr("app.__main__._check_address", lambda _: None)  # not every machine has IPv6
    main(["load"])
    for host, shown in (("::1", "[::1]"), ("0.0.0.0", "0.0.0.0")):
        capsys.readouterr()
        assert main(["--host", host, "--port", "80"]) == 0
        assert f"Serving http://{shown}:80 (docs: http://{shown}:80/docs, " in capsys.readouterr().out


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "facts.db").write_text("no database")
    assert main(["verify"]) == 1
    assert capsys.readouterr().err == (
        "The database of EXPO_FACTS_DATABASE_URL can't be used: file is not a database\n"
    )


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EXPO_FACTS_DATABASE_URL", f"sqlite:///{tmp_path}/file/facts.db")
    assert main(["load"]) == 2
    assert capsys.readouterr() == ("", f"{tmp_path}/file: File exists\n")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(free_port: int, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", str(free_port)], stdout=subprocess.PIPE, stderr=log, text=True
    )
    yield process, f"http://127.0.0.1:{free_port}"
    process.kill()
    process.communicate()
    log.close()


def test_one_command_loads_and_serves(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    response = None
    while response is None:
        try:
            response = httpx.get(f"{address}/v1/metrics?comparator=gt&sort=-amount&limit=1")
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.02)
    assert response.json()["items"][0]["quantity"]["text"] == "over 63,000"
    assert "server" not in response.headers

    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [line.partition(" ")[0] for line in said.splitlines()] == ["Loaded", "Serving"]
