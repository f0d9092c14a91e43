"""Programs: started on a core of their own, waited for, and what they take of time and memory."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 900
"""Seconds after which a server counts as one that does not start."""

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = (CORES[0], CORES[1]) if len(CORES) > 1 else (None, None)
"""Which core serves and which one asks, where the machine has two."""

MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
"""Bytes of memory that the machine has."""


class ServerError(RuntimeError):
    """A server that does not start, or does not answer as it should; `str()` is one line."""


@dataclass(frozen=True)
class Cost:
    """Time and memory that a program took."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Memory:
    """Memory of the processes of a server, in bytes: `rss` counts shared pages in each, `pss` once."""

    rss: int
    pss: int


class Server:
    """A program that serves on a port."""

    def __init__(
        self,
        command: Sequence[str],
        ready: str,
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        is_pinned: bool = True,
    ) -> None:
        self.port = _free_port()
        self._log = log
        words = [word.replace("{port}", str(self.port)) for word in command]
        began = time.perf_counter()
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*pinned(SERVER_CORE if is_pinned else None), *words],
                env=_environment(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait(ready)
        except BaseException:
            self.stop()
            raise
        self.seconds_to_first_answer = time.perf_counter() - began

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers (by small names) and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return response.status, named, response.read()
        finally:
            connection.close()

    @contextmanager
    def reading(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """Open an answer that is too long to be held."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            yield connection.getresponse()
        finally:
            connection.close()

    def warm_up(self, paths: Sequence[str], headers: Mapping[str, str]) -> None:
        """Ask for some paths on one connection, for a second at the most."""
        end = time.monotonic() + 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for path in paths:
            connection.request("GET", path, headers=dict(headers))
            connection.getresponse().read()
            if time.monotonic() > end:
                break
        connection.close()

    def memory(self) -> Memory:
        """Return what it holds now, with all its processes."""
        found = [_rollup(process) for process in _family(self._process.pid)]
        return Memory(sum(rss for rss, _ in found), sum(pss for _, pss in found))

    def stop(self) -> None:
        """End it and its children."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _wait(self, ready: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                if self.get(ready)[0] == 200:
                    return
            except OSError:
                pass
            except http.client.HTTPException:
                pass
            time.sleep(0.01)
        last = self._log.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise ServerError(f"does not start: {last[0][:200]}")


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    """Return what a program finds around it: what is here, but that Python keeps what it compiles, as is usual."""
    here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**here, **(more or {})}


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Stop a server at the end."""
    try:
        yield server
    finally:
        server.stop()


def run(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, stdin: Path | None = None
) -> tuple[str, Cost]:
    """Run a program to its end; return what it prints and what it took. Raises `ServerError` where it fails."""
    began = time.perf_counter()
    with (stdin or Path(os.devnull)).open("rb") as given:
        process = subprocess.Popen(
            list(command),
            env=_environment(environment),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout
        said = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise ServerError(f"{Path(command[0]).name} failed: {said.strip()[-400:]}")
    return said, Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def pinned(core: int | None) -> list[str]:
    """Return what to put before a command to hold it to a core."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core)] if taskset and core is not None else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _rollup(process: int) -> tuple[int, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines[1:]}
    return sizes["Rss:"], sizes["Pss:"]
