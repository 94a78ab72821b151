from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
    QSpinBox,
    QStackedWidget,
)
from pytestqt.qtbot import QtBot

from desktop.actions import TASKS
from desktop.model.status import ModelState, ModelStatus
from desktop.settings import (
    CameraSettings,
    OwnTask,
    PreferredVoice,
    Server,
    Settings,
    Store,
    Tasks,
    Theme,
    Through,
)
from desktop.tasks import CATALOGUE
from desktop.ui.camera_addresses import AddressPanel
from desktop.ui.hotkey_edit import HotkeyEdit
from desktop.ui.model_panel import ModelPanel
from desktop.ui.own_tasks import EXAMPLE, OwnTasks
from desktop.ui.preferred_voices import PreferredVoices
from desktop.ui.remembered_languages import RememberedLanguages
from desktop.ui.setting_row import SettingRow
from desktop.ui.setting_values import conflict, limits, value_of, with_value
from desktop.ui.settings import SettingsWindow
from desktop.ui.settings_page import SettingsPage
from desktop.ui.settings_schema import PAGES, SERVER_ROWS
from desktop.values import EngineName

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "settings.toml")


@pytest.fixture
def window(qtbot: QtBot, store: Store, dress: Callable[..., None]) -> SettingsWindow:
    settings = SettingsWindow(store)
    qtbot.addWidget(settings)
    settings.show()
    settings.activateWindow()
    qtbot.waitUntil(settings.isActiveWindow)
    turn_to(settings, "hotkeys")
    return settings


def turn_to(window: SettingsWindow, page: str) -> None:
    """Show the page, and have all of it built."""
    window.show_page(page)
    shown = window.findChild(QStackedWidget).currentWidget()
    assert isinstance(shown, SettingsPage)
    shown.build(60)
    QApplication.processEvents()


def row(window: SettingsWindow, path: str) -> SettingRow:
    return next(r for r in window.findChildren(SettingRow) if r.row.path == path)


def restore(window: SettingsWindow) -> QPushButton:
    """The button of the page that is seen."""
    buttons = window.findChildren(QPushButton)
    return next(b for b in buttons if b.isVisible() and b.text() == "Restore")


def stored(store: Store) -> Settings:
    return Store(store.path).settings


