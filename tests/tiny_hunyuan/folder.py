"""The checkpoint folder: tokenizer, configuration, processor and their files.

The layout, the special tokens and their roles are those of tencent/HunyuanOCR; the vocabulary is
one piece for each character, each official prompt and each part of the markup, so the token ids
are its own.
"""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models
from transformers import (
    GenerationConfig,
    HunYuanVLConfig,
    HunYuanVLForConditionalGeneration,
    HunYuanVLProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.hunyuan_vl.image_processing_pil_hunyuan_vl import (
    HunYuanVLImageProcessorPil,
)

LEAST_PIXELS = 8192
MOST_PIXELS = 32768

BEGIN = "<｜hy_begin▁of▁sentence｜>"
PAD = "<｜hy_▁pad▁｜>"
USER = "<｜hy_User｜>"
ASSISTANT = "<｜hy_Assistant｜>"
STOP = "<｜hy_place▁holder▁no▁2｜>"
SYSTEM_END = "<｜hy_place▁holder▁no▁3｜>"
IMAGE_START = "<｜hy_place▁holder▁no▁100｜>"
IMAGE_END = "<｜hy_place▁holder▁no▁101｜>"
IMAGE = "<｜hy_place▁holder▁no▁102｜>"
IMAGE_NEWLINE = "<｜hy_place▁holder▁no▁103｜>"
UNKNOWN = "<unk>"
SPECIAL_TOKENS = (
    PAD, BEGIN, USER, ASSISTANT, STOP, SYSTEM_END, IMAGE_START, IMAGE_END, IMAGE, IMAGE_NEWLINE,
    UNKNOWN,
)  # fmt: skip

TEXT_PROMPT = "提取图中的文字。"
TO_ENGLISH_PROMPT = (
    "按照阅读顺序，提取图中文字，公式用latex格式表示，"
    "表格用markdown格式表示，再将文字内容翻译为英文。"
)
TO_CHINESE_PROMPT = TO_ENGLISH_PROMPT.replace("英文", "中文")
SPOTTING_PROMPT = "检测并识别图片中的文字，将文本坐标格式化输出。"
READING_PROMPTS = (
    TEXT_PROMPT,
    "提取文档图片中正文的所有信息用markdown格式表示，其中页眉、页脚部分忽略，"
    "表格用html格式表达，文档中公式用latex格式表示，按照阅读顺序组织进行解析。",
    "提取图片中的字幕。",
)
OTHER_PROMPTS = (
    "检测并识别图中所有的文字行，请按从上到下、从左到右的阅读顺序进行识别。"
    ' 输出格式为 JSON 数组，每个元素必须包含："box": [xmin, ymin, xmax, ymax]'
    '（坐标需归一化到 [0, 1000] 范围内）；"text": "识别出的文字内容"。'
    " 注意：请直接输出 JSON 数组，不要包含任何多余的描述性文字。",
    "按照阅读顺序解析图中的版式信息。",
    "提取文档图片中所有内容用markdown格式表示，表格用html格式表达，"
    "文档中公式用latex格式表示，请按照阅读顺序组织进行全文解析，并输出版式分析信息。",
    "把图中的表格解析为HTML。",
    "识别图片中的公式，用LaTeX格式表示。",
    "解析图中的图表，对于流程图使用Mermaid格式表示，其他图表使用Markdown格式表示。",
    "先解析文档，再将文档内容翻译为中文，其中页眉、页脚忽略，公式用latex格式表示，"
    "表格用html格式表示。",
)
OPEN_PROMPTS = (
    "提取图片中的: ['key1','key2', ...] 的字段内容，并按照 JSON 格式返回。",
    "输出 Key 的值。",
)
PROMPTS = (*READING_PROMPTS, TO_ENGLISH_PROMPT, TO_CHINESE_PROMPT, SPOTTING_PROMPT, *OTHER_PROMPTS)
JSON_SPOTTING_PROMPT = OTHER_PROMPTS[0]
TABLE_PROMPT = OTHER_PROMPTS[3]
FORMULA_PROMPT = OTHER_PROMPTS[4]
FIELDS_PROMPT = ("提取图片中的: ['", "'] 的字段内容，并按照 JSON 格式返回。")
"""What stands before and after the name of one field."""
FIELD_PROMPT = ("输出 ", " 的值。")
MARKUP = (
    '[{"box": [', '], "text": "', '"}]', '{"', '": "', '"}',
    "<table><tr><td>", "</td><td>", "</td></tr><tr><td>", "</td></tr></table>",
)  # fmt: skip
"""Pieces of the answers that always stand together."""

CHAT_TEMPLATE = (
    """{{- '"""
    + BEGIN
    + """' -}}
{%- for message in messages -%}
{%- if message['content'] is string -%}
{%- set body = message['content'] -%}
{%- else -%}
{%- set parts = namespace(body='') -%}
{%- for part in message['content'] -%}
{%- if part['type'] == 'image' or 'image' in part or 'image_url' in part -%}
{%- set parts.body = parts.body + '"""
    + IMAGE_START
    + IMAGE
    + IMAGE_END
    + """' -%}
{%- elif 'text' in part -%}
{%- set parts.body = parts.body + part['text'] -%}
{%- endif -%}
{%- endfor -%}
{%- set body = parts.body -%}
{%- endif -%}
{%- if message['role'] == 'system' -%}
{{- body + '"""
    + SYSTEM_END
    + """' -}}
{%- elif message['role'] == 'user' -%}
{{- body + '"""
    + USER
    + """' -}}
{%- elif message['role'] == 'assistant' -%}
{{- body + '"""
    + STOP
    + """' -}}
{%- endif -%}
{%- endfor -%}
"""
)


def build_tokenizer() -> PreTrainedTokenizerFast:
    """One piece for each character, official prompt and part of the markup; else `<unk>`."""
    prompt_characters = set("".join((*PROMPTS, *OPEN_PROMPTS)))
    printable = string.digits + string.ascii_letters + string.punctuation + " \n"
    others = sorted(prompt_characters - set(printable))
    pieces = [(token, 0.0) for token in SPECIAL_TOKENS]
    pieces += [(character, -10.0) for character in (*printable, *others)]
    pieces += [(whole, -1.0) for whole in (*PROMPTS, *FIELDS_PROMPT, *FIELD_PROMPT, *MARKUP)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL_TOKENS.index(UNKNOWN)))
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens(list(SPECIAL_TOKENS))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=BEGIN,
        eos_token=STOP,
        pad_token=PAD,
        unk_token=UNKNOWN,
        extra_special_tokens={
            "image_token": IMAGE,
            "image_start_token": IMAGE_START,
            "image_end_token": IMAGE_END,
        },
        clean_up_tokenization_spaces=False,
        model_max_length=1024,
        chat_template=CHAT_TEMPLATE,
    )


