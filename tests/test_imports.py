"""Who imports whom, as desktop/README.md has it; an import inside a function counts as well."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"__init__", "values", "log", "schema"}),
    frozenset({"tasks", "text", "children", "capture", "system"}),
    frozenset({"actions", "model", "typesetting"}),
    frozenset({"settings", "reader", "speech", "camera", "subtitles"}),
    frozenset({"rooms", "provision"}),
    frozenset({"narrator", "sources", "standing", "live", "instant", "pages", "scan"}),
    frozenset({"outcome"}),
    frozenset({"ui", "session"}),
    frozenset({"windows", "watching", "photographing", "doctor"}),
    frozenset({"app"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
)
"""The rooms, from the ground up."""

CHILDREN = (
    "desktop.reader.child",
    "desktop.reader.speed",
    "desktop.speech.child",
    "desktop.camera.child",
    "desktop.model.child",
    "desktop.subtitles.child",
)
"""The programs of the children."""

HEAVY = frozenset({"torch", "transformers", "onnxruntime", "rapidocr", "pyttsx3", "cv2"})
"""What the window's process never loads."""

NOT_AT_THE_START = frozenset(
    {"huggingface_hub", "httpx2", "filelock", "keyring", "ziamath", "soundfile", "numpy"}
)
"""What is imported inside functions alone, which run in children or off the window's thread."""

IN_A_PROCESS_OF_ITS_OWN = {("desktop.model.devices", "torch")}
"""What a module imports only where it is started as a program, which the window's process does."""

ASKS_FOR_SYSTEM = frozenset({"system", "capture"})


def modules(root: Path) -> dict[str, Path]:
    """The modules of the package ``desktop`` under ``root``, by their dotted names."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): path
        for path in sorted((root / "desktop").rglob("*.py"))
    }


@cache
def imports(path: Path) -> frozenset[str]:
    """The dotted names that a file imports: modules, and what is taken from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def room(module: str) -> str:
    """The room of a dotted name."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def floor(name: str) -> int:
    """The floor of a room. Raises KeyError for one that isn't in the map."""
    for number, rooms in enumerate(FLOORS):
        if name in rooms:
            return number
    raise KeyError(f"the room {name} has no floor")


def house(found: Set[str], known: dict[str, Path]) -> set[str]:
    """The modules of the house among imported names."""
    return {name for name in found if name in known}


def climbing(root: Path) -> Iterator[str]:
    """Imports that don't go down to a lower floor, or stay in their room."""
    known = modules(root)
    for module, path in known.items():
        for target in house(imports(path), known):
            here, there = room(module), room(target)
            if here != there and floor(there) >= floor(here):
                yield f"{module} imports {target}"


def reached(start: str, root: Path) -> dict[str, str]:
    """Every name that ``start`` comes to load, with the module that imports it."""
    known = modules(root)
    seen: dict[str, str] = {}
    waiting = [start]
    done: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in done:
            continue
        done.add(module)
        found = imports(known[module])
        for name in found:
            seen.setdefault(name, module)
        waiting += house(found, known)
    return seen


def loading(start: str, forbidden: frozenset[str], root: Path) -> Iterator[str]:
    """The forbidden packages that ``start`` comes to load."""
    for name, module in reached(start, root).items():
        if name.split(".")[0] in forbidden and (module, name) not in IN_A_PROCESS_OF_ITS_OWN:
            yield f"{start} comes to {name} through {module}"


def asking(root: Path) -> Iterator[str]:
    """Files that ask which system this is and may not."""
    for module, path in modules(root).items():
        if room(module) in ASKS_FOR_SYSTEM:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                pair = (node.value.id, node.attr)
                if pair in {("sys", "platform"), ("platform", "system"), ("os", "name")}:
                    yield f"{module} asks {'.'.join(pair)}"
        if imports(path) & {"sys.platform", "platform.system", "os.name"}:
            yield f"{module} imports the system's name"


def test_every_room_is_seen() -> None:
    counts: dict[str, int] = {}
    for module in modules(ROOT):
        counts[room(module)] = counts.get(room(module), 0) + 1
    expected = set().union(*FLOORS)
    assert set(counts) == expected, "a room without a file, or a file without a room"
    for name in ("text", "children", "capture", "system", "reader", "speech", "ui"):
        assert counts[name] >= 2, name
    assert all(child in modules(ROOT) for child in CHILDREN)


def test_imports_go_down() -> None:
    assert list(climbing(ROOT)) == []


@pytest.mark.parametrize("child", CHILDREN)
def test_no_child_loads_qt(child: str) -> None:
    assert len(reached(child, ROOT)) > 5
    assert list(loading(child, frozenset({"PySide6", "shiboken6"}), ROOT)) == []


@pytest.mark.parametrize("start", ["desktop.cli", "desktop.app"])
def test_the_window_never_loads_an_engine_or_a_voice(start: str) -> None:
    assert len(reached(start, ROOT)) > 50
    assert list(loading(start, HEAVY, ROOT)) == []


def test_the_quick_engine_does_without_the_code_of_rapidocr() -> None:
    """That takes two seconds to import; only its models are needed."""
    known = reached("desktop.reader.child", ROOT)
    assert "onnxruntime" in known
    assert list(loading("desktop.reader.child", frozenset({"rapidocr", "omegaconf"}), ROOT)) == []


def test_nothing_heavy_is_loaded_in_truth() -> None:
    code = (
        "import sys, desktop.cli, desktop.app, desktop.doctor\n"
        f"print(sorted({set(HEAVY | NOT_AT_THE_START)!r}.intersection(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_only_two_rooms_ask_which_system_this_is() -> None:
    assert list(asking(ROOT)) == []


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A house in which each rule is broken once."""
    files = {
        "values.py": "import os\n",
        "settings.py": "def load():\n    from desktop.ui import theme\n",
        "reader/worker.py": "import desktop.speech.player\n",
        "reader/child.py": "from desktop.reader import engine\n",
        "reader/engine.py": "import torch\nfrom desktop.capture.qt import image\n",
        "capture/qt.py": "import sys\nfrom PySide6.QtGui import QImage\nimage = sys.platform\n",
        "speech/player.py": "from sys import platform\n",
        "ui/theme.py": "import sys\nprint(sys.platform)\nfrom desktop.reader import engine\n",
        "app.py": "from desktop.ui.theme import colours\n",
    }
    for name, text in files.items():
        path = tmp_path / "desktop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_broken_rules_are_found(broken: Path) -> None:
    assert sorted(climbing(broken)) == [
        "desktop.reader.worker imports desktop.speech.player",
        "desktop.settings imports desktop.ui.theme",
    ]
    assert sorted(loading("desktop.reader.child", frozenset({"PySide6"}), broken)) == [
        "desktop.reader.child comes to PySide6.QtGui through desktop.capture.qt",
        "desktop.reader.child comes to PySide6.QtGui.QImage through desktop.capture.qt",
    ]
    assert list(loading("desktop.app", HEAVY, broken)) == [
        "desktop.app comes to torch through desktop.reader.engine"
    ]
    assert sorted(asking(broken)) == [
        "desktop.speech.player imports the system's name",
        "desktop.ui.theme asks sys.platform",
    ]


def test_a_room_without_a_floor_is_found(broken: Path) -> None:
    (broken / "desktop/cellar.py").write_text("import desktop.values\n")
    with pytest.raises(KeyError, match="cellar"):
        list(climbing(broken))
