"""wrk: drives a server with 16 connections from one thread, on a core of its own."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import CLIENT_CORE, pinned

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")


class WrkError(RuntimeError):
    """wrk is missing or fails; `str()` says what to do."""


@dataclass(frozen=True)
class Run:
    """Measurements of one run."""

    requests: int
    seconds: float
    bytes: int
    wrong: int
    """Answers with another status than expected."""
    failed: int
    """Requests that got no answer."""
    p50: float
    """Seconds in which half of the answers came."""
    p99: float
    cpu_share: float
    """Share of a core that wrk itself took."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds if self.seconds else 0


def version() -> str:
    """Return the version of wrk. Raises `WrkError` if there is none."""
    if not shutil.which("wrk"):
        raise WrkError("wrk is not installed: apt-get install wrk")
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).split(" [")[0].split(" Copyright")[0].strip()


def drive(  # noqa: PLR0913  (what a run is of)
    port: int,
    paths: Sequence[str],
    seconds: int,
    *,
    headers: Mapping[str, str] | None = None,
    once: bool = False,
    expected: int = 200,
    is_pinned: bool = True,
) -> Run:
    """Ask for paths: around and around for so many seconds, or each once at the most."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths", encoding="utf-8") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        command = [*pinned(CLIENT_CORE if is_pinned else None), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        command += ["--timeout", "60s", "-s", str(SCRIPT)]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}: {value}"]
        environment = {**os.environ, "PATHS": file.name, "ONCE": "1" if once else "0", "EXPECTED": str(expected)}
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, f"http://127.0.0.1:{port}"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        spent = time.perf_counter() - began
    if process.returncode:
        raise WrkError(f"wrk failed: {said.strip()[-400:]}")
    found = json.loads(said.strip().splitlines()[-1])
    return Run(
        requests=found["requests"],
        seconds=found["microseconds"] / 1e6,
        bytes=found["bytes"],
        wrong=found["wrong"],
        failed=found["failed"],
        p50=found["p50"] / 1e6,
        p99=found["p99"] / 1e6,
        cpu_share=(usage.ru_utime + usage.ru_stime) / spent,
    )
