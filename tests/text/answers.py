"""Answers as HunyuanOCR writes them, whole and right, by the kind of what comes out."""

from __future__ import annotations

from desktop.values import OutputKind

ANSWERS: dict[OutputKind, tuple[str, ...]] = {
    OutputKind.TEXT: (
        "Harbour office\nOpen 9–17, closed on Sundays.\n\n© 2026 (all rights reserved)",
        "营业时间\n周一至周五 9:00–17:00\n电话：(010) 6552-1234",
        "```\ndef area(r):\n    return 3.14 * r ** 2\n```",
        "مرحبا بالعالم\nשלום עולם 123",
    ),
    OutputKind.POSITIONS: (
        '[{"box": [52, 31, 480, 66], "text": "Invoice no. 2026/117 (copy)"}, '
        '{"box": [52, 90, 300, 122], "text": "Due: 12.10.2026"}, '
        '{"box": [52, 130, 611, 161], "text": "He said \\"now\\", and paid (12,3)"}]',
        '```json\n[\n  {"bbox": [10, 20, 300, 60], "text": "发票号码：12345678"},\n'
        '  {"bbox": [10, 70, 300, 110], "text": "金额（小写）¥35.00"}\n]\n```',
        "[{'text': 'It\\'s open', 'box': [10, 20, 300, 60]}, "
        "{'text': 'Exit', 'box': [1, 2, 30, 40]}]",
        "ATLANTA (AP)(12,34),(256,78)Second line(90,112),(334,156)"
        "f(x, y) = (12,3)(90,212),(334,256)",
        "总价(小写)(10,20),(230,60)\n¥35.00(310,20),(430,60)\n谢谢惠顾(10,120),(230,160)",
        "<ref>Menu</ref><quad>(112,22),(293,49)</quad>"
        "<ref>Soup 4.50</ref><quad>(101,80),(366,114)</quad>",
        "<quad><pos_112><pos_22><pos_293><pos_49></quad><ref>Menu</ref>"
        "<quad><pos_101><pos_80><pos_366><pos_114></quad><ref>Soup 4.50</ref>",
    ),
    OutputKind.LAYOUT: (
        "Results<hy-meta><layout>section_title</layout><quad>(52,31),(480,31),(480,66),(52,66)</quad>"
        "</hy-meta>The boats left.<hy-meta><layout>paragraph</layout>"
        "<quad>(52,90),(911,90),(911,322),(52,322)</quad></hy-meta>",
        '[{"layout_type": "header", "bbox": "[[52, 31], [480, 31], [480, 66], [52, 66]]"}, '
        '{"layout_type": "figure", "bbox": "(52,90),(911,90),(911,322),(52,322)", "text": ""}]',
        "<hy-meta><layout>table</layout><poly>(1,2),(300,2),(300,40),(1,40)</poly></hy-meta>",
    ),
    OutputKind.MARKDOWN: (
        "# The harbour\n\nTwo boats (see (1,2),(3,4) below) left at $t_0 = 5$.\n\n"
        "<table><tr><th>Boat</th><th>Left</th></tr><tr><td>Ada</td><td>5:10</td></tr></table>\n\n"
        "$$E = mc^2$$\n\n(147,90),(925,415)\nFigure 1: the boats(39,337),(512,900)\n\n- one\n- two",
        "```markdown\n## 公告\n\n| 项目 | 金额 |\n| --- | --- |\n| 餐费 | 35.00 |\n```",
        "Look:\n\n```python\nprint('<table>')\n```\n\nend",
        "Title<hy-meta><layout>title</layout><quad>(1,2),(300,2),(300,40),(1,40)</quad></hy-meta>"
        "<table><tr><td>a</td></tr></table><hy-meta><layout>table</layout>"
        "<quad>(1,52),(300,52),(300,90),(1,90)</quad></hy-meta>",
    ),
    OutputKind.TABLE: (
        "<table><tr><th>Name</th><th>Born</th></tr>"
        "<tr><td>Ada &amp; Co</td><td>1815</td></tr></table>",
        '```html\n<table border="1"><thead>'
        '<tr><td rowspan="2">项目</td><td colspan="2">金额</td></tr>'
        "<tr><td>元</td><td>角</td></tr></thead><tbody><tr><td>$a<b$</td><td>3<br>4</td>"
        "<td>m<sup>2</sup></td></tr></tbody></table>\n```",
        "| Name | Born |\n|:---|---:|\n| Ada | 1815 |\n| a\\|b | |",
        "Name\tBorn\nAda\t1815",
        "<table><caption>Boats</caption><tr><td>1</td></tr></table><p>A note.</p>"
        "<table><tr><td><table><tr><td>inner</td><td>x</td></tr></table></td></tr></table>",
    ),
    OutputKind.FORMULA: (
        r"$$\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$",
        "```latex\n\\begin{aligned}\na &= b + c \\\\\nd &= \\left( e \\right)\n\\end{aligned}\n```",
        "The formula is \\[ \\sum_{i=1}^{n} x_i \\] and \\( y \\).",
        "x^2 + y^2 = z^2\n\\text{for $x$ in } \\mathbb{R}",
    ),
    OutputKind.CHART: (
        "```mermaid\ngraph TD\n    A[Start] -->|yes| B{Open?}\n    B -- no --> C((End))\n```",
        "| Year | Boats |\n| --- | --- |\n| 2025 | 12 |\n| 2026 | 9 |",
        "Here it is:\n```mermaid\nflowchart LR\nA --> B\n```\nThat is all.",
        'pie title Boats\n  "In" : 12\n  "Out" : 9',
    ),
    OutputKind.FIELDS: (
        '{"单价": "35", "上车时间": "10:20", "发票号码": "00123456"}',
        '```json\n{\n  "Name": "Ada \\"A.\\" Byron",\n  "Total": 12.50,\n'
        '  "Items": [{"n": 1}, {"n": 2}],\n'
        '  "Paid": true\n}\n```',
        "{'Name': 'Ada', 'Name': 'Bob', 'Note': 'it\\'s',}",
        "Name: Ada\nTotal：12.50",
    ),
}
