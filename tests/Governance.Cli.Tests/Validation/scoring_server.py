"""A scoring server for tests: models of scikit-learn behind MLflow's /invocations and the Open Inference Protocol, version 2.

Prints its port, then serves until standard input ends. Paths: /MODEL/invocations and /v2/models/MODEL[/infer]. Models:
  logistic   pipeline with one-hot encoding of "region" and a logistic regression; answers probabilities of both classes
  linear     linear regression on a, b, c: its Shapley values are known in closed form
  tree       small decision tree on a, b, c
  labels     the logistic model's classes as texts "yes" and "no"
  leaky      like logistic, but the column "branch" moves the score
  noisy      a score that changes from call to call
  busy       fails twice with 503 for every body it has not seen, then answers like logistic
  slow       never answers in time
  guarded    needs the bearer key "endpoint-secret"
  named      like logistic; says in its description which artifact it serves
"""
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

data = pd.read_csv(sys.argv[1])
numbers = ["a", "b", "c"]
logistic = make_pipeline(
    ColumnTransformer([("n", StandardScaler(), numbers), ("r", OneHotEncoder(handle_unknown="ignore"), ["region"])]),
    LogisticRegression(C=10.0))
logistic.fit(data[numbers + ["region"]], data["label"])
linear = LinearRegression().fit(data[numbers].to_numpy(), data["target"])
tree = DecisionTreeRegressor(max_depth=3, random_state=1).fit(data[numbers].to_numpy(), data["target"])
seen, calls, lock = {}, [0], threading.Lock()


def score(name, frame):
    if name == "linear":
        return linear.predict(frame[numbers].to_numpy(dtype=float))
    if name == "tree":
        return tree.predict(frame[numbers].to_numpy(dtype=float))
    p = logistic.predict_proba(frame[numbers + ["region"]])
    if name == "labels":
        return np.where(p[:, 1] >= 0.5, "yes", "no")
    if name == "leaky":
        return np.clip(p[:, 1] + 0.3 * (frame["branch"] % 2), 0, 1)
    if name == "noisy":
        with lock:
            calls[0] += 1
            return np.clip(p[:, 1] + 0.02 * (calls[0] % 7), 0, 1)
    return p


def plain(values):
    return [v.tolist() if isinstance(v, np.ndarray) else v.item() if isinstance(v, np.generic) else v for v in values]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        name = self.path.split("/")[3] if self.path.startswith("/v2/models/") else ""
        if name in ("linear", "tree"):
            self.answer(200, {"name": name, "platform": "sklearn", "inputs": [{"name": "X", "datatype": "FP64", "shape": [-1, 3]}], "outputs": [{"name": "predict", "datatype": "FP64", "shape": [-1]}]})
        elif name:
            kinds = [{"name": n, "datatype": "FP64", "shape": [-1, 1]} for n in numbers] + [{"name": "region", "datatype": "BYTES", "shape": [-1, 1]}]
            says = {"parameters": {"artifact_sha256": "SHA256:7D367077FD26375054F2BD14DF5E3FB79926CC9058A07C783A92149C0EB488CE"}} if name == "named" else {}
            self.answer(200, {**says, "name": name, "platform": "sklearn", "inputs": kinds, "outputs": [{"name": "predict_proba", "datatype": "FP64", "shape": [-1, 2]}]})
        else:
            self.answer(404, {"error": "no such place"})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw)
        parts = self.path.strip("/").split("/")
        name = parts[2] if parts[0] == "v2" else parts[0]
        if name == "guarded" and self.headers.get("Authorization") != "Bearer endpoint-secret":
            return self.answer(401, {"error": "who are you?"})
        if name == "slow":
            time.sleep(5)
        if name == "busy":
            with lock:
                seen[raw] = seen.get(raw, 0) + 1
                if seen[raw] <= 2:
                    return self.answer(503, {"error": "busy"})
        try:
            if parts[0] == "v2":
                return self.open_inference(name, body)
            frame = self.frame(body)
            return self.answer(200, {"predictions": plain(score(name, frame))})
        except (KeyError, ValueError) as problem:
            return self.answer(400, {"error_code": "BAD_REQUEST", "message": f"{type(problem).__name__}: {problem}"})

    def frame(self, body):
        if "dataframe_split" in body:
            return pd.DataFrame(body["dataframe_split"]["data"], columns=body["dataframe_split"]["columns"])
        if "dataframe_records" in body:
            return pd.DataFrame(body["dataframe_records"])
        if "instances" in body:
            return pd.DataFrame(body["instances"])
        return pd.DataFrame(body["inputs"])

    def open_inference(self, name, body):
        frame = {}
        for tensor in body["inputs"]:
            size = int(np.prod(tensor["shape"]))
            if len(tensor["data"]) != size:
                raise ValueError(f"{tensor['name']} has {len(tensor['data'])} values, its shape says {size}")
            kind = {"FP64": float, "BYTES": object}[tensor["datatype"]]
            values = np.array(tensor["data"], dtype=kind).reshape(tensor["shape"])
            if values.shape[-1] == len(numbers) and tensor["name"] == "X":
                frame = {n: values[:, i] for i, n in enumerate(numbers)}
            else:
                frame[tensor["name"]] = values.ravel()
        values = np.asarray(score(name, pd.DataFrame(frame)))
        output = "predict" if values.ndim == 1 else "predict_proba"
        datatype = "BYTES" if values.dtype.kind == "U" else "FP64"
        self.answer(200, {"model_name": name, "outputs": [{"name": output, "datatype": datatype, "shape": list(values.shape), "data": plain(values.ravel())}]})


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_port, "coefficients": linear.coef_.tolist()}), flush=True)
sys.stdin.read()