def words(window: SettingsWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_every_setting_has_its_row() -> None:
    paths = {row.path for page in PAGES for row in page.rows}
    expected: set[str] = set()

    def walk(value: object, path: str) -> None:
        for name in type(value).__dataclass_fields__:  # type: ignore[attr-defined]
            entry = getattr(value, name)
            if hasattr(entry, "__dataclass_fields__"):
                walk(entry, f"{path}{name}.")
            else:
                expected.add(f"{path}{name}")

    walk(Settings(), "")
    panels = {row.path for row in SERVER_ROWS} | {
        "server.agreed",  # a check box of the server's panel
        "model.licence_accepted",  # the card of the licence
        "tasks.own",  # a panel
        "camera.addresses",  # a panel
        "camera.size",  # a menu of the camera's window, which knows the sizes
        "voice.preferred",  # a panel
        "voice.asked",  # the question who shall speak
        "tasks.fields",  # asked for where they are used
        "languages.remembered",  # chosen where a text is translated
        "welcome.seen",  # the welcome window
    }
    assert paths | panels == expected
    assert not paths & panels


def test_a_value_is_found_and_changed_by_its_path() -> None:
    changed = with_value(Settings(), "after.read.speak", False)
    assert value_of(changed, "after.read.speak") is False
    assert changed.after.translate == Settings().after.translate
    assert limits("voice.rate") == (80, 900)


def test_a_check_takes_effect_and_is_stored(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    turn_to(window, "after")
    box = row(window, "after.read.speak").control
    assert isinstance(box, QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert store.settings.after.read.speak is False
    assert stored(store).after.read.speak is False


def test_a_choice_takes_effect_and_is_stored(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    turn_to(window, "appearance")
    box = row(window, "appearance.theme").control
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert store.settings.appearance.theme is Theme.DARK
    assert stored(store).appearance.theme is Theme.DARK


def test_a_number_is_set_by_its_slider_and_its_field(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    turn_to(window, "voice")
    rate = row(window, "voice.rate")
    slider, spin = rate.findChild(QSlider), rate.findChild(QSpinBox)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert store.settings.voice.rate == 210
    assert spin.value() == 210
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert stored(store).voice.rate == 220
    assert slider.value() == 220


def test_a_folder_is_typed(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    turn_to(window, "engine")
    line = row(window, "engine.model_dir").control
    assert isinstance(line, QLineEdit)
    line.setFocus()
    qtbot.keyClicks(line, "/models/hunyuan")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stored(store).engine.model_dir == "/models/hunyuan"
    assert window.isVisible()


def test_a_hotkey_is_set_by_pressing_it(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    field = row(window, "hotkeys.region").findChild(HotkeyEdit)
    with qtbot.waitSignal(window.recording) as heard:
        field.setFocus()
    assert heard.args == [True]
    qtbot.keyPress(field, Qt.Key.Key_Control)
    assert field.text() == "Ctrl+…"
    qtbot.keyClick(field, Qt.Key.Key_X, CTRL | ALT)
    assert field.text() == "Ctrl+Alt+X"
    assert stored(store).hotkeys.region == "<ctrl>+<alt>+x"
    with qtbot.waitSignal(window.recording) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard.args == [False]
    assert window.isVisible()
    assert not field.hasFocus()


def test_backspace_switches_a_hotkey_off(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    field = row(window, "hotkeys.camera").findChild(HotkeyEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert stored(store).hotkeys.camera == ""


def test_a_hotkey_of_another_action_is_refused_in_words(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    camera = row(window, "hotkeys.camera")
    field = camera.findChild(HotkeyEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_R, CTRL | ALT)
    assert camera.problem == "Ctrl+Alt+R is already used for Read a region."
    assert store.settings.hotkeys.camera == Settings().hotkeys.camera
    assert field.text() == "Ctrl+Alt+K"
    qtbot.keyClick(field, Qt.Key.Key_X, CTRL | ALT)
    assert camera.problem == ""


def test_a_letter_alone_is_refused_and_tab_goes_on(
    qtbot: QtBot, window: SettingsWindow, store: Store, told: list[str]
) -> None:
    region = row(window, "hotkeys.region")
    field = region.findChild(HotkeyEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_X)
    assert "needed for typing" in region.problem
    assert told == [region.problem]
    assert store.settings == Settings()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is row(window, "hotkeys.translate").control


def test_the_same_keys_written_otherwise_are_a_conflict() -> None:
    hotkeys = {"region": "<ctrl>+<alt>+r", "camera": "", "stop": "rubbish"}
    assert conflict(hotkeys, "camera", "<alt>+<ctrl>+r")
    assert not conflict(hotkeys, "region", "<ctrl>+<alt>+r")
    assert not conflict(hotkeys, "camera", "")


def test_what_the_system_refused_stands_at_the_field(window: SettingsWindow) -> None:
    window.set_hotkey_problems({"window": "Another program has these keys."})
    assert row(window, "hotkeys.window").problem == "Another program has these keys."
    window.set_hotkey_problems({})
    assert row(window, "hotkeys.window").problem == ""


def test_restored_hotkeys_leave_an_own_task_its_keys(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    own = OwnTask("Total", "What?", hotkey=store.settings.hotkeys.spell)
    bare = replace(store.settings.hotkeys, spell="", region="<f9>")
    store.change(replace(store.settings, hotkeys=bare, tasks=Tasks((own,))))
    restore(window).click()
    assert store.settings.hotkeys == replace(Settings().hotkeys, spell="")
    assert store.settings.tasks.own == (own,)
    assert "stays with “Total”" in row(window, "hotkeys.spell").problem


def test_restore_restores_its_page_only(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    store.change(with_value(with_value(Settings(), "voice.rate", 300), "languages.to", "fr"))
    turn_to(window, "voice")
    qtbot.mouseClick(restore(window), Qt.MouseButton.LeftButton)
    assert stored(store).voice == Settings().voice
    assert stored(store).languages.to == "fr"


def test_the_search_finds_settings_on_any_page(qtbot: QtBot, window: SettingsWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    search = QApplication.focusWidget()
    assert isinstance(search, QLineEdit)
    qtbot.keyClicks(search, "volume")
    pages = window.findChild(QListWidget)
    assert pages.currentItem().text() == "Voice"
    window.findChild(QStackedWidget).currentWidget().build(60)
    assert sum(not pages.item(n).isHidden() for n in range(pages.count())) == 1
    assert row(window, "voice.volume").isVisible()
    assert not row(window, "voice.rate").isVisible()
    qtbot.keyClicks(search, "zzz")
    assert "No setting is called that." in words(window)
    search.clear()
    assert row(window, "voice.rate").isVisible()


def test_a_page_is_built_in_turns_and_shows_what_it_was_told_before(
    qtbot: QtBot, store: Store, dress: Callable[..., None]
) -> None:
    settings = SettingsWindow(store)
    qtbot.addWidget(settings)
    [first] = settings.findChildren(SettingsPage)
    assert not first.rows, "the window is there before its first row"
    store.change(replace(Settings(), camera=CameraSettings("usb-2")))
    settings.set_cameras([("usb-0", "Gone again")])
    settings.set_cameras([("usb-1", "Webcam"), ("usb-2", "Document camera")])
    settings.set_model(ModelStatus(ModelState.READY, "HunyuanOCR is here."))
    settings.set_machine("It can carry it.")
    settings.show()
    qtbot.waitUntil(lambda: first.complete)
    assert len(first.rows) == len(PAGES[0].rows)
    assert len(settings.findChildren(SettingsPage)) == 1, "no page before it is turned to"
    settings.show_page("camera")
    qtbot.waitUntil(lambda: bool(settings.findChild(QStackedWidget).currentWidget().complete))
    box = row(settings, "camera.device").findChild(QComboBox)
    assert [box.itemText(n) for n in range(box.count())][1:] == ["Webcam", "Document camera"]
    assert box.currentText() == "Document camera"
    turn_to(settings, "engine")
    assert "HunyuanOCR is here." in words(settings)
    assert "It can carry it." in words(settings)


def test_no_turn_builds_more_than_a_little(store: Store, dress: Callable[..., None]) -> None:
    page = SettingsPage(PAGES[0])
    turns = 0
    while not page.complete:
        before = len(page.rows)
        page.build(0)
        turns += 1
        assert len(page.rows) - before <= 1
    assert turns >= len(PAGES[0].rows) > 10


def test_changes_from_elsewhere_are_shown(window: SettingsWindow, store: Store) -> None:
    turn_to(window, "appearance")
    store.change(with_value(store.settings, "appearance.result_zoom", 200))
    assert row(window, "appearance.result_zoom").findChild(QSpinBox).value() == 200


def test_a_disk_that_refuses_is_told(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    store.path = Path("/proc/none/settings.toml")
    turn_to(window, "voice")
    qtbot.keyClick(row(window, "voice.announce").control, Qt.Key.Key_Space)
    assert "can't be saved in /proc/none" in words(window)
    assert store.settings.voice.announce is False


def test_network_cameras_are_added_and_removed(window: SettingsWindow, store: Store) -> None:
    turn_to(window, "camera")
    panel = window.findChild(AddressPanel)
    panel._field.setText("http://me:secret@10.0.0.7/video")
    panel.add()
    assert stored(store).camera.addresses == ("http://me:secret@10.0.0.7/video",)
    store.change(replace(store.settings, camera=CameraSettings(addresses=())))
    assert panel._addresses == []


def test_voices_and_cameras_are_offered_and_a_lost_one_stays(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    store.change(with_value(store.settings, "voice.name", "gone"))
    window.set_voices([("en", "English", ["en-US", "en-GB"])])
    window.set_cameras([("usb-1", "Webcam")])
    turn_to(window, "voice")
    voices = row(window, "voice.name").findChild(QComboBox)
    titles = [voices.itemText(n) for n in range(voices.count())]
    assert titles == ["Fits the text", "English (en-US, en-GB)", "gone (not found)"]
    assert voices.currentText() == "gone (not found)"
    assert store.settings.voice.name == "gone"
    turn_to(window, "camera")
    qtbot.keyClick(row(window, "camera.device").control, Qt.Key.Key_End)
    assert stored(store).camera.device == "usb-1"


def test_who_speaks_is_chosen_once(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    turn_to(window, "voice")
    box = row(window, "voice.through").control
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert stored(store).voice.through is Through.READER
    assert stored(store).voice.asked, "who has chosen it isn't asked any more"


@pytest.mark.parametrize(
    ("page", "path"),
    [("voice", "voice.sounds"), ("after", "after.stay"), ("after", "after.unsure")],
)
def test_what_is_new_can_be_switched_by_key(
    qtbot: QtBot, window: SettingsWindow, store: Store, page: str, path: str
) -> None:
    turn_to(window, page)
    before = value_of(store.settings, path)
    qtbot.keyClick(row(window, path).control, Qt.Key.Key_Space)
    assert value_of(stored(store), path) is not before


def test_a_language_gets_its_voice(
    qtbot: QtBot, window: SettingsWindow, store: Store, told: list[str]
) -> None:
    window.set_voices(
        [
            ("gmw/de", "German", ["de"]),
            ("mb/de5", "Anna", ["de-DE"]),
            ("sit/cmn", "Mandarin", ["cmn"]),
            ("gmw/en", "English", ["en-US", "en-GB"]),
        ]
    )
    turn_to(window, "voice")
    panel = window.findChild(PreferredVoices)
    languages, voices = panel.findChildren(QComboBox)
    titles = [languages.itemText(n) for n in range(languages.count())]
    assert titles == ["Chinese", "English", "German"]
    languages.setCurrentText("German")
    assert [voices.itemText(n) for n in range(voices.count())] == ["German (de)", "Anna (de-DE)"]
    qtbot.keyClick(voices, Qt.Key.Key_End)
    add, remove = (
        next(b for b in panel.findChildren(QPushButton) if b.text() == text)
        for text in ("Use this voice", "Remove")
    )
    qtbot.keyClick(add, Qt.Key.Key_Space)
    assert stored(store).voice.preferred == (PreferredVoice("de", "mb/de5"),)
    assert told == ["German: Anna."]
    languages.setCurrentText("Chinese")
    qtbot.keyClick(add, Qt.Key.Key_Space)
    languages.setCurrentText("German")
    qtbot.keyClick(add, Qt.Key.Key_Space)
    assert stored(store).voice.preferred == (
        PreferredVoice("de", "gmw/de"),
        PreferredVoice("zh", "sit/cmn"),
    )
    shown = panel.findChild(QListWidget)
    assert shown.item(0).text() == "German: German"
    shown.setCurrentRow(0)
    qtbot.keyClick(remove, Qt.Key.Key_Space)
    assert stored(store).voice.preferred == (PreferredVoice("zh", "sit/cmn"),)
    qtbot.keyClick(remove, Qt.Key.Key_Space)
    assert stored(store).voice.preferred == ()
    assert not remove.isVisible()
    assert QApplication.focusWidget() is languages


def test_a_preferred_voice_that_is_gone_is_shown_as_that(
    window: SettingsWindow, store: Store
) -> None:
    gone = PreferredVoice("ja", "mb/jp1", {"pitch": 3})
    store.change(with_value(store.settings, "voice.preferred", (gone,)))
    window.set_voices([("roa/ja", "Japanese", "ja")])
    turn_to(window, "voice")
    panel = window.findChild(PreferredVoices)
    assert panel.findChild(QListWidget).item(0).text() == "Japanese: mb/jp1 (not found)"
    add = next(b for b in panel.findChildren(QPushButton) if b.text() == "Use this voice")
    add.click()
    [changed] = stored(store).voice.preferred
    assert (changed.name, changed.unknown) == ("roa/ja", {"pitch": 3})


def test_without_voices_none_can_be_preferred(window: SettingsWindow) -> None:
    turn_to(window, "voice")
    panel = window.findChild(PreferredVoices)
    add = next(b for b in panel.findChildren(QPushButton) if b.text() == "Use this voice")
    assert not add.isEnabled()


def test_the_voice_can_be_heard(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    store.change(with_value(store.settings, "voice.name", "en"))
    turn_to(window, "voice")
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "Hear it")
    with qtbot.waitSignal(window.hear) as heard:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == ["en"]


def test_how_it_stands_with_the_model_is_said(window: SettingsWindow) -> None:
    turn_to(window, "engine")
    window.set_model(ModelStatus(ModelState.READY, "HunyuanOCR is ready."))
    assert "HunyuanOCR is ready." in words(window)


def test_task_hotkeys_stand_in_a_group_with_what_they_do(window: SettingsWindow) -> None:
    assert "More tasks" in words(window)
    for action in TASKS:
        assert row(window, f"hotkeys.{action.id}").row.help == CATALOGUE[action.id].help


def test_own_tasks_are_stored_at_once(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    turn_to(window, "tasks")
    add = next(b for b in window.findChildren(QPushButton) if b.text() == "Add the example")
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert stored(store).tasks.own == (EXAMPLE,)


def test_hotkeys_of_own_tasks_and_of_actions_exclude_each_other(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    own = OwnTask("Total", "What is the total?", hotkey="<ctrl>+<alt>+x")
    store.change(with_value(store.settings, "tasks.own", (own,)))
    field = row(window, "hotkeys.table").findChild(HotkeyEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_X, CTRL | ALT)
    assert row(window, "hotkeys.table").problem == "Ctrl+Alt+X is already used for Total."
    turn_to(window, "tasks")
    panel = window.findChild(OwnTasks)
    mine = panel.findChild(HotkeyEdit)
    mine.setFocus()
    qtbot.keyClick(mine, Qt.Key.Key_R, CTRL | ALT)
    assert "Ctrl+Alt+R is already used for Read a region." in words(window)
    assert store.settings.tasks.own == (own,)
    window.set_hotkey_problems({"own:Total": "Another program has these keys."})
    assert "Another program has these keys." in words(window)


def test_another_address_takes_the_agreement_back(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    server = Server("https://a.example", "", "https://a.example")
    store.change(replace(store.settings, server=server))
    turn_to(window, "engine")
    line = row(window, "server.address").control
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, "https://b.example")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stored(store).server == Server("https://b.example", "", "")


def test_what_is_no_address_is_refused_in_words(
    qtbot: QtBot, window: SettingsWindow, store: Store
) -> None:
    turn_to(window, "engine")
    line = row(window, "server.address").control
    line.setFocus()
    qtbot.keyClicks(line, "gpu")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "http" in row(window, "server.address").problem
    assert store.settings.server == Server()


def test_a_server_without_an_address_or_an_agreement_is_told(
    window: SettingsWindow, store: Store
) -> None:
    turn_to(window, "engine")
    engine = row(window, "engine.engine")
    store.change(with_value(store.settings, "engine.engine", EngineName.REMOTE))
    assert "address" in engine.problem
    store.change(with_value(store.settings, "server.address", "https://a.example"))
    assert "Agree" in engine.problem
    store.change(with_value(store.settings, "server.agreed", "https://a.example"))
    assert engine.problem == ""


def test_a_chosen_folder_is_the_models(window: SettingsWindow, store: Store) -> None:
    turn_to(window, "engine")
    window.findChild(ModelPanel).folder_chosen.emit("/models/hunyuan")
    assert stored(store).engine.model_dir == "/models/hunyuan"
    line = row(window, "engine.model_dir").control
    assert isinstance(line, QLineEdit)
    assert line.text() == "/models/hunyuan"


def test_memory_can_be_kept_for_ever(qtbot: QtBot, window: SettingsWindow, store: Store) -> None:
    turn_to(window, "engine")
    box = row(window, "engine.unload_minutes").control
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert box.currentText() == "Never"
    assert stored(store).engine.unload_minutes == 0
    store.change(with_value(store.settings, "engine.unload_minutes", 7))
    assert box.currentText() == "7 minutes"


def test_who_turns_to_the_model_asks_how_it_stands(qtbot: QtBot, window: SettingsWindow) -> None:
    with qtbot.waitSignal(window.model_asked):
        window.show_page("engine")


def test_the_search_finds_what_has_not_been_built(
    qtbot: QtBot, store: Store, dress: Callable[..., None]
) -> None:
    settings = SettingsWindow(store)
    qtbot.addWidget(settings)
    settings.show()
    settings.findChild(QLineEdit).setText("licence")
    pages = settings.findChild(QListWidget)
    shown = [pages.item(n).text() for n in range(pages.count()) if not pages.item(n).isHidden()]
    assert shown == ["Engine and model", "About"]
    settings.findChild(QStackedWidget).currentWidget().build(60)
    assert settings.findChild(ModelPanel).isVisible()
    assert not row(settings, "engine.device").isVisible()


def test_a_part_of_a_page_that_is_not_built_yet_gets_the_keyboard(
    qtbot: QtBot, window: SettingsWindow
) -> None:
    window.show_page("engine", "server")
    qtbot.waitUntil(lambda: window.focusWidget().accessibleName() == "Address")


def test_in_a_narrow_window_the_pages_titles_stand_above_the_page(
    qtbot: QtBot, window: SettingsWindow, dress: Callable[..., None]
) -> None:
    stack, titles = window.findChild(QStackedWidget), window.findChild(QListWidget)
    assert titles.geometry().right() < stack.geometry().left()
    dress(pixels=28)
    window.resize(740, 540)
    for page in PAGES:
        turn_to(window, page.id)
        shown = stack.currentWidget()
        qtbot.waitUntil(lambda: titles.geometry().bottom() < stack.geometry().top())
        assert shown.widget().width() <= shown.viewport().width(), f"{page.title} is cut"


def test_kept_languages_are_told_and_forgotten(window: SettingsWindow, store: Store) -> None:
    kept = replace(store.settings.languages, remembered={"ja": "de", "ru": "en"})
    store.change(replace(store.settings, languages=kept))
    turn_to(window, "languages")
    panel = window.findChild(RememberedLanguages)
    forget = panel.findChild(QPushButton)
    assert forget.isVisible()
    assert forget.accessibleDescription() == (
        "Japanese is translated to German.\nRussian is translated to English."
    )
    forget.setFocus()
    forget.click()
    assert stored(store).languages.remembered == {}
    assert not forget.isVisible()
    assert any("No other language is kept" in label.text() for label in panel.findChildren(QLabel))
