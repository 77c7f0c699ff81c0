#!/usr/bin/env python3
"""From training to governed decisions with Debian's Python (python3-sklearn, python3-pandas), on the credit sample.

    GOVERNANCE_SERVER=http://localhost:5080 GOVERNANCE_API_KEY_FILE=key samples/python/governed_model.py OWNER_EMAIL

The key needs the scopes registry:write, gate:read, decisions:write and monitoring:write. The data is synthetic, and so is every decision.
"""

import datetime
import hashlib
import os
import pickle
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "integrations", "python"))  # or install the wheel

import pandas  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

from governance_client import Client, frames, scikit  # noqa: E402

MODEL, VERSION, THRESHOLD = "credit-python", "1.0.0", 0.25
FEATURES = ["income_monthly", "utilisation", "late_payments_12m", "recent_inquiries_6m", "debt_to_income", "tenure_months"]


def main(owner):
    frame = pandas.read_csv(os.path.join(HERE, "..", "credit", "predictions.csv.gz"))
    frame = frame[FEATURES + ["true_label"]].dropna().rename(columns={"true_label": "label"}).head(3000)
    train, held_out = frame.iloc[:2000], frame.iloc[2000:]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(train[FEATURES], train["label"])

    with tempfile.TemporaryDirectory() as folder, Client() as governance:
        path = os.path.join(folder, "model.pkl")
        with open(path, "wb") as file:
            pickle.dump(model, file)
        with open(path, "rb") as file:
            artifact = hashlib.sha256(file.read()).hexdigest()
        held_out_sha256 = hashlib.sha256(frames.to_csv(held_out)).hexdigest()

        # Register, measure, file.
        governance.register_model(MODEL, owner, "limited")
        datasets = [{"name": "credit-sample", "version": "1", "sha256": held_out_sha256, "role": "test"}]
        governance.register_version(MODEL, VERSION, path, datasets=datasets, dependencies=scikit.dependencies())
        scikit.add_validation(
            governance,
            MODEL,
            VERSION,
            model,
            held_out[FEATURES],
            held_out["label"],
            threshold=THRESHOLD,
            artifact_sha256=artifact,
            dataset_sha256=held_out_sha256,
        )

        # The gate says no: no one has signed yet.
        gate = governance.check_gate(MODEL, VERSION, "production", path)
        print(f"gate: {'allow' if gate else 'deny'}: {gate.reasons[0].message if gate.reasons else ''}")

        # Decisions: the caller of decide() never waits for the portal.
        @governance.decision(model=MODEL, version=VERSION, output="label", confidence="score", action="label", synthetic=True)
        def decide(applicant):
            score = float(model.predict_proba(pandas.DataFrame([applicant])[FEATURES])[0, 1])
            return {"label": "declined" if score >= THRESHOLD else "approved", "score": score}

        for applicant in held_out[FEATURES].head(50).to_dict("records"):
            decide(applicant)

        # What drift is measured against.
        window = held_out.assign(score=model.predict_proba(held_out[FEATURES])[:, 1])
        day = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        frames.push_frame(governance, MODEL, VERSION, window, role="reference", start=day - datetime.timedelta(days=1), end=day)
        done = governance.flush(30)
        print(f"decisions: {governance.counters.accepted} stored{'' if done else ', others wait'}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
