"""What can be asked of a picture: the catalogue of tasks.

The wording of the prompts is the makers' own, to the letter: other wording lowers the quality
(model card of tencent/HunyuanOCR).
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.values import EngineName, OutputKind, Task


@dataclass(frozen=True, slots=True)
class Entry:
    """One task of the catalogue: how it is called, what comes out, which engines can do it."""

    name: str
    title: str
    kind: OutputKind
    engines: frozenset[EngineName]


CATALOGUE: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry("read", "Read", OutputKind.TEXT, frozenset({EngineName.QUICK, EngineName.HUNYUAN})),
        Entry("translate", "Translate", OutputKind.MARKDOWN, frozenset({EngineName.HUNYUAN})),
    )
}

LANGUAGES: dict[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "pt": "Portuguese",
    "ru": "Russian",
    "th": "Thai",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""Languages of the published translation directions, by BCP-47 tag."""

TESTED_TARGETS = frozenset({"en", "zh"})
"""Targets that the makers have published results for; any other is untested."""

_CHINESE_NAMES = {
    "ar": "阿拉伯语",
    "de": "德语",
    "en": "英文",
    "es": "西班牙语",
    "fr": "法语",
    "id": "印尼语",
    "it": "意大利语",
    "ja": "日语",
    "ko": "韩语",
    "ms": "马来语",
    "pt": "葡萄牙语",
    "ru": "俄语",
    "th": "泰语",
    "tr": "土耳其语",
    "vi": "越南语",
    "zh": "中文",
}

_READ = "提取图中的文字。"
_TRANSLATE = (
    "按照阅读顺序，提取图中文字，公式用latex格式表示，"
    "表格用markdown格式表示，再将文字内容翻译为{language}。"
)


def can_do(engine: EngineName, task: Task) -> bool:
    """Whether ``engine`` can do ``task``."""
    return engine in CATALOGUE[task.name].engines


def prompt(task: Task) -> str:
    """The prompt that asks HunyuanOCR for ``task``.

    Raises ValueError for a task or a language that the catalogue doesn't have.
    """
    match task.name:
        case "read":
            return _READ
        case "translate" if task.to in _CHINESE_NAMES:
            return _TRANSLATE.format(language=_CHINESE_NAMES[task.to])
        case "translate":
            raise ValueError(f"no translation to {task.to!r}; known: {', '.join(LANGUAGES)}")
        case _:
            raise ValueError(f"no task {task.name!r}; known: {', '.join(CATALOGUE)}")
