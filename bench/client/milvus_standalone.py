"""Runs the Milvus of the package `milvus` until SIGTERM. Usage: milvus_standalone.py DATA_FOLDER PORT

One at a time: the port of its etcd is fixed.
"""

import signal
import sys

from milvus import MilvusServer


def main() -> None:
    server = MilvusServer(wait_for_started=False)
    server.set_base_dir(sys.argv[1])
    server.listen_port = int(sys.argv[2])
    server.start()
    process = server.server_proc

    def stop(signal_number, frame) -> None:
        # The package itself would kill the server after a second, in the middle of its own shutdown.
        process.terminate()

    signal.signal(signal.SIGTERM, stop)
    process.wait()
    server.server_proc = None
    sys.exit(process.returncode)


if __name__ == "__main__":
    main()
