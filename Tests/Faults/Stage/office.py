"""An office at work for a fault: five services, a load on them, a ledger elsewhere; and the judgement when it is over."""

import random
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from Stage.checks import check_all
from Stage.ledger import Ledger
from Stage.load import AGENCY, Load
from Stage.services import READY_SECONDS, SERVICES, Services
from Stage.turn import Turn

MOST_SENTENCES = 12


class Office:
    """What a fault has in its hands."""

    def __init__(self, turn: Turn, services: Services, load: Load, ledger: Path) -> None:
        self.turn, self.services, self.load, self.ledger = turn, services, load, ledger

    def start_again(self, names: list[str]) -> None:
        """Starts what was killed, or has ended, while the others and the load go on."""
        for name in names:
            self.services.launch(name)
        self.wait_until_ready(names)

    def wait_until_ready(self, names: list[str]) -> None:
        """Works until these say that they are ready; one that ends instead is a problem."""
        for name in names:
            process = self.services.running[name]
            self.load.run_until(lambda: process.said_ready or process.ended.is_set(), READY_SECONDS, f"{name} does not become ready")
            if process.ended.is_set():
                self.load.problems.append(f"{name} does not start again: exit code {process.wait_until_ended()}: {process.last_line}")
            self.load.repeat(name)

    def judge(self, seconds: float = 60) -> None:
        """Lets every case come to its end, looks at everything from within and from without, and tells what did not hold."""
        load, services = self.load, self.services
        load.finish(seconds)
        found = list(load.problems)
        for words in (("audit", "verify"), ("scrub",), ("status",)):
            said = services.control(*words)
            if said.returncode != 0:
                found.append(f"alurctl {' '.join(words)} ends with {said.returncode}: {(said.stdout + said.stderr).strip().splitlines()[-1:]}")
        found += services.stop()
        found += check_all(services.data, self.ledger, AGENCY)
        for sentence in found[:MOST_SENTENCES]:
            self.turn.missed(sentence)
        self.turn.counted("lifecycles", load.closed)
        self.turn.counted("commands acknowledged", load.answered)
        self.turn.counted("sent again", load.repeats)


@contextmanager
def office(turn: Turn, name: str, in_flight: int, data: Path | None = None, reserve_mebibytes: int = 16,
           before: list[str] | None = None, address: str | None = None) -> Iterator[Office]:
    """An office that has just opened, in folders of its own; `before` stands before each service's program, and with an address it talks over TCP.
    When it is left, nothing of it runs; its folders go if no promise was seen broken."""
    home, ledger, missed = turn.folder / f"h{name}", turn.ledger_folder / name, len(turn.misses)
    with Services(home, data, reserve_mebibytes, address) as services:
        services.before = {service: before or [] for service in SERVICES}
        with Load(services, Ledger(ledger), random.Random(f"{turn.seed}/{name}"), in_flight) as load:
            services.start()
            load.open_office()
            yield Office(turn, services, load, ledger)
    if len(turn.misses) == missed:
        shutil.rmtree(home)
        ledger.unlink()
