"""A crowd of strangers at one TCP endpoint, as a process of its own: keeps so many connections open as it is told, and opens anew what is cut off."""

import random
import select
import socket
import sys
import time

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"CURVE".ljust(20, b"\0") + bytes(32)
# A command frame that says it has 2^60 bytes.
GIANT = GREETING + b"\x06" + (1 << 60).to_bytes(8, "big") + b"\xaa" * 512
WORDS = {"silent": b"", "half": GREETING[:11], "greeted": GREETING, "giant": GIANT}


def main(host, port, count, seed):
    chance = random.Random(seed)
    poll, connections, opened, cut, told = select.epoll(), {}, 0, 0, time.monotonic()
    kinds = list(WORDS)
    while True:
        # As many as are missing, but never so many at once that those who were cut off are not noticed.
        for _ in range(min(count - len(connections), 500)):
            stranger = socket.socket()
            stranger.setblocking(False)
            try:
                stranger.connect((host, port))
            except BlockingIOError:
                pass
            except OSError:
                stranger.close()
                break
            connections[stranger.fileno()] = (stranger, WORDS[chance.choice(kinds)])
            poll.register(stranger, select.EPOLLIN | select.EPOLLOUT)
            opened += 1
        for number, events in poll.poll(0.01, 2_000):
            stranger, words = connections[number]
            try:
                if events & select.EPOLLOUT:
                    if words:
                        stranger.send(words)
                    poll.modify(number, select.EPOLLIN)
                if not events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR) or stranger.recv(4_096):
                    continue
            except BlockingIOError:
                continue
            except OSError:
                pass
            poll.unregister(number)
            stranger.close()
            del connections[number]
            cut += 1
        if time.monotonic() > told + 0.25:
            told = time.monotonic()
            print(len(connections), opened, cut, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
