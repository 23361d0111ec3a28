"""A database's log as its format says (sqlite.org/fileformat2.html, 4), read without SQLite: what is committed where it is cut."""

import sqlite3
import struct
from dataclasses import dataclass

HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24


@dataclass
class Frame:
    """One page in the log; `end` is the offset behind it, `pages` the length of the database where it ends a commit, else 0."""

    end: int
    number: int
    pages: int


def read_frames(log: bytes) -> list[Frame]:
    """The frames of a log up to the last that belongs to it and is whole."""
    if len(log) < HEADER_BYTES:
        return []
    magic, _, page_bytes, _, salt_1, salt_2, *check = struct.unpack(">8I", log[:HEADER_BYTES])
    order = ">" if magic & 1 else "<"
    state = checksum(order, log[:HEADER_BYTES - 8], (0, 0))
    frames: list[Frame] = []
    if state != tuple(check):
        return frames
    frame_bytes, start = FRAME_HEADER_BYTES + page_bytes, HEADER_BYTES
    while start + frame_bytes <= len(log):
        number, pages, one, two, *check = struct.unpack(">6I", log[start:start + FRAME_HEADER_BYTES])
        state = checksum(order, log[start:start + 8] + log[start + FRAME_HEADER_BYTES:start + frame_bytes], state)
        if (one, two) != (salt_1, salt_2) or state != tuple(check):
            break
        start += frame_bytes
        frames.append(Frame(start, number, pages))
    return frames


def checksum(order: str, content: bytes, state: tuple[int, int]) -> tuple[int, int]:
    one, two = state
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2]):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two


def commits(frames: list[Frame]) -> list[int]:
    """Where commits end, in their order."""
    return [frame.end for frame in frames if frame.pages]


def committed(database: bytes, log: bytes, frames: list[Frame], upto: int) -> sqlite3.Connection:
    """The database in memory as the last commit that ends there or before has left it."""
    page_bytes = struct.unpack(">I", log[8:12])[0]
    last = max((frame.end for frame in frames if frame.pages and frame.end <= upto), default=0)
    content, length = bytearray(database), len(database) // page_bytes
    for frame in frames:
        if frame.end > last:
            break
        start = (frame.number - 1) * page_bytes
        content.extend(bytes(max(0, start + page_bytes - len(content))))
        content[start:start + page_bytes] = log[frame.end - page_bytes:frame.end]
        length = frame.pages or length
    # Bytes 18 and 19 say that there is a log, which memory has not.
    content[18:20] = b"\1\1"
    memory = sqlite3.connect(":memory:")
    memory.deserialize(bytes(content[:length * page_bytes]))
    return memory
