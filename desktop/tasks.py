"""What can be asked of a picture: the catalogue of tasks.

The wording of the prompts is the makers' own, to the letter: other wording lowers the quality
(model card of tencent/HunyuanOCR).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop.values import EngineName, OutputKind, Task


class Need(Enum):
    """What a task must be told besides the picture."""

    NOTHING = auto()
    LANGUAGE = auto()
    FIELDS = auto()
    FIELD = auto()
    QUESTION = auto()
    PROMPT = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One task of the catalogue.

    ``title`` is its name on buttons, ``help`` one sentence for who doesn't know it, ``icon`` a name
    in ``resources/icons``. ``prompt`` is the official wording; ``{language}``, ``{fields}``,
    ``{field}`` and ``{wording}`` stand for arguments.
    """

    name: str
    title: str
    help: str
    icon: str
    kind: OutputKind
    prompt: str
    need: Need = Need.NOTHING
    quick: bool = False
    """Whether the quick engine can do it as well; HunyuanOCR does all, here or on a server."""


_ENTRIES = (
    Entry(
        "read",
        "Read",
        "The text, as it stands there.",
        "scan-text",
        OutputKind.TEXT,
        "提取图中的文字。",
        quick=True,
    ),
    Entry(
        "translate",
        "Translate",
        "The text, and its translation.",
        "languages",
        OutputKind.MARKDOWN,
        "按照阅读顺序，提取图中文字，公式用latex格式表示，"
        "表格用markdown格式表示，再将文字内容翻译为{language}。",
        Need.LANGUAGE,
    ),
    Entry(
        "document",
        "Document",
        "A page as Markdown, with its headings, tables and formulas; headers and footers left out.",
        "file-text",
        OutputKind.MARKDOWN,
        "提取文档图片中正文的所有信息用markdown格式表示，其中页眉、页脚部分忽略，"
        "表格用html格式表达，文档中公式用latex格式表示，按照阅读顺序组织进行解析。",
    ),
    Entry(
        "table",
        "Table",
        "A table that can be pasted into a spreadsheet.",
        "table",
        OutputKind.TABLE,
        "把图中的表格解析为HTML。",
    ),
    Entry(
        "formula",
        "Formula",
        "A formula as LaTeX and MathML.",
        "sigma",
        OutputKind.FORMULA,
        "识别图片中的公式，用LaTeX格式表示。",
    ),
    Entry(
        "chart",
        "Chart",
        "A flow chart as Mermaid, any other chart as a table of its numbers.",
        "chart-column",
        OutputKind.CHART,
        "解析图中的图表，对于流程图使用Mermaid格式表示，其他图表使用Markdown格式表示。",
    ),
    Entry(
        "fields",
        "Fields",
        "The values of the fields that you name, as from a form or a receipt.",
        "text-cursor-input",
        OutputKind.FIELDS,
        "提取图片中的: {fields} 的字段内容，并按照 JSON 格式返回。",
        Need.FIELDS,
    ),
    Entry(
        "field",
        "One field",
        "The value of one field that you name.",
        "tag",
        OutputKind.TEXT,
        "输出 {field} 的值。",
        Need.FIELD,
    ),
    Entry(
        "ask",
        "Ask a question",
        "An answer to a question of yours about the picture.",
        "message-circle-question-mark",
        OutputKind.TEXT,
        "{wording}",
        Need.QUESTION,
    ),
    Entry(
        "subtitles",
        "Subtitles",
        "Only the subtitles of a film's picture.",
        "captions",
        OutputKind.TEXT,
        "提取图片中的字幕。",
    ),
    Entry(
        "positions",
        "Text with positions",
        "The text, and where each line stands on the picture.",
        "scan-search",
        OutputKind.POSITIONS,
        "检测并识别图中所有的文字行，请按从上到下、从左到右的阅读顺序进行识别。 "
        '输出格式为 JSON 数组，每个元素必须包含："box": [xmin, ymin, xmax, ymax]'
        '（坐标需归一化到 [0, 1000] 范围内）；"text": "识别出的文字内容"。 '
        "注意：请直接输出 JSON 数组，不要包含任何多余的描述性文字。",
        quick=True,
    ),
    Entry(
        "positions-plain",
        "Text with positions, short form",
        "The same, asked for in the makers' older and shorter form.",
        "scan-search",
        OutputKind.POSITIONS,
        "检测并识别图片中的文字，将文本坐标格式化输出。",
    ),
    Entry(
        "layout",
        "Layout",
        "The blocks of a page, in reading order.",
        "layout-template",
        OutputKind.LAYOUT,
        "按照阅读顺序解析图中的版式信息。",
    ),
    Entry(
        "document-layout",
        "Document with layout",
        "A whole page as Markdown, together with its layout.",
        "layout-list",
        OutputKind.MARKDOWN,
        "提取文档图片中所有内容用markdown格式表示，表格用html格式表达，"
        "文档中公式用latex格式表示，请按照阅读顺序组织进行全文解析，并输出版式分析信息。",
    ),
    Entry(
        "translate-document",
        "Translate a document into Chinese",
        "An English page as Chinese Markdown, with its headings, tables and formulas.",
        "book-open-text",
        OutputKind.MARKDOWN,
        "先解析文档，再将文档内容翻译为中文，其中页眉、页脚忽略，"
        "公式用latex格式表示，表格用html格式表示。",
    ),
    Entry(
        "own",
        "Your own",
        "What you ask for in words of your own.",
        "pencil-line",
        OutputKind.TEXT,
        "{wording}",
        Need.PROMPT,
    ),
)

