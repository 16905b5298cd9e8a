"""The same report by docxtpl, in the environment of the peers: template and content in, DOCX out, seconds on the clock and of processor time of each on a line.

python bench/peer_docx.py content.json out.docx 5
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate


def template(columns: int) -> Document:
    """One chapter, repeated by the template language, with a table whose row is repeated as docxtpl's manual shows."""
    document = Document()
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{%p for chapter in chapters %}")
    document.add_heading("{{ chapter.title }}", 1)
    document.add_paragraph("{{ chapter.text }}")
    table = document.add_table(rows=4, cols=columns, style="Table Grid")
    for at in range(columns):
        table.cell(0, at).text = f"{{{{ chapter.columns[{at}] }}}}"
        table.cell(2, at).text = f"{{{{ row[{at}] }}}}"
    table.cell(1, 0).text, table.cell(3, 0).text = "{%tr for row in chapter.rows %}", "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    return document


def main() -> None:
    source, out, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    content = json.loads(source.read_text())
    made = out.with_name("template.docx")
    template(len(content["chapters"][0]["columns"])).save(str(made))
    for _ in range(times):
        began, used = time.perf_counter(), time.process_time()
        document = DocxTemplate(str(made))
        document.render(content)
        document.save(str(out))
        print(time.perf_counter() - began, time.process_time() - used, flush=True)


if __name__ == "__main__":
    main()
