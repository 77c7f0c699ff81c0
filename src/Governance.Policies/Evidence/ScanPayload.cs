using System.Text.Json;

namespace Governance.Policies;

/// <summary>Reads SARIF 2.1.0, or a report of the form <c>{tools[], findings{critical, high, medium, low}}</c>.</summary>
internal static class ScanPayload
{
    public static ScanFacts? Read(Payload payload)
    {
        if (payload.Has("runs"))
        {
            return Sarif(payload);
        }

        return payload.Find("findings") is { ValueKind: JsonValueKind.Object } && payload.Object("findings") is { } findings
            ? new(
                payload.WordsOrNames("tools", "name"),
                findings.Count("critical") ?? 0,
                findings.Count("high") ?? 0,
                findings.Count("medium") ?? 0,
                findings.Count("low") ?? 0
            )
            : null;
    }

    private static ScanFacts Sarif(Payload payload)
    {
        var tools = new SortedSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var run in payload.Objects("runs"))
        {
            var driver = run.Object("tool")?.Object("driver") ?? throw new PayloadShapeException($"{run.PathOf("tool")}.driver is missing");
            tools.Add(driver.Word("name") ?? throw new PayloadShapeException($"{driver.PathOf("name")} is missing"));
            var severities = driver
                .Objects("rules")
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

            // A result says "fail" unless it says otherwise; what a scanner suppressed still counts, because no one here accepted it.
            foreach (var result in run.Objects("results").Where(result => (result.Word("kind") ?? "fail") == "fail"))
            {
                var rule = severities.GetValueOrDefault(result.Word("ruleId") ?? string.Empty);
                var severity = rule.Score is { } score ? BySeverity(score) : ByLevel(result.Word("level") ?? rule.Level ?? "warning");
                counts[severity] = counts.GetValueOrDefault(severity) + 1;
            }
        }

        return new(
            [.. tools],
            counts.GetValueOrDefault("critical"),
            counts.GetValueOrDefault("high"),
            counts.GetValueOrDefault("medium"),
            counts.GetValueOrDefault("low")
        );
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
