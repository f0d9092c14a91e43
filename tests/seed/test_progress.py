import io
import sys

import pytest

from app.seed.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([0.0, 0.1, 30.0, 30.1, 90.0, 91.0])
    terminal = Terminal()
    monkeypatch.setattr("app.seed.progress.time.monotonic", lambda: next(seconds))
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress() as begin:
        advance = begin(5)
        for _ in range(5):
            advance()
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        " 40% ██████████░░░░░░░░░░░░░░ 0 stories/s, 0:45 left",
        " 80% ███████████████████░░░░░ 0 stories/s, 0:22 left",
        "All stories are through; finishing ...",
        "",
    ]


def test_no_progress_is_shown_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as begin:
        begin(1)()
    assert capsys.readouterr() == ("", "")
