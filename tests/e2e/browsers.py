"""Finds the browsers a mapper may hold, Chromium and Firefox, and installs what is missing where that is allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOX = ("firefox-esr", "firefox")


def installed(names: tuple[str, ...]) -> str | None:
    """Return the first of these programs that this machine has."""
    return next((path for name in names if (path := shutil.which(name))), None)


def of_playwright() -> str | None:
    """Return the Chromium that Playwright keeps for itself, when it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def chromium() -> str:
    """Return the Chromium or Chrome the tests drive: the machine's own, else Playwright's."""
    found = os.environ.get("CHROME_PATH") or installed(CHROMIUM) or of_playwright()
    if not found:
        raise RuntimeError("No Chromium, Chrome or Playwright browser here: run `make test`, which installs one")
    return found


def firefox() -> str:
    """Return the Firefox the tests drive."""
    found = installed(FIREFOX)
    if not found:
        raise RuntimeError("No Firefox here: run `make test` as root, which installs firefox-esr")
    return found


def _told(command: list[str]) -> bool:
    print("  " + " ".join(command), flush=True)
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _from_debian(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300"]
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", *quiet, "install", "--yes", "--no-install-recommends", package]
    return _told(["apt-get", *quiet, "update"]) and _told(install)


def prepare() -> list[str]:
    """Install what is missing, and return in words what could not be."""
    missing = []
    if not (os.environ.get("CHROME_PATH") or installed(CHROMIUM) or of_playwright()):
        print("No Chromium here: asking Playwright, then Debian (about a minute, once)", flush=True)
        if not (_told([sys.executable, "-m", "playwright", "install", "chromium"]) or _from_debian("chromium")):
            missing.append("Chromium: install chromium or google-chrome, or run this as root on Debian")
    if not installed(FIREFOX):
        print("No Firefox here: asking Debian (about a minute, once)", flush=True)
        if not _from_debian("firefox-esr"):
            missing.append("Firefox: install firefox or firefox-esr, or run this as root on Debian")
    return missing


if __name__ == "__main__":
    for line in (faults := prepare()):
        print(line, file=sys.stderr)
    sys.exit(1 if faults else 0)
