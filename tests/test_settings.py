"""The settings file: nothing the user has written is lost, nothing wrong is taken in silence."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import tasks
from desktop.settings import (
    Appearance,
    EngineSettings,
    ModelSettings,
    OwnTask,
    Server,
    Settings,
    Store,
    Tasks,
    Theme,
    Voice,
    Welcome,
    default_path,
    free_name,
)
from desktop.values import EngineName, OutputKind


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sightread" / "settings.toml"


def written(path: Path, text: str | bytes) -> Store:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Store(path)


def test_without_a_file_the_defaults_are_in_force_and_none_is_made(path: Path) -> None:
    store = Store(path)
    assert store.settings == Settings()
    assert store.problems == []
    assert not path.exists()


def test_what_is_changed_is_there_at_the_next_start(path: Path) -> None:
    store = Store(path)
    heard: list[tuple[Settings, Settings]] = []
    store.listen(lambda old, new: heard.append((old, new)))
    changed = replace(store.settings, voice=Voice(name="cmn", rate=333, announce=False))
    store.change(changed)
    assert heard == [(Settings(), changed)]
    again = Store(path)
    assert again.settings == changed
    assert again.problems == []


@pytest.mark.parametrize(
    "content", ["[voice\nrate = 1", b"\xff\xfe\x00", "a = 1\na = 2", "a = " + "[" * 9999]
)
def test_a_broken_file_is_kept_aside_and_said(path: Path, content: str | bytes) -> None:
    store = written(path, content)
    assert store.settings == Settings()
    [problem] = store.problems
    assert "settings.broken.toml" in problem
    aside = path.with_name("settings.broken.toml")
    assert aside.read_bytes() == (content.encode() if isinstance(content, str) else content)

    written(path, "again [broken")
    assert path.with_name("settings.broken-2.toml").read_text() == "again [broken"
    assert aside.read_bytes() != b"again [broken"


def test_notepad_s_mark_is_no_fault(path: Path) -> None:
    store = written(path, b"\xef\xbb\xbf[voice]\r\nrate = 333\r\n")
    assert store.problems == []
    assert store.settings.voice.rate == 333


def test_a_file_that_can_not_be_opened_stays_and_is_not_written_over(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path.name)  # not even root can open it
    store = Store(path)
    assert store.settings == Settings()
    [problem] = store.problems
    assert "can't be opened (Too many levels" in problem
    changed = replace(Settings(), voice=Voice(rate=100))
    with pytest.raises(OSError, match="Too many levels"):
        store.change(changed)
    assert store.settings == changed, "they hold until the app is quit"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
    assert path.is_symlink()


def test_a_broken_file_that_can_not_be_moved_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / ("s" * 250 + ".toml")  # no room for a longer name beside it
    store = written(path, "broken [")
    [problem] = store.problems
    assert "can't be opened" in problem
    with pytest.raises(OSError, match="File name too long"):
        store.change(replace(Settings(), voice=Voice(rate=100)))
    assert path.read_text() == "broken ["


def test_who_only_looks_moves_nothing_and_saves_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("[voice\nrate = 1")
    store = Store(path, read_only=True)
    [problem] = store.problems
    assert str(path) in problem
    assert "line 1" in problem
    with pytest.raises(OSError, match="Read-only"):
        store.change(replace(Settings(), voice=Voice(rate=100)))
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
    assert path.read_text() == "[voice\nrate = 1"


@pytest.mark.parametrize(
    ("line", "where", "why"),
    [
        ("[voice]\nrate = 5000", "voice.rate", "must be from 80 to 900"),
        ("[voice]\nrate = true", "voice.rate", "must be a whole number"),
        ("[voice]\nrate = '90'", "voice.rate", "must be a whole number"),
        ("[voice]\nannounce = 1", "voice.announce", "must be true or false"),
        ("[appearance]\ntheme = 'pink'", "appearance.theme", "must be one of system, light, dark"),
        ("[languages]\nto = 'xx'", "languages.to", "must be one of"),
        ("[after.read]\nspeak = 'no'", "after.read.speak", "must be true or false"),
        ("[languages]\nremembered = 'ja'", "languages.remembered", "must be a table"),
        ("voice = 3", "voice", "must be a table"),
    ],
)
def test_one_bad_value_falls_back_alone(path: Path, line: str, where: str, why: str) -> None:
    kept = "[hotkeys]\nstop = '<f8>'\n"
    text = f"{line}\n{kept}" if line.startswith("voice") else kept + line
    store = written(path, text)
    [problem] = store.problems
    assert problem.startswith(f"The setting {where} ")
    assert why in problem
    assert problem.endswith("its default is in force.")
    assert store.settings == replace(
        Settings(), hotkeys=replace(Settings().hotkeys, stop="<f8>")
    ), "the rest of the file holds"


def test_languages_are_remembered_by_the_source_s(path: Path) -> None:
    store = written(path, "[languages.remembered]\nja = 'de'\nko = 'xx'\n")
    assert store.settings.languages.remembered == {"ja": "de"}
    [problem] = store.problems
    assert problem.startswith("The setting languages.remembered.ko must be one of")
    languages = replace(store.settings.languages, remembered={"ja": "es", "fr": "en"})
    store.change(replace(store.settings, languages=languages))
    assert Store(path).settings.languages.remembered == {"ja": "es", "fr": "en"}


def test_a_language_that_is_forgotten_is_forgotten_in_the_file(path: Path) -> None:
    store = Store(path)
    kept = replace(store.settings.languages, remembered={"ja": "de", "ru": "fr"})
    store.change(replace(store.settings, languages=kept))
    store.change(replace(store.settings, languages=replace(kept, remembered={"ru": "fr"})))
    assert Store(path).settings.languages.remembered == {"ru": "fr"}


def test_keys_of_another_version_are_carried_along(path: Path) -> None:
    store = written(
        path, "future = [1, 2]\n[voice]\npitch = 7\n[voice.more]\ndeep = true\n[galaxy]\nx = 1\n"
    )
    assert store.problems == []
    store.change(replace(store.settings, appearance=Appearance(Theme.DARK)))
    table = tomllib.loads(path.read_text())
    assert table["future"] == [1, 2]
    assert table["galaxy"] == {"x": 1}
    assert table["voice"]["pitch"] == 7
    assert table["voice"]["more"] == {"deep": True}
    assert table["appearance"]["theme"] == "dark"


def test_a_save_that_fails_leaves_the_old_file_whole(path: Path) -> None:
    store = Store(path)
    first = replace(Settings(), voice=Voice(rate=100))
    store.change(first)
    before = path.read_bytes()
    unwritable = replace(Settings(), voice=Voice(name="\ud800"))  # no encoding can carry it
    with pytest.raises(ValueError):
        store.change(unwritable)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"], (
        "nothing half-written is left"
    )


def test_a_folder_that_can_not_be_written_is_told_and_the_settings_hold(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = Store(tmp_path / "file" / "settings.toml")
    changed = replace(Settings(), voice=Voice(rate=100))
    with pytest.raises(OSError):
        store.change(changed)
    assert store.settings == changed


def test_unchanged_settings_are_not_written(path: Path) -> None:
    Store(path).change(Settings())
    assert not path.exists()


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGHTREAD_CONFIG_DIR", str(tmp_path))
    assert default_path() == tmp_path / "settings.toml"


def test_what_another_process_has_changed_meanwhile_stays(path: Path) -> None:
    # The command line keeps the date of the licence while the app runs.
    app = Store(path)
    app.change(replace(app.settings, voice=Voice(rate=100)))
    other = Store(path)
    model = replace(other.settings.model, licence_accepted="2026-11-21")
    other.change(replace(other.settings, model=model, voice=Voice(rate=200)))
    app.change(replace(app.settings, appearance=Appearance(Theme.DARK)))
    now = Store(path).settings
    assert now.model.licence_accepted == "2026-11-21"
    assert now.voice.rate == 200
    assert now.appearance.theme is Theme.DARK
    app.change(replace(app.settings, voice=Voice(rate=300)))
    assert Store(path).settings.voice.rate == 300, "what is changed here wins"


@pytest.mark.parametrize("content", [None, "broken ["])
def test_a_file_that_is_gone_or_broken_meanwhile_is_written_whole(
    path: Path, content: str | None
) -> None:
    store = Store(path)
    store.change(replace(store.settings, voice=Voice(rate=100)))
    path.unlink()
    if content:
        path.write_text(content)
    changed = replace(store.settings, appearance=Appearance(Theme.DARK))
    store.change(changed)
    assert Store(path).settings == changed


OWN = """
[[tasks.own]]
name = "Total"
prompt = "What is the total?"
kind = "fields"
hotkey = "<ctrl>+<alt>+x"
colour = "red"

