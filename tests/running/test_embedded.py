"""The embedded servers, driven as a person would: by the command line."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONNECT = """
import os, psycopg2, redis
connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
sql = connection.cursor()
valkey = redis.from_url(os.environ["REDIS_URL"])
"""
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="all other tests run as a plain user here")


class Embedded:
    """Commands run against the servers of one directory."""

    def __init__(self, var: Path):
        self.var = var
        self.python = [sys.executable]
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}},
            "KAM_EMBEDDED_FSYNC": "off",
        }

    def start(self, *command):
        return subprocess.Popen(
            [*self.python, "-m", "kam.embedded", "--var", self.var, "--", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start_python(self, code):
        interpreter = self.python[-1]
        return self.start(interpreter, "-c", CONNECT + code)

    def run(self, *command):
        return finish(self.start(*command))

    def run_python(self, code):
        return finish(self.start_python(code))

    def supervisor(self):
        return int((self.var / "embedded/owner.lock").read_text())

    def postgres(self):
        return pid_in(self.var / "embedded/postgres-18/postmaster.pid")

    def valkey(self):
        return pid_in(self.var / "embedded/valkey-9/valkey.pid")


def finish(process, seconds=60):
    output, errors = process.communicate(timeout=seconds)
    return process.returncode, output.strip(), errors.strip()


def pid_in(path):
    return int(path.read_text().split()[0])


def first_line(process):
    return process.stdout.readline().strip()


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def embedded(tmp_path):
    yield (found := Embedded(tmp_path / "var"))
    finish(found.start("true"))  # whoever was killed: the next one tidies up


def test_command_finds_both_servers(embedded):
    code = "sql.execute('select current_database()'); print(sql.fetchone(), valkey.ping())"
    assert embedded.run_python(code) == (0, "('kam',) True", "")


def test_chinese_has_trigrams(embedded):
    code = """
sql.execute('create extension pg_trgm')
sql.execute("select cardinality(show_trgm('华为技术')), upper('é'), 'b' < 'C'")
print(sql.fetchone())"""
    assert embedded.run_python(code) == (0, "(5, 'É', False)", "")


def test_data_outlives_the_servers(embedded):
    embedded.run_python("sql.execute('create table kept as select 42 as answer')")
    code = "sql.execute('select answer from kept'); print(sql.fetchone())"
    assert embedded.run_python(code) == (0, "(42,)", "")


@pytest.mark.parametrize("status", [0, 1, 7, 255])
def test_exit_status_is_passed_on(embedded, status):
    assert embedded.run("sh", "-c", f"exit {status}")[0] == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_are_passed_on(embedded, number):
    code = f"""
import signal, sys
signal.signal({int(number)}, lambda *_: sys.exit(9))
print("up", flush=True)
signal.pause()"""
    process = embedded.start_python(code)
    assert first_line(process) == "up"
    process.send_signal(number)
    assert finish(process) == (9, "", "")


def test_death_by_signal_is_told_as_a_shell_would(embedded):
    assert embedded.run("sh", "-c", "kill -9 $$")[0] == 137


def test_unknown_command_is_one_line(embedded):
    embedded.environment["PATH"] = os.defpath  # a closed directory on the way says otherwise
    status, output, errors = embedded.run("no-such-command")
    assert (status, output) == (1, "")
    assert errors == "kam.embedded: can't run no-such-command: No such file or directory"


def test_second_command_joins_and_the_last_one_stops(embedded):
    first = embedded.start("sh", "-c", "echo up; read wait || sleep 2")
    assert first_line(first) == "up"
    servers = [embedded.supervisor(), embedded.postgres(), embedded.valkey()]
    second = embedded.start_python(
        "import time; print('up', flush=True); time.sleep(3); sql.execute('select 1')"
    )
    assert first_line(second) == "up"
    assert servers == [embedded.supervisor(), embedded.postgres(), embedded.valkey()]
    assert finish(first)[0] == 0
    assert all(lives(pid) for pid in servers)
    assert finish(second) == (0, "", "")
    assert not any(lives(pid) for pid in servers)


def test_many_at_once(embedded):
    processes = [embedded.start_python("print(valkey.ping())") for _ in range(5)]
    assert [finish(process) for process in processes] == [(0, "True", "")] * 5


def test_two_directories_do_not_meet(embedded, tmp_path):
    other = Embedded(tmp_path / "other")
    process = embedded.start_python(
        "valkey.set('a', 1); print('up', flush=True); import time; time.sleep(2)"
    )
    assert first_line(process) == "up"
    assert other.run_python("print(valkey.get('a'))") == (0, "None", "")
    assert finish(process)[0] == 0


@pytest.mark.parametrize("name", ["with space, comma and 'quote'", "大客户", "deep/" * 30])
def test_any_path(tmp_path, name):
    assert Embedded(tmp_path / name).run_python("print(valkey.ping())") == (0, "True", "")


RECOVER = """
import time
print('up', flush=True)
for attempt in range(100):
    time.sleep(0.2)
    try:
        psycopg2.connect(os.environ["DATABASE_URL"])
        valkey.ping()
        if open(WATCHED).read().split()[0] != KILLED:
            break
    except (psycopg2.OperationalError, redis.RedisError, FileNotFoundError, IndexError):
        pass
