"""Helpers for scikit-learn, for programs that have it: what a model is, and what it measures on held-out rows, as evidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

if TYPE_CHECKING:
    from ._client import Client

_MAX_TEXT = 200


def describe(model: Any) -> Dict[str, Any]:
    """Class, library and parameters of an estimator or pipeline."""
    import sklearn

    params = model.get_params(deep=True) if hasattr(model, "get_params") else {}
    return {
        "estimator": f"{type(model).__module__}.{type(model).__qualname__}",
        "library": {"name": "scikit-learn", "version": sklearn.__version__},
        "parameters": {name: _plain(value) for name, value in sorted(params.items()) if not hasattr(value, "get_params")},
    }


def dependencies() -> List[Dict[str, str]]:
    """The packages that a model of scikit-learn runs on, for ``register_version(…, dependencies=…)``."""
    from importlib import metadata

    found = []
    for name in ("scikit-learn", "numpy", "scipy", "joblib", "pandas"):
        try:
            found.append({"name": name, "version": metadata.version(name)})
        except metadata.PackageNotFoundError:
            continue
    return found


def tool() -> str:
    """How evidence names the tool that measured."""
    import sklearn

    return f"scikit-learn {sklearn.__version__}"


def validation(
    model: Any,
    rows: Any,
    labels: Any,
    *,
    positive: Any = 1,
    threshold: Optional[float] = None,
    artifact_sha256: Optional[str] = None,
    dataset_sha256: Optional[str] = None,
) -> Dict[str, Any]:
    """Measures a binary classifier on held-out rows, as a validation report in the portal's words.

    Args:
        model: A fitted classifier.
        rows: Held-out rows.
        labels: Their true labels.
        positive: The label that counts as positive.
        threshold: Score from which a row counts as positive; else what the model predicts.
        artifact_sha256: Digest of the model's file, which binds the figures to it.
        dataset_sha256: Digest of the held-out data.
    """
    from sklearn import metrics

    truth = [1 if label == positive else 0 for label in labels]
    scores = None
    if hasattr(model, "predict_proba"):
        column = list(model.classes_).index(positive)
        scores = [float(row[column]) for row in model.predict_proba(rows)]
    if threshold is not None and scores is not None:
        predicted = [1 if score >= threshold else 0 for score in scores]
    else:
        predicted = [1 if label == positive else 0 for label in model.predict(rows)]
    tn, fp, fn, tp = (int(n) for n in metrics.confusion_matrix(truth, predicted, labels=[0, 1]).ravel())
    both = 0 < sum(truth) < len(truth)
    report: Dict[str, Any] = {
        "rows": len(truth),
        "labelled": len(truth),
        "accuracy": float(metrics.accuracy_score(truth, predicted)),
        "precision": tp / (tp + fp) if tp + fp else None,
        "recall": tp / (tp + fn) if tp + fn else None,
        "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None,
        "confusion": {"tp": tp, "fp": fp, "tn": tn, "fn": fn},
        "fpr": fp / (fp + tn) if fp + tn else None,
        "fnr": fn / (fn + tp) if fn + tp else None,
        "model": describe(model),
    }
    if threshold is not None:
        report["threshold"] = threshold
    if scores is not None:
        report["auc"] = float(metrics.roc_auc_score(truth, scores)) if both else None
        report["averagePrecision"] = float(metrics.average_precision_score(truth, scores)) if both else None
        report["brier"] = float(metrics.brier_score_loss(truth, scores))
        report["logLoss"] = float(metrics.log_loss(truth, scores, labels=[0, 1]))
    subject = {"artifactSha256": artifact_sha256, "datasetSha256": dataset_sha256}
    if artifact_sha256 or dataset_sha256:
        report["subject"] = {**{name: value for name, value in subject.items() if value}, "rows": len(truth)}
    return report


def add_validation(client: "Client", model: str, version: str, estimator: Any, rows: Any, labels: Any, **more: Any) -> Dict[str, Any]:
    """Measures with ``validation`` and files the report as evidence of a version."""
    report: Mapping[str, Any] = validation(estimator, rows, labels, **more)
    return client.add_evidence(model, version, "validation", tool=tool(), payload=report)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if hasattr(value, "item") and getattr(value, "size", 2) == 1:
        return _plain(value.item())
    # An address in memory says nothing of a model.
    text = value if isinstance(value, str) else repr(value).split(" at 0x")[0]
    return text[:_MAX_TEXT]
