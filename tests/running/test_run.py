"""`python -m kam.run`: the whole product from one command."""

import os
import re
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from kam import env, run
from tests.running.test_embedded import Embedded, first_line, lives, wait_until


@pytest.fixture
def taken():
    """A port that somebody else uses."""
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind((run.HOST, 0))
        return probe.getsockname()[1]


def test_wanted_port_that_is_taken_is_refused(monkeypatch, taken):
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(SystemExit, match=f"port {taken} is taken; set PORT to a free one"):
        run.choose_port()


def test_wanted_port_that_is_free_is_used(monkeypatch):
    monkeypatch.setenv("PORT", str(port := free_port()))
    assert run.choose_port() == port


def test_port_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SystemExit, match="PORT is 'http'; it must be a number"):
        run.choose_port()


def test_service_that_keeps_ending_stops_everything(tmp_path, capsys):
    service = run.Service("web", ["no_such_module"], tmp_path / "web.log")
    assert run.Run([service], free_port()).until_stopped() == 1
    assert len(service.starts) == run.RESTARTS + 1
    assert "web keeps ending (status 1), see " in capsys.readouterr().out
    assert "No module named no_such_module" in service.log.read_text()


def test_second_run_in_the_same_directory_is_refused(tmp_path):
    with run.only_one(tmp_path), pytest.raises(SystemExit, match="already running"):
        run.only_one(tmp_path)
    run.only_one(tmp_path).close()


def test_links_of_commands_lead_to_the_running_product(tmp_path, monkeypatch):
    monkeypatch.setenv("KAM_VAR", str(tmp_path))
    monkeypatch.setenv("KAM_SITE_URL", "")
    with run.address_told(tmp_path, "http://127.0.0.1:9000"):
        assert env.read().site_url == "http://127.0.0.1:9000"
        monkeypatch.setenv("KAM_SITE_URL", "https://crm.example")
        assert env.read().site_url == "https://crm.example"
    monkeypatch.setenv("KAM_SITE_URL", "")
    assert env.read().site_url == "http://127.0.0.1:8000"


@pytest.mark.worker
def test_product_starts_survives_and_stops(tmp_path):
    """Cold start, the web process killed, Ctrl-C."""
    embedded = Embedded(tmp_path / "var")
    port = free_port()
    embedded.environment |= {"PORT": str(port), "DEMO": "0"}
    embedded.environment.pop("KAM_VAR", None)
    process = embedded.start(embedded.python[0], "-m", "kam.run")
    assert first_line(process).startswith("users   none yet")
    assert first_line(process).endswith("manage.py createadmin you@example.com")
    lines = [first_line(process) for _ in range(4)]
    assert [line.split()[0] for line in lines] == ["web", "worker", "beat", "ready"]
    assert f"http://127.0.0.1:{port}" in lines[3]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/auth/login/") as response:
        assert response.status == 200
    assert (tmp_path / "var/address").read_text().strip() == f"http://127.0.0.1:{port}"

    log = tmp_path / "var/log/web.log"
    listening = int(re.search(r"Listening at: .* \((\d+)\)", log.read_text())[1])
    os.kill(listening, signal.SIGKILL)
    assert first_line(process) == "web ended with status -9; starting it again"
    wait_until(lambda: log.read_text().count("Listening at") == 2)
    servers = [embedded.supervisor(), embedded.postgres(), embedded.valkey()]

    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=40)
    assert (process.returncode, output.strip(), errors) == (0, "stopped", "")
    assert not any(lives(pid) for pid in servers)
    assert not processes_naming(tmp_path)


def processes_naming(path: Path):
    """Command lines of living processes that mention the path, in their words or environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(path) in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes())
        except OSError:
            continue
    return [command for command in found if command]
