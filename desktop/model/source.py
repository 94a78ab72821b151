"""Where HunyuanOCR's files come from: repository, commit, which files, and what they must be.

The commit is pinned. The weights of version 1.5 are the same since July 2026; this commit is the
one with the configuration that the makers corrected for transformers 5. The hashes below are not
taken from the hub at run time: they were published, alike, by two projects that pin the same
commit (CarstVaartjes/vonk-forge-recipes and a catalogue of local models), so that a mirror that
``HF_ENDPOINT`` names can't put anything else in their place. What has no hash here is checked
against what the hub says of that commit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from desktop.model import manifest

_SAFE_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SAFE_SUFFIXES = (".safetensors", ".json", ".jinja", ".txt", ".md")
_LEGAL = frozenset({"LICENSE", "NOTICE"})


@dataclass(frozen=True, slots=True)
class Source:
    """A repository on the hub at one commit.

    ``sha256`` holds what is known beforehand, by name; ``size`` is the bytes of all that is
    fetched, as it is told before anybody was asked.
    """

    repository: str
    revision: str
    size: int
    sha256: Mapping[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, ...]:
        return Source, (self.repository, self.revision, self.size, dict(self.sha256))


HUNYUANOCR = Source(
    repository="tencent/HunyuanOCR",
    revision="47644ecc4fc854efa4f505155158831f36773ee4",
    size=2_622_067_581,
    sha256=MappingProxyType(
        {
            "LICENSE": "745adaa59575d2a98b64fd6d3452537b477a6b6edc126f742fc055313cc3d3e0",
            "chat_template.jinja": (
                "be3371395b9e67a8f981d86543eb5a93d132a1dc3f54058a2d75b4ed1efc73fe"
            ),
            "config.json": "14aeb192e94fbe9c3ec71fb7ed003955397be08eb4b345dd7b923549798b60ba",
            "generation_config.json": (
                "e9f4d443b97de6cb40767d12b5fc045a5ca3fb6d2f911124fce307bfbe1ad585"
            ),
            "model.safetensors": "632a1e082c4dd5a3284cf1ffcdba2fdaa06f435762c58c2f34aff0f3bd6c0249",
            "preprocessor_config.json": (
                "e17baf5f25f542380a3a8231fefa08f359d86db1ac088feb12ecb8b06ddb01c3"
            ),
            "special_tokens_map.json": (
                "71442c8c43669f4cedd669f1700f89a741773c49aef55783fbd533f72f050c92"
            ),
            "tokenizer.json": "3e2ab46bcc5ed8bce013b245c6daecf19fa1d2a18f48a9c88a1f571dcbf7dfd3",
            "tokenizer_config.json": (
                "804e8a7fb5a129afb19f6ad88c51c5d3c1aa643b6abb9536d10bcdcf633b4d74"
            ),
            "video_preprocessor_config.json": (
                "f0b9fba99cdc7d556adb3a9023f961534d46c1b7c84b31c6684d8562cd866b79"
            ),
        }
    ),
)
"""Version 1.5, with its draft model."""


def wanted(name: str) -> bool:
    """Whether a file of the repository is fetched.

    Not the old version under ``v1.0/``, no pictures, and nothing that could be run when it is
    loaded: weights as safetensors only, no pickles, no Python. A name that could lead out of its
    folder is no name of ours either.
    """
    parts = name.split("/")
    if (
        parts[0] == "v1.0"
        or name == manifest.NAME
        or not all(_SAFE_PART.fullmatch(part) for part in parts)
    ):
        return False
    return parts[-1] in _LEGAL or parts[-1].endswith(_SAFE_SUFFIXES)
