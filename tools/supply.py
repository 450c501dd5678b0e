"""What the site is made of: `floors` (no version with a known weakness), `licences`, `sbom` (CycloneDX 1.6, JSON).

No advisory database is asked: floors.toml is looked up by hand and dated. A list that is too old, a package that is not
installed or a licence that is not known is an error: a check that skips anything has not been made.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.markers import Marker
from packaging.version import Version

BASE_DIR = Path(__file__).resolve().parent.parent
OLDEST = timedelta(days=30)
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

# What may be used in a public body's own system without handing on more than a notice.
ALLOWED = {
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "LGPL-3.0-or-later WITH exceptions",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Unlicense",
}
_NAMED = {
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later WITH exceptions",
    "LGPL with exceptions": "LGPL-3.0-or-later WITH exceptions",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True)
class Pin:
    """A line of the lock: a package at one version, with the digests of its files (SHA-256, hex)."""

    name: str
    version: str
    digests: tuple[str, ...]


def pins(lock: Path) -> Iterator[Pin]:
    """The packages of ``lock`` that belong on this machine."""
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        match = _PIN.match(block)
        if match and (not match["marker"] or Marker(match["marker"].strip()).evaluate()):
            yield Pin(match["name"].lower(), match["version"], tuple(_HASH.findall(block)))


def weak(lock: Path, floors: dict[str, str]) -> list[str]:
    """What is below its floor, or has one and is not locked at all."""
    locked = {pin.name: pin.version for pin in pins(lock)}
    return [
        f"{name}: {locked.get(name, 'なし')}（{floor} 以上が必要です）"
        for name, floor in floors.items()
        if name not in locked or Version(locked[name]) < Version(floor)
    ]


def licence_of(name: str) -> str:
    """The licence that an installed package states. Raises metadata.PackageNotFoundError."""
    about = metadata.metadata(name)
    classified = [line.rpartition("::")[2].strip() for line in about.get_all("Classifier", []) if "License ::" in line]
    stated = (about.get("License-Expression"), about.get("License"), *classified)
    told = [_NAMED.get(text, text) for text in stated if text and len(text) < 60]
    return next((text for text in told if _is_allowed(text)), told[0] if told else "")


def _is_allowed(licence: str) -> bool:
    return any(part in ALLOWED for part in licence.split(" OR ")) if " WITH " not in licence else licence in ALLOWED


def licences(lock: Path) -> list[tuple[Pin, str, bool]]:
    """(package, licence, whether it may be used) of the whole lock."""
    return [(pin, licence := licence_of(pin.name), _is_allowed(licence)) for pin in pins(lock)]


def sbom(lock: Path, vendored: list[dict[str, str]]) -> str:
    """The list of parts as CycloneDX JSON, checked against its schema."""
    bom = Bom()
    bom.metadata.component = Component(name="e-comfo", type=ComponentType.APPLICATION, version=own_version())
    for pin in pins(lock):
        bom.components.add(
            Component(
                name=pin.name,
                version=pin.version,
                type=ComponentType.LIBRARY,
                bom_ref=f"{pin.name}@{pin.version}",
                purl=PackageURL("pypi", name=pin.name, version=pin.version),
                licenses=[_licence(licence_of(pin.name))],
                # A wheel each for many machines: which one was used is not known here, so all are named.
                properties=[Property(name="sha256", value=digest) for digest in pin.digests],
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=pin.digests[0])] if len(pin.digests) == 1 else [],
            )
        )
    for part in vendored:
        bom.components.add(
            Component(
                name=part["name"],
                version=part["version"],
                type=ComponentType.LIBRARY,
                bom_ref=f"{part['name']}@{part['version']}",
                description=f"{part['within']}: {part['note']}",
                licenses=[_licence(part["licence"])],
            )
        )
    bom.register_dependency(bom.metadata.component, list(bom.components))
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"SBOM: {fault}")
    return text


def _licence(text: str) -> DisjunctiveLicense | LicenseExpression:
    return LicenseExpression(text) if " OR " in text else DisjunctiveLicense(name=text)


def own_version() -> str:
    """The newest version that the record of changes names."""
    return re.search(r"^## (\d+\.\d+\.\d+)", (BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="部品の版、ライセンス、一覧（SBOM）を確かめます。")
    parser.add_argument("what", choices=["floors", "licences", "sbom"])
    parser.add_argument("--lock", type=Path, default=BASE_DIR / "requirements.txt")
    parser.add_argument("--floors", type=Path, default=BASE_DIR / "floors.toml")
    options = parser.parse_args(arguments)
    known = tomllib.loads(options.floors.read_text(encoding="utf-8"))
    if options.what == "sbom":
        print(sbom(options.lock, known["vendored"]))
        return 0
    if options.what == "licences":
        rows = licences(options.lock)
        for pin, licence, is_allowed in rows:
            print(
                f"{pin.name} {pin.version}: {licence or '記載なし'}"
                + ("" if is_allowed else "（使えるか確かめてください）")
            )
        return int(not all(is_allowed for _, _, is_allowed in rows))
    faults = weak(options.lock, known["floors"])
    age = datetime.now(UTC).date() - known["looked_up_on"]
    if age > OLDEST:
        faults.append(
            f"floors.toml を調べた日（{known['looked_up_on']}）から{age.days}日たっています。調べ直してください。"
        )
    print(
        "\n".join(faults)
        or f"弱点の知られた版はありません（{known['looked_up_on']}に調べた{len(known['floors'])}件）。"
    )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
