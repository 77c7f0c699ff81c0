using System.Globalization;

namespace Governance.Policies;

internal static class ScanRules
{
    public static Finding SecurityScan(RuleContext context)
    {
        var limit = context.Parameters.Text("maxSeverity") ?? "none";
        var tools = context.Parameters.List("tools");
        var days = context.Parameters.Integer("maxAgeDays");
        var expected = string.Join(
            ", ",
            new[]
            {
                limit == "none" ? "no findings" : $"no finding above {limit}",
                tools.Count == 0 ? null : $"scanned by {string.Join(" and ", tools)}",
                context.AgeLimit,
            }.OfType<string>()
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
                .Error($"{unknown.Id} is not a scan report that this version reads. Add it as SARIF 2.1.0.", expected, "not readable")
                .From(unknown);
        }

        var left = tools
            .Where(tool => !newest.Exists(evidence => evidence.Facts.Scan!.Tools.Contains(tool, StringComparer.OrdinalIgnoreCase)))
            .ToList();
        var actual = string.Join("; ", newest.Select(Described));
        if (left.Count > 0)
        {
            return Finding.Fail($"There is no scan by {RuleContext.Listed(left)}. Add its report.", expected, actual).From(newest);
        }

        var bad = newest.Where(evidence => Above(evidence.Facts.Scan!, limit) > 0).ToList();
        // What a scan found before it broke off stays found; that it found nothing says nothing.
        if (bad.Count == 0 && newest.Find(evidence => evidence.Facts.NotMeasured is not null) is { } brokenOff)
        {
            return Finding
                .Error(
                    $"{brokenOff.Id} is no report of a scan that ran to its end: {brokenOff.Facts.NotMeasured!.TrimEnd('.')}. Scan again.",
                    expected,
                    actual
                )
                .From(brokenOff);
        }

        return bad.Count > 0
            ? Finding
                .Fail(
                    $"{RuleContext.Listed(bad.Select(evidence => evidence.Id))} lists findings "
                        + $"{(limit == "none" ? "although none is" : $"above {limit}, the gravest that is")} accepted. Mend them "
                        + $"and scan again.",
                    expected,
                    actual
                )
                .From(bad)
            : Finding.Pass("No scan found more than is accepted.", expected, actual).From(newest);
    }

    public static Finding PiiRedaction(RuleContext context)
    {
        var most = context.Parameters.Integer("maxFindings") ?? 0;
        var detectors = context.Parameters.List("detectors");
        var fields = context.Parameters.List("fields");
        var expected = string.Join(
            ", ",
            new[]
            {
                string.Create(CultureInfo.InvariantCulture, $"at most {most} findings in each dataset"),
                detectors.Count == 0 ? null : $"detectors {string.Join(", ", detectors)}",
                fields.Count == 0 ? null : $"fields {string.Join(", ", fields)}",
            }.OfType<string>()
        );
        if (context.Input.Version.Datasets.Count == 0)
        {
            return Finding.Error(
                "No dataset is registered for this version, so nothing says what has to be scanned. Register its datasets.",
                expected,
                "no datasets"
            );
        }

        var used = new List<GateEvidence>();
        var problems = new List<string>();
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
                problems.Add($"There is no scan of the dataset {dataset.Name} as registered. Add one.");
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
                problems.Add($"{scan.Id} did not use or cover {RuleContext.Listed(left)}. Scan {dataset.Name} again.");
            }
            else if (pii.Findings > most)
            {
                problems.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{scan.Id} found {pii.Findings:#,0} items of personal data in {dataset.Name}. Remove them and register "
                            + $"the new data."
                    )
                );
            }
        }

        var actual =
            used.Count == 0
                ? "not scanned"
                : string.Join(
                    "; ",
                    used.DistinctBy(scan => scan.Id)
                        .Select(scan => string.Create(CultureInfo.InvariantCulture, $"{scan.Id}: {scan.Facts.Pii!.Findings} findings"))
                );
        return (
            problems.Count == 0
                ? Finding.Pass("Every dataset was scanned for personal data.", expected, actual)
                : Finding.Fail(string.Join(" ", problems.Take(5)), expected, actual)
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

    private static string Described(GateEvidence evidence)
    {
        var scan = evidence.Facts.Scan!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{RuleContext.Listed(scan.Tools)}: {scan.Critical} critical, {scan.High} high, {scan.Medium} medium, {scan.Low} low"
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
