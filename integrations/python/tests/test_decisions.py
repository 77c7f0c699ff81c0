"""Decisions: all of them, once, whatever happens on the way; and never at the caller's expense."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."), os.path.dirname(os.path.abspath(__file__))]

from governance_client import Client, input_digest  # noqa: E402
from governance_client import _recorder as recorder_module  # noqa: E402
from portal import Portal  # noqa: E402

SOURCE = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))


class DecisionTests(unittest.TestCase):
    def setUp(self):
        self.portal = Portal()
        self.addCleanup(self.portal.close)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        logging.getLogger("governance_client").setLevel(logging.CRITICAL)

    def client(self, **more):
        settings = {"spool": self.folder.name, "linger": 0.05, **more}
        client = Client(self.portal.url, "key", **settings)
        client._recorder._longest_wait = 0.1
        self.addCleanup(client.close, 1)
        return client

    def stored(self):
        return [json.loads(line) for line in self.portal.decisions.values()]

    def test_decorated_call_is_a_decision_with_a_digest_and_no_values(self):
        client = self.client()

        @client.decision(model="m", version="1", output="label", confidence="p", action="label")
        def decide(applicant):
            applicant["income"] = 0  # changed after it was given: the record is of what was given
            return {"label": "declined", "p": 0.91}

        given = {"name": "Ada Lovelace", "income": 1000.5}
        digest = input_digest(given)
        self.assertEqual({"label": "declined", "p": 0.91}, decide(given))
        self.assertTrue(client.flush(5))

        (said,) = self.stored()
        self.assertEqual(("m", "1", "declined", 0.91, "declined"), tuple(said[n] for n in ("model", "version", "output", "confidence", "action")))
        self.assertEqual(digest, said["inputDigest"])
        self.assertNotIn("Ada", json.dumps(said))
        self.assertRegex(said["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")

    def test_results_of_every_form_are_read_and_unreadable_ones_are_counted(self):
        client = self.client()
        for result in ({"output": "a", "score": 0.5}, ("b", 1), 0.25, {"probability": 0.1, "x": float("nan")}):
            client.decision(model="m", version="1")(lambda value, result=result: result)(7)
        for result in ("no confidence", ("c", 1.5), ("d", float("nan")), None, True):
            self.assertIs(result, client.decision(model="m", version="1")(lambda value, r=result: r)(7))

        self.assertTrue(client.flush(5))
        self.assertEqual(["a", "b", 0.25, {"probability": 0.1, "x": None}], [d["output"] for d in self.stored()])
        self.assertEqual((4, 4, 5), (client.counters.recorded, client.counters.accepted, client.counters.failed))

    def test_with_block_records_what_it_holds_and_nothing_when_it_fails(self):
        client = self.client()
        scope = client.decision(model="m", version="1", send_input=True, synthetic=True)
        with scope as outer:
            outer.input = {"age": 41, "missing": float("nan")}
            with scope as inner:
                inner.input, inner.output, inner.confidence = {"age": 17}, "inner", 1
            outer.output, outer.confidence, outer.subject = {"label": "outer"}, 0.5, "psd-1"
            outer.top_features = [{"name": "age", "value": 41, "attribution": -0.4}]
        with self.assertRaises(RuntimeError):
            with scope as broken:
                broken.output, broken.confidence = "x", 1
                raise RuntimeError("the caller's own")

        self.assertTrue(client.flush(5))
        first, second = self.stored()
        self.assertEqual(("inner", {"age": 17}, True), (first["output"], first["input"], first["synthetic"]))
        self.assertEqual({"age": 41, "missing": None}, second["input"])
        self.assertEqual(("psd-1", outer.id), (second["subject"], second["decisionId"]))

    def test_async_method_and_keywords_give_one_input(self):
        client = self.client()

        class Service:
            @client.decision(model="m", version="1", send_input=True)
            async def decide(self, age, *, income):
                return "approved", 0.9

        self.assertEqual(("approved", 0.9), asyncio.run(Service().decide(41, income=3)))
        self.assertTrue(client.flush(5))
        self.assertEqual({"age": 41, "income": 3}, self.stored()[0]["input"])

    def test_portal_that_is_down_and_loses_an_answer_gets_all_of_them_once(self):
        self.portal.down, self.portal.lose = True, 1
        client = self.client(queue_size=50, batch_lines=100)
        decide = client.decision(model="m", version="1")(lambda n: ("x", 0.5))
        for n in range(1000):
            decide(n)
        self.assertFalse(client.flush(0.3))
        self.portal.down = False
        self.assertTrue(client.flush(10))

        counters = client.counters
        self.assertEqual((1000, 0), (len(self.portal.decisions), counters.dropped))
        self.assertGreater(counters.duplicates, 0)  # the lost answer
        self.assertEqual(1000, counters.accepted + counters.duplicates)
        self.assertFalse([n for n in os.listdir(self.folder.name) if n.endswith(".ndjson")])

    def test_refused_decisions_are_set_aside_and_the_others_stored(self):
        client = self.client()
        good = client.decision(model="m", version="1")(lambda text: (text, 0.5))
        unknown = client.decision(model="m", version="2")(lambda text: (text, 0.5))
        for n in range(300):
            good("refuse me" if n % 100 == 7 else "fine")
            unknown("fine")
        self.assertTrue(client.flush(10))

        self.assertEqual((297, 303), (len(self.portal.decisions), client.counters.rejected))
        with open(os.path.join(self.folder.name, "rejected.ndjson"), encoding="utf-8") as file:
            self.assertEqual(303, len(file.readlines()))

    def test_full_spool_drops_counts_and_warns_once(self):
        self.portal.down = True
        logging.getLogger("governance_client").setLevel(logging.WARNING)
        client = self.client(queue_size=10, spool_bytes=5_000)
        decide = client.decision(model="m", version="1")(lambda n: ("x", 0.5))
        with self.assertLogs("governance_client", logging.WARNING) as logs:
            for n in range(500):
                self.assertEqual(("x", 0.5), decide(n))
            client.flush(0.2)

        counters = client.counters
        self.assertEqual(500, counters.recorded)
        self.assertGreater(counters.dropped, 400)
        self.assertEqual(1, sum("dropped" in line for line in logs.output))
        self.portal.down = False
        self.assertTrue(client.flush(5))
        self.assertEqual(500 - counters.dropped, len(self.portal.decisions))

    def test_spool_that_cannot_be_written_falls_back_to_memory(self):
        path = os.path.join(self.folder.name, "a file")
        with open(path, "w", encoding="utf-8"):
            pass
        client = self.client(spool=os.path.join(path, "spool"))
        client.decision(model="m", version="1")(lambda n: ("x", 0.5))(1)
        self.assertTrue(client.flush(5))
        self.assertEqual(1, len(self.portal.decisions))

    def test_killed_process_leaves_its_decisions_to_the_next(self):
        self.portal.down = True
        code = f"""
            import sys, time
            sys.path.insert(0, {SOURCE!r})
            from governance_client import Client
            client = Client({self.portal.url!r}, "key", spool={self.folder.name!r})
            decide = client.decision(model="m", version="1")(lambda n: ("x", 0.5))
            for n in range(500):
                decide(n)
            client._recorder._drain()  # its own thread may hold lines that it has taken and not written yet: this waits for it
            print("written", flush=True)
            time.sleep(60)
        """
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.assertEqual(b"written\n", process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        # One segment, or more where the sender tried meanwhile; the last is the one that the process was writing.
        segments = sorted(n for n in os.listdir(self.folder.name) if n.endswith(".ndjson"))
        with open(os.path.join(self.folder.name, segments[-1]), "ab") as file:
            file.write(b'{"decisionId":"half a li')

        self.portal.down = False
        client = self.client()
        self.assertTrue(client.flush(10))  # without a decision of its own
        self.assertEqual((500, 500), (len(self.portal.decisions), client.counters.accepted))
        client.close()
        self.assertEqual([], os.listdir(self.folder.name))

    def test_living_process_keeps_its_spool(self):
        self.portal.down = True
        first, second = self.client(), self.client()
        for client in (first, second):
            client.decision(model="m", version="1")(lambda n: ("x", 0.5))(1)
            client.flush(0.2)
        self.portal.down = False
        self.assertTrue(second.flush(5))
        self.assertEqual(1, second.counters.accepted)
        self.assertTrue(first.flush(5))
        self.assertEqual((2, 2), (len(self.portal.decisions), self.portal.sent))

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_forked_worker_has_a_queue_and_ids_of_its_own(self):
        client = self.client()
        decide = client.decision(model="m", version="1")(lambda n: ("x", 0.5))
        decide(1)
        self.assertTrue(client.flush(5))
        child = os.fork()
        if child == 0:
            decide(2)
            os._exit(0 if client.flush(5) and client.counters.recorded == 1 else 1)
        self.assertEqual(0, os.waitpid(child, 0)[1])
        decide(3)
        self.assertTrue(client.flush(5))
        self.assertEqual(3, len({d["decisionId"] for d in self.stored()}))

    def test_many_threads_lose_nothing(self):
        client = self.client(queue_size=100)
        decide = client.decision(model="m", version="1")(lambda n: ("x", 0.5))
        threads = [threading.Thread(target=lambda: [decide(n) for n in range(500)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(client.flush(10))
        self.assertEqual((4000, 4000), (client.counters.recorded, len(self.portal.decisions)))

    def test_end_of_the_program_sends_what_waits(self):
        code = f"""
            import sys
            sys.path.insert(0, {SOURCE!r})
            from governance_client import Client
            client = Client({self.portal.url!r}, "key", spool={self.folder.name!r}, linger=30)
            client.decision(model="m", version="1")(lambda n: ("x", 0.5))(1)
        """
        subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, timeout=30)
        self.assertEqual(1, len(self.portal.decisions))

    def test_keyed_digest_differs_and_does_not_follow_order(self):
        self.assertEqual(input_digest({"a": 1, "b": 2}), input_digest({"b": 2, "a": 1}))
        self.assertNotEqual(input_digest({"a": 1}), input_digest({"a": 1}, b"secret"))

    def test_backoff_grows_to_its_bound_with_jitter(self):
        waits = [recorder_module.backoff(n, 0.25, 60) for n in range(1, 40)]
        self.assertTrue(0.125 <= waits[0] <= 0.25)
        self.assertTrue(all(30 <= w <= 60 for w in waits[9:]))
        self.assertGreater(len(set(waits[9:])), 20)


if __name__ == "__main__":
    unittest.main()
