"""Make a report on a template that somebody sent in, as a process of its own: the file on standard input, what is in it on standard
output. What takes more memory or time than a template needs, ends that process and not the web server; of its secrets it knows none.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date

from regiehuis.documents.domain.content import Look
from regiehuis.documents.domain.template_files import Kind, TemplateProblem
from regiehuis.documents.domain.templates import Found

MOST_MEMORY = 1 << 30  # bytes
MOST_SECONDS = 30


def tried(kind: Kind, content: bytes) -> Found:
    """Return what is in the template. Raises TemplateProblem when no report can be made on it."""
    try:
        done = subprocess.run([sys.executable, "-m", __name__, kind], input=content, capture_output=True, check=True, timeout=MOST_SECONDS,
                              env={"LC_ALL": "C.UTF-8"})  # fmt: skip
    except subprocess.SubprocessError as error:
        raise TemplateProblem("unreadable") from error
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise TemplateProblem(*answer["problem"])
    return Found(**answer)


def _made(kind: Kind, content: bytes) -> Found:
    """A report in which everything occurs: better now than when the council waits for it."""
    from . import formats, sample

    look = replace(Look(), **{f"{kind}_template": hashlib.sha256(content).hexdigest()})
    report = sample.report(organisation="Proef", day=date(2026, 1, 1), look=look, fictitious=True)
    formats.rendered(report, kind, content)
    return formats.found_in(report, kind, content)


def _try() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = asdict(_made(Kind(sys.argv[1]), sys.stdin.buffer.read()))
    except TemplateProblem as problem:
        answer = {"problem": [problem.kind, problem.value]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _try()
