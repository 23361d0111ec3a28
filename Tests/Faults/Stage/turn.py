"""What one fault is given for its run: numbers by chance, folders, how long to go on; and what it tells of itself."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator


def read_seconds(text: str) -> float:
    """30m, 90s, 2h; a number alone is seconds."""
    return float(text.rstrip("smh")) * {"s": 1, "m": 60, "h": 3600}.get(text[-1], 1)


@dataclass
class Turn:
    """One run of one fault. `folder` is for the services (the faulted file system is mounted in it), `ledger_folder` for what the client knows."""

    name: str
    seed: int
    folder: Path
    ledger_folder: Path
    count: int | None = None
    """So many rounds; None for as many as there is time for."""
    deadline: float | None = None
    """When no further round begins, by time.monotonic(); None for all rounds, however long they take."""
    first: int = 0
    """The number of the first round; those before it are somebody else's."""
    played: int = 0
    """The number of the next round."""
    idle: int = 0
    """Rounds in which nothing came to be struck: they are no rounds that held."""
    fired_kinds: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    learned: dict[str, int] = field(default_factory=dict)
    """What later rounds need of earlier ones; kept with the sums of a long round."""
    kept: Path | None = None
    """A folder for what the next call is to go on with; None where no call follows."""
    misses: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}")

    def rounds(self, most: int | None = None) -> Iterator[int]:
        """The numbers of the rounds that are to be played, at most so many now. Each begins with chance set by seed and number alone, so
        that it can be played again."""
        end = None if most is None else self.played + most
        while not self.is_over and self.played != end:
            self.chance.seed(f"{self.seed}/{self.played}")
            self.played += 1
            yield self.played - 1

    @property
    def is_over(self) -> bool:
        if self.count is not None and self.played >= self.count:
            return True
        return self.deadline is not None and time.monotonic() >= self.deadline

    @property
    def struck(self) -> int:
        """How many rounds were played in which something was struck."""
        return self.played - self.first - self.idle

    @property
    def left(self) -> int:
        """How many rounds may still come, at most."""
        return 1 << 30 if self.count is None else self.count - self.played

    def fired(self, kind: str, times: int = 1) -> None:
        """A fault of this kind has really happened."""
        self.fired_kinds[kind] += times

    def counted(self, figure: str, number: int) -> None:
        """Adds to a figure that is told beside the kinds, such as how many lifecycles were walked."""
        self.figures[figure] += number

    def missed(self, sentence: str) -> None:
        """A promise did not hold. Never with a word of a letter."""
        self.misses.append(sentence)

    def skipped(self, sentence: str) -> None:
        """This machine cannot do what is asked; it counts as skipped, never as passed."""
        self.skips.append(sentence)
