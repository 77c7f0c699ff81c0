"""The same content as "governance analyze drift" with pandas and SciPy: PSI, Jensen-Shannon, Hellinger, total variation,
Kolmogorov-Smirnov with p, Wasserstein, Cramer-von Mises, chi-square. Usage: peer.py REFERENCE.csv CURRENT.csv"""
import json
import sys

import numpy as np
import pandas as pd
from scipy import stats


def binned(p_counts, q_counts):
    p, q = p_counts / p_counts.sum(), q_counts / q_counts.sum()
    pf, qf = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        js = 0.5 * np.nansum(np.where(p > 0, p * np.log2(p / m), 0)) + 0.5 * np.nansum(np.where(q > 0, q * np.log2(q / m), 0))
    return {
        "psi": float(((qf - pf) * np.log(qf / pf)).sum()),
        "jensenShannon": float(np.sqrt(max(js, 0))),
        "hellinger": float(np.sqrt(0.5 * ((np.sqrt(p) - np.sqrt(q)) ** 2).sum())),
        "totalVariation": float(0.5 * np.abs(p - q).sum()),
    }


def numeric(x, y):
    x, y = x[np.isfinite(x)], y[np.isfinite(y)]
    edges = np.unique(np.quantile(x, np.arange(1, 10) / 10))
    k = len(edges) + 1
    result = binned(np.bincount(np.searchsorted(edges, x, "left"), minlength=k), np.bincount(np.searchsorted(edges, y, "left"), minlength=k))
    ks = stats.ks_2samp(x, y, method="asymp")
    cvm = stats.cramervonmises_2samp(x, y, method="asymptotic")
    result.update(
        ks=float(ks.statistic), ksPValue=float(ks.pvalue), wasserstein=float(stats.wasserstein_distance(x, y)),
        cramerVonMises=float(cvm.statistic), cramerVonMisesPValue=float(cvm.pvalue))
    return result


def categorical(x, y):
    p, q = x.value_counts(), y.value_counts()
    names = p.index.union(q.index)
    p, q = p.reindex(names, fill_value=0).to_numpy(), q.reindex(names, fill_value=0).to_numpy()
    result = binned(p, q)
    chi = stats.chi2_contingency(np.array([p, q]), correction=False)
    result.update(chiSquare=float(chi[0]), chiSquarePValue=float(chi[1]))
    return result


def main():
    reference, current = pd.read_csv(sys.argv[1]), pd.read_csv(sys.argv[2])
    result = {}
    for name in reference.columns:
        if pd.api.types.is_numeric_dtype(reference[name]):
            result[name] = numeric(reference[name].to_numpy(dtype=float), current[name].to_numpy(dtype=float))
        else:
            result[name] = categorical(reference[name].dropna(), current[name].dropna())
    json.dump(result, sys.stdout)


main()