def build_processor() -> HunYuanVLProcessor:
    """The real processor class with small pixel limits."""
    images = HunYuanVLImageProcessorPil(
        size={"shortest_edge": LEAST_PIXELS, "longest_edge": MOST_PIXELS}
    )
    return HunYuanVLProcessor(images, build_tokenizer(), chat_template=CHAT_TEMPLATE)


def build_config(tokenizer: PreTrainedTokenizerFast) -> HunYuanVLConfig:
    """A configuration of about two million parameters.

    The rotary base is small: with the real one, the low frequencies that fall to the width axis
    would not tell neighbouring columns apart in a head of 32.
    """
    ids: dict[str, Any] = {
        token: tokenizer.convert_tokens_to_ids(token) for token in SPECIAL_TOKENS
    }
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": 160,
        "intermediate_size": 416,
        "num_hidden_layers": 3,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "head_dim": 32,
        "max_position_embeddings": 1024,
        "pad_token_id": ids[PAD],
        "bos_token_id": ids[BEGIN],
        "eos_token_id": ids[STOP],
        "eod_token_id": ids[ASSISTANT],
        "sep_token_id": ids[SYSTEM_END],
        "rope_parameters": {
            "rope_type": "dynamic",
            "rope_theta": 100.0,
            "alpha": 1.0,
            "factor": 1.0,
            "mrope_section": [4, 4, 4, 4],
        },
    }
    vision = {
        "hidden_size": 128,
        "intermediate_size": 384,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "out_hidden_size": 160,
        "max_image_size": 512,
        "min_image_size": 64,
        "img_max_token_num": 256,
        "max_vit_seq_len": 1024,
    }
    special: dict[str, Any] = {
        "pad_token_id": ids[PAD],
        "bos_token_id": ids[BEGIN],
        "eos_token_id": ids[STOP],
    }
    return HunYuanVLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=ids[IMAGE],
        im_start_id=ids[IMAGE_START],
        im_end_id=ids[IMAGE_END],
        im_newline_id=ids[IMAGE_NEWLINE],
        **special,
    )


def save(model: HunYuanVLForConditionalGeneration, processor: HunYuanVLProcessor, to: Path) -> None:
    """Write the whole folder as the public checkpoint lays it out."""
    tokenizer = processor.tokenizer
    model.generation_config = GenerationConfig(
        bos_token_id=tokenizer.bos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=[tokenizer.convert_tokens_to_ids(token) for token in (ASSISTANT, STOP)],
        do_sample=False,
        repetition_penalty=1.08,
    )
    model.save_pretrained(to)
    processor.save_pretrained(to)
    image_settings = processor.image_processor.to_dict()
    (to / "preprocessor_config.json").write_text(json.dumps(image_settings, indent=2) + "\n")
