using System.Globalization;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>Reads SARIF 2.1.0, or a report of the form <c>{tools[], findings{critical, high, medium, low}}</c>.</summary>
internal static class ScanPayload
{
    private const int MaxQuoted = 200;

    private static readonly string[] s_severities = ["critical", "high", "medium", "low"];

    /// <summary>
    /// What the report found, and why that is not a whole measurement; both null when the payload is no report of a scan. A list of no
    /// findings is good news only from a scan that ran to its end.
    /// </summary>
    public static (ScanFacts? Facts, string? Incomplete) Read(Payload payload) =>
        payload.Has("runs") ? Sarif(payload)
        : payload.Find("findings") is { ValueKind: JsonValueKind.Object } && payload.Object("findings") is { } findings
            ? Counted(payload.WordsOrNames("tools", "name"), findings)
        : (null, null);

    private static (ScanFacts Facts, string? Incomplete) Counted(IReadOnlyList<string> tools, Payload findings)
    {
        var missing = s_severities.Where(severity => findings.Count(severity) is null).ToList();
        return (
            new(
                tools,
                findings.Count("critical") ?? 0,
                findings.Count("high") ?? 0,
                findings.Count("medium") ?? 0,
                findings.Count("low") ?? 0
            ),
            tools.Count == 0 ? "tools names nothing that scanned"
            : missing.Count > 0 ? $"{findings.PathOf(missing[0])} is not counted"
            : null
        );
    }

    private static (ScanFacts Facts, string? Incomplete) Sarif(Payload payload)
    {
        var tools = new SortedSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        string? incomplete = null;
        foreach (var run in payload.Objects("runs"))
        {
            var tool = run.Object("tool") ?? throw new PayloadShapeException($"{run.PathOf("tool")} is missing");
            var driver =
                tool.Object("driver")
                ?? throw new PayloadShapeException(
                    payload.Word("version") is { } version and not "2.1.0"
                        ? $"it is SARIF {version}, and 2.1.0 is read"
                        : $"{tool.PathOf("driver")} is missing"
                );
            var name = driver.Word("name") ?? throw new PayloadShapeException($"{driver.PathOf("name")} is missing");
            tools.Add(name);
            incomplete ??= WhyIncomplete(run, name);
            var severities = Severities(driver, tool.Objects("extensions"));
            // A result says "fail" unless it says otherwise; what a scanner suppressed still counts, because no one here accepted it. What
            // a later run no longer found (baselineState) is listed for comparison only.
            foreach (var result in run.Objects("results").Where(result => result.Word("baselineState") != "absent"))
            {
                switch (result.Word("kind") ?? "fail")
                {
                    case "fail":
                        var rule = severities.GetValueOrDefault(RuleOf(result, driver, severities) ?? string.Empty);
                        var severity = rule.Score is { } score
                            ? BySeverity(score)
                            : ByLevel(result.Word("level") ?? rule.Level ?? "warning");
                        counts[severity] = counts.GetValueOrDefault(severity) + 1;
                        break;
                    // SARIF 2.1.0, 3.27.9: the tool could not decide, or leaves the decision to a person.
                    case "open" or "review":
                        incomplete ??= $"{name} leaves results of kind {result.Word("kind")} for a person to decide";
                        break;
                    default:
                        break;
                }
            }
        }

        return (
            new(
                [.. tools],
                counts.GetValueOrDefault("critical"),
                counts.GetValueOrDefault("high"),
                counts.GetValueOrDefault("medium"),
                counts.GetValueOrDefault("low")
            ),
            tools.Count == 0 ? "runs is empty, so nothing scanned" : incomplete
        );
    }

    /// <summary>
    /// SARIF 2.1.0: without <c>results</c> nothing was scanned or the scan did not start (3.14.23); an unsuccessful invocation (3.20.14)
    /// and a notification of level error (3.58.6) leave results incomplete.
    /// </summary>
    private static string? WhyIncomplete(Payload run, string tool)
    {
        foreach (var invocation in run.Objects("invocations"))
        {
            var errors = invocation
                .Objects("toolExecutionNotifications")
                .Concat(invocation.Objects("toolConfigurationNotifications"))
                .Where(notification => notification.Word("level") == "error")
                .ToList();
            if (errors.Count > 0 || invocation.Find("executionSuccessful") is { ValueKind: JsonValueKind.False })
            {
                var said = errors.Select(error => error.Object("message")?.Prose("text")).FirstOrDefault(text => text is not null);
                return $"{tool} says that its run failed{(said is null ? string.Empty : $": {Quoted(said)}")}";
            }
        }

        return run.Has("results") ? null : $"{tool} lists no results, which SARIF says of a scan that did not run";
    }

    private static string Quoted(string text) =>
        text.Length <= MaxQuoted ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, MaxQuoted)}…");

    /// <summary>What the rules say of themselves, those of extensions (packs of queries) included; the driver's come first.</summary>
    private static Dictionary<string, (double? Score, string? Level)> Severities(Payload driver, IReadOnlyList<Payload> extensions) =>
        extensions
            .Prepend(driver)
            .SelectMany(component => component.Objects("rules"))
            .Where(rule => rule.Word("id") is not null)
            .GroupBy(rule => rule.Word("id")!, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                    (
                        Score: group.First().Object("properties")?.Number("security-severity"),
                        Level: group.First().Object("defaultConfiguration")?.Word("level")
                    ),
                StringComparer.Ordinal
            );

    /// <summary>
    /// The rule a result is of: named by <c>ruleId</c> or <c>rule.id</c>, where <c>CA1001/2</c> is of rule <c>CA1001</c> (3.27.5), or by
    /// its place among the driver's rules.
    /// </summary>
    private static string? RuleOf(Payload result, Payload driver, Dictionary<string, (double? Score, string? Level)> known)
    {
        var id = result.Word("ruleId") ?? result.Object("rule")?.Word("id");
        if (id is null && result.Count("ruleIndex") is { } index && driver.Objects("rules") is var rules && index < rules.Count)
        {
            id = rules[(int)index].Word("id");
        }

        while (id is not null && !known.ContainsKey(id) && id.LastIndexOf('/') is > 0 and var slash)
        {
            id = id[..slash];
        }

        return id;
    }

    private static string BySeverity(double score) =>
        score switch
        {
            >= 9 => "critical",
            >= 7 => "high",
            >= 4 => "medium",
            > 0 => "low",
            _ => "none",
        };

    private static string ByLevel(string level) =>
        level switch
        {
            "error" => "high",
            "note" => "low",
            "none" => "none",
            _ => "medium",
        };
}
