"""Hotkeys on X11: which keys a chord is on this keyboard, who has it, and when it is pressed.

pynput hears every key through the RECORD extension, also those that are grabbed. A passive grab of
the chord does the two things that listening can't: it fails when another program has the chord,
and it keeps the key from reaching the focused program.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import chain
from itertools import combinations as choose
from typing import Any

from pynput import keyboard
from pynput._util.xorg_keysyms import CHARS, SYMBOLS
from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import BadAccess, CatchError
from Xlib.ext import record

from desktop.system.chord import Chord

Combination = tuple[int, int]
"""A key code, and the mask of the modifiers."""

# Where a letter lies on a US keyboard, as key codes of evdev: for layouts without Latin letters,
# under which Ctrl+Alt+R is still the key that says R.
_US_ROWS = {24: "qwertyuiop", 38: "asdfghjkl", 52: "zxcvbnm", 10: "1234567890"}
_US_KEYCODES = {
    letter: first + place for first, row in _US_ROWS.items() for place, letter in enumerate(row)
}

_MODIFIER_KEYS = {
    "alt": ("Alt_L", "Meta_L"),
    "cmd": ("Super_L", "Super_R"),
}
# The server keeps these to itself.
_CONSOLES = frozenset(f"f{number}" for number in range(1, 13))

_LOCKS = ("Num_Lock", "Scroll_Lock")


class Keyboard:
    """The keyboard's mapping and the grabs on it, over one connection to the X server."""

    def __init__(self) -> None:
        self._display = Display()
        self._root = self._display.screen().root
        self._grabbed: list[Combination] = []
        self._mapping: list[Any] = []
        self._modifier_masks: dict[str, int] = {}
        self._lock_masks: list[int] = []
        self.refresh()

    @property
    def descriptor(self) -> int:
        """The file that becomes readable when there is something to drain."""
        return int(self._display.fileno())

    @property
    def relevant(self) -> int:
        """The mask of the modifiers that tell chords apart."""
        mask: int = X.ControlMask | X.ShiftMask
        for each in self._modifier_masks.values():
            mask |= each
        return mask

    def refresh(self) -> bool:
        """Read the mapping anew; whether it differs from the last one."""
        information = self._display.display.info
        first = information.min_keycode
        rows = self._display.get_keyboard_mapping(first, information.max_keycode - first + 1)
        mapping = [[], *([] for _ in range(first - 1)), *([*row] for row in rows)]
        modifiers = [list(codes) for codes in self._display.get_modifier_mapping()]
        masks = {
            name: self._mask_of(modifiers, mapping, symbols)
            for name, symbols in _MODIFIER_KEYS.items()
        }
        locks = [self._mask_of(modifiers, mapping, (symbol,)) for symbol in _LOCKS]
        changed = (mapping, masks) != (self._mapping, self._modifier_masks)
        self._mapping, self._modifier_masks = mapping, masks
        self._lock_masks = [X.LockMask, *(mask for mask in dict.fromkeys(locks) if mask)]
        return changed

    @staticmethod
    def _mask_of(modifiers: list[list[int]], mapping: list[Any], symbols: tuple[str, ...]) -> int:
        wanted = {XK.string_to_keysym(symbol) for symbol in symbols}
        for index, codes in enumerate(modifiers):
            if any(code and wanted.intersection(mapping[code]) for code in codes):
                return 1 << index
        return 0

    def resolve(self, chord: Chord) -> list[Combination]:
        """The keys that are this chord here; empty when the keyboard has no such key."""
        mask = 0
        for modifier in chord.modifiers:
            each = {"ctrl": X.ControlMask, "shift": X.ShiftMask, **self._modifier_masks}[modifier]
            if not each:
                return []
            mask |= each
        return [(code, mask) for code in self._keycodes(chord.key)]

    def _keycodes(self, key: str) -> list[int]:
        keysym = _keysym(key)
        # The unshifted symbol of the first layout, then of the second.
        for column in (0, 2):
            codes = [
                code
                for code, symbols in enumerate(self._mapping)
                if keysym and keysym in symbols[column : column + 1]
            ]
            if codes:
                return codes
        return [_US_KEYCODES[key]] if key in _US_KEYCODES else []

    def grab(self, combinations: list[Combination]) -> bool:
        """Take the combinations from every other program, or none when one of them is taken."""
        taken = CatchError(BadAccess)
        for code, mask in combinations:
            for locks in self._lock_states():
                self._root.grab_key(
                    code, mask | locks, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken
                )
        self._display.sync()
        if taken.get_error() is None:
            self._grabbed += combinations
            return True
        for combination in combinations:
            self._ungrab(combination)
        self._display.sync()
        return False

    def release(self) -> None:
        """Give up every grab."""
        for combination in self._grabbed:
            self._ungrab(combination)
        self._grabbed.clear()
        self._display.sync()

    def _ungrab(self, combination: Combination) -> None:
        # Gives up this connection's own grabs only, never another program's.
        code, mask = combination
        for locks in self._lock_states():
            self._root.ungrab_key(code, mask | locks)

    def _lock_states(self) -> list[int]:
        """Every state that CapsLock, NumLock and ScrollLock can be in: X11 counts them as
        modifiers, so that each needs a grab of its own."""
        counts = range(len(self._lock_masks) + 1)
        return [sum(each) for each in chain(*(choose(self._lock_masks, n) for n in counts))]

    def drain(self) -> bool:
        """Take what the server has sent: the grabbed keys, which pynput has heard too; whether
        the mapping may have changed."""
        notified = False
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.MappingNotify and event.request != X.MappingPointer:
                notified = True
        return notified

    def close(self) -> None:
        """Give up the grabs and the connection."""
        self._display.close()


