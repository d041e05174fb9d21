"""What we cannot go on from. Everything else that is wrong with a document is data: `Diagnostic`, `Finding`.

    KgError
    ├── UnreadableFile        this file cannot be read; the batch goes on
    │   ├── UnsupportedFormat     no reader for this kind of file
    │   ├── EncryptedFile         a password is needed
    │   └── OversizedFile         larger than the limit
    ├── UnknownReport         the workspace holds no such report
    ├── UnknownEntity         the graph says nothing of such a thing
    ├── WorkspaceError        the workspace cannot be opened, or is of another version
    │   └── WorkspaceBusy         another process is writing
    └── QueryError            the SPARQL text cannot be run

An error says what happened, where, and what to do next:

>>> str(EncryptedFile("荔湾2022.docx", "文件设有密码。", "请另存为无密码的文件后再试。"))
'荔湾2022.docx：文件设有密码。请另存为无密码的文件后再试。'
"""

from __future__ import annotations


class KgError(Exception):
    """Base of the family: `where` it happened, `what` is wrong, and the `remedy`, all in the user's language."""

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}：{self.what}{self.remedy}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.where!r}, {self.what!r}, {self.remedy!r})"


class UnreadableFile(KgError):
    """The file cannot be read as a report: empty, binary, broken, or holding no text."""


class UnsupportedFormat(UnreadableFile):
    """There is no reader for this kind of file."""


class EncryptedFile(UnreadableFile):
    """The file is protected by a password."""


class OversizedFile(UnreadableFile):
    """The file is larger than the limit on one report."""


class UnknownReport(KgError):
    """The workspace holds no report of that name."""


class UnknownEntity(KgError):
    """The graph says nothing of a thing with that IRI."""


class WorkspaceError(KgError):
    """The workspace cannot be opened or written."""


class WorkspaceBusy(WorkspaceError):
    """Another process is writing to the workspace."""


class QueryError(KgError):
    """The SPARQL text cannot be parsed or run."""
