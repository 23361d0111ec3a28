"""Runs a program, lets its words through, and adds what they tell to RESULTS.md: `measured.py simulate|fuzz PROGRAM ARGUMENT...`.

A program that tells of nothing, because it was not even built, adds no row.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parent))
from Stage import results  # noqa: E402

SEEDS, RUNS = 1_000_000, 100_000_000


def simulate(said: str, is_good: bool, call: str) -> None:
    """One row for a round of the simulator: how many seeds, and how often each trouble befell them."""
    told = re.search(r"(?m)^(\d+) seeds, (\d+) of them kept ones", said)
    if not told:
        return
    seeds, kept = int(told[1]), int(told[2])
    troubles = [f"{name} {int(times):,}" for name, times in re.findall(r"(?m)^  (.+): (\d+)$", said)]
    reds = re.search(r"(?m)^RED: (\d+) seeds", said)
    red = int(reds[1]) if reds else 0
    measured = f"{seeds:,} seeds, {kept:,} of them kept ones, {red} red: {', '.join(troubles)}"
    results.add("simulation", measured, results.gate(is_good, seeds, SEEDS, "seeds"), call)


def fuzz(said: str, is_good: bool, call: str) -> None:
    """One row for a run of the fuzzers: how many inputs each target was fed."""
    runs = {target: int(number) for target, number in re.findall(r"(?m)^(\w+): (\d+) runs", said)}
    if not runs:
        return
    red = re.findall(r"(?m)^(\w+): RED", said)
    measured = f"{sum(runs.values()):,} runs: " + ", ".join(f"{target} {number:,}" for target, number in runs.items())
    measured += f"; red: {', '.join(red)}" if red else ""
    results.add("fuzz", measured, results.gate(is_good, sum(runs.values()), RUNS, "runs"), call)


FIGURES: dict[str, Callable[[str, bool, str], None]] = {"simulate": simulate, "fuzz": fuzz}


def main() -> int:
    name, *program = sys.argv[1:]
    lines = []
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    FIGURES[name]("".join(lines), running.returncode == 0, " ".join(program[1:]))
    return running.returncode


if __name__ == "__main__":
    sys.exit(main())
