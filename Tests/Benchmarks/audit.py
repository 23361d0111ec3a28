"""Makes journals of so many events and measures how long `alurctl audit verify --offline` takes to look through them.

The events have the size of real ones (about 800 bytes, every second with a content of about 400); chain, headers and contents hold, seals are left out:
one signature in a thousand events costs a twentieth of a microsecond an event.
"""
import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

SERVICES = ["intake", "routing", "drafting", "approvals", "archival"]
TABLES = """
CREATE TABLE journal(position INTEGER PRIMARY KEY, hash BLOB NOT NULL, event BLOB NOT NULL, content BLOB, subject BLOB) STRICT;
CREATE TABLE epoch(number INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT;
INSERT INTO epoch VALUES(1, 1);
CREATE TABLE seal(stream TEXT NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL,
    PRIMARY KEY(stream, epoch, position, hash)) STRICT, WITHOUT ROWID;
"""


def identifier(number):
    digits = f"{number:032x}"
    return f"019b8bc6-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def rows(service, count):
    previous = bytes(32)
    for position in range(1, count + 1):
        content = b"\xa0" * 16 + (b'{"number":"045/%d/BAPPEDA","subject":"%s"}' % (position, b"Permintaan data kinerja " * 15)) if position % 2 else None
        detached = f',"alurcontent":"{hashlib.sha256(content).hexdigest()}"' if content else ""
        command = identifier(position)
        event = (
            f'{{"specversion":"1.0","id":"{identifier(position + (1 << 60))}","source":"/alur/{service}","type":"letter.registered",'
            f'"time":"2026-01-05T01:40:00.125Z","subject":"{identifier(position // 12)}","alurcommand":"{command}",'
            f'"alurbody":"{hashlib.sha256(command.encode()).hexdigest()}",'
            f'"aluractor":"official/dinkopukm-sulteng/pengadministrasi-umum/198001012005011001","alurgrant":"{"ab" * 32}"{detached},'
            f'"alurdepth":0,"data":{{"letter":"{command}","files":[{{"hash":"{"cd" * 32}","size":48211}}],"sequence":{position},"year":2026}}}}'
        ).encode()
        previous = hashlib.sha256(previous + (1).to_bytes(8, "big") + position.to_bytes(8, "big") + event).digest()
        yield position, previous, event, content, None


def make(folder, service, count):
    os.makedirs(f"{folder}/{service}")
    database = sqlite3.connect(f"{folder}/{service}/journal.db")
    database.executescript(TABLES)
    database.executemany("INSERT INTO journal VALUES(?, ?, ?, ?, ?)", rows(service, count))
    database.commit()
    database.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="over all journals")
    parser.add_argument("--single", action="store_true", help="all of them in one journal, the others with one event each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("alurctl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alur-audit-") as folder:
        subprocess.run([options.alurctl, "init", "--home", f"{folder}/home"], check=True, stdout=subprocess.DEVNULL)
        for service in SERVICES:
            share = options.events // len(SERVICES) if not options.single else options.events if service == "routing" else 1
            make(f"{folder}/copy", service, share)
        size = sum(os.path.getsize(f"{folder}/copy/{service}/journal.db") for service in SERVICES)
        print(f"{options.events} events, {size >> 20} MiB")
        for _ in range(options.rounds):
            begun = time.monotonic()
            verify = subprocess.run(
                [options.alurctl, "audit", "verify", "--offline", f"{folder}/copy", "--home", f"{folder}/home"], capture_output=True, text=True)
            print(f"{time.monotonic() - begun:.2f} s, exit code {verify.returncode}")
            if verify.returncode != 0:
                sys.exit(verify.stdout + verify.stderr)


main()
