# SPDX-License-Identifier: EUPL-1.2
"""The processes of `overens serve`: crashes, hangs, stop, reload, start."""
import contextlib
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
import fcgiclient as f  # noqa: E402
from stubserver import PROGRAM, Stub, alive, pids_with_parent, until  # noqa: E402


QUICK = bool(os.environ.get("OVERENS_QUICK"))


def long(test):
    """Marks a test of several seconds, which the quick run leaves out."""
    test.long = True
    return test


def load_tests(loader, tests, _pattern):
    def keep(suite):
        for test in suite:
            if isinstance(test, unittest.TestSuite):
                yield from keep(test)
            elif not (QUICK and hasattr(getattr(test, test._testMethodName), "long")):
                yield test
    return unittest.TestSuite(keep(tests))


class Load:
    """Threads that ask for /ok without a pause until the block ends."""

    def __init__(self, stub, threads=4, uri="/ok"):
        self.stub, self.uri, self.failures, self.answers = stub, uri, [], []
        self.on = True
        self.threads = [threading.Thread(target=self.run) for _ in range(threads)]

    def run(self):
        while self.on:
            try:
                reply = self.stub.ask(self.uri, timeout=30)
                if reply.status != 200 or not reply.ended:
                    self.failures.append("status %d" % reply.status)
                else:
                    self.answers.append(reply.text)
            except OSError as error:
                self.failures.append(repr(error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.on = False
        for thread in self.threads:
            thread.join()


class Crash(unittest.TestCase):
    def test_a_crash_takes_one_client_only(self):
        for how in ("segv", "abort", "kill", "exit"):
            with self.subTest(how=how), Stub(workers=2) as stub:
                before = stub.workers()
                with stub.connect() as other:
                    other.send(f.request("/sleep?ms=400"))
                    stub.took("/sleep")
                    self.assertEqual(stub.ask("/crash?how=" + how).status, 0)
                    self.assertTrue(until(lambda: len(stub.workers()) == 2 and
                                          len(set(before) & set(stub.workers())) == 1, 20))
                    self.assertEqual(other.reply().text, "slept\n")
                self.assertTrue(stub.ok())
                self.assertEqual(len(set(before) & set(stub.workers())), 1)
                line = (r'(died of signal|exit code) \d+: worker \d \[\d+\] '
                        r'route="GET /crash\??" plugin=stub request=\w+')
                self.assertTrue(until(lambda: re.search(line, stub.log), 20), stub.log)

    @long
    def test_a_storm_of_crashes_is_slowed_down_and_told_once(self):
        with Stub(workers=2) as stub:
            started, seen = time.monotonic(), set(stub.workers())
            while time.monotonic() - started < 8:
                try:
                    stub.ask("/crash", timeout=2)
                except OSError:
                    pass
                seen |= set(stub.workers())
            self.assertEqual(stub.log.count("ALARM"), 1, stub.log)
            # Ten at once, then one a second.
            self.assertLessEqual(stub.log.count("died of signal"), 10 + 2 + 9)
            self.assertTrue(stub.ok(4))
            self.assertEqual(stub.process.poll(), None)

    def test_the_jobs_process_is_replaced(self):
        with Stub() as stub:
            old = until(lambda: stub.children().get("jobs"), 20)
            os.kill(old[0], signal.SIGKILL)
            self.assertTrue(until(lambda: stub.children().get("jobs") not in (None, old), 20))


class Hang(unittest.TestCase):
    def test_an_endless_loop_is_ended_and_named(self):
        with Stub(workers=2, request_limit="1s") as stub:
            with stub.connect() as spinning:
                started, meanwhile = time.monotonic(), 0
                spinning.send(f.request("/spin"))
                stub.took("/spin")
                while not select.select([spinning.socket], [], [], 0)[0]:
                    self.assertTrue(stub.ok())
                    meanwhile += 1
                    self.assertLess(time.monotonic() - started, 20)
                self.assertEqual(spinning.reply().status, 0)
            self.assertGreater(meanwhile, 5)  # who had to wait for the end would have had one answer
            line = r'over the time limit of 1 s, ended: worker \d \[\d+\] route="GET /spin\??" plugin=stub'
            self.assertTrue(until(lambda: re.search(line, stub.log), 20), stub.log)
            self.assertTrue(until(lambda: len(stub.workers()) == 2, 20))
            self.assertEqual(len(re.findall(line, stub.log)), 1, stub.log)

    @long
    def test_a_request_that_takes_long_gets_its_answer_if_it_ends_in_the_grace_time(self):
        with Stub(request_limit="1s") as stub:
            self.assertEqual(stub.ask("/sleep?ms=2000").text, "slept\n")
            self.assertIn("over the time limit", stub.log)
            self.assertTrue(stub.ok())

    @long
    def test_a_page_may_ask_for_more_time(self):
        with Stub(request_limit="1s") as stub:
            self.assertEqual(stub.ask("/long?ms=4500").text, "slept long\n")
            self.assertNotIn("over the time limit", stub.log)


class Stop(unittest.TestCase):
    def test_term_finishes_twenty_requests_and_exits(self):
        for number in (signal.SIGTERM,) if QUICK else (signal.SIGTERM, signal.SIGINT):
            with Stub(workers=3) as stub:
                waiting = [stub.connect() for _ in range(20)]
                for c in waiting:
                    c.send(f.request("/sleep?ms=300"))
                stub.took("/sleep")
                stub.signal(number)
                self.assertEqual([c.reply().text for c in waiting], ["slept\n"] * 20)
                self.assertEqual(stub.process.wait(30), 0)
                for c in waiting:
                    c.close()
                self.assertFalse(os.path.exists(stub.socket))
                self.assertFalse(os.path.exists(stub.pidfile))

    @long
    def test_term_does_not_wait_for_a_page_that_hangs(self):
        with Stub(workers=2, request_limit="60s") as stub:
            with stub.connect() as c:
                c.send(f.request("/spin"))
                stub.took("/spin")
                stub.signal(signal.SIGTERM)
                self.assertEqual(stub.process.wait(40), 0)  # of the sixty that the page has

    def test_idle_workers_leave_at_once(self):
        for _ in range(10):
            with Stub(workers=3) as stub:
                stub.signal(signal.SIGTERM)
                self.assertEqual(stub.process.wait(20), 0)
                self.assertNotIn("died", stub.log)

    def test_a_killed_master_leaves_no_orphan(self):
        with Stub(workers=3) as stub:
            self.assertTrue(until(lambda: "JOB hang" in stub.jobs, 20))
            children = pids_with_parent(stub.process.pid)
            children += [pid for child in children for pid in pids_with_parent(child)]
            self.assertGreaterEqual(len(children), 4)
            with stub.connect() as c:
                c.send(f.request("/sleep?ms=500"))
                stub.took("/sleep")
                stub.process.kill()
                self.assertEqual(c.reply().text, "slept\n")
            self.assertTrue(until(lambda: not any(map(alive, children)), 30),
                            [pid for pid in children if alive(pid)])

    @long
    def test_a_killed_master_takes_a_hanging_worker_along(self):
        with Stub(workers=2, request_limit="60s") as stub:
            children = pids_with_parent(stub.process.pid)
            with stub.connect() as c:
                c.send(f.request("/spin"))
                stub.took("/spin")
                stub.process.kill()
                self.assertTrue(until(lambda: not any(map(alive, children)), 40))

    def test_a_new_master_starts_after_a_killed_one(self):
        with Stub() as stub:
            stub.process.kill()
            stub.process.wait()
            self.assertTrue(os.path.exists(stub.socket))
            time.sleep(0.5)
            again = subprocess.Popen([PROGRAM, "--config", stub.config, "serve"],
                                     stderr=subprocess.DEVNULL)
            try:
                self.assertTrue(stub.ok())
            finally:
                again.terminate()
                self.assertEqual(again.wait(30), 0)

    def test_a_new_master_waits_for_the_workers_of_a_killed_one(self):
        with Stub(workers=1, request_limit="10s") as stub, stub.connect() as c:
            c.send(f.request("/sleep?ms=3000"))
            stub.took("/sleep")
            stub.process.kill()
            stub.process.wait()
            again = subprocess.Popen([PROGRAM, "--config", stub.config, "serve"],
                                     stderr=subprocess.DEVNULL)
            try:
                self.assertTrue(stub.ok(30))
                self.assertIsNone(again.poll())
            finally:
                again.terminate()
                self.assertEqual(again.wait(30), 0)

    def test_crashes_while_it_starts_do_not_end_one_that_has_served(self):
        with Stub(wait=False, workers=40, stub_late="4000") as stub:
            self.assertTrue(stub.ok())
            for _ in range(12):
                for pid in pids_with_parent(stub.process.pid)[:1]:
                    with contextlib.suppress(ProcessLookupError):  # of the one before, which is gone by now
                        os.kill(pid, signal.SIGKILL)
                time.sleep(0.01)
            self.assertNotIn("ready: ", stub.log)
            time.sleep(0.5)
            self.assertIsNone(stub.process.poll(), stub.log[-500:])
            self.assertTrue(stub.ok())


class Reload(unittest.TestCase):
    def reload(self, stub, seconds=60):
        count = stub.log.count("reloaded")
        stub.signal(signal.SIGHUP)
        return until(lambda: stub.log.count("reloaded") > count, seconds)

    def test_twenty_reloads_under_load_fail_no_request(self):
        with Stub(workers=2) as stub:
            first = set(stub.workers())
            with Load(stub) as load:
                for i in range(20):
                    stub.configure(stub_tag="tag%d" % i)
                    self.assertTrue(self.reload(stub), stub.log)
            self.assertEqual(load.failures, [])
            self.assertGreater(len(load.answers), 100)
            self.assertTrue(until(lambda: len(stub.workers()) == 2, 20))
            self.assertFalse(first & set(stub.workers()))
            self.assertIn("tag19", stub.ask("/ok").text)
            self.assertNotIn("died", stub.log)

    @long
    def test_a_lone_client_is_not_forgotten(self):
        """A worker that the kernel woke for a connection may not leave without taking it: while nobody
        else connects, nobody else would."""
        with Stub(workers=4) as stub, Load(stub, 1) as load:
            for _ in range(100):
                self.assertTrue(self.reload(stub))
        self.assertEqual(load.failures, [])

    def test_many_signals_at_once_end_in_the_last_configuration(self):
        with Stub() as stub:
            for i in range(10):
                stub.configure(stub_tag="many%d" % i)
                stub.signal(signal.SIGHUP)
            self.assertTrue(until(lambda: "many9" in stub.ask("/ok").text, 60))

    @long
    def test_a_request_outlives_the_reload(self):
        with Stub(workers=2, request_limit="5s") as stub, stub.connect() as c:
            c.send(f.request("/sleep?ms=2500"))
            stub.took("/sleep")
            self.assertTrue(self.reload(stub))
            self.assertEqual(c.reply().text, "slept\n")

    def test_the_number_of_workers_follows(self):
        with Stub(workers=1) as stub:
            stub.configure(workers=3)
            self.assertTrue(self.reload(stub))
            self.assertTrue(until(lambda: len(stub.workers()) == 3, 20))
            stub.configure(workers=2)
            self.assertTrue(self.reload(stub))
            self.assertTrue(until(lambda: len(stub.workers()) == 2, 20))

    def bad(self, stub, line, **settings):
        before = stub.workers()
        with Load(stub, 2) as load:
            stub.configure(**settings)
            stub.signal(signal.SIGHUP)
            self.assertTrue(until(lambda: "not reloaded" in stub.log, 60))
            time.sleep(0.2)
        self.assertEqual(load.failures, [])
        self.assertRegex(stub.log, line)
        self.assertEqual(stub.workers(), before)
        self.assertIn(" one", stub.ask("/ok").text)

    def test_a_faulty_configuration_keeps_the_old(self):
        with Stub() as stub:
            self.bad(stub, r"stub\.conf:\d+: .*nonsense", nonsense="1", stub_tag="two")
            del stub.settings["serve"]["nonsense"]
            stub.configure()
            self.assertTrue(self.reload(stub))
            self.assertTrue(until(lambda: " two" in stub.ask("/ok").text, 20))

    def test_after_a_refused_reload_crashes_are_still_mended(self):
        with Stub(workers=2) as stub:
            self.bad(stub, r"stub\.conf:\d+: .*nonsense", nonsense="1", stub_tag="two")
            for pid in stub.workers():
                os.kill(pid, signal.SIGKILL)
                self.assertTrue(until(lambda: pid not in stub.workers()
                                      and len(stub.workers()) == 2, 20))
            self.assertIn(" one", stub.ask("/ok").text)
            os.unlink(stub.config)
            stub.signal(signal.SIGHUP)
            self.assertTrue(until(lambda: "No such file" in stub.log, 20))
            killed = stub.workers()[0]
            os.kill(killed, signal.SIGKILL)
            self.assertTrue(until(lambda: killed not in stub.workers() and len(stub.workers()) == 2, 20))
            self.assertTrue(stub.ok())

    def test_an_application_that_does_not_open_keeps_the_old(self):
        with Stub() as stub:
            self.bad(stub, "the stub shall fail", stub_fail="check", stub_tag="two")

    def test_workers_that_do_not_start_keep_the_old(self):
        with Stub() as stub:
            self.bad(stub, "the stub shall fail", stub_fail="worker", stub_tag="two")

    def test_after_a_refused_reload_workers_are_not_replaced_for_age(self):
        with Stub(workers=2, max_requests=20) as stub:
            stub.configure(nonsense="1")
            stub.signal(signal.SIGHUP)
            self.assertTrue(until(lambda: "not reloaded" in stub.log, 60))
            before = stub.workers()
            for _ in range(60):
                self.assertEqual(stub.ask("/ok").status, 200)
            self.assertEqual(stub.workers(), before)


class Age(unittest.TestCase):
    def test_workers_are_replaced_after_enough_requests(self):
        with Stub(workers=2, max_requests=20) as stub:
            with Load(stub, 3) as load:
                until(lambda: len(load.answers) > 300, 120)
            self.assertEqual(load.failures, [])
            pids = {text.split()[1] for text in load.answers}
            self.assertGreater(len(pids), 8)
            for pid in pids:
                self.assertLessEqual(sum(text.split()[1] == pid for text in load.answers), 22)
            self.assertNotIn("died", stub.log)
            self.assertNotIn("ALARM", stub.log)

    def test_descriptors_do_not_leak(self):
        with Stub(workers=1) as stub:
            def count():
                return len(os.listdir("/proc/%d/fd" % stub.workers()[0]))
            body = (b"--X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n1\r\n--X--")
            stub.ask("/ok")
            # The answer leaves before its connection is closed.
            before = min(count() for _ in range(15) if not time.sleep(0.05))
            for _ in range(100):
                stub.ask("/echo", method="POST", body=body,
                         content_type="multipart/form-data; boundary=X")
                with stub.connect() as c:
                    c.send(f.request("/ok")[:30])
            self.assertTrue(stub.ok())
            self.assertTrue(until(lambda: count() <= before, 20), (count(), before))


class Jobs(unittest.TestCase):
    @long
    def test_each_kind_has_a_child_and_a_limit(self):
        with Stub() as stub:
            self.assertTrue(until(lambda: stub.jobs.count("JOB note") >= 3, 30))
            self.assertTrue(until(lambda: "job hang takes too long" in stub.log, 30))
            self.assertEqual(stub.jobs.count("JOB hang"), 1)

    def test_a_job_lets_the_workers_go_first(self):
        """Unless somebody waits for it."""
        with Stub() as stub:
            self.assertTrue(until(lambda: sum("nice" in line for line in stub.jobs) == 2, 10), stub.jobs)
            workers = {os.getpriority(os.PRIO_PROCESS, pid) for pid in stub.workers()}
            self.assertEqual(len(workers), 1)
            nice = dict(line.split()[1::2] for line in stub.jobs if "nice" in line)
            self.assertEqual(int(nice["waited-for"]), *workers)
            self.assertEqual(int(nice["behind"]), min(19, int(nice["waited-for"]) + 10))


class Start(unittest.TestCase):
    def refused(self, line, stub):
        self.assertEqual(stub.process.wait(20), 4)
        self.assertRegex(stub.log, line)
        self.assertEqual(len(stub.log.strip().splitlines()), 1, stub.log)

    def test_the_socket_is_for_the_group_from_its_first_moment(self):
        with Stub() as stub:
            mode = os.stat(stub.socket).st_mode
            self.assertTrue(stat.S_ISSOCK(mode))
            self.assertEqual(stat.S_IMODE(mode), 0o660)
        with Stub(socket_mode="0600") as stub:
            self.assertEqual(stat.S_IMODE(os.stat(stub.socket).st_mode), 0o600)

    def test_the_pidfile_holds_the_master(self):
        with Stub() as stub, open(stub.pidfile) as file:
            self.assertEqual(int(file.read()), stub.process.pid)

    def test_a_long_socket_path_is_refused(self):
        with Stub(wait=False, socket="x" * 108) as stub:
            self.refused(r"the socket's path has \d+ bytes, but a unix socket takes at most 107",
                         stub)

    def test_a_path_of_107_bytes_is_served(self):
        with Stub() as probe:
            room = 107 - len(probe.dir) - 1
        with Stub(socket="x" * room) as stub:
            stub.socket = os.path.join(stub.dir, "x" * room)
            self.assertEqual(len(stub.socket), 107)
            self.assertTrue(stub.ok())

    def test_what_is_wrong_is_said_in_one_line(self):
        for line, settings in ((r"stub\.conf:\d+: .*nonsense", {"nonsense": "1"}),
                               (r"socket_mode", {"socket_mode": "999"}),
                               (r"stub\.conf:\d+: .*workers", {"workers": "0"}),
                               (r"pidfile .*No such file", {"pidfile": "no/where/pid"}),
                               (r"no socket at .*No such file", {"socket": "no/where/s"}),
                               (r"the stub shall fail", {"stub_fail": "check"})):
            with self.subTest(settings=settings), Stub(wait=False, **settings) as stub:
                self.refused(line, stub)

    def test_a_taken_place_is_left_alone(self):
        with Stub() as stub:
            with Stub(wait=False, socket=stub.socket) as other:
                self.refused("another process listens on", other)
            with Stub(wait=False, pidfile=stub.pidfile) as other:
                self.refused("another master holds the pidfile", other)
            self.assertTrue(stub.ok())
            self.assertTrue(os.path.exists(stub.pidfile))
            with Stub(wait=False, socket=stub.config) as other:
                self.refused("something else than a socket", other)
            self.assertTrue(os.path.exists(stub.config))

    def test_workers_that_never_start_end_it(self):
        with Stub(wait=False, stub_fail="worker") as stub:
            self.assertEqual(stub.process.wait(60), 4)
            self.assertIn("no worker gets started", stub.log)

    def test_check_says_whether_the_configuration_is_good(self):
        with Stub() as stub:
            command = [PROGRAM, "--config", stub.config, "serve", "--check"]
            self.assertEqual(subprocess.run(command).returncode, 0)
            stub.configure(nonsense="1")
            run = subprocess.run(command, stderr=subprocess.PIPE)
            self.assertEqual(run.returncode, 4)
            self.assertIn(b"nonsense", run.stderr)
            self.assertEqual(subprocess.run([*command, "--odd"], stderr=subprocess.DEVNULL)
                             .returncode, 2)


class Systemd(unittest.TestCase):
    """Socket activation and notification, with us in systemd's place."""

    def setUp(self):
        self.probe = Stub(wait=False, stub_fail="check")  # a folder
        self.path = os.path.join(self.probe.dir, "given.sock")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(256)

    def tearDown(self):
        self.listener.close()
        self.probe.stop()

    def start(self, **options):
        number = self.listener.fileno()
        shell = "exec 3<&%d; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"" % number
        stub = Stub(prefix=["sh", "-c", shell, "sh"], pass_fds=[number], **options)
        stub.socket = self.path
        return stub

    def test_a_handed_over_socket_outlives_restarts(self):
        class Address:  # Load asks whoever listens there
            ask = staticmethod(lambda uri, **options: f.ask(self.path, uri, **options))
        stub = self.start()
        with Load(Address, 3) as load:
            for _ in range(5):
                time.sleep(0.2)
                stub.stop()
                stub = self.start()
            time.sleep(0.3)
        stub.stop()
        self.assertEqual(load.failures, [])
        self.assertGreater(len(load.answers), 20)
        self.assertTrue(os.path.exists(self.path))

    def test_ready_reloading_and_stopping_are_told(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            place = os.path.join(self.probe.dir, "notify")
            manager.bind(place)
            manager.settimeout(60)

            def wait_for(wanted):
                found, end = [], time.monotonic() + 60
                while wanted not in found:
                    self.assertLess(time.monotonic(), end, "no %s in %s" % (wanted, found))
                    found += manager.recv(1000).decode().split("\n")
            stub = self.start(environment={"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "600000"})
            wait_for("READY=1")
            wait_for("WATCHDOG=1")
            stub.signal(signal.SIGHUP)
            wait_for("RELOADING=1")
            wait_for("READY=1")
            stub.signal(signal.SIGTERM)
            wait_for("STOPPING=1")
            stub.stop()


if __name__ == "__main__":
    unittest.main()
