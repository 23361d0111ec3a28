"""kill -9 and SIGSTOP of any service, or of all, at any moment under load: nothing acknowledged is lost, nothing done twice, no number missing.

A round is one kill. Fifty of them hit one office, which then must bring every case to its end; another office follows.
"""

from Stage.office import Office, office
from Stage.services import SERVICES
from Stage.turn import Turn

NAME, GOAL, SHORT = "kills", 10_000, 100
KILLS_AN_OFFICE, CASES_AT_ONCE = 50, 16
KINDS = tuple(f"kill {name}" for name in [*SERVICES, "all", "twice"]) + tuple(f"stop {name}" for name in SERVICES)
# Also longer than a caller waits before it asks again.
STANDS_STILL_SECONDS = (0.02, 0.3, 2.0)


def run(turn: Turn) -> None:
    while not turn.is_over and not turn.misses:
        with office(turn, f"{turn.played}", CASES_AT_ONCE) as stricken:
            for number in turn.rounds(KILLS_AN_OFFICE):
                if number % 5 == 4:
                    stand_still(turn, stricken, SERVICES[number // 5 % 5])
                strike(turn, stricken)
                if stricken.load.problems:
                    break
            stricken.judge()


def stand_still(turn: Turn, stricken: Office, name: str) -> None:
    """Stops a service dead in the midst of its work, and lets it go on."""
    stricken.services.pause(name)
    turn.fired(f"stop {name}")
    stricken.load.run_for(turn.chance.choice(STANDS_STILL_SECONDS) * turn.chance.random())
    stricken.services.resume(name)


def strike(turn: Turn, stricken: Office) -> None:
    """Lets the office work, kills one service or all at any moment, and starts again what was killed."""
    services, load, chance = stricken.services, stricken.load, turn.chance
    load.work(chance.randrange(0, 140))
    load.run_for(chance.uniform(0, 0.02))
    killed = SERVICES if chance.random() < 0.1 else [chance.choice(SERVICES)]
    turn.fired(f"kill {killed[0] if len(killed) == 1 else 'all'}")
    for name in killed:
        services.kill(name)
    load.run_for(chance.uniform(0, 0.1))
    for name in killed:
        services.launch(name)
    if chance.random() < 0.1:
        # In the midst of its start, wherever that is by now.
        load.run_for(chance.uniform(0, 0.1))
        for name in killed:
            services.kill(name)
            services.launch(name)
        turn.fired("kill twice")
    stricken.wait_until_ready(killed)