[[tasks.own]]
name = "Date"
prompt = "When?"
"""


def test_own_tasks_and_all_new_tables_come_back_as_they_were(path: Path) -> None:
    changed = replace(
        Settings(),
        engine=EngineSettings(engine=EngineName.REMOTE, unload_minutes=0),
        server=Server("https://gpu.example:8000", "hunyuan", "https://gpu.example:8000"),
        model=ModelSettings("2026-11-21"),
        tasks=Tasks(
            (
                OwnTask("Total", "Line one\nline “two”", OutputKind.TABLE, "<f9>"),
                OwnTask("Date & place", "When?"),
            ),
            ("Name", "IBAN"),
        ),
        welcome=Welcome(seen=True),
        hotkeys=replace(Settings().hotkeys, table="<ctrl>+<alt>+y"),
    )
    Store(path).change(changed)
    again = Store(path)
    assert again.problems == []
    assert again.settings == changed


def test_keys_of_another_version_stay_with_their_own_task(path: Path) -> None:
    store = written(path, OWN)
    assert store.problems == []
    first, second = store.settings.tasks.own
    assert first == OwnTask("Total", "What is the total?", OutputKind.FIELDS, "<ctrl>+<alt>+x")
    renamed = (second, replace(first, name="Sum"))
    store.change(replace(store.settings, tasks=Tasks(renamed)))
    table = tomllib.loads(path.read_text())["tasks"]["own"]
    assert [task["name"] for task in table] == ["Date", "Sum"]
    assert [task.get("colour") for task in table] == [None, "red"]
    assert "unknown" not in table[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("own = 3", "The setting tasks.own must be a list; its default is in force."),
        ("own = ['x']", "The setting tasks.own 1 must be a table; it is left out."),
        (
            "own = [{name = 'A', kind = 'pink'}]",
            "The setting tasks.own 1.kind must be one of text,",
        ),
        (
            "own = [{name = 'A'}, {name = 'A', prompt = 7}]",
            "The setting tasks.own 2.prompt must be a text; its default is in force.",
        ),
        ("fields = ['Name', 7]", "The setting tasks.fields 2 must be a text; it is left out."),
    ],
)
def test_a_bad_entry_of_a_list_is_mended_and_said(path: Path, line: str, problem: str) -> None:
    store = written(path, f"[tasks]\n{line}\n[hotkeys]\nstop = '<f8>'\n")
    assert store.problems[0].startswith(problem)
    assert store.settings.hotkeys.stop == "<f8>", "the rest of the file holds"


def test_what_is_good_in_a_list_is_kept(path: Path) -> None:
    store = written(path, "[tasks]\nfields = ['Name', 7, 'IBAN']\nown = [1, {name = 'A'}]\n")
    assert store.settings.tasks == Tasks((OwnTask("A"),), ("Name", "IBAN"))
    assert len(store.problems) == 2


def test_own_tasks_get_names_of_their_own_and_that_is_said(path: Path) -> None:
    text = "[tasks]\nown = [{name = 'Total'}, {name = ' total '}, {prompt = 'When?'}]\n"
    store = written(path, text)
    assert [own.name for own in store.settings.tasks.own] == ["Total", "total 2", "Own task"]
    assert store.problems == [
        "Two of your own tasks are called total; one is total 2 now.",
        "One of your own tasks has no name; it is called Own task now.",
    ]


def test_a_free_name_is_on_one_line_and_not_taken() -> None:
    assert free_name(" Total\n of  it ", []) == "Total of it"
    assert free_name("total", ["Total", "TOTAL 2"]) == "total 3"


def test_own_hotkeys_lead_to_their_tasks(path: Path) -> None:
    settings = written(path, OWN).settings
    assert settings.own_hotkeys() == (("own:Total", "<ctrl>+<alt>+x"), ("own:Date", ""))
    assert settings.own_task("own:Total") is settings.tasks.own[0]
    assert settings.own_task("own:Sum") is None
    assert settings.own_task("Total") is None


def test_a_new_default_hotkey_gives_way_to_what_the_user_has_on_its_keys(path: Path) -> None:
    # As a version wrote it that had neither “spell” nor “faster”.
    store = written(
        path,
        "[hotkeys]\nregion = '<alt>+<ctrl>+U'\npause = '<ctrl>+<alt>+p'\n"
        "[[tasks.own]]\nname = 'Total'\nprompt = 'What?'\nhotkey = '<ctrl>+<alt>+j'\n",
    )
    assert store.settings.own_hotkeys() == (("own:Total", "<ctrl>+<alt>+j"),)
    assert store.settings.hotkeys == replace(
        Settings().hotkeys, region="<alt>+<ctrl>+U", spell="", faster=""
    ), "all others have theirs"
    assert store.without_keys == {
        "faster": "“Speak faster” has no hotkey: Ctrl+Alt+U stays with “Read a region”. "
        "Choose other keys in Settings, Hotkeys.",
        "spell": "“Spell the word” has no hotkey: Ctrl+Alt+J stays with “Total”. "
        "Choose other keys in Settings, Hotkeys.",
    }
    assert store.problems == [], "nothing is wrong with the file"

    store.change(replace(store.settings, hotkeys=replace(store.settings.hotkeys, spell="<f8>")))
    assert list(store.without_keys) == ["faster"]
    again = Store(path)
    assert again.settings == store.settings
    assert again.without_keys == {}, "it is told once"


def test_hotkeys_that_clash_in_the_file_are_the_users_to_part(path: Path) -> None:
    store = written(path, "[hotkeys]\npause = '<f8>'\nspell = '<f8>'\nlast = 'nonsense'\n")
    assert store.settings.hotkeys.pause == store.settings.hotkeys.spell == "<f8>"
    assert store.without_keys == {}


def test_an_own_task_is_asked_in_its_words() -> None:
    own = OwnTask("Total", "What is the total?", OutputKind.FIELDS)
    assert tasks.prompt(own.task) == "What is the total?"
    assert tasks.title(own.task) == "Total"
    assert tasks.kind(own.task) is OutputKind.FIELDS


def test_how_long_memory_is_kept_has_its_bounds(path: Path) -> None:
    store = written(path, "[engine]\nunload_minutes = -1\n")
    assert store.settings.engine.unload_minutes == EngineSettings().unload_minutes
    assert "must be from 0 to 1440" in store.problems[0]
