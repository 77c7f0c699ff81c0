"""The calls of a pipeline, settings, and the wheel."""

import base64
import datetime
import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import urllib.parse
import zipfile

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."), os.path.dirname(os.path.abspath(__file__))]

import build_wheel  # noqa: E402
from governance_client import Client, Refused, SettingError, Unreachable  # noqa: E402
from governance_client import _http as http_module  # noqa: E402
from portal import Portal  # noqa: E402

try:
    import pandas
    import sklearn
except ImportError:
    pandas = sklearn = None


class ClientTests(unittest.TestCase):
    def setUp(self):
        self.portal = Portal()
        self.addCleanup(self.portal.close)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        wait = http_module.backoff
        http_module.backoff = lambda *_, **__: 0.001
        self.addCleanup(setattr, http_module, "backoff", wait)
        self.client = Client(self.portal.url, "key", spool=False)

    def file(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_register_again_returns_what_is_there_unless_the_file_is_another(self):
        path = self.file("m.onnx", b"weights")
        digest = hashlib.sha256(b"weights").hexdigest()
        taken = (409, {"detail": "taken", "code": "version.exists"}, {})
        self.portal.answers["POST /api/v1/models/m/versions"] = [taken]
        self.portal.answers["GET /api/v1/models/m/versions/1"] = [(200, {"artifact": {"sha256": digest}}, {})]
        self.portal.answers["PUT /api/v1/models/m/versions/1/artifact"] = [(200, {"version": "1"}, {})]

        self.assertEqual({"version": "1"}, self.client.register_version("m", "1", path, metrics={"auc": 0.9}))
        self.assertEqual(b"weights", self.portal.requests[-1][3])
        with self.assertRaises(Refused) as refused:
            self.client.register_version("m", "1", self.file("other.onnx", b"other"))
        self.assertEqual("version.other-artifact", refused.exception.code)
        with self.assertRaises(Refused):
            self.client.register_version("m", "1", path, exist_ok=False)

    def test_lost_answer_is_asked_for_again_under_the_same_key(self):
        self.portal.answers["POST /api/v1/models/m/versions/1/evidence"] = [(None, {}, {}), (503, {}, {}), (201, {"id": "EVD-0001"}, {})]
        made = self.client.add_evidence("m", "1", "validation", tool="t 1", payload={"auc": 0.9})
        self.assertEqual("EVD-0001", made["id"])
        self.assertEqual(3, len(self.portal.requests))
        self.assertEqual(1, len({headers["Idempotency-Key"] for _, _, headers, _ in self.portal.requests}))

    def test_evidence_file_is_a_form_with_its_bytes(self):
        path = self.file('card".md', b"# Card")
        self.client.add_evidence("m", "1", "model-card", tool="t 1", file=path)
        _, _, headers, body = self.portal.requests[-1]
        self.assertIn("multipart/form-data; boundary=", headers["Content-Type"])
        self.assertIn(b'filename="card_.md"\r\nContent-Type: text/markdown\r\n\r\n# Card\r\n--', body)

    def test_gate_allows_only_by_a_yes(self):
        path = self.file("m.onnx", b"weights")
        where = "GET /api/v1/gates/deploy"
        deny = {"allow": False, "reasons": [{"code": "promotion.missing", "message": "Not approved."}]}
        self.portal.answers[where] = [(200, {"allow": True, "gateRun": "GATE-0001"}, {}), (200, deny, {}), (200, {"allow": "true"}, {}), (403, {"detail": "no"}, {})]
        self.assertTrue(self.client.check_gate("m", "1", "production", path))
        answer = self.client.check_gate("m", "1", "production", path)
        self.assertEqual((False, "Not approved."), (bool(answer), answer.reasons[0].message))
        self.assertFalse(self.client.check_gate("m", "1", "production", path))
        with self.assertRaises(Refused):
            self.client.check_gate("m", "1", "production", path)
        self.portal.answers[where] = [(200, b"<html>", {})]
        with self.assertRaises(Unreachable):
            self.client.check_gate("m", "1", "production", path)

    def test_gate_of_an_experiment_allows_only_by_a_yes_for_it(self):
        where = "GET /api/v1/gates/deploy"
        yes = {"allow": True, "gateRun": "GATE-0001"}
        self.portal.answers[where] = [(200, {**yes, "experiment": "EXP-0001", "share": 0.1}, {}), (200, yes, {})]
        self.assertTrue(self.client.check_gate("m", "1", "production", sha256="0" * 64, experiment="EXP-0001"))
        self.assertIn("experiment=EXP-0001", self.portal.requests[-1][1])
        with self.assertRaises(Unreachable):
            self.client.check_gate("m", "1", "production", sha256="0" * 64, experiment="EXP-0001")

    def test_redirect_is_not_followed(self):
        other = Portal()
        self.addCleanup(other.close)
        self.portal.answers["GET /api/v1/gates/deploy"] = [(302, {}, {"Location": other.url + "/api/v1/gates/deploy"})]
        with self.assertRaises(Refused):
            self.client.check_gate("m", "1", "production", sha256="0" * 64)
        self.assertEqual([], other.requests)

    def test_replaced_key_file_is_read_again(self):
        path = self.file("key", b"old\n")
        client = Client(self.portal.url, key_file=path, spool=False)
        self.file("key", b"key\n")
        client.decision(model="m", version="1")(lambda n: ("x", 0.5))(1)
        self.assertTrue(client.close())
        self.assertEqual(1, len(self.portal.decisions))

    def test_settings_that_would_leak_the_key_or_make_no_sense_are_refused(self):
        for url in ("http://portal.example", "https://me:secret@portal.example", "ftp://portal.example", "portal.example", "https://x/?a=b", ""):
            with self.assertRaises(SettingError, msg=url):
                Client(url, "key")
        with self.assertRaises(SettingError):
            Client("https://portal.example", "two lines\nof key")
        with self.assertRaises(SettingError):
            Client("https://portal.example", "key", fsync="perhaps")
        with self.assertRaises(SettingError):
            self.client.add_evidence("m", "1", "other", tool="t")
        with self.assertRaises(SettingError):
            self.client.push_window("m", "1", [], start=datetime.datetime(2026, 1, 1), end=datetime.datetime(2026, 1, 2))

    def test_window_of_rows_is_ndjson(self):
        day = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        self.client.push_window("m", "1", [{"a": 1, "b": float("nan")}], start=day, end=day + datetime.timedelta(1), label="y")
        _, path, headers, body = self.portal.requests[-1]
        self.assertIn("role=current&start=2026-01-01T00%3A00%3A00Z&end=2026-01-02T00%3A00%3A00Z&label=y", path)
        self.assertEqual((b'{"a":1,"b":null}\n', "application/x-ndjson"), (body, headers["Content-Type"]))

    def test_drift_reads_every_page(self):
        where = "GET /api/v1/monitoring/m/1/drift"
        first, second = {"items": [{"window": "WIN-0001"}], "nextCursor": "a b"}, {"items": [{"window": "WIN-0002"}]}
        self.portal.answers[where] = [(200, first, {}), (200, second, {})]
        self.assertEqual(["WIN-0001", "WIN-0002"], [w["window"] for w in self.client.drift("m", "1")])
        self.assertEqual("/api/v1/monitoring/m/1/drift?cursor=a+b", self.portal.requests[-1][1])

    def test_answer_that_is_no_object_is_no_answer_of_the_portal(self):
        self.portal.answers["POST /api/v1/models"] = [(200, b"[]", {})]
        with self.assertRaises(Unreachable):
            self.client.register_model("m", "owner@test.example")

    def test_exporter_of_traces_gets_address_and_key(self):
        said = self.client.trace_environment("invoice-agent")
        self.assertEqual("invoice-agent", said["OTEL_SERVICE_NAME"])
        self.assertEqual(self.portal.url + "/v1/traces", said["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
        self.assertEqual("http/protobuf", said["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"])
        self.assertEqual("Authorization=Bearer%20key", said["OTEL_EXPORTER_OTLP_TRACES_HEADERS"])
        self.assertNotIn("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", said)
        made = self.client.trace_exporter()
        self.assertEqual({"endpoint": self.portal.url + "/v1/traces", "headers": {"Authorization": "Bearer key"}}, made)
        # A key with signs that end a header's value reaches the exporter whole.
        other = Client(self.portal.url, "a,b=c%d", spool=False).trace_environment("x")["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
        self.assertEqual(("Authorization", "Bearer a,b=c%d"), tuple(urllib.parse.unquote(part) for part in other.split("=", 1)))
        self.assertEqual(1, other.count("="))

    def test_exporter_of_traces_needs_a_key_and_a_name(self):
        with unittest.mock.patch.dict(os.environ):
            for name in ("GOVERNANCE_API_KEY", "GOVERNANCE_API_KEY_FILE"):
                os.environ.pop(name, None)
            with self.assertRaises(SettingError):
                Client(self.portal.url, spool=False).trace_exporter()
        with self.assertRaises(SettingError):
            self.client.trace_environment(" ")

    def test_exporter_of_traces_checks_the_same_certificates(self):
        authority = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
        client = Client("https://portal.example", "key", ca_file=authority, spool=False)
        self.assertEqual(authority, client.trace_exporter()["certificate_file"])
        self.assertEqual(authority, client.trace_environment("x")["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE"])

    @unittest.skipUnless(sklearn, "scikit-learn and pandas are not installed for this interpreter")
    def test_scikit_model_and_frame_become_evidence_and_window(self):
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        from governance_client import frames, scikit

        frame = pandas.DataFrame({"x": [n / 100 for n in range(200)], "when": pandas.Timestamp("2026-01-01", tz="UTC")})
        labels = [1 if n > 90 else 0 for n in range(200)]
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5)).fit(frame[["x"]], labels)

        scikit.add_validation(self.client, "m", "1", model, frame[["x"]], labels, artifact_sha256="a" * 64)
        said = json.loads(self.portal.requests[-1][3])
        report = said["payload"]
        self.assertEqual(f"scikit-learn {sklearn.__version__}", said["tool"])
        self.assertEqual(200, sum(report["confusion"].values()))
        self.assertEqual(1.0, report["auc"])
        self.assertEqual(0.5, report["model"]["parameters"]["logisticregression__C"])
        self.assertEqual("a" * 64, report["subject"]["artifactSha256"])

        day = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        frames.push_frame(self.client, "m", "1", frame.head(1), start=day, end=day + datetime.timedelta(1))
        self.assertEqual(b"x,when\n0.0,2026-01-01T00:00:00+0000\n", self.portal.requests[-1][3])

    def test_wheel_holds_what_its_record_says_and_runs(self):
        path = build_wheel.build(self.folder.name)
        with open(path, "rb") as file:
            first = file.read()
        build_wheel.build(self.folder.name)
        with open(path, "rb") as file:
            self.assertEqual(first, file.read())
        with zipfile.ZipFile(path) as wheel:
            (record,) = [n for n in wheel.namelist() if n.endswith("RECORD")]
            for line in wheel.read(record).decode().splitlines():
                name, digest, size = line.rsplit(",", 2)
                if digest:
                    content = wheel.read(name)
                    expected = "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                    self.assertEqual((expected, str(len(content))), (digest, size))
            self.assertIn("governance_client/py.typed", wheel.namelist())
        code = "import governance_client as g, governance_client.scikit, governance_client.frames; print(g.__version__, g.__file__)"
        said = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, cwd="/", capture_output=True, text=True, check=True)
        self.assertIn(".whl", said.stdout)


if __name__ == "__main__":
    unittest.main()
