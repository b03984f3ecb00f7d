# SPDX-License-Identifier: EUPL-1.2
"""FastCGI on the socket, behind nginx's back: what is answered, and what must never be done."""
import os
import random
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fcgiclient as f  # noqa: E402
from stubserver import Stub, until  # noqa: E402

QUICK = bool(os.environ.get("OVERENS_QUICK"))
FORM = "application/x-www-form-urlencoded"


class Transport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stub = Stub(request_limit="10s")

    @classmethod
    def tearDownClass(cls):
        cls.stub.stop()

    def assert_serving(self):
        self.assertTrue(self.stub.ok(), "no answer to /ok:\n" + self.stub.log[-2000:])

    # What is answered

    def test_an_answer_is_whole_and_its_length_exact(self):
        for n in (0, 1, 65527, 65528, 65529, 3_000_000, 20_000_000):
            reply = self.stub.ask("/big?n=%d" % n)
            self.assertEqual(reply.status, 200)
            self.assertEqual(reply.headers["content-length"], str(n))
            self.assertEqual(len(reply.body), n)
            self.assertEqual(reply.body[-100:], bytes(97 + i % 26 for i in range(n))[-100:])
            self.assertTrue(reply.ended)

    def test_head_has_the_headers_of_get_and_no_body(self):
        reply = self.stub.ask("/big?n=1000", method="HEAD")
        self.assertEqual((reply.status, reply.headers["content-length"], reply.body),
                         (200, "1000", b""))
        self.assertTrue(reply.ended)

    def test_a_form_comes_through(self):
        reply = self.stub.ask("/echo?x=1", method="POST", content_type=FORM + "; charset=utf-8",
                              body=b"namn=Malm%C3%B6&b=2", extra={"OVERENS_REQUEST_ID": "abcdef0123"})
        self.assertIn("form namn=Malmö\nform b=2\n", reply.text)
        self.assertIn("id=abcdef0123\n", reply.text)
        self.assertIn("query=x=1\n", reply.text)

    def test_an_upload_comes_through(self):
        data = bytes(random.Random(1).randrange(256) for _ in range(100_000))
        body = (b"--XX\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a/b.bin\"\r\n\r\n"
                + data + b"\r\n--XX\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nx\r\n--XX--\r\n")
        total = 0
        for byte in data:
            total = (total * 31 + byte) % 2**32
        reply = self.stub.ask("/echo", method="POST", body=body,
                              content_type="multipart/form-data; boundary=XX")
        self.assertIn("file fil=b.bin 100000 %d\n" % total, reply.text)
        self.assertIn("form t=x\n", reply.text)

    def test_the_instant_of_arrival_is_the_stamp(self):
        stamp = "%.3f" % (time.time() - 30)
        reply = self.stub.ask("/echo", extra={"OVERENS_RECEIVED": stamp})
        self.assertIn("received=%s000\n" % stamp.replace(".", ""), reply.text)

    def test_what_is_too_large_is_refused(self):
        reply = self.stub.ask("/echo", method="POST", content_type=FORM, body=b"a=" + b"x" * 70_000)
        self.assertEqual(reply.status, 413)
        body = b"--X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n" + b"x" * (1 << 20)
        reply = self.stub.ask("/echo", method="POST", body=body + b"\r\n--X--",
                              content_type="multipart/form-data; boundary=X")
        self.assertEqual(reply.status, 413)
        reply = self.stub.ask("/echo", method="POST", content_type=FORM, body=b"a=1&" * 101)
        self.assertEqual(reply.status, 413)
        self.assertEqual(self.stub.ask("/" + "x" * 3000).status, 413)

    def test_what_is_malformed_is_refused(self):
        for uri in ("/../ok", "/a%00b", "/%ff", "//ok", "ok", "", "/ok?a=%zz", "/ok%2f"):
            self.assertEqual(self.stub.ask(uri).status, 400, uri)
        for body in (b"a=%ff", b"a=%0", b"a=%00"):
            reply = self.stub.ask("/echo", method="POST", content_type=FORM, body=body)
            self.assertEqual(reply.status, 400, body)
        reply = self.stub.ask("/echo", method="POST", body=b"no end",
                              content_type="multipart/form-data; boundary=X")
        self.assertEqual(reply.status, 400)
        self.assertEqual(self.stub.ask("/echo", body=b"a body").status, 400)

    def test_records_may_be_cut_and_padded(self):
        values = f.pairs(f.environment("/echo", "POST", b"a=1&b=2", FORM))
        whole = (f.begin() + b"".join(f.record(f.PARAMS, values[i:i + 1], padding=i % 8)
                                      for i in range(len(values)))
                 + f.record(f.PARAMS) + b"".join(f.record(f.STDIN, bytes([c]), padding=3)
                                                 for c in b"a=1&b=2") + f.record(f.STDIN))
        with self.stub.connect() as c:
            for i in range(0, len(whole), 700):
                c.send(whole[i:i + 700])
            self.assertIn("form a=1\nform b=2\n", c.reply().text)

    # What must never be done

    def assert_unhandled(self, send, path="/victim", leave=True):
        """send(connection) must not make the stub handle a request for path."""
        with self.stub.connect() as c:
            try:
                send(c)
            except OSError:
                pass
            if not leave:
                self.assertEqual(c.reply().status, 0)
        time.sleep(0.05)
        self.assert_serving()
        self.assertEqual([line for line in self.stub.journal if path in line], [])

    def test_a_forged_request_in_a_body_is_not_executed(self):
        forged = f.request("/forged", extra={"REMOTE_USER": "root"})
        for flags in (0, f.KEEP_CONN):
            # Around the edge of libfcgi's buffer of 8192 bytes, where the rest of a body would be
            # read as records; then a sled over everything else.
            for size in [8192 + i for i in range(-260, 20)] + list(range(0, 4000, 97)):
                with self.subTest(flags=flags, size=size):
                    head = f.begin(flags=flags)
                    values = f.pairs(f.environment("/ok", "POST", b"x", FORM,
                                                   {"CONTENT_LENGTH": str(size)}))
                    start = head + f.stream(f.PARAMS, values)
                    with self.stub.connect() as c:
                        try:
                            c.send(start + f.record(f.STDIN, (b"x" * size)[:65535]) + forged)
                        except OSError:
                            pass
                        c.socket.shutdown(1)
                        c.reply()
        self.assert_serving()
        self.assertEqual([line for line in self.stub.journal if "forged" in line], [])

    def test_a_forged_request_inside_the_content_is_only_content(self):
        forged = f.request("/forged2", extra={"REMOTE_USER": "root"})
        for before in list(range(0, 64)) + [8192 - 400 + i for i in range(0, 420)]:
            body = b"x" * before + forged
            with self.stub.connect() as c:
                c.send(f.request("/nowhere", "POST", body, "application/octet-stream",
                                 flags=f.KEEP_CONN))
                self.assertEqual(c.reply().status, 404)  # and the connection is closed
        # A refused body is not read into anything, but must not stay in the socket either.
        with self.stub.connect() as c:
            c.send(f.request("/nowhere", "POST", b"x" * 70_000 + forged, FORM, flags=f.KEEP_CONN))
            self.assertEqual(c.reply().status, 413)
        self.assertEqual([line for line in self.stub.journal if "forged2" in line], [])

    def test_a_kept_connection_is_closed_after_one_request(self):
        with self.stub.connect() as c:
            c.send(f.request("/ok", flags=f.KEEP_CONN) + f.request("/second", flags=f.KEEP_CONN))
            reply = c.reply()
            self.assertEqual(reply.status, 200)
            self.assertEqual(reply.raw.count(b"Status: "), 1)
        self.assertEqual([line for line in self.stub.journal if "second" in line], [])

    def test_a_short_body_is_not_handled(self):
        values = f.pairs(f.environment("/victim", "POST", b"x" * 100, FORM))
        start = f.begin() + f.stream(f.PARAMS, values)
        self.assert_unhandled(lambda c: c.send(start + f.stream(f.STDIN, b"x" * 50)), leave=False)
        self.assert_unhandled(lambda c: c.send(start + f.stream(f.STDIN, b"")), leave=False)

    def test_a_long_body_is_not_handled(self):
        values = f.pairs(f.environment("/victim", "POST", b"x" * 100, FORM))
        start = f.begin() + f.stream(f.PARAMS, values)
        self.assert_unhandled(lambda c: c.send(start + f.stream(f.STDIN, b"x" * 101)), leave=False)

    def test_a_length_that_is_no_number_is_not_handled(self):
        for length in ("-1", "1e3", "99999999999999999999", "5 "):
            data = f.request("/victim", "POST", b"hello", FORM, {"CONTENT_LENGTH": length})
            self.assert_unhandled(lambda c: c.send(data), leave=False)

    def test_an_aborted_request_is_not_handled(self):
        values = f.pairs(f.environment("/victim", "POST", b"x" * 100, FORM))
        start = f.begin() + f.stream(f.PARAMS, values)
        abort = f.record(f.ABORT)
        for sent in (b"", f.record(f.STDIN, b"x" * 50), f.record(f.STDIN, b"x" * 100)):
            self.assert_unhandled(lambda c: c.send(start + sent + abort), leave=False)

    def test_a_client_that_leaves_before_the_end_is_not_handled(self):
        whole = f.request("/victim", "POST", b"x" * 100, FORM)
        for cut in (1, 7, 8, 15, 16, 17, 40, len(whole) - 116, len(whole) - 60, len(whole) - 9,
                    len(whole) - 1):
            self.assert_unhandled(lambda c: c.send(whole[:cut]))

    def test_a_client_that_leaves_while_it_waits_is_not_handled(self):
        busy = [self.stub.connect() for _ in range(2)]
        for c in busy:
            c.send(f.request("/sleep?ms=1500"))
        self.stub.took("/sleep", 2)
        with self.stub.connect() as c:
            c.send(f.request("/victim", "POST", b"x" * 100, FORM))
        self.assertEqual([c.reply().status for c in busy], [200, 200])
        for c in busy:
            c.close()
        self.assert_unhandled(lambda c: None)

    def test_a_client_that_leaves_during_the_answer_harms_nobody(self):
        before = self.stub.workers()
        for _ in range(4):
            with self.stub.connect() as c:
                c.send(f.request("/big?n=20000000"))
                c.socket.recv(1000)
        self.assert_serving()
        self.assertEqual(self.stub.workers(), before)

    def test_other_roles_are_not_served(self):
        for role in (0, 2, 3, 9):
            values = f.pairs(f.environment("/victim"))
            data = f.begin(role=role) + f.stream(f.PARAMS, values) + f.record(f.STDIN)
            self.assert_unhandled(lambda c: c.send(data), leave=False)


