"""A question while it is read: which of its characters are accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Reading:
    """A question while it is read: which characters are accounted for, and by what."""

    text: str
    used: bytearray = field(init=False)
    named: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.used = bytearray(len(self.text))
        self.named = bytearray(len(self.text))

    def use(self, start: int, end: int, *, name: bool = False) -> None:
        """These characters are accounted for; those of a name are no cue, whatever they say (…保护利用方案)."""
        self.used[start:end] = b"\1" * (end - start)
        if name:
            self.named[start:end] = b"\1" * (end - start)

    def free(self, start: int, end: int) -> bool:
        return not any(self.used[start:end])

    @property
    def rest(self) -> str:
        """The question with a blank for everything that is accounted for."""
        return "".join(" " if used else char for char, used in zip(self.text, self.used))
