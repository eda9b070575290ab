"""What an import says when a file cannot be taken."""

from __future__ import annotations

from ..errors import Refusal


class UnreadableFile(Refusal):
    """The file is not what it should be; `line` is where (1 is the first), None when nowhere."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(f"Line {line}: {sentence}" if line else sentence, field="file")
        self.line = line
