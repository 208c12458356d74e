"""Where an export goes: a file, a folder, a zip file or a stream, and never half of it."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias

from onrecord.export.errors import ExportError
from onrecord.export.selection import Selection

Out: TypeAlias = Path | BinaryIO
Writer: TypeAlias = Callable[[Selection, Out], None]

# The clock of files in a zip, so that the same ledger gives the same file.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def as_text(pieces: Callable[[Selection], Iterable[str]]) -> Writer:
    """Write pieces of text one after another, as UTF-8."""

    def write(selection: Selection, out: Out) -> None:
        with _stream(out) as stream:
            for piece in pieces(selection):
                stream.write(piece.encode())

    return write


def as_files(files: Callable[[Selection], Iterable[tuple[str, str]]]) -> Writer:
    """Write files by name: into a folder, or a zip file where the place is one or a stream."""

    def write(selection: Selection, out: Out) -> None:
        if isinstance(out, Path) and out.suffix != ".zip":
            with _folder(out) as folder:
                for name, words in files(selection):
                    (folder / name).write_bytes(words.encode())
            return
        with _stream(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, words in files(selection):
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), words.encode(), zipfile.ZIP_DEFLATED)

    return write


def as_folder(into: Callable[[Selection, Path], None]) -> Writer:
    """Write into a folder; raise ExportError for a stream, which is none."""

    def write(selection: Selection, out: Out) -> None:
        if not isinstance(out, Path):
            raise ExportError("found a stream, expected a folder: name one with --out")
        with _folder(out) as folder:
            into(selection, folder)

    return write


@contextmanager
def _stream(out: Out) -> Iterator[BinaryIO]:
    """The stream to write to. A file is there when all of it is written, and until then the old one is."""
    if not isinstance(out, Path):
        yield out
        out.flush()
        return
    if out.is_dir():
        raise ExportError(f"{out} is a folder, expected a file: name one in it")
    with _told(out):
        file, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    made = Path(name)
    try:
        with _told(out), os.fdopen(file, "wb") as stream:
            yield stream
        _open_to_others(made)
        made.replace(out)
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    """A folder to write to, whose files take the places of those of the same name when all are written."""
    if out.exists() and not out.is_dir():
        raise ExportError(f"{out} is a file, expected a folder: name another place")
    with _told(out):
        out.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".export-", dir=out))
    try:
        with _told(out):
            yield made
            for file in sorted(made.iterdir()):
                file.replace(out / file.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _open_to_others(made: Path) -> None:
    """Give a file the rights that a new one has: a temporary file is its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o666 & ~mask)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Turn what the file system complains of into one line."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise ExportError(f"{out} cannot be written ({why}): make room, or name another place") from error
