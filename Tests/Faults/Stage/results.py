"""The rows of RESULTS.md: what was measured, on which commit and on what; added by the command that measured it."""

import os
import platform
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RESULTS = ROOT / "Tests/Faults/RESULTS.md"


def commit() -> str:
    """What is measured; `dirty` if anything but the results has changed since."""
    said = subprocess.run(["git", "describe", "--always", "--exclude=*"], cwd=ROOT, capture_output=True, text=True)
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", ".", f":(exclude){RESULTS.relative_to(ROOT)}"], cwd=ROOT, capture_output=True)
    return (said.stdout.strip() or "unknown") + ("-dirty" if changed.returncode else "")


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"


def gate(is_good: bool, reached: int, goal: int, what: str) -> str:
    """What a row says beside its goal: `held` alone only where that is reached."""
    if not is_good:
        return f"missed, {reached:,} of {goal:,} {what}"
    return f"held, {goal:,} {what}" if reached >= goal else f"held so far, {reached:,} of {goal:,} {what}"


def add(figure: str, measured: str, gate: str, circumstances: str) -> None:
    """Adds a row for today, this commit and this machine."""
    row = [figure, measured, gate, circumstances, time.strftime("%Y-%m-%d"), commit(), machine()]
    with RESULTS.open("a") as file:
        file.write("| " + " | ".join(row) + " |\n")
