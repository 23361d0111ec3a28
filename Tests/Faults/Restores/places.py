"""How far services are, asked until it is so; each question gives them time."""

import json
import os
from pathlib import Path
from typing import Any, Callable

from Stage.ledger import Ledger
from Stage.load import alur, client_of
from Stage.services import SERVICES, Services

PATIENCE = 20_000


def network_address() -> str:
    """A loopback address that no other run of this uses."""
    return f"127.242.{os.getpid() >> 8 & 255}.{1 + os.getpid() % 250}"


def back_up(services: Services, backup: Path, ledger: Ledger) -> None:
    """Makes a backup of all; what alurctl tells the services of it goes into the ledger, as what this client has asked for."""
    made = services.control("backup", str(backup))
    if made.returncode:
        raise AssertionError(f"no backup was made: {made.stderr}")
    client = client_of(services)
    for part in json.loads((backup / "manifest.json").read_text())["parts"]:
        place, hash = alur.Place.parse(part["position"]), bytes.fromhex(part["hash"])
        body = alur.encode({"hash": part["hash"], "position": place.position})
        told: list[str] = []
        while not told:
            events, place, hash = client.tail(place, hash)
            told = [attributes["alurcommand"] for _, attributes, _ in events if attributes["type"] == "backup.verified"]
            if not events:
                raise AssertionError(f"{place.stream} was not told of its backup")
        ledger.asked(told[0], place.stream, "backup.note", body)
    ledger.sync()
    client.close()


def backed_up(backup: Path, name: str) -> int:
    """The last event of a service in a backup."""
    places = [alur.Place.parse(part["position"]) for part in json.loads((backup / "manifest.json").read_text())["parts"]]
    return next(place.position for place in places if place.stream == name)


def wait_until_read(services: Services, victim: str) -> alur.Place:
    """Until somebody has read all of a journal to which nothing is added any more, because nobody asks; the place of its end."""
    client, before = client_of(services), None
    try:
        for _ in range(PATIENCE):
            end = alur.Place.parse(client.question(victim, "service.status")["position"])
            if end == before and furthest(client, victim) >= end.position:
                return end
            before = end
    finally:
        client.close()
    raise AssertionError(f"nobody reads {victim} to its end")


def wait_until_all_read(services: Services, victims: list[str]) -> dict[str, alur.Place]:
    """The same of several journals: none of them has more when the last is read."""
    while True:
        ends = {victim: wait_until_read(services, victim) for victim in victims}
        if all(wait_until_read(services, victim) == ends[victim] for victim in victims):
            return ends


def furthest(client: alur.Client, victim: str) -> int:
    places = [client.question(name, "journal.cursor", {"stream": victim}).get("place") for name in SERVICES if name != victim]
    return max(alur.Place.parse(place).position for place in places if place)


def wait_until_well(services: Services, name: str) -> alur.Place | None:
    """Where a service stands once it has no problem any more; None where it does not come to that."""
    client = client_of(services)
    try:
        for _ in range(PATIENCE):
            status = client.question(name, "service.status")
            if not status["problems"] and not client.question(name, "journal.cursor", {"stream": name})["isRecovering"]:
                return alur.Place.parse(status["position"])
    finally:
        client.close()
    return None


def wait_for(client: alur.Client, name: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    """What a service says of itself once that is so; None where it does not come to that."""
    for _ in range(PATIENCE):
        status = client.question(name, "service.status")
        if is_so(status):
            return status
    return None
