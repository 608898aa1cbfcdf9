"""What is installed is pinned, and its licenses are known and go together with ours."""

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^\]]*\])?)==([^\s;\\]+)", re.MULTILINE)
OURS_CAN_USE = re.compile(
    r"\b(MIT|BSD|LGPL|Apache|ISC|Zlib|PSF|Python|MPL|Mozilla|0BSD|CC0)\b",
    re.IGNORECASE,
)


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PIN.findall(text)}


FAST = "requirements-fast.lock"
REDIS = "requirements-redis.lock"
RUN = pins("requirements.lock")
PAPER = (ROOT / "THIRD_PARTY.md").read_text("utf-8").split("## Shipped inside it")[0]
LISTED = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+?) \|", PAPER, re.MULTILINE))


def test_tests_run_on_the_very_versions_that_are_shipped() -> None:
    dev = pins("requirements-dev.lock")

    assert {name: dev.get(name) for name in RUN} == RUN


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", FAST, REDIS])
def test_every_pin_has_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text)
    packages = [block for block in blocks if PIN.match(block)]

    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://\S+|^--\S*index\S*|^--find-links", text, re.MULTILINE) == []


@pytest.mark.parametrize("name", sorted({*RUN, *pins(FAST), *pins(REDIS)}))
def test_every_shipped_dependency_is_listed_with_its_license(name: str) -> None:
    assert OURS_CAN_USE.search(LISTED[name])
    assert not re.search(r"\bA?GPL", re.sub(r"\bLGPL", "", LISTED[name]))


# Offered under several licenses, of which we take this one.
CHOSEN = {"pyphen": "License :: OSI Approved :: Mozilla Public License 1.1 (MPL 1.1)"}


def stated(name: str) -> str:
    """What an installed package itself says of its license, in its shortest form."""
    package = metadata.metadata(name)
    trove = [c for c in package.get_all("Classifier") or [] if c.startswith("License")]
    if CHOSEN.get(name) in trove:
        return CHOSEN[name]
    return package.get("License-Expression") or " ".join(trove) or package.get("License") or ""


@pytest.mark.parametrize("name", sorted(RUN))
def test_no_shipped_dependency_calls_itself_gpl(name: str) -> None:
    try:
        says = stated(name)
    except metadata.PackageNotFoundError:
        pytest.skip("not for this platform")
    assert not re.search(r"\bA?GPL|GNU (Affero )?General Public", says)


def test_nothing_is_listed_that_is_not_shipped() -> None:
    assert sorted(set(LISTED) - {*RUN, *pins(FAST), *pins(REDIS)}) == []
