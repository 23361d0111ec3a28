"""A disk that does not keep what it was given: nobody is told that it did."""

import hashlib
import json
import shutil
import unittest
from pathlib import Path

import zmq

import alur_client as alur
from installation import Installation

FOLDER = Path(__file__).resolve().parent
END_SECONDS = 20


class DiskTests(unittest.TestCase):
    def setUp(self):
        keys = json.loads((FOLDER / "Golden/grants.json").read_text())
        self.installation = Installation(keys["seed"], keys["public"])
        self.addCleanup(self.installation.stop)
        self.client = alur.Client(self.installation.endpoints)
        self.addCleanup(self.client.close)

    def test_a_file_whose_fsync_failed_is_never_said_to_be_stored(self):
        self.assertTrue(shutil.which("strace"), "`make packages-test` installs strace")
        upload, content = alur.new_id(), b"lembar pertama"
        body = {"hash": hashlib.sha256(content).hexdigest(), "offset": 0, "size": len(content), "upload": str(upload)}
        path = self.installation.home / f"data/intake/files/uploads/{upload}"
        failing = ["strace", "-D", "-f", "-o", "/dev/null", "-P", path, "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=1"]
        self.installation.start("intake", under=failing)
        socket = self.client.socket("intake", "files")
        socket.send_multipart(alur.request_frames(alur.new_id(), "file.put", alur.encode(body), aside=content))
        # The service ends; had it gone on, the same piece once more would have been answered `ok`.
        process = self.installation.processes.pop("intake")
        self.addCleanup(process.kill)
        self.assertNotEqual(process.wait(timeout=END_SECONDS), 0)
        self.assertFalse(socket.poll(0, zmq.POLLIN), "a failed fsync was answered")
        self.installation.readers.pop("intake").join()
        self.assertIn("synchronize", self.installation.log())
        self.assertFalse(path.exists(), "what was not written stands there to be believed")
        self.installation.start("intake")
        self.assertEqual(self.client.put("intake", content)["size"], len(content))


if __name__ == "__main__":
    unittest.main()
