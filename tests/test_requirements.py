"""requirements*.txt are what pyproject.toml asks for, pinned and hashed, for every platform, and name no host."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from app.settings import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OPTIONAL = PROJECT["optional-dependencies"]["dev"]
FILES = {"requirements.txt": PROJECT["dependencies"], "requirements-dev.txt": PROJECT["dependencies"] + OPTIONAL}

PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)(\[[a-z,]+\])?==(?P<version>\S+)(?P<marker> ; .*?)? \\\n"
    r"(?P<hashes>(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+)(?P<via>(    #.*\n)+)",
    re.MULTILINE,
)


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_pin_with_hashes(file: str) -> None:
    text = (ROOT / file).read_text()
    rest = PIN.sub("", text)
    assert [line for line in rest.splitlines() if not line.startswith("#")] == []
    assert "://" not in text


@pytest.mark.parametrize(("file", "declared"), FILES.items())
def test_pinned_requirements_are_those_declared(file: str, declared: list[str]) -> None:
    pins = {pin["name"]: pin for pin in PIN.finditer((ROOT / file).read_text())}
    wanted = {requirement.name: requirement for requirement in map(Requirement, declared)}
    direct = {name for name, pin in pins.items() if "expo-facts (pyproject.toml)" in pin["via"]}
    assert direct == set(wanted), f"compile {file} anew; the command stands at its top"
    for name, requirement in wanted.items():
        assert pins[name]["version"] in requirement.specifier, f"compile {file} anew: {name}"
        assert bool(requirement.marker) <= bool(pins[name]["marker"]), f"compile {file} anew: {name}"


def test_both_files_pin_the_same_versions() -> None:
    base, dev = ({pin["name"]: pin["version"] for pin in PIN.finditer((ROOT / file).read_text())} for file in FILES)
    assert base.items() <= dev.items()


def test_the_oldest_python_is_the_one_that_they_are_compiled_for() -> None:
    """Extras stay: a pip older than 23.3 takes `coverage[toml]` for another package than a pinned `coverage`."""
    assert SpecifierSet(PROJECT["requires-python"]) == SpecifierSet(">=3.11")
    options = "--universal --python-version 3.11 --generate-hashes --no-strip-extras"
    for file in FILES:
        assert options in (ROOT / file).read_text().splitlines()[1]
