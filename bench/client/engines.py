"""The servers to compare: how each is started, and what its processes use."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from pymilvus.grpc_gen import milvus_pb2, milvus_pb2_grpc

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60
PROBE_SECONDS = 0.01


@dataclass(frozen=True)
class Engine:
    """A server by name; its command line with {data}, {port} and {http} to be filled in."""

    name: str
    command: tuple[str, ...]

    def start(self, data: Path) -> "Running":
        port, http = free_ports(2)
        filled = [word.format(data=data, port=port, http=http) for word in self.command]
        began = time.monotonic()
        process = subprocess.Popen(filled, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        running = Running(process, port)
        try:
            running.wait_for_answer(began + START_SECONDS_MAX)
        except BaseException:
            running.kill()
            raise
        running.start_seconds = time.monotonic() - began
        return running


@dataclass
class Running:
    process: subprocess.Popen
    port: int
    start_seconds: float = field(default=0)

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_for_answer(self, deadline: float) -> None:
        """Returns when a call that needs the catalog is answered for the first time."""
        impatient = [(f"grpc.{which}_reconnect_backoff_ms", 20) for which in ("initial", "min", "max")]
        with grpc.insecure_channel(f"127.0.0.1:{self.port}", options=impatient) as channel:
            stub = milvus_pb2_grpc.MilvusServiceStub(channel)
            while True:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended with exit code {self.process.returncode} at its start")
                try:
                    status = stub.ShowCollections(milvus_pb2.ShowCollectionsRequest(), timeout=1).status
                    if status.code == 0 and status.error_code == 0:
                        return
                except grpc.RpcError:
                    pass
                if time.monotonic() > deadline:
                    raise RuntimeError(f"the server did not answer within {START_SECONDS_MAX} s")
                time.sleep(PROBE_SECONDS)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            pass
        self.kill()

    def kill(self) -> None:
        """Ends what is left of the server, children included."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def cpu_seconds(self) -> float:
        """User and system time of the server's processes."""
        ticks = 0
        for pid in self._pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS_PER_SECOND

    def resident_bytes(self) -> int:
        total = 0
        for pid in self._pids():
            try:
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
        return total

    def _pids(self) -> list[int]:
        """The server's session, which its children stay in."""
        members = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.getsid(int(entry)) == self.process.pid:
                    members.append(int(entry))
            except ProcessLookupError:
                pass
        return members


def engines() -> dict[str, Engine]:
    elanus = os.environ.get("ELANUS", str(ROOT / "elanus"))
    lite = os.environ.get("MILVUS_LITE_PYTHON", sys.executable)
    milvus = os.environ.get("MILVUS_PYTHON", sys.executable)
    return {
        "elanus": Engine("elanus", (elanus, "serve", "--data", "{data}", "--port", "{port}", "--http-port", "{http}")),
        "milvus_lite": Engine(
            "milvus_lite",
            (lite, "-m", "milvus_lite.cmdline", "server", "--data-dir", "{data}", "--host", "127.0.0.1", "--port", "{port}"),
        ),
        "milvus": Engine("milvus", (milvus, str(HERE / "milvus_standalone.py"), "{data}", "{port}")),
    }


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
