"""Make a virtual environment and install deepkit into it, on a machine with nothing but Python.

    python3 tools/bootstrap.py --venv .venv --extras dev

Debian ships Python without `ensurepip`, so that `python3 -m venv` fails until one more package is
installed. This script then gets pip elsewhere, through a channel that verifies what it brings, and
never needs root.
"""

import argparse
import configparser
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


class UnavailableError(Exception):
    """A way to get pip which this machine does not offer; the text says why."""


def run(command: Sequence[str | Path], cwd: str | Path | None = None) -> None:
    """Run a command silently; what it said last is the reason if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        cwd=cwd,
    )
    if done.returncode:
        said = done.stdout.strip() or f"exit status {done.returncode}"
        raise UnavailableError(said.splitlines()[-1])


def works(python: Path) -> bool:
    """Tell whether this is the interpreter of a usable environment: recent enough, and with pip."""
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        run([python, "-c", code])
    except (UnavailableError, OSError):
        return False
    return True


def create(venv: Path) -> Path:
    """Return the interpreter of `venv`, which is made, or made anew, unless it works already."""
    python = venv / "bin" / "python"
    if not works(python):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", venv])
        install_pip(python)
    return python


# --- ways to get pip, in the order in which they are tried ---------------------------------------


def install_pip(python: Path) -> None:
    """Install pip for `python` in the first way that works; exit with all reasons if none does."""
    ways = {
        "the pip that comes with Python": by_ensurepip,
        "a pip installed on this machine": by_the_machines_pip,
        "the package index pip is configured for": by_index,
        "Debian's package of pip": by_debian,
    }
    reasons = try_each(ways, python)
    if reasons:
        lines = [f"  - {way}: {reason}" for way, reason in reasons.items()]
        sys.exit(
            "Could not get pip for the new environment. Tried:\n"
            + "\n".join(lines)
            + "\nInstall it and run make again; on Debian and Ubuntu: apt-get install python3-venv"
        )


def try_each(ways: Mapping[str, Callable[[Path], None]], python: Path) -> dict[str, str]:
    """Return nothing once a way works, else the reason why each did not."""
    reasons: dict[str, str] = {}
    for way, install in ways.items():
        try:
            install(python)
        except (UnavailableError, OSError) as reason:
            reasons[way] = str(reason)
        else:
            return {}
    return reasons


def by_ensurepip(python: Path) -> None:
    """Install the pip which is part of Python's own distribution."""
    run([python, "-m", "ensurepip", "--upgrade", "--default-pip"])


def by_the_machines_pip(python: Path) -> None:
    """Let the pip of the interpreter that runs this script install one for `python`."""
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip"])


def by_index(python: Path) -> None:
    """Install the newest pip of the configured index, if it has the SHA-256 stated there."""
    index = configured("index-url")
    if not index:
        raise UnavailableError("no index is configured (set PIP_INDEX_URL to the address of one)")
    page = index.rstrip("/") + "/pip/"
    url, sha256 = newest_wheel(fetch(page).decode(), page)
    content = fetch(url)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnavailableError(f"the SHA-256 of {url} is not the one that its index states")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder, url.rsplit("/", 1)[-1])
        wheel.write_bytes(content)
        run_wheel(python, wheel)


def by_debian(python: Path) -> None:
    """Install the pip wheel of Debian's signed archive, fetched by apt without root."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if not (apt and dpkg):
        raise UnavailableError("this is no Debian: there is no apt-get and dpkg-deb")
    with tempfile.TemporaryDirectory() as folder:
        # Lists and cache of our own: the system's may be empty, and only root may fill them.
        Path(folder, "lists", "partial").mkdir(parents=True)
        mine = ["-o", f"Dir::State::Lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache"]
        run([apt, *mine, "update"])
        run([apt, *mine, "download", "python3-pip-whl"], cwd=folder)
        for package in Path(folder).glob("*.deb"):
            run([dpkg, "-x", package, folder])
        wheels = sorted(Path(folder, "usr").rglob("pip-*.whl"))
        if not wheels:
            raise UnavailableError("the package python3-pip-whl holds no wheel of pip")
        run_wheel(python, wheels[-1])


def run_wheel(python: Path, wheel: Path) -> None:
    """Install a wheel of pip by the pip inside it: Python runs code from a zip file."""
    run([python, wheel / "pip", "install", "--quiet", "--no-index", "--no-deps", wheel])


# --- the package index, as pip is configured to see it -------------------------------------------


def configured(name: str) -> str | None:
    """Return an option as pip would find it, in its environment variable or its files."""
    variable = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if variable:
        return variable
    home = Path.home()
    config = os.environ.get("XDG_CONFIG_HOME", home / ".config")
    parser = configparser.RawConfigParser()
    parser.read(
        [
            "/etc/pip.conf",
            home / ".pip" / "pip.conf",
            Path(config, "pip", "pip.conf"),
            os.environ.get("PIP_CONFIG_FILE", os.devnull),
        ]
    )
    return parser.get("global", name, fallback=None)


def fetch(url: str) -> bytes:
    """Return what is at `url`, with pip's certificates where some are configured."""
    context = ssl.create_default_context(cafile=configured("cert"))
    if url.startswith("file:") and url.endswith("/"):
        url += "index.html"
    with urllib.request.urlopen(url, timeout=60, context=context) as answer:
        return answer.read()


def newest_wheel(page: str, url: str) -> tuple[str, str]:
    """Return the address and the SHA-256 of the newest released wheel that an index page lists."""
    found: list[tuple[tuple[int, ...], str, str]] = []
    for link in re.findall(r"<a\s[^>]*>", page):
        wheel = re.search(r'href="([^"#]*/?pip-([\d.]+)-py3-none-any\.whl)#sha256=(\w+)"', link)
        if wheel and "data-yanked" not in link:
            version = tuple(map(int, wheel[2].split(".")))
            found.append((version, urllib.parse.urljoin(url, wheel[1]), wheel[3]))
    if not found:
        raise UnavailableError(f"{url} lists no wheel of pip with its SHA-256")
    return max(found)[1:]


# --- the project ---------------------------------------------------------------------------------


def install(python: Path, extras: str) -> None:
    """Install this checkout, in place, with the extras named."""
    target = f".[{extras}]" if extras else "."
    print(f"Installing deepkit{target[1:]}; the first time this takes some minutes.", flush=True)
    command = [str(python), "-m", "pip", "install", "-qq", "--editable", target]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"pip could not install deepkit{target[1:]}: see its message above.")


def main() -> None:
    """Read the command line and set up what it asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where to make it")
    parser.add_argument("--extras", default="dev", help="extras of deepkit, separated by commas")
    options = parser.parse_args()
    if sys.version_info < OLDEST:
        sys.exit(f"deepkit needs Python 3.11 or newer, and {sys.executable} is older.")
    install(create(options.venv.absolute()), options.extras)


if __name__ == "__main__":
    main()
