"""Frozen dataclasses from tables of TOML, and back.

A field's type says what is allowed, its metadata what more: ``range`` (least and largest number),
``choices`` (texts, also those of a table of texts), ``unknown`` (a mapping that takes the keys
which the dataclass doesn't have, for the entries of lists, whose place in the file isn't kept).
What can't be used is left at its default or left out, and said in a sentence for the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints


def from_table(
    default: Any, table: Mapping[str, Any], problems: list[str]
) -> tuple[Any, dict[str, Any]]:
    """``default`` with the values of ``table``, and the part of the table that isn't known; what is
    wrong is added to ``problems``."""
    return _from_table(default, table, "", problems)


def to_table(value: Any) -> dict[str, Any]:
    """The dataclass ``value`` as a table."""
    table: dict[str, Any] = {}
    unknown: Mapping[str, Any] = {}
    for item in fields(value):
        if "unknown" in item.metadata:
            unknown = getattr(value, item.name)
        else:
            table[item.name] = _plain(getattr(value, item.name))
    return merged(table, unknown)


def _plain(entry: Any) -> Any:
    if isinstance(entry, tuple):
        return [_plain(part) for part in entry]
    if isinstance(entry, Mapping):
        return dict(entry)
    if is_dataclass(entry):
        return to_table(entry)
    return entry.value if isinstance(entry, Enum) else entry


def merged(known: dict[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    """``known``, and of ``unknown`` what it doesn't have, table by table."""
    whole = dict(known)
    for key, value in unknown.items():
        if isinstance(value, Mapping) and isinstance(whole.get(key), dict):
            whole[key] = merged(whole[key], value)
        else:
            whole.setdefault(key, value)
    return whole


def without(table: Mapping[str, Any], now: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
    """``table`` without what is in ``before`` and no longer in ``now``, at any depth."""
    return {
        key: without(value, now[key], before[key])
        if all(isinstance(one.get(key), dict) for one in (table, now, before))
        else value
        for key, value in table.items()
        if key in now or key not in before
    }


def changed(table: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of ``table`` that differ from ``before``."""
    return {
        key: changed(value, before[key]) if isinstance(value, dict) and key in before else value
        for key, value in table.items()
        if key not in before or value != before[key]
    }


def _from_table(
    default: Any, table: Mapping[str, Any], path: str, problems: list[str]
) -> tuple[Any, dict[str, Any]]:
    """``default`` with the values of ``table``, and the part of the table that isn't known."""
    hints = get_type_hints(type(default))
    known = [item for item in fields(default) if "unknown" not in item.metadata]
    names = {item.name for item in known}
    changes: dict[str, Any] = {}
    unknown: dict[str, Any] = {key: value for key, value in table.items() if key not in names}
    for item in known:
        if item.name not in table:
            continue
        value, where = table[item.name], f"{path}{item.name}"
        current = getattr(default, item.name)
        if is_dataclass(current) and isinstance(value, Mapping):
            changes[item.name], rest = _from_table(current, value, f"{where}.", problems)
            if rest:
                unknown[item.name] = rest
            continue
        try:
            if get_origin(hints[item.name]) is tuple:
                entry = get_args(hints[item.name])[0]
                changes[item.name] = _entries(entry, value, where, problems)
            elif get_origin(hints[item.name]) is Mapping:
                changes[item.name] = _texts(value, where, item.metadata, problems)
            else:
                changes[item.name] = _checked(hints[item.name], value, item.metadata)
        except ValueError as error:
            problems.append(f"The setting {where} {error}; its default is in force.")
    return replace(default, **changes), unknown


def _entries(kind: Any, value: Any, where: str, problems: list[str]) -> tuple[Any, ...]:
    """The entries of a list, texts or tables; one that is neither is left out, and said."""
    if not isinstance(value, list):
        raise ValueError("must be a list")  # noqa: TRY004 - told to the user like the others
    entries = []
    for number, item in enumerate(value, start=1):
        place = f"{where} {number}"
        if kind is str and isinstance(item, str):
            entries.append(item)
        elif kind is not str and isinstance(item, Mapping):
            entry, unknown = _from_table(kind(), item, f"{place}.", problems)
            entries.append(replace(entry, unknown=unknown))
        else:
            wanted = "a text" if kind is str else "a table"
            problems.append(f"The setting {place} must be {wanted}; it is left out.")
    return tuple(entries)


def _texts(
    value: Any, where: str, metadata: Mapping[str, Any], problems: list[str]
) -> dict[str, str]:
    """A table of texts; one that can't be used is left out, and said."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a table")  # noqa: TRY004 - told to the user like the others
    texts = {}
    for key, text in value.items():
        try:
            texts[key] = _checked(str, text, metadata)
        except ValueError as error:
            problems.append(f"The setting {where}.{key} {error}; it is left out.")
    return texts


def _checked(kind: type, value: Any, metadata: Mapping[str, Any]) -> Any:
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise ValueError(f"must be one of {', '.join(str(m.value) for m in kind)}") from None
    if type(value) is not kind:
        names = {bool: "true or false", int: "a whole number", str: "a text"}
        raise ValueError(f"must be {names.get(kind, 'a table')}")
    if "range" in metadata:
        low, high = metadata["range"]
        if not low <= value <= high:
            raise ValueError(f"must be from {low} to {high}")
    if "choices" in metadata and value not in metadata["choices"]:
        raise ValueError(f"must be one of {', '.join(metadata['choices'])}")
    return value
