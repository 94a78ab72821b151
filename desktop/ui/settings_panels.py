"""The panels of the settings window, made when their pages are, and connected to the window.

Each is imported when it is first wanted: the window opens without. ``take`` is told the place of a
setting and its new value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.ui.button import Button
    from desktop.ui.camera_addresses import AddressPanel
    from desktop.ui.model_panel import ModelPanel
    from desktop.ui.own_tasks import Conflict, OwnTasks
    from desktop.ui.preferred_voices import PreferredVoices
    from desktop.ui.remembered_languages import RememberedLanguages
    from desktop.ui.server_panel import ServerPanel
    from desktop.ui.settings import SettingsWindow

Take = Callable[[str, object], None]


def own_tasks(window: SettingsWindow, take: Take, conflict: Conflict) -> OwnTasks:
    """The user's own tasks."""
    from desktop.ui.own_tasks import OwnTasks

    own = OwnTasks(conflict)
    own.changed.connect(lambda tasks: take("tasks.own", tasks))
    own.recording.connect(window.recording)
    return own


def preferred_voices(take: Take) -> PreferredVoices:
    """The user's voices for languages."""
    from desktop.ui.preferred_voices import PreferredVoices

    preferred = PreferredVoices()
    preferred.changed.connect(lambda voices: take("voice.preferred", voices))
    return preferred


def model(window: SettingsWindow, take: Take) -> ModelPanel:
    """HunyuanOCR on this machine."""
    from desktop.ui.model_panel import ModelPanel

    panel = ModelPanel()
    panel.download_requested.connect(window.download_requested)
    panel.pause_requested.connect(window.pause_requested)
    panel.verify_requested.connect(window.verify_requested)
    panel.remove_requested.connect(window.remove_requested)
    panel.folder_chosen.connect(lambda folder: take("engine.model_dir", folder))
    return panel


def server(window: SettingsWindow, take: Take) -> ServerPanel:
    """A server that reads."""
    from desktop.ui.server_panel import ServerPanel

    panel = ServerPanel()
    panel.changed.connect(take)
    panel.key_asked.connect(window.key_asked)
    panel.key_entered.connect(window.key_entered)
    panel.key_forgotten.connect(window.key_forgotten)
    panel.test_requested.connect(window.server_test_requested)
    return panel


def network_cameras(take: Take) -> AddressPanel:
    """Cameras in the network."""
    from desktop.ui.camera_addresses import AddressPanel

    panel = AddressPanel()
    panel.changed.connect(lambda addresses: take("camera.addresses", addresses))
    return panel


def remembered_languages(take: Take) -> RememberedLanguages:
    """The languages that are kept for texts in one language."""
    from desktop.ui.remembered_languages import RememberedLanguages

    panel = RememberedLanguages()
    panel.forgotten.connect(lambda: take("languages.remembered", {}))
    return panel


def listen(hear: Callable[[], object]) -> Button:
    """The button that lets the chosen voice be heard."""
    from desktop.ui.button import Button

    button = Button("Hear it", "volume-2", name="Hear the voice")
    button.clicked.connect(hear)
    return button
