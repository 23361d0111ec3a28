"""File systems that can fail: one in a file, whose power can be cut, and a small one that fills up. Both need root; both are gone at the end."""

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

# linux/fs.h, FS_IOC_SHUTDOWN, and EXT4_GOING_FLAGS_NOLOGFLUSH: nothing reaches the disk any more, not even what the file system has in hand.
SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2
MEMORY = Path("/dev/shm")


class CannotMount(Exception):
    """This machine does not let us; the sentence says why."""


def _run(*program: str) -> None:
    said = subprocess.run(program, capture_output=True, text=True, timeout=60)
    if said.returncode:
        raise CannotMount(f"`{' '.join(program[:3])}` does not work here: {said.stderr.strip().splitlines()[-1:]}")


class Disk:
    """A file system that is mounted while a `with` lasts."""

    def __init__(self, place: Path) -> None:
        self.place, self.is_mounted = place, False

    def mount(self) -> None:
        raise NotImplementedError

    def unmount(self) -> None:
        if self.is_mounted:
            _run("umount", str(self.place))
            self.is_mounted = False

    def __enter__(self) -> "Disk":
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.mount()
        self.place.chmod(0o700)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.unmount()
        except CannotMount:
            # Somebody still has a file of it open; it goes with the last of them.
            subprocess.run(["umount", "-l", str(self.place)], capture_output=True)


class CutDisk(Disk):
    """ext4 in a file. `cut` is the moment the power fails: what was synced is on it at the next mount, and nothing else need be."""

    def __init__(self, place: Path, mebibytes: int) -> None:
        super().__init__(place)
        self.folder = tempfile.TemporaryDirectory(prefix="alur-disk-", dir=MEMORY if os.access(MEMORY, os.W_OK) else place.parent)
        self.image = Path(self.folder.name) / "ext4"
        with open(self.image, "wb") as file:
            file.truncate(mebibytes << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self.image))

    def mount(self) -> None:
        # A log that is written only when somebody asks for it, or every five minutes: so that an fsync that is left out is not made good by chance.
        _run("mount", "-o", "loop,commit=300,noauto_da_alloc", str(self.image), str(self.place))
        self.is_mounted = True

    def cut(self) -> None:
        """The power fails: nothing more reaches the disk."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(folder)

    def __exit__(self, *details: object) -> None:
        super().__exit__(*details)
        self.folder.cleanup()


class SmallDisk(Disk):
    """A file system in memory that has so much room and no more."""

    def __init__(self, place: Path, mebibytes: int) -> None:
        super().__init__(place)
        self.mebibytes = mebibytes

    def mount(self) -> None:
        _run("mount", "-t", "tmpfs", "-o", f"size={self.mebibytes}m,mode=700", "tmpfs", str(self.place))
        self.is_mounted = True

    def free(self) -> int:
        """Bytes that can still be written."""
        return shutil.disk_usage(self.place).free


def what_hinders(disk: type[Disk], scratch: Path) -> str | None:
    """Why such a disk cannot be had on this machine; None where it can."""
    if os.geteuid() != 0:
        return "mounting a file system needs root"
    try:
        with disk(scratch / "trial", 16) as trial:  # type: ignore[call-arg]
            if isinstance(trial, CutDisk):
                trial.cut()
    except (CannotMount, OSError) as error:
        return str(error)
    return None