def _keysym(key: str) -> int:
    """The X11 symbol of a chord's key, 0 when there is none."""
    if len(key) > 1:
        value = keyboard.Key[key].value.vk
        return int(value or 0)
    symbol = CHARS.get(key)
    if symbol in SYMBOLS:
        return int(SYMBOLS[symbol][0])
    point = ord(key)
    # keysymdef.h: Latin-1 is its own code, everything else that Unicode has lies behind this bit.
    return point if point < 0x100 else 0x01000000 | point


class Listener(keyboard.Listener):  # type: ignore[misc]
    """pynput's listener with the key code and the modifiers of each event.

    pynput itself turns the code into a symbol of the first layout and drops the state of the
    modifiers, which the server knows best. ``began`` and ``ended`` are called on the listener's
    thread: when the server has begun to tell it of keys, which is a while after ``start``, and at
    its end.
    """

    def __init__(
        self,
        pressed: Callable[[int, int], None],
        released: Callable[[int], None],
        began: Callable[[], None],
        ended: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._began = began
        self._pressed = pressed
        self._released = released
        self._ended = ended

    def run(self) -> None:
        """Listen until stopped."""
        detail = "the connection was lost"
        try:
            super().run()
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
        self._ended(detail)

    def stop(self) -> None:
        """End the listening now; pynput's own stop takes effect at the next key only, because its
        request waits in a connection that is being read."""
        super().stop()
        display = Display()
        # It may have ended by itself meanwhile, and its context with it.
        display.set_error_handler(lambda *_: None)
        display.record_disable_context(self._context)
        display.sync()
        display.close()

    def _handler(self, events: Any) -> None:
        if events.category == record.StartOfData:
            self._began()
        super()._handler(events)

    def _handle_message(self, display: Any, event: Any, injected: bool) -> None:
        del display, injected
        if event.type == X.KeyPress:
            self._pressed(event.detail, event.state)
        else:
            self._released(event.detail)


class X11Hotkeys(QObject):
    """Binds chords to names, and calls ``pressed(name)``, ``live()`` and ``lost(detail)`` on
    another thread. ``changed()`` comes on this one, when the layout isn't what it was and the
    chords must be bound anew.
    """

    _SETTLE = 200
    """Milliseconds in which the notifications of one change of the layout arrive."""

    def __init__(
        self,
        pressed: Callable[[str], None],
        live: Callable[[], None],
        lost: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        super().__init__()
        self._pressed = pressed
        self._live = live
        self._lost = lost
        self._changed = changed
        self._keyboard = Keyboard()
        self._listener: Listener | None = None
        self._names: dict[Combination, str] = {}
        self._down: set[int] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(self._SETTLE)
        self._settle.timeout.connect(self._reread)
        self._notifier = QSocketNotifier(self._keyboard.descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def bind(self, chords: dict[str, Chord]) -> dict[str, str]:
        """Bind these and no others; a sentence for each that can't be."""
        self._keyboard.release()
        names: dict[Combination, str] = {}
        problems: dict[str, str] = {}
        for name, chord in chords.items():
            keys = self._keyboard.resolve(chord)
            if chord.modifiers == {"ctrl", "alt"} and chord.key in _CONSOLES:
                problems[name] = f"{chord} switches to a text console. Choose another hotkey."
            elif not keys:
                problems[name] = f"This keyboard has no {chord}. Choose another hotkey."
            elif any(key in names for key in keys):
                problems[name] = f"{chord} is the same key as another hotkey. Choose another."
            elif not self._keyboard.grab(keys):
                problems[name] = f"Another program has taken {chord}. Choose another hotkey."
            else:
                names |= dict.fromkeys(keys, name)
        # One assignment: the listener's thread sees the old ones or the new ones.
        self._names = names
        if names and self._listener is None:
            self._listen()
        elif not names:
            self._stop()
        self._drain()
        return problems

    def close(self) -> None:
        """Stop listening and give up the keys."""
        self._stop()
        self._notifier.setEnabled(False)
        self._settle.stop()
        self._keyboard.close()

    def listen_again(self) -> None:
        """Start the listener anew after it was lost."""
        self._listener = None
        self._listen()

    def _listen(self) -> None:
        self._down.clear()
        listener = Listener(self._press, self._down.discard, self._live, self._end)
        self._listener = listener
        listener.start()

    def _stop(self) -> None:
        listener, self._listener = self._listener, None
        # A listener that never got as far as listening would be waited for without end.
        if listener is not None and listener.is_alive():
            listener.stop()

    def _press(self, code: int, state: int) -> None:
        # A held key comes again and again without being released between.
        if code in self._down:
            return
        self._down.add(code)
        name = self._names.get((code, state & self._keyboard.relevant))
        if name is not None:
            self._pressed(name)

    def _end(self, detail: str) -> None:
        if self._listener is not None and self._listener.ident == threading.get_ident():
            self._lost(detail)

    def _drain(self) -> None:
        if self._keyboard.drain():
            self._settle.start()

    def _reread(self) -> None:
        if self._keyboard.refresh():
            self._changed()
