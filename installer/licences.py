"""Copy the licences of the packages inside the frozen program: `python installer/licences.py FOLDER`."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


def shipped() -> list[Distribution]:
    """The locked packages that are installed here and belong to the program itself."""
    names = re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for name in dict.fromkeys(names):
        try:
            found.append(distribution(name))
        except ModuleNotFoundError:  # locked for another system
            continue
    return found


def copy(folder: Path) -> None:
    """Write a list of the packages, and each package's own licence files, into `folder`."""
    lines = []
    for package in shipped():
        words = {key.lower(): str(value) for key, value in package.metadata.json.items()}
        name = words["name"]
        licence = words.get("license_expression") or words.get("license", "")
        if not 0 < len(licence) < 80:  # some put the whole text there
            licence = "see its files"
        lines.append(f"{name} {package.version}: {licence}")
        for file in package.files or []:
            if LICENCE_FILE.search(file.as_posix()) and ".dist-info" in file.as_posix():
                target = folder / name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(Path(str(file.locate())).read_bytes())
    (folder / "packages.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    target_folder = Path(sys.argv[1])
    target_folder.mkdir(parents=True, exist_ok=True)
    copy(target_folder)
