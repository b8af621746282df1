"""A few rounds of crash.py, which can also be run alone for longer."""

import os

import pytest

import crash
from server import Server

ROUNDS = 5
SEED = 20_251_124


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_at_random_instants(tmp_path):
    if os.environ.get("ELANUS_ADDR"):
        pytest.skip("needs a server of its own, not the one at ELANUS_ADDR")
    server = Server(tmp_path)
    lines = []
    try:
        wrong = crash.run(server, ROUNDS, SEED, say=lines.append)
    finally:
        server.close()
    assert wrong == [], "\n".join(lines)