CATALOGUE: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}

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


QUESTIONS: dict[Need, str] = {
    Need.LANGUAGE: "Which language shall it be translated to?",
    Need.FIELDS: "Which fields do you want? Write one a line.",
    Need.FIELD: "Which field do you want?",
    Need.QUESTION: "What do you want to know about this picture?",
    Need.PROMPT: "What do you want of this picture?",
}
"""What the user is asked when a task hasn't been told what it needs."""


def title(task: Task) -> str:
    """What the task is called: its title in the catalogue, or the user's own name for it."""
    return task.title or CATALOGUE[task.name].title


def kind(task: Task) -> OutputKind:
    """What comes out of the task."""
    return task.kind or CATALOGUE[task.name].kind


def missing(task: Task) -> Need:
    """What the task still has to be told; ``Need.NOTHING`` when it can be asked as it is."""
    need = CATALOGUE[task.name].need
    told = {
        Need.NOTHING: True,
        Need.LANGUAGE: bool(task.to),
        Need.FIELDS: bool(task.fields),
        Need.FIELD: len(task.fields) == 1,
        Need.QUESTION: bool(task.wording.strip()),
        Need.PROMPT: bool(task.wording.strip()),
    }
    return Need.NOTHING if told[need] else need


def streams(task: Task) -> bool:
    """Whether the text can be spoken while it still arrives.

    A translation begins with its source, and markup is no language.
    """
    return kind(task) in (OutputKind.TEXT, OutputKind.POSITIONS)


def can_do(engine: EngineName, task: Task) -> bool:
    """Whether ``engine`` can do ``task``."""
    return CATALOGUE[task.name].quick if engine is EngineName.QUICK else True


def prompt(task: Task) -> str:
    """The prompt that asks HunyuanOCR for ``task``.

    Raises ValueError for a task or a language that the catalogue doesn't have, and for a task that
    hasn't been told what it needs.
    """
    if task.name not in CATALOGUE:
        raise ValueError(f"no task {task.name!r}; known: {', '.join(CATALOGUE)}")
    entry = CATALOGUE[task.name]
    if entry.need is Need.LANGUAGE and task.to not in _CHINESE_NAMES:
        raise ValueError(f"no translation to {task.to!r}; known: {', '.join(LANGUAGES)}")
    if (need := missing(task)) is not Need.NOTHING:
        raise ValueError(f"{entry.name} needs to be told its {need.name.lower()}")
    arguments = {
        "{language}": _CHINESE_NAMES.get(task.to, ""),
        # As the model card writes it: a list in Python's form.
        "{fields}": str(list(task.fields)),
        "{field}": task.fields[0] if task.fields else "",
        "{wording}": task.wording.strip(),
    }
    # Not str.format: what the user writes may hold braces.
    for mark, value in arguments.items():
        if mark in entry.prompt:
            return entry.prompt.replace(mark, value)
    return entry.prompt
