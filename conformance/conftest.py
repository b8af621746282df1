"""Fixtures: a started server, clients of it, and a collection name of the test's own."""

import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymilvus import MilvusClient, MilvusException

from server import Server
from wire import Wire

CONNECT_SECONDS_MAX = 20
CONNECT_FAILED = 2  # what pymilvus says of an address where nobody answers
TEST_SECONDS_MAX = 120


@dataclass(frozen=True)
class ForeignServer:
    """A server that somebody else started: it can be called, but neither restarted nor measured."""

    address: str

    @property
    def uri(self) -> str:
        return f"http://{self.address}"


@pytest.fixture(autouse=True)
def time_limit():
    """Fails a test that waits without end: pymilvus repeats some failed calls for minutes."""

    def expire(signal_number, frame):
        raise TimeoutError(f"the test took longer than {TEST_SECONDS_MAX} s")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.alarm(TEST_SECONDS_MAX)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server that the tests share; each test works in collections of its own."""
    foreign = os.environ.get("ELANUS_ADDR")
    if foreign:
        yield ForeignServer(foreign)
        return
    started = Server(tmp_path_factory.mktemp("elanus")).start()
    yield started
    code = started.stop()
    assert code == 0, f"the server ended with exit code {code}:\n{started.log_tail()}"


@pytest.fixture
def own_server(tmp_path: Path):
    """A fresh server for one test, which may stop, kill, restart and measure it."""
    if os.environ.get("ELANUS_ADDR"):
        pytest.skip("needs a server of its own, not the one at ELANUS_ADDR")
    started = Server(tmp_path).start()
    yield started
    started.close()


@pytest.fixture(scope="session")
def client(server):
    connected = MilvusClient(server.uri, timeout=CONNECT_SECONDS_MAX)
    yield connected
    connected.close()


@pytest.fixture(scope="session")
def wire(server):
    channel = Wire(server.address)
    yield channel
    channel.close()


@pytest.fixture
def name(request, client) -> str:
    """A collection name made of the test's name; the collection and its aliases are dropped afterwards."""
    chosen = re.sub(r"\W+", "_", request.node.name)[:200]
    yield chosen
    if client.has_collection(chosen):
        for alias in client.list_aliases(chosen)["aliases"]:
            client.drop_alias(alias)
        client.drop_collection(chosen)


@pytest.fixture
def own_client(own_server):
    connected = connect(own_server)
    yield connected
    connected.close()


def connect(server, **options) -> MilvusClient:
    """A client on a channel of its own, so that one test's restarted server does not disturb another's client."""
    deadline = time.monotonic() + CONNECT_SECONDS_MAX
    while True:
        try:
            return MilvusClient(server.uri, timeout=CONNECT_SECONDS_MAX, dedicated=True, **options)
        except MilvusException as refused:
            # gRPC remembers for a while that an address refused it, also when a restarted server is there already.
            if refused.code != CONNECT_FAILED or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
