"""A quick look at the files: milliseconds, nothing is read but names, sizes and headers."""

from __future__ import annotations

from pathlib import Path

from desktop.model import folder as model_folder
from desktop.model import manifest, words
from desktop.model.source import Source
from desktop.model.status import ModelState, ModelStatus


def at(model_dir: str, source: Source) -> ModelStatus:
    """How it stands with the folder that the user named, or with Sightread's own, or the Hugging
    Face cache. One that can't be read is absent, and said."""
    try:
        return _at(model_dir, source)
    except OSError as error:
        problem = model_folder.unopened(error)
        named = model_folder.find(model_dir) if model_dir else model_folder.own_folder()
        return ModelStatus(
            ModelState.ABSENT, problem.sentence, named, own=not model_dir, failed=True
        )


def _at(model_dir: str, source: Source) -> ModelStatus:
    found = model_folder.find(model_dir)
    own = not model_dir and (found is None or _is_own(found))
    if found is not None:
        status = _of(found, own=own, source=source)
        if status.state is ModelState.READY or not own:
            return status
        return _partial(source) or status
    return _partial(source) or ModelStatus(
        ModelState.ABSENT,
        f"HunyuanOCR is not on this machine. The download takes {words.size(source.size)}.",
        model_folder.own_folder(),
        source.revision,
        total=source.size,
        own=True,
    )


def _is_own(folder: Path) -> bool:
    # What lies behind a link is somebody else's.
    return folder.parent == model_folder.own_folder().parent and not folder.is_symlink()


def _of(folder: Path, *, own: bool, source: Source) -> ModelStatus:
    revision, size = _written(folder)
    problem = model_folder.examine_files(folder)
    if problem is not None:
        there = folder.is_dir() and (own or any(folder.iterdir()))
        state = ModelState.DAMAGED if there else ModelState.ABSENT
        return ModelStatus(
            state, problem.sentence, folder, revision, total=size, own=own, failed=True
        )
    lacking = model_folder.examine_libraries()
    if lacking is not None:
        sentence = lacking.sentence
    elif own:
        newer = revision != source.revision
        sentence = "HunyuanOCR is on this machine."
        if newer:
            sentence += " There is a newer version of its files: download again to have it."
    else:
        sentence = "HunyuanOCR is on this machine, in a folder that is not Sightread's."
    return ModelStatus(
        ModelState.READY,
        sentence,
        folder,
        revision,
        done=size,
        total=size,
        own=own,
        failed=lacking is not None,
    )


def _partial(source: Source) -> ModelStatus | None:
    """A download that can go on."""
    target = model_folder.own_folder()
    partial = target.with_name(f"{target.name}.partial")
    try:
        plan = manifest.read(partial)
        if plan is None:
            return None
        done = sum(_have(partial, entry) for entry in plan.files)
    except (manifest.ManifestError, OSError):
        return None
    return ModelStatus(
        ModelState.PARTIAL,
        f"{words.part_of(done, plan.total)} of HunyuanOCR is here. Download again to go on.",
        target,
        plan.revision,
        done=done,
        total=plan.total,
        own=True,
    )


def _have(partial: Path, entry: manifest.Entry) -> int:
    for path in (partial / entry.name, partial / f"{entry.name}.part"):
        if path.is_file():
            return min(path.stat().st_size, entry.size)
    return 0


def _written(folder: Path) -> tuple[str, int]:
    """The revision and the size of a folder, as far as they are written down."""
    try:
        written = manifest.read(folder)
        if written is not None:
            return written.revision, written.total
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    except (manifest.ManifestError, OSError, ValueError):  # ValueError: a name with a zero in it
        return "", 0
    return folder.name if folder.parent.name == "snapshots" else "", size