else:
    raise SystemExit(3)
"""


@pytest.mark.parametrize(
    "file",
    ["embedded/postgres-18/postmaster.pid", "embedded/valkey-9/valkey.pid"],
    ids=["postgres", "valkey"],
)
def test_killed_server_comes_back(embedded, file):
    watched = str(embedded.var / file)
    code = f"WATCHED = {watched!r}\nKILLED = open(WATCHED).read().split()[0]" + RECOVER
    process = embedded.start_python(code)
    assert first_line(process) == "up"
    os.kill(pid_in(Path(watched)), signal.SIGKILL)
    assert finish(process)[0] == 0


def test_killed_supervisor_leaves_nothing_behind(embedded):
    process = embedded.start("sh", "-c", "echo up; sleep 2")
    assert first_line(process) == "up"
    servers = [embedded.postgres(), embedded.valkey()]
    os.kill(embedded.supervisor(), signal.SIGKILL)
    assert embedded.run_python("print(valkey.ping())") == (0, "True", "")
    assert not any(lives(pid) for pid in servers)
    assert finish(process)[0] == 0


def test_killed_command_line_lets_the_servers_go(embedded):
    process = embedded.start("sleep", "60")
    for pid_file in ("valkey-9/valkey.pid", "postgres-18/postmaster.pid"):  # in either order
        wait_until((embedded.var / "embedded" / pid_file).exists)
    servers = [embedded.supervisor(), embedded.postgres(), embedded.valkey()]
    process.kill()
    wait_until(lambda: not any(lives(pid) for pid in servers))
    process.communicate()


def test_pid_file_that_now_names_a_stranger(embedded):
    embedded.run("true")
    pid_file = embedded.var / "embedded/postgres-18/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{embedded.var}/embedded/postgres-18\n0\n5432\n\n\n  1 1\n")
    assert embedded.run_python("print(valkey.ping())") == (0, "True", "")


def test_given_servers_are_used_and_none_is_started(embedded):
    embedded.environment |= {"DATABASE_URL": "postgresql://there/kam", "REDIS_URL": "redis://there"}
    assert embedded.run("sh", "-c", "echo $DATABASE_URL $REDIS_URL")[1] == (
        "postgresql://there/kam redis://there"
    )
    assert not embedded.var.exists()


def test_foreign_socket_directory_is_refused(embedded):
    from kam.embedded.places import Places

    sockets = Places.at(embedded.var).sockets
    sockets.symlink_to(embedded.var)
    try:
        status, _, errors = embedded.run("true")
    finally:
        sockets.unlink()
    assert status == 1
    assert errors.endswith(f"{sockets} belongs to another user; remove it and try again")


@pytest.fixture
def open_directory():
    """A directory that other users can enter, unlike pytest's."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path.resolve()
    shutil.rmtree(path)


@pytest.fixture
def no_namespaces(open_directory):
    """A PATH without unshare, as in a container that forbids user namespaces."""
    (open_directory / "bin").mkdir()
    (open_directory / "bin/test").symlink_to(shutil.which("test"))
    return str(open_directory / "bin")


@AS_ROOT
def test_root_without_user_namespaces(open_directory, no_namespaces):
    embedded = Embedded(open_directory / "var")
    embedded.environment["PATH"] = no_namespaces
    assert embedded.run_python("print(valkey.ping())") == (0, "True", "")
    assert (embedded.var / "embedded/postgres-18").stat().st_uid == 65534


@AS_ROOT
def test_root_whose_directory_nobody_else_can_enter(tmp_path, no_namespaces):
    from kam.embedded.places import Places

    embedded = Embedded(tmp_path / "var")
    embedded.environment["PATH"] = no_namespaces
    elsewhere = Path("/var/lib") / f"kam-{Places(embedded.var).key}"
    try:
        assert embedded.run_python("print(valkey.ping())") == (0, "True", "")
        assert (elsewhere / "postgres-18/PG_VERSION").read_text() == "18\n"
    finally:
        shutil.rmtree(elsewhere)


@AS_ROOT
def test_plain_user(open_directory):
    os.chown(open_directory, 65534, 65534)
    embedded = Embedded(open_directory / "var")
    # The interpreter of this environment may live in root's home: any other will do.
    embedded.python = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "/usr/bin/python3",
    ]
    site_packages = Path(pytest.__file__).parents[1]
    embedded.environment["PYTHONPATH"] = str(site_packages)
    status, output, errors = embedded.run("sh", "-c", "id -u; echo $DATABASE_URL")
    assert (status, errors) == (0, "")
    assert output.startswith("65534\npostgresql://kam@/kam?host=/tmp/kam-")
    assert embedded.var.stat().st_uid == 65534


@AS_ROOT
def test_another_users_directory_is_one_line(open_directory):
    Embedded(open_directory / "var").run("true")
    other = Embedded(open_directory / "var")
    other.python = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "/usr/bin/python3",
    ]
    other.environment["PYTHONPATH"] = str(Path(pytest.__file__).parents[1])
    status, _, errors = other.run("true")
    assert status == 1
    assert errors.startswith("kam.embedded: can't use ")
    assert "\n" not in errors
