"""Several processes of one installation, started at the same moment."""

import concurrent.futures
from pathlib import Path

from tests.server import Server, Stage


def test_all_of_them_start(tmp_path: Path) -> None:
    """On an empty folder (and database) each would like to be the one that makes it ready."""
    folder = tmp_path / "empty"
    folder.mkdir()
    servers = [Server(Stage(folder, None, {}), tmp_path / "data") for _n in range(3)]
    try:
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            list(threads.map(Server.start, servers))
        for server in servers:
            assert server.http(None).get("/healthz").text == "ok\n"
        assert "Traceback" not in servers[0].faults()
    finally:
        for server in servers:
            if server.process is not None:
                server.kill()
