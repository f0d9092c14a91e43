"""The machine and the versions that results were measured with."""

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path

from benchmarks import wrk
from benchmarks.processes import CLIENT_CORE, MEMORY, SERVER_CORE

PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "sqlmodel", "sqlalchemy", "pydantic")


def describe() -> dict[str, str]:
    """Return the machine and the versions, by name."""
    pinned = SERVER_CORE is not None
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{_memory()} GB",
        "system": f"Linux {platform.release()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "load": f"{wrk.version()}, 1 thread, {wrk.CONNECTIONS} connections, "
        + (f"on core {CLIENT_CORE}, the server on core {SERVER_CORE}" if pinned else "on the server's core"),
    }


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else platform.machine()


def _memory() -> int:
    return round(MEMORY / 1024**3)
