"""Where HunyuanOCR's files come from: repository, commit, which files, and what they must be.

The commit is pinned. The weights of version 1.5 are the same since July 2026; this commit is the
one with the configuration that the makers corrected for transformers 5. The hashes below are not
taken from the hub at run time. Those of the model at the root were published, alike, by two
projects that pin the same commit (CarstVaartjes/vonk-forge-recipes and a catalogue of local
models), those of the two README.md and of the draft by the first. Only what has a hash here is
fetched, so a mirror that ``HF_ENDPOINT`` names can neither put anything else in its place nor add a
file, such as a template or a configuration that transformers would read on its own.

Not among them: the old version under ``v1.0/``, the pictures, and ``dflash/dflash.py``, since
nothing is fetched that is run when it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """A repository on the hub at one commit.

    ``sha256`` holds the files that are fetched, by name, each with its hash; ``size`` is the bytes
    of all of them, as it is told before anybody was asked.
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
            "README.md": "7e5438581036dfb8909120812d8605f534149bcf568c8ec76bd2ad3d9e18bb6c",
            "chat_template.jinja": (
                "be3371395b9e67a8f981d86543eb5a93d132a1dc3f54058a2d75b4ed1efc73fe"
            ),
            "config.json": "14aeb192e94fbe9c3ec71fb7ed003955397be08eb4b345dd7b923549798b60ba",
            "dflash/README.md": "dbeef5f2e037d28a9526c7759b6c440ea8a6f6d2b789cb84ba9cc59ccc4c9182",
            "dflash/chat_template.jinja": (
                "be3371395b9e67a8f981d86543eb5a93d132a1dc3f54058a2d75b4ed1efc73fe"
            ),
            "dflash/config.json": (
                "3e998e89221d42b25610f074891083f18cfe1d3bdfc2b02a07cd5c1ddccd7804"
            ),
            "dflash/model.safetensors": (
                "9b189f2c0d2b0251d697c19790c2a9b5416da5fc2981edfaab9673ac76b5d513"
            ),
            "dflash/processor_config.json": (
                "0c43a267783205c347458041fe930227e9db80c3a62adb6a81bed0e599918855"
            ),
            "dflash/tokenizer.json": (
                "3e2ab46bcc5ed8bce013b245c6daecf19fa1d2a18f48a9c88a1f571dcbf7dfd3"
            ),
            "dflash/tokenizer_config.json": (
                "a620905ede57b3267c8821b0d3e889483b54c7eb61459cb731d92876e23bb619"
            ),
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
