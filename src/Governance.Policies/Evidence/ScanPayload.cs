using System.Globalization;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>Reads SARIF 2.1.0, or a report of the form <c>{tools[], findings{critical, high, medium, low}}</c>.</summary>
internal static class ScanPayload
{
    private const int MaxQuoted = 200;

    private static readonly string[] s_severities = ["critical", "high", "medium", "low"];
    private static readonly string[] s_harmless = ["info", "informational", "none", "note", "total"];

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
        var other = findings.Names.FirstOrDefault(name =>
            !s_severities.Contains(name) && !s_harmless.Contains(name.ToLowerInvariant()) && findings.IsPositive(name)
        );
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
            : other is not null ? $"{findings.PathOf(other)} counts findings that are none of {string.Join(", ", s_severities)}"
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
            incomplete ??= WhyIncomplete(run, driver, name);
            var rules = new SarifRules(driver, tool.Objects("extensions"), run.Objects("invocations"));
            // A result says "fail" unless it says otherwise; what a scanner suppressed still counts, because no one here accepted it. What
            // a later run no longer found (baselineState) is listed for comparison only.
            foreach (var result in run.Objects("results").Where(result => result.Word("baselineState") != "absent"))
            {
                switch (result.Word("kind")?.ToLowerInvariant() ?? "fail")
                {
                    case "pass" or "notapplicable" or "informational":
                        break;
                    // SARIF 2.1.0, 3.27.9: the tool could not decide, or leaves the decision to a person.
                    case "open" or "review":
                        incomplete ??= $"{name} leaves results of kind {result.Word("kind")} for a person to decide";
                        break;
                    // A word that SARIF does not know is no reason to leave a result out.
                    default:
                        var (score, level) = rules.Of(result);
                        var severity = score is { } known ? BySeverity(known) : ByLevel(level, result);
                        counts[severity] = counts.GetValueOrDefault(severity) + 1;
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
    private static string? WhyIncomplete(Payload run, Payload driver, string tool)
    {
        if (run.Object("externalPropertyFileReferences")?.Has("results") == true)
        {
            return $"{tool} keeps its results in other files, which are not read";
        }

        foreach (var invocation in run.Objects("invocations"))
        {
            var errors = invocation
                .Objects("toolExecutionNotifications")
                .Concat(invocation.Objects("toolConfigurationNotifications"))
                .Where(notification => IsError(notification, driver))
                .ToList();
            if (errors.Count > 0 || Failed(invocation))
            {
                var said =
                    errors.Select(error => error.Object("message")?.Prose("text")).FirstOrDefault(text => text is not null)
                    ?? invocation.Prose("processStartFailureMessage");
                return $"{tool} says that its run failed{(said is null ? string.Empty : $": {Quoted(said)}")}";
            }
        }

        return run.Has("results") ? null : $"{tool} lists no results, which SARIF says of a scan that did not run";
    }

    /// <summary>Without a word of success what the system said of the process counts (3.20.9 to 3.20.13).</summary>
    private static bool Failed(Payload invocation) =>
        invocation.Find("executionSuccessful") is { ValueKind: JsonValueKind.False }
        || invocation.Has("exitSignalName")
        || invocation.Has("exitSignalNumber")
        || invocation.Has("processStartFailureMessage")
        || (!invocation.Has("executionSuccessful") && invocation.Number("exitCode") is { } code && code != 0);

    /// <summary>Without a level a notification has that of its descriptor (3.58.6).</summary>
    private static bool IsError(Payload notification, Payload driver)
    {
        var level = notification.Word("level");
        if (level is null && notification.Object("descriptor") is { } descriptor)
        {
            var known = driver.Objects("notifications");
            var one =
                descriptor.Word("id") is { } id ? known.FirstOrDefault(item => item.Word("id") == id)
                : descriptor.Number("index") is >= 0 and var index && index < known.Count ? known[(int)index]
                : null;
            level = one?.Object("defaultConfiguration")?.Word("level");
        }

        return string.Equals(level, "error", StringComparison.OrdinalIgnoreCase);
    }

    private static string Quoted(string text) =>
        text.Length <= MaxQuoted ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, MaxQuoted)}…");

    private static string BySeverity(double score) =>
        score switch
        {
            >= 9 => "critical",
            >= 7 => "high",
            >= 4 => "medium",
            > 0 => "low",
            _ => "none",
        };

    private static string ByLevel(string level, Payload result) =>
        level.ToLowerInvariant() switch
        {
            "error" => "high",
            "warning" => "medium",
            "note" => "low",
            "none" => "none",
            _ => throw new PayloadShapeException($"{result.PathOf("level")} is {level}, and SARIF knows none, note, warning and error"),
        };
}
