"""Answers cases of the comparison test with SciPy, scikit-learn, statsmodels and NumPy: one JSON object a line in, one out."""
import json
import sys
import warnings

import numpy as np
from scipy import special, stats
from scipy.spatial.distance import jensenshannon
from sklearn import isotonic, metrics
from statsmodels.stats import multitest, proportion

warnings.simplefilter("ignore")
np.seterr(all="ignore")


def clean(value):
    if value is None:
        return None
    value = float(value)
    return value if np.isfinite(value) else None


def binned(p_counts, q_counts):
    p_counts, q_counts = np.asarray(p_counts, float), np.asarray(q_counts, float)
    p, q = p_counts / p_counts.sum(), q_counts / q_counts.sum()
    pf, qf = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return {
        "psi": ((qf - pf) * np.log(qf / pf)).sum(),
        "jensenShannon": 0.0 if np.array_equal(p, q) else jensenshannon(p, q, base=2),
        "hellinger": np.sqrt(0.5 * ((np.sqrt(p) - np.sqrt(q)) ** 2).sum()),
        "totalVariation": 0.5 * np.abs(p - q).sum(),
        "lInfinity": np.abs(p - q).max(),
    }


def numeric(case):
    x, y = (np.array([float(v) for v in case[k]]) for k in "xy")
    x, y = np.sort(x[np.isfinite(x)]), np.sort(y[np.isfinite(y)])
    n, m = len(x), len(y)
    distinct = np.unique(x)
    if len(distinct) <= 10:
        p = [np.sum(x == v) for v in distinct] + [0]
        q = [np.sum(y == v) for v in distinct] + [np.sum(~np.isin(y, distinct))]
    else:
        edges = np.unique(np.quantile(x, np.arange(1, 10) / 10))
        k = len(edges) + 1
        p = np.bincount(np.searchsorted(edges, x, "left"), minlength=k)
        q = np.bincount(np.searchsorted(edges, y, "left"), minlength=k)
    result = binned(p, q)
    exact = n * m <= 1_000_000
    ks = stats.ks_2samp(x, y, method="exact" if exact else "asymp")
    result["ks"] = ks.statistic
    # SciPy's asymptotic two-sample p-value uses the finite-n one-sample law; the documented one is Kolmogorov's limit.
    result["ksPValue"] = ks.pvalue if exact else special.kolmogorov(np.sqrt(n * m / (n + m)) * ks.statistic)
    largest = max(abs(x).max(), abs(y).max())
    scale = largest if largest > 1e100 else 1.0
    result["wasserstein"] = stats.wasserstein_distance(x / scale, y / scale) * scale
    pooled = np.concatenate([x, y])
    gap = np.searchsorted(x, pooled, "right") / n - np.searchsorted(y, pooled, "right") / m
    result["cramerVonMises"] = n * m / (n + m) ** 2 * (gap ** 2).sum()
    if len(np.unique(pooled)) == n + m and n > 1 and m > 1:
        result["cramerVonMisesPValue"] = stats.cramervonmises_2samp(x, y, method="asymptotic").pvalue
    if len(np.unique(pooled)) > 1 and n + m >= 4:
        result["andersonDarling"] = stats.anderson_ksamp([x, y], midrank=True).statistic
    if 1e-100 < largest < 1e100:
        result["mean"] = x.mean() if x[0] != x[-1] else x[0]
        result["sd"] = x.std() if x[0] != x[-1] else 0.0
        result["median"] = np.median(x)
    return result


def categorical(case):
    p, q = np.array(case["p"]), np.array(case["q"])
    result = binned(p, q)
    used = (p + q) > 0
    if used.sum() > 1:
        table = np.array([p[used], q[used]])
        chi = stats.chi2_contingency(table, correction=False)
        result.update(chiSquare=chi[0], chiSquarePValue=chi[1], cramersV=np.sqrt(chi[0] / table.sum()))
        result["psiNull95"] = (1 / p.sum() + 1 / q.sum()) * stats.chi2.ppf(0.95, used.sum() - 1)
    return result


def scores(case):
    s, y = np.array([float(v) for v in case["s"]]), np.array(case["y"])
    result = {"brier": metrics.brier_score_loss(y, s, pos_label=1), "logLoss": metrics.log_loss(y, np.clip(s, 1e-15, 1 - 1e-15), labels=[0, 1], eps=1e-15)}
    bins = np.minimum((10 * s).astype(int), 9)
    result["ece"] = sum((bins == b).mean() * abs(s[bins == b].mean() - y[bins == b].mean()) for b in range(10) if (bins == b).any())
    if 0 < y.sum() < len(y):
        result["auc"] = metrics.roc_auc_score(y, s)
        result["averagePrecision"] = metrics.average_precision_score(y, s)
    z = (s >= 0.5).astype(int)
    tn, fp, fn, tp = metrics.confusion_matrix(y, z, labels=[0, 1]).ravel()
    result["accuracy"] = metrics.accuracy_score(y, z)
    if tp + fp:
        result["precision"] = metrics.precision_score(y, z)
    if tp + fn:
        result["recall"] = metrics.recall_score(y, z)
        result["fnr"] = fn / (fn + tp)
    if tn + fp:
        result["fpr"] = fp / (fp + tn)
    if 2 * tp + fp + fn:
        result["f1"] = metrics.f1_score(y, z)
    model = isotonic.IsotonicRegression(out_of_bounds="clip").fit(s, y)
    result["isotonic"] = [float(v) for v in model.predict([0.05, 0.33, 0.5, 0.71, 0.99])]
    return result


def proportions(case):
    a, n, b, m = case["a"], case["n"], case["b"], case["m"]
    low, high = proportion.proportion_confint(a, n, method="wilson")
    result = {"low": low, "high": high, "fisher": stats.fisher_exact([[a, n - a], [b, m - b]])[1]}
    result["differenceLow"], result["differenceHigh"] = proportion.confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
    if 0 < a + b < n + m:
        result["z"] = proportion.proportions_ztest([a, b], [n, m])[1]
    p = case["p"]
    result["bh"] = [float(v) for v in multitest.multipletests(p, method="fdr_bh")[1]]
    result["bonferroni"] = [float(v) for v in multitest.multipletests(p, method="bonferroni")[1]]
    x, y = np.array(case["u"]), np.array(case["v"])
    result["pearson"] = stats.pearsonr(x, y)[0] if len(np.unique(x)) > 1 and len(np.unique(y)) > 1 else None
    return result


KINDS = {"numeric": numeric, "categorical": categorical, "scores": scores, "proportions": proportions}
for line in sys.stdin:
    case = json.loads(line)
    answer = {k: v if isinstance(v, list) else clean(v) for k, v in KINDS[case["kind"]](case).items()}
    print(json.dumps(answer))
