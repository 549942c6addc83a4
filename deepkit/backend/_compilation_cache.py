"""Compiled programs kept on the disk, so that the next process need not compile them again."""

import hashlib
import os
import platform
import sys
from contextlib import suppress
from pathlib import Path

import jax
from jax.experimental.compilation_cache import compilation_cache as compilation_cache_of_jax

from deepkit.errors import whole

_SWITCH = "DEEPKIT_COMPILATION_CACHE"
_OFF = ("0", "off", "false", "no")
_LARGEST = 2**30

# Programs that compile faster than this are not worth a file.
_LEAST_SECONDS = 0.1


def set_compilation_cache(folder: str | os.PathLike[str] | None, max_bytes: int = _LARGEST) -> None:
    """Say where compiled programs are kept between processes.

    By default it is a folder of the user's own, such as `~/.cache/deepkit/programs`, and of the
    kind of processor. The environment variable `DEEPKIT_COMPILATION_CACHE` names another one, or
    is `off`. A file that is damaged is compiled anew; a folder that cannot be written is not used.
    JAX's own setting, if there is one, is left alone at the start.

    Args:
        folder: where to keep them; None to keep none.
        max_bytes: what the folder may take; when a process starts with more in it, the files that
            were not used for longest are removed.

    Raises:
        ValueError: if `max_bytes` is no whole number >= 0.

    Example:
        >>> import deepkit
        >>> before = deepkit.config.compilation_cache()
        >>> deepkit.config.set_compilation_cache(None)
        >>> deepkit.config.compilation_cache() is None
        True
        >>> deepkit.config.set_compilation_cache(before)
    """
    whole(at_least=0, max_bytes=max_bytes)
    path = None if folder is None else Path(folder)
    if path is not None and not _can_write(path):
        path = None
    if path is not None:
        _prune(path, max_bytes)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", _LEAST_SECONDS)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
    jax.config.update("jax_compilation_cache_dir", None if path is None else os.fspath(path))
    compilation_cache_of_jax.reset_cache()  # or it would go on with the folder it has opened


def compilation_cache() -> str | None:
    """Return the folder that compiled programs are kept in, None if they are not kept."""
    return jax.config.jax_compilation_cache_dir  # pyright: ignore[reportAttributeAccessIssue]  defined at run time


def start_compilation_cache() -> None:
    """Keep programs where the environment says, or in the user's folder; once, at the import."""
    told = os.environ.get(_SWITCH, "")
    if compilation_cache() is not None or told.lower() in _OFF:
        return
    try:
        folder = told or _folder()
    except RuntimeError:  # the user has no home
        return
    set_compilation_cache(folder)


def _folder() -> Path:
    """Return the user's folder for programs of this processor and this JAX."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home())
    elif sys.platform == "darwin":
        base = Path.home() / "Library/Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    # Programs hold instructions of the processor: a home that several machines share has a folder
    # for each kind of them.
    kind = hashlib.blake2b(f"{jax.__version__} {_processor()}".encode(), digest_size=6)
    return base / "deepkit" / "programs" / kind.hexdigest()


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() + platform.machine()
    wanted = ("model name", "flags", "Features", "CPU part")
    return "\n".join(sorted({line for line in told.splitlines() if line.startswith(wanted)}))


def _can_write(path: Path) -> bool:
    try:
        while not path.exists() and path != path.parent:
            path = path.parent
        return path.is_dir() and os.access(path, os.W_OK | os.X_OK)
    except OSError:  # a folder above it may not be searched
        return False


def _prune(path: Path, max_bytes: int) -> None:
    """Remove the files that were not used for longest until the rest fits."""
    try:
        files = [(entry.stat(), entry.path) for entry in os.scandir(path) if entry.is_file()]
    except OSError:
        return
    total = sum(stat.st_size for stat, _ in files)
    for stat, name in sorted(files, key=lambda file: max(file[0].st_atime, file[0].st_mtime)):
        if total <= max_bytes:
            return
        with suppress(OSError):  # of another user, or held open by another process
            Path(name).unlink(missing_ok=True)
            total -= stat.st_size
