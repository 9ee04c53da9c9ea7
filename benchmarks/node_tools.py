"""The programs of ``.ci/frontend`` that judge pages: Lighthouse, html-validate, vnu, stylelint."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, chromium, home

TOOLS = ROOT / ".ci" / "frontend"
PROGRAMS = TOOLS / "node_modules" / ".bin"
VNU = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LEAST_NODE = 20
# Now and then the browser gives it no trace of a page.
LIGHTHOUSE_TRIES = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def missing() -> str:
    """Say in a sentence what keeps the programs from running; nothing if all is there."""
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    major = version.strip().removeprefix("v").partition(".")[0]
    if not major.isdecimal() or int(major) < LEAST_NODE:
        found = f"there is Node {version.strip()}" if version else "there is none"
        return f"The tools that judge the front end need Node {LEAST_NODE} or newer; {found}."
    if not (PROGRAMS / "lighthouse").exists():
        return "The tools that judge the front end are not installed: make frontend installs them."
    return "" if chromium() else "There is no Chromium: make browser finds or installs one."


def lighthouse(
    address: str, folder: Path, *, desktop: bool = False, cookie: str = "", skip: Sequence[str] = ()
) -> Mapping[str, Any]:
    """Run Lighthouse once and return its report; ``skip`` names audits that do not apply."""
    report = folder / "lighthouse.json"
    flags = f"--headless=new {' '.join(CHROMIUM_ARGUMENTS)}"
    command = [
        *(PROGRAMS / "lighthouse", address, "--quiet", "--output=json", f"--output-path={report}"),
        *(f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"),
    ]
    if desktop:
        command.append("--preset=desktop")
    if skip:
        command.append(f"--skip-audits={','.join(skip)}")
    if cookie:
        headers = folder / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        command.append(f"--extra-headers={headers}")
    environment = {**home(folder), "CHROME_PATH": str(chromium())}
    for _ in range(LIGHTHOUSE_TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode == 0:
            return json.loads(report.read_text())
    raise SystemExit(f"Lighthouse failed on {address}:\n{done.stderr}")


def html_validate(pages: Iterable[Path]) -> dict[str, list[str]]:
    """What html-validate finds wrong, by the name of the page."""
    found: dict[str, list[str]] = {}
    config = TOOLS / "htmlvalidate.json"
    for file in _report(PROGRAMS / "html-validate", *pages, options=f"--config {config} --formatter json="):
        for error in file["messages"]:
            said = f"{error['message']} ({error['ruleId']}) at {error['selector']}"
            found.setdefault(Path(file["filePath"]).stem, []).append(said)
    return found


def vnu(pages: Iterable[Path]) -> dict[str, list[str]] | None:
    """What the Nu checker finds wrong, by the name of the page; nothing at all where there is no Java."""
    if not shutil.which("java"):
        return None
    # htmx's attributes are not in the standard, and mean nothing without it; all browsers let one choose a folder.
    unheard = ".*Attribute .(hx-[a-z-]+|webkitdirectory). not allowed.*"
    command = ["java", "-jar", VNU, "--errors-only", "--format", "json", "--filterpattern", unheard, *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, list[str]] = {}
    for error in json.loads(done.stderr or done.stdout)["messages"]:
        said = f"{error['message']} at {' '.join(error.get('extract', '').split())[:120]}"
        found.setdefault(Path(error["url"]).stem, []).append(said)
    return found


def stylelint(sheets: Iterable[Path]) -> dict[str, list[str]]:
    """What stylelint finds wrong, by the name of the sheet."""
    config = TOOLS / "stylelint.config.json"
    found = _report(PROGRAMS / "stylelint", *sheets, options=f"--config {config} --formatter json --output-file=")
    said = {Path(sheet["source"]).name: sheet["warnings"] for sheet in found}
    return {name: [f"line {warning['line']}: {warning['text']}" for warning in found] for name, found in said.items()}


def _report(program: Path, *arguments: Path, options: str) -> list[dict[str, Any]]:
    """What a program writes to the file that its last option names; what it prints is cut off where a pipe is full."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [program, *f"{options}{report}".split(), *arguments]
        done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=False)
        if not report.exists():
            raise SystemExit(f"{program.name} failed:\n{done.stdout}{done.stderr}")
        return json.loads(report.read_text())
