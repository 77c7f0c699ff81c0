using System.Globalization;

namespace Governance.Policies;

internal static class ScanRules
{
    public static Finding SecurityScan(RuleContext context)
    {
        var limit = context.Parameters.Text("maxSeverity") ?? "none";
        var tools = context.Parameters.List("tools");
        var days = context.Parameters.Integer("maxAgeDays");
        var expected = Sentence.Joined(
            ", ",
            limit == "none"
                ? Sentence.Of("scan.asked-none", "no findings")
                : Sentence.Of("scan.asked", $"no finding above {limit}", ("severity", Values.Term(StatementTerms.Severity, limit))),
            tools.Count == 0
                ? null
                : Sentence.Of(
                    "scan.asked-tools",
                    $"scanned by {string.Join(" and ", tools)}",
                    ("tools", Values.Names(tools, int.MaxValue))
                ),
            context.AgeLimit
        );
        // An SBOM that lists vulnerabilities speaks as the scan it is.
        var counting = context
            .Evidence.OfKind("security-scan")
            .Concat(context.Evidence.OfKind("sbom").Where(evidence => evidence.Facts.Scan is not null))
            .Where(evidence => context.Evidence.Counts(Whole(evidence), days))
            .OrderByDescending(evidence => evidence.ProducedAt)
            .ThenBy(evidence => evidence.Id, StringComparer.Ordinal)
            .ToList();
        if (counting.Count == 0)
        {
            return context.Evidence.Newest("security-scan", days, expected).Missing;
        }

        // The newest scan of each set of tools counts: a repeated scan replaces the earlier one, another tool's does not.
        var newest = counting.DistinctBy(evidence => string.Join('\n', evidence.Facts.Scan?.Tools ?? [])).ToList();
        if (newest.Find(evidence => evidence.Facts.Scan is null) is { } unknown)
        {
            return Finding
                .Error(
                    Sentence.Of(
                        "scan.unreadable",
                        $"{unknown.Id} is not a scan report that this version reads. Add it as SARIF 2.1.0.",
                        ("evidence", Values.Id(unknown.Id))
                    ),
                    expected,
                    Sentence.NotReadable
                )
                .From(unknown);
        }

        var left = tools
            .Where(tool => !newest.Exists(evidence => evidence.Facts.Scan!.Tools.Contains(tool, StringComparer.OrdinalIgnoreCase)))
            .ToList();
        var actual = Sentence.Joined("; ", newest.Select(Described));
        if (left.Count > 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "scan.no-tool",
                        $"There is no scan by {RuleContext.Listed(left)}. Add its report.",
                        ("tools", Values.Names(left, int.MaxValue))
                    ),
                    expected,
                    actual
                )
                .From(newest);
        }

        var bad = newest.Where(evidence => Above(evidence.Facts.Scan!, limit) > 0).ToList();
        // What a scan found before it broke off stays found; that it found nothing says nothing.
        if (bad.Count == 0 && newest.Find(evidence => evidence.Facts.NotMeasured is not null) is { } brokenOff)
        {
            return Finding
                .Error(
                    Sentence.Of(
                        "scan.broken-off",
                        $"{brokenOff.Id} is no report of a scan that ran to its end: "
                            + $"{brokenOff.Facts.NotMeasured!.TrimEnd('.')}. Scan again.",
                        ("evidence", Values.Id(brokenOff.Id)),
                        ("reason", Values.Foreign(brokenOff.Facts.NotMeasured))
                    ),
                    expected,
                    actual
                )
                .From(brokenOff);
        }

        return bad.Count > 0
            ? Finding
                .Fail(
                    Sentence.Of(
                        limit == "none" ? "scan.found" : "scan.found-above",
                        $"{RuleContext.Listed(bad.Select(evidence => evidence.Id))} lists findings "
                            + $"{(limit == "none" ? "although none is" : $"above {limit}, the gravest that is")} accepted. Mend them "
                            + $"and scan again.",
                        ("records", Values.Ids(bad.Select(evidence => evidence.Id), int.MaxValue)),
                        ("severity", limit == "none" ? null : Values.Term(StatementTerms.Severity, limit))
                    ),
                    expected,
                    actual
                )
                .From(bad)
            : Finding.Pass(Sentence.Of("scan.met", "No scan found more than is accepted."), expected, actual).From(newest);
    }

    public static Finding PiiRedaction(RuleContext context)
    {
        var most = context.Parameters.Integer("maxFindings") ?? 0;
        var detectors = context.Parameters.List("detectors");
        var fields = context.Parameters.List("fields");
        var expected = Sentence.Of(
            "pii.asked",
            string.Join(
                ", ",
                new[]
                {
                    string.Create(CultureInfo.InvariantCulture, $"at most {most} findings in each dataset"),
                    detectors.Count == 0 ? null : $"detectors {string.Join(", ", detectors)}",
                    fields.Count == 0 ? null : $"fields {string.Join(", ", fields)}",
                }.OfType<string>()
            ),
            ("count", Values.Count(most)),
            ("detectors", Values.Names(detectors, int.MaxValue)),
            ("fields", Values.Names(fields, int.MaxValue))
        );
        if (context.Input.Version.Datasets.Count == 0)
        {
            return Finding.Error(
                Sentence.Of(
                    "pii.no-datasets",
                    "No dataset is registered for this version, so nothing says what has to be scanned. Register its datasets."
                ),
                expected,
                Sentence.NoDatasets
            );
        }

        var used = new List<GateEvidence>();
        var problems = new List<Sentence>();
        foreach (
            var dataset in context
                .Input.Version.Datasets.DistinctBy(dataset => dataset.Sha256)
                .OrderBy(dataset => dataset.Name, StringComparer.Ordinal)
        )
        {
            // A scan is about data, so it is bound to the dataset's digest and not to the artifact's.
            var scan = context
                .Evidence.OfKind("pii-scan")
                .FirstOrDefault(evidence =>
                    evidence.ProducedAt <= context.Input.At
                    && evidence.Facts.Unreadable is null
                    && evidence.Facts.NotMeasured is null
                    && evidence.Facts.Pii is { } facts
                    && facts.DatasetSha256.Contains(dataset.Sha256, StringComparer.Ordinal)
                );
            if (scan is null)
            {
                problems.Add(
                    Sentence.Of(
                        "pii.unscanned",
                        $"There is no scan of the dataset {dataset.Name} as registered. Add one.",
                        ("dataset", Values.Name(dataset.Name))
                    )
                );
                continue;
            }

            used.Add(scan);
            var pii = scan.Facts.Pii!;
            var left = detectors
                .Except(pii.Detectors, StringComparer.OrdinalIgnoreCase)
                .Concat(fields.Except(pii.Fields, StringComparer.Ordinal))
                .ToList();
            if (left.Count > 0)
            {
                problems.Add(
                    Sentence.Of(
                        "pii.uncovered",
                        $"{scan.Id} did not use or cover {RuleContext.Listed(left)}. Scan {dataset.Name} again.",
                        ("evidence", Values.Id(scan.Id)),
                        ("detectors", Values.Names(left, int.MaxValue)),
                        ("dataset", Values.Name(dataset.Name))
                    )
                );
            }
            else if (pii.Findings > most)
            {
                problems.Add(
                    Sentence.Of(
                        "pii.found",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{scan.Id} found {pii.Findings:#,0} items of personal data in {dataset.Name}. Remove them and register "
                                + $"the new data."
                        ),
                        ("evidence", Values.Id(scan.Id)),
                        ("count", Values.Count(pii.Findings)),
                        ("dataset", Values.Name(dataset.Name))
                    )
                );
            }
        }

        var actual =
            used.Count == 0
                ? Sentence.Of("pii.seen-none", "not scanned")
                : Sentence.Joined(
                    "; ",
                    used.DistinctBy(scan => scan.Id)
                        .Select(scan =>
                            Sentence.Of(
                                "pii.seen",
                                string.Create(CultureInfo.InvariantCulture, $"{scan.Id}: {scan.Facts.Pii!.Findings} findings"),
                                ("evidence", Values.Id(scan.Id)),
                                ("count", Values.Count(scan.Facts.Pii!.Findings))
                            )
                        )
                );
        return (
            problems.Count == 0
                ? Finding.Pass(Sentence.Of("pii.met", "Every dataset was scanned for personal data."), expected, actual)
                : Finding.Fail(Sentence.Joined(" ", problems.Take(5)), expected, actual)
        ).From(used.DistinctBy(scan => scan.Id));
    }

    // The newest scan speaks even if it broke off: an older one must not hide that.
    private static GateEvidence Whole(GateEvidence evidence) =>
        evidence.Facts is { Scan: not null, NotMeasured: not null }
            ? evidence with
            {
                Facts = evidence.Facts with { NotMeasured = null },
            }
            : evidence;

    private static Sentence Described(GateEvidence evidence)
    {
        var scan = evidence.Facts.Scan!;
        return Sentence.Of(
            "scan.seen",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuleContext.Listed(scan.Tools)}: {scan.Critical} critical, {scan.High} high, {scan.Medium} medium, {scan.Low} low"
            ),
            ("tools", Values.Names(scan.Tools, 50)),
            ("critical", Values.Count(scan.Critical)),
            ("high", Values.Count(scan.High)),
            ("medium", Values.Count(scan.Medium)),
            ("low", Values.Count(scan.Low))
        );
    }

    private static long Above(ScanFacts scan, string limit) =>
        limit switch
        {
            "high" => scan.Critical,
            "medium" => scan.Critical + scan.High,
            "low" => scan.Critical + scan.High + scan.Medium,
            _ => scan.Critical + scan.High + scan.Medium + scan.Low,
        };
}