class SlowPeers(unittest.TestCase):
    """libfcgi has no time limits; the master's are enough that nobody holds a worker for long."""

    def test_idle_and_half_sent_connections_hold_nobody_up(self):
        half = f.request("/victim", "POST", b"x" * 100, FORM)
        for size in (0, 1, len(half) - 30) if QUICK else (0, 1, 9, 40, len(half) - 30):
            sent = half[:size]
            with self.subTest(size=size), Stub(workers=2) as stub:
                with stub.connect() as slow:
                    if sent:
                        slow.send(sent)
                    time.sleep(0.2)
                    for _ in range(5):
                        self.assertTrue(stub.ok(3))
                held = [stub.connect() for _ in range(2)]
                for c in held:
                    if sent:
                        c.send(sent)
                time.sleep(0.2)
                self.assertTrue(stub.ok(20), stub.log)
                for c in held:
                    c.close()
                self.assertNotIn("POST /victim", stub.journal)


class Mutations(unittest.TestCase):
    """Records that no web server sends. A worker may die of them (DESIGN 5, the weak form of R19);
    it is replaced at once and nothing else is touched."""

    def mutate(self, rng, data):
        data = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 4, 16))):
            at = rng.randrange(len(data)) if data else 0
            action = rng.randrange(5)
            if action == 0 and data:
                data[at] = rng.randrange(256)
            elif action == 1 and data:
                data[at] ^= 1 << rng.randrange(8)
            elif action == 2 and data:
                del data[at:at + rng.randrange(1, 20)]
            elif action == 3:
                data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 12)))
            elif data:
                data[at:at] = data[at:at + rng.randrange(1, 60)]
        return bytes(data)

    def mutant(self, rng, records):
        """Mutates one record inside its frame, so that it is read; or the bytes as they come."""
        if rng.randrange(3) == 0:
            return self.mutate(rng, b"".join(f.record(*r) for r in records))
        records = list(records)
        at = rng.randrange(len(records))
        kind, content, number = records[at]
        action = rng.randrange(6)
        if action == 0:
            records.insert(at, records[rng.randrange(len(records))])
        elif action == 1:
            del records[at]
        elif action == 2:
            records[at] = (rng.randrange(12), content, rng.choice((0, 1, 1, 2)))
        else:
            records[at] = (kind, self.mutate(rng, content)[:65535], number)
        return b"".join(f.record(*r) for r in records)

    def test_mutated_requests(self):
        seed = int(os.environ.get("OVERENS_SEED", "20250619"))
        rng = random.Random(seed)
        names = f.pairs({"FCGI_MAX_CONNS": "", "FCGI_MAX_REQS": "", "FCGI_MPXS_CONNS": ""})
        form = f.pairs(f.environment("/echo?a=1", "POST", b"a=1&b=2", FORM))
        upload = (b"--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n1\r\n--x--")
        files = f.pairs(f.environment("/echo", "POST", upload, "multipart/form-data; boundary=x"))
        begin = (f.BEGIN, f.begin(flags=f.KEEP_CONN)[8:], 1)
        seeds = [[begin, (f.PARAMS, form, 1), (f.PARAMS, b"", 1), (f.STDIN, b"a=1&b=2", 1),
                  (f.STDIN, b"", 1)],
                 [begin, (f.PARAMS, files, 1), (f.PARAMS, b"", 1), (f.STDIN, upload, 1),
                  (f.STDIN, b"", 1)],
                 [(f.GET_VALUES, names, 0), begin, (f.PARAMS, form[:40], 1), (f.PARAMS, form[40:], 1),
                  (f.PARAMS, b"", 1), (f.STDIN, b"a=1&b=2", 1), (f.ABORT, b"", 1)]]
        with Stub(workers=3) as stub:
            for i in range(1000 if QUICK else 4000):
                try:
                    with stub.connect(timeout=0.5) as c:
                        c.send(self.mutant(rng, rng.choice(seeds)))
                        c.socket.shutdown(1)
                        c.reply()
                except OSError:
                    pass
                if i % 200 == 199:
                    self.assertTrue(stub.ok(), "seed %d, mutation %d\n%s" % (seed, i, stub.log))
            self.assertTrue(until(lambda: len(stub.workers()) == 3, 20))
            self.assertEqual(stub.process.poll(), None)
            self.assertGreater(len(stub.journal), 50)  # many are still good enough to be answered

    def test_a_record_that_kills_the_worker_kills_only_it(self):
        names = b"".join(f.pairs({"FCGI_MAX_CONNS": ""}) for _ in range(20))
        with Stub(workers=2) as stub:
            before = stub.workers()
            with stub.connect() as other:
                other.send(f.request("/sleep?ms=500"))
                stub.took("/sleep")
                with stub.connect() as c:
                    c.send(f.record(f.GET_VALUES, names, 0) + f.request("/ok"))
                    c.reply()
                self.assertTrue(until(lambda: len(stub.workers()) == 2 and
                                      len(set(before) & set(stub.workers())) == 1, 20))
                self.assertEqual(other.reply().status, 200)
            self.assertEqual(len(set(before) & set(stub.workers())), 1)
            self.assertTrue(stub.ok())


if __name__ == "__main__":
    unittest.main()
