"""Real faults under load, one line each. Without a name all of them, in short rounds; `make faults` says how.

A fault is a module with `NAME`, `GOAL` (rounds of the long round), `SHORT` (rounds of the short one), `KINDS` (what must have happened at least
once: a kind that has not is red) and `run(turn)`, see `Stage/turn.py`. `turn.missed` is red, `turn.skipped` is counted as skipped, never as passed.
A module whose goal is not a number of rounds has `progress(turn)`.
"""

import argparse
import importlib
import json
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
from Stage import results  # noqa: E402
from Stage.services import ROOT, require_build  # noqa: E402
from Stage.turn import Turn, read_seconds  # noqa: E402

# The table of contents. The first looks whether the checks that judge all others find what was spoilt.
FAULTS = {
    "checks": "Stage.spoils",
    "kills": "Kills.kills",
    "power": "Power.power",
    "writes": "Writes.writes",
    "full": "Full.full",
    "flips": "Flips.flips",
    "tails": "Tails.tails",
    "restores": "Restores.restores",
}
KEPT = ROOT / ".build/faults"
SHOWN = 8
# The exit code where all that was played held and something could not be: no failure, and not passed.
SKIPPED = 77


class Sums:
    """What the long rounds of one commit have come to so far; kept after each fault, so that the next call goes on."""

    def __init__(self, commit: str) -> None:
        self.path, self.commit = KEPT / f"{commit}.json", commit
        self.all = json.loads(self.path.read_text()) if self.path.exists() else {}

    def begin(self, turn: Turn) -> None:
        """Goes on where the last call ended, with its seed."""
        turn.kept = KEPT / f"{self.commit}-{turn.name}"
        kept = self.all.get(turn.name)
        if kept:
            turn.seed, turn.played, turn.idle = kept["seed"], kept["rounds"], kept["idle"]
            turn.fired_kinds, turn.figures, turn.misses = Counter(kept["fired"]), Counter(kept["figures"]), list(kept["misses"])
            turn.learned = dict(kept["learned"])

    def keep(self, turn: Turn) -> None:
        self.all[turn.name] = {
            "seed": turn.seed, "rounds": turn.played, "idle": turn.idle, "fired": turn.fired_kinds, "figures": turn.figures,
            "misses": turn.misses, "learned": turn.learned}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = self.path.with_suffix(".new")
        whole.write_text(json.dumps(self.all))
        whole.replace(self.path)


def play(fault: ModuleType, turn: Turn) -> None:
    """Runs a fault in folders of its own; what it throws is a promise that did not hold."""
    turn.folder = Path(tempfile.mkdtemp(prefix="alur-faults-", dir="/tmp"))
    KEPT.mkdir(parents=True, exist_ok=True)
    turn.ledger_folder = Path(tempfile.mkdtemp(prefix="ledger-", dir=KEPT))
    before = len(turn.misses)
    try:
        fault.run(turn)
    except Exception as error:
        way = " > ".join(f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[1:])
        turn.missed(f"{type(error).__name__}: {error} (in {way})")
    finally:
        # What a broken promise has left stays to be looked at.
        if len(turn.misses) == before:
            shutil.rmtree(turn.folder, ignore_errors=True)
            shutil.rmtree(turn.ledger_folder, ignore_errors=True)


def verdict(fault: ModuleType, turn: Turn) -> str:
    """`held`, `MISSED` or `skipped`. A kind of fault that never happened has shown nothing; in fewer rounds than a short one not all can."""
    for kind in fault.KINDS:
        if not turn.first and turn.played >= fault.SHORT and not turn.skips and not turn.fired_kinds[kind]:
            turn.misses.append(f"{kind} never happened")
    return "MISSED" if turn.misses else "skipped" if turn.skips else "held"


def told(turn: Turn) -> str:
    """How often each kind fired, and the figures beside them. Kinds with a slash are told together under what stands before it."""
    kinds: Counter[str] = Counter()
    for kind, times in turn.fired_kinds.items():
        kinds[kind.split("/")[0]] += times
    return ", ".join(f"{name} {number:,}" for name, number in [*sorted(kinds.items()), *sorted(turn.figures.items())])


def progress(fault: ModuleType, turn: Turn) -> tuple[int, int, str]:
    """How far the fault has come, its goal, and of what."""
    return fault.progress(turn) if hasattr(fault, "progress") else (turn.struck, fault.GOAL, "rounds")


def write_row(fault: ModuleType, turn: Turn, end: str) -> None:
    gate = end if end == "skipped" else results.gate(end == "held", *progress(fault, turn))
    results.add(f"fault: {turn.name}", f"{turn.struck:,} rounds: {told(turn)}", gate, f"seed {turn.seed}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    parser.add_argument("--for", dest="seconds", type=read_seconds, help="works towards the goals for so long (30m); goes on where it ended")
    parser.add_argument("--rounds", type=int, help="so many rounds of each")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the number of the first round; with --seed and --rounds 1 one round again")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--write", action="store_true", help=f"adds a row for each to {results.RESULTS.name}")
    options = parser.parse_args()
    wrong = [name for name in options.names if name not in FAULTS]
    if wrong:
        parser.error(f"there is no fault {wrong[0]}; there are {', '.join(FAULTS)}")
    return options


def main() -> int:
    options = arguments()
    # An end from outside goes the way of an exception, so that mounts are undone and processes ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    require_build()
    names = options.names or list(FAULTS)
    sums, ends, start = Sums(results.commit()), Counter(), time.monotonic()
    for number, name in enumerate(names):
        fault = importlib.import_module(FAULTS[name])
        turn = Turn(name, options.seed, Path(), Path(), count=options.rounds or fault.SHORT, first=options.first, played=options.first)
        if options.rounds:
            turn.count = options.first + options.rounds
        if options.seconds:
            turn.count = options.rounds or fault.GOAL
            sums.begin(turn)
            # What is left of the time is shared by those still to come.
            left = start + options.seconds - time.monotonic()
            turn.deadline = time.monotonic() + left / (len(names) - number)
        begun = time.monotonic()
        play(fault, turn)
        if options.seconds:
            sums.keep(turn)
        end = verdict(fault, turn)
        ends[end] += 1
        reached, goal, what = progress(fault, turn)
        rounds = f"{reached:,} of {goal:,} {what}" if options.seconds else f"{turn.struck:,} rounds"
        print(f"{end:8} {name:8} {rounds}: {told(turn)}; seed {turn.seed}, {time.monotonic() - begun:.0f} s", flush=True)
        for sentence in turn.misses[:SHOWN] + turn.skips:
            print(f"         {sentence}")
        if len(turn.misses) > SHOWN:
            print(f"         and {len(turn.misses) - SHOWN} more")
        if turn.misses and turn.folder.exists():
            print(f"         it lies in {turn.folder} and {turn.ledger_folder}; once more: make faults FAULT={name} SEED={turn.seed}")
        if options.write:
            write_row(fault, turn, end)
    print(f"{ends['held']} held, {ends['MISSED']} missed, {ends['skipped']} skipped")
    return 1 if ends["MISSED"] else SKIPPED if ends["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main())
