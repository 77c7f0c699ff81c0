"""The notebook of the samples, cell by cell with the standard library alone: what it sends, in a portal of a few lines."""

import contextlib
import hashlib
import io
import json
import os
import sys
import tempfile
import unittest
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), HERE]

from portal import Portal  # noqa: E402

NOTEBOOK = os.path.join(HERE, "..", "..", "..", "samples", "python", "governed_model.ipynb")
ONE = "/api/v1/models/credit-notebook/versions/1.0.0"
WINDOWS = "/api/v1/monitoring/credit-notebook/1.0.0"


class NotebookTests(unittest.TestCase):
    def setUp(self):
        self.portal = Portal()
        self.addCleanup(self.portal.close)
        self.portal.known = {("credit-notebook", "1.0.0")}
        feature = {"name": "income_monthly", "statistic": "psi", "value": 0.5, "level": "alert"}
        self.portal.answers.update(
            {
                "POST /api/v1/models": [(201, {"name": "credit-notebook"}, {})],
                f"POST {ONE[:-6]}": [(201, {"version": "1.0.0"}, {})],
                f"PUT {ONE}/artifact": [(200, {"version": "1.0.0"}, {})],
                f"POST {ONE}/evidence": [(201, {"id": "EVD-0001"}, {})],
                "GET /api/v1/gates/deploy": [(200, {"allow": False, "reasons": [{"code": "promotion.none", "message": "No."}]}, {})],
                f"POST {WINDOWS}/windows": [
                    (201, {"window": "WIN-0001", "rows": 1500}, {}),
                    (409, {"code": "monitoring.window-taken"}, {}),
                ],
                f"GET {WINDOWS}/drift": [(200, {"items": [{"window": "WIN-0002", "start": "2026-11-26", "features": [feature]}]}, {})],
            }
        )

    def sent(self, what):
        return [body for method, path, _, body in self.portal.requests if f"{method} {path.split('?')[0]}" == what]

    def test_cells_run_in_order_and_send_one_story(self):
        said = self.run_cells()
        artifact = self.sent(f"PUT {ONE}/artifact")[0]
        version = json.loads(self.sent(f"POST {ONE[:-6]}")[0])
        evidence = json.loads(self.sent(f"POST {ONE}/evidence")[0])
        digest = hashlib.sha256(artifact).hexdigest()
        self.assertEqual((digest, digest), (version["artifact"]["sha256"], evidence["payload"]["subject"]["artifactSha256"]))
        self.assertEqual(version["datasets"][0]["sha256"], evidence["payload"]["subject"]["datasetSha256"])
        report = evidence["payload"]
        self.assertEqual(report["rows"], sum(report["confusion"].values()))
        # A model that orders no better than chance would show nothing.
        self.assertTrue(0.65 < report["auc"] < 0.9, report["auc"])
        reference, current = (w.decode().splitlines() for w in self.sent(f"POST {WINDOWS}/windows"))
        self.assertEqual(report["rows"], len(reference))
        self.assertEqual(set(json.loads(reference[0])), set(json.loads(current[0])))
        self.assertEqual(50, len(self.portal.decisions))
        for line in ("gate: deny", "decisions: 50 stored\n", "current: stored by an earlier run", "income_monthly       psi 0.500  alert"):
            self.assertIn(line, said)

    def test_is_stored_without_outputs_and_explains_each_step_in_two_sentences(self):
        with open(NOTEBOOK, encoding="utf-8") as file:
            notebook = json.load(file)
        cells = notebook["cells"]
        self.assertEqual((4, len(cells)), (notebook["nbformat"], len({cell["id"] for cell in cells})))
        for before, cell in zip(cells, cells[1:]):
            if cell["cell_type"] == "code":
                self.assertEqual(([], None, "markdown"), (cell["outputs"], cell["execution_count"], before["cell_type"]))
                words = "".join(before["source"][1:]).strip()
                self.assertEqual(2, sum(word.endswith(".") for word in words.split()), words)

    def run_cells(self):
        with open(NOTEBOOK, encoding="utf-8") as file:
            cells = json.load(file)["cells"]
        there, output = os.getcwd(), io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            settings = {"GOVERNANCE_SERVER": self.portal.url, "GOVERNANCE_API_KEY": "key", "GOVERNANCE_SPOOL": folder}
            bare = {"sklearn": None, "sklearn.linear_model": None, "pandas": None}
            with mock.patch.dict(os.environ, settings), mock.patch.dict(sys.modules, bare), contextlib.redirect_stdout(output):
                os.environ.pop("GOVERNANCE_API_KEY_FILE", None)
                os.chdir(os.path.dirname(NOTEBOOK))
                try:
                    names = {"__name__": "__main__"}
                    for cell in cells:
                        if cell["cell_type"] == "code":
                            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)  # pylint: disable=exec-used
                finally:
                    os.chdir(there)
        return output.getvalue()


if __name__ == "__main__":
    unittest.main()
