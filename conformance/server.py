"""One `elanus serve` process and its data folder, as the tests start, stop and kill it."""

import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
READY_PREFIX = "ready in "
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


class Server:
    """A server on a free port of this machine. Stopped or killed, it can be started again on the same folder and port."""

    def __init__(self, folder: Path, launcher: Path | None = None):
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.launcher = launcher or Path(os.environ.get("ELANUS", REPOSITORY / "elanus"))
        self.port, self.http_port = free_ports(2)
        self._process: subprocess.Popen | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def uri(self) -> str:
        return f"http://{self.address}"

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> "Server":
        if self._process is not None:
            raise RuntimeError(f"already running: pid={self._process.pid}")
        command = [str(self.launcher), "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), "--http-port", str(self.http_port)]
        # A session of its own, so that kill() reaches a launcher and its child alike.
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        ready = threading.Event()
        ended = threading.Event()
        threading.Thread(target=self._copy_output, args=(self._process, ready, ended), daemon=True).start()
        if not ready.wait(START_SECONDS_MAX) or ended.is_set():
            self.kill()
            raise RuntimeError(f"the server did not become ready; its last words:\n{self.log_tail()}")
        return self

    def stop(self) -> int:
        """Asks the server to end and answers its exit code."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the server did not end in {STOP_SECONDS_MAX} s; its last words:\n{self.log_tail()}") from None
        self._process = None
        return code

    def kill(self) -> None:
        """Ends the server at once, as a power cut would end the process."""
        process = self._running()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        self._process = None

    def close(self) -> None:
        """Ends the server if it still runs."""
        if self._process is not None:
            self.kill()

    def folder_bytes(self) -> int:
        """Bytes that the data folder takes on disk."""
        return folder_bytes(self.data)

    def resident_bytes(self) -> int:
        """Private memory of the server's processes: mapped files are the operating system's cache, not theirs."""
        total = 0
        for pid in process_group(self.pid):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            for line in status.splitlines():
                if line.startswith("RssAnon:"):
                    total += int(line.split()[1]) * 1024
        return total

    def log_tail(self, line_count: int = 30) -> str:
        if not self.log.exists():
            return "(no output)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-line_count:])

    def _running(self) -> subprocess.Popen:
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process

    def _copy_output(self, process: subprocess.Popen, ready: threading.Event, ended: threading.Event) -> None:
        with self.log.open("a") as log:
            for line in process.stdout:
                log.write(line)
                log.flush()
                if line.startswith(READY_PREFIX):
                    ready.set()
        if not ready.is_set():
            ended.set()
            ready.set()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def folder_bytes(folder: Path) -> int:
    """Allocated bytes of the files below a folder; files that vanish meanwhile do not count."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


def process_group(leader: int) -> list[int]:
    """The processes of the group that `leader` leads."""
    members = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.getpgid(int(entry)) == leader:
                    members.append(int(entry))
            except ProcessLookupError:
                pass
    return members
