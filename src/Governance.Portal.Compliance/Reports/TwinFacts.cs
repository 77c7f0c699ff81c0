using System.Text.Json.Nodes;

namespace Governance.Portal.Compliance.Reports;

/// <summary>One fact of a report.</summary>
/// <param name="At">Where: a point of a document, a record, or the claim.</param>
/// <param name="What">What of it: state, text, a value with its record.</param>
/// <param name="Value">What the report says of it.</param>
internal sealed record TwinFact(string At, string What, string Value);

/// <summary>
/// The facts of a report's machine-readable form, in the order of the report: what its sections say, or its claims where it has no
/// sections.
/// </summary>
internal static class TwinFacts
{
    private const string LogEntry = "log:";

    /// <summary>Reads them; what has another shape is passed over.</summary>
    public static IReadOnlyList<TwinFact> Of(JsonObject twin)
    {
        List<TwinFact> facts =
        [
            .. System(twin["system"] as JsonObject ?? []),
            .. Rows(twin, "points").SelectMany(Point),
            .. Rows(twin, "fields").SelectMany(Field),
            .. Pack(twin),
            .. Counts(twin),
        ];
        return facts.Count > 0 ? facts : [.. Rows(twin, "claims").Select(Claim)];
    }

    private static IEnumerable<TwinFact> System(JsonObject system) =>
        system
            .Where(m => m.Value is not null)
            .Select(m => new TwinFact(
                "AI system",
                m.Key,
                m.Value is JsonArray list ? string.Join(", ", list.Select(i => i?.ToString())) : m.Value!.ToString()
            ));

    private static IEnumerable<TwinFact> Point(JsonObject point)
    {
        var at = Text(point, "ref") is { Length: > 0 } reference ? $"{reference} {Text(point, "title")}" : Text(point, "title");
        yield return new(at, "state", Text(point, "state"));
        if (point["text"] is JsonObject text)
        {
            yield return new(at, "text", (string?)text["words"] ?? Text(text, "sha256"));
        }

        foreach (var fact in Rows(point, "sources").SelectMany(s => Source(at, s)))
        {
            yield return fact;
        }
    }

    private static IEnumerable<TwinFact> Source(string at, JsonObject source)
    {
        var id = Text(source, "id");
        foreach (var (field, value) in Rows(source, "rows").SelectMany(r => r))
        {
            if (value is JsonArray measures)
            {
                foreach (var measure in measures.OfType<JsonObject>())
                {
                    yield return new(at, $"{Text(measure, "name")}, {id}", Text(measure, "value"));
                }
            }
            else if (value is not null)
            {
                yield return new(at, $"{field.Replace('_', ' ')}, {id}", value.ToString());
            }
        }
    }

    private static IEnumerable<TwinFact> Field(JsonObject field)
    {
        var at = Text(field, "title");
        return (field["lines"] as JsonArray ?? [])
            .Select(l => new TwinFact(at, "text", l?.ToString() ?? ""))
            .Prepend(new(at, "status", Text(field, "status")));
    }

    /// <summary>What a committee pack says: its figures, what waits for it, risks, incidents and what is out of policy.</summary>
    private static IEnumerable<TwinFact> Pack(JsonObject twin)
    {
        var figures = Rows(twin, "figures").Select(f => new TwinFact(Text(f, "name"), "value", (string?)f["value"] ?? Text(f, "missing")));
        var decisions = Rows(twin, "decisions").Select(d => new TwinFact(Titled(d), "wanted", Text(d, "wanted")));
        var risks = Rows(twin, "risks")
            .Select(r => new TwinFact(Titled(r), "residual score", r["residual"]?.ToString() ?? r["inherent"]?.ToString() ?? ""));
        var incidents = Rows(twin, "incidents").Select(i => new TwinFact(Titled(i), "state", Text(i, "state")));
        var outside = Rows(twin, "outOfPolicy")
            .Select(d => new TwinFact($"{Text(d, "record")} {Text(d, "version")}", "out of policy since", Text(d, "since")));
        return figures.Concat(decisions).Concat(risks).Concat(incidents).Concat(outside);
    }

    /// <summary>What the figures for a group count.</summary>
    private static IEnumerable<TwinFact> Counts(JsonObject twin) =>
        (twin["figures"] as JsonObject ?? []).Select(f => new TwinFact(f.Key, "value", f.Value?.ToString() ?? ""));

    private static string Titled(JsonObject row) => $"{Text(row, "record")} {Text(row, "title")}";

    private static TwinFact Claim(JsonObject claim)
    {
        var evidence = Text(claim, "evidence");
        return new(
            Text(claim, "claim"),
            evidence.StartsWith(LogEntry, StringComparison.Ordinal) ? $"log entry {evidence[LogEntry.Length..]}" : evidence,
            (string?)claim["value"] ?? Text(claim, "sha256")
        );
    }

    private static IEnumerable<JsonObject> Rows(JsonObject of, string member) => (of[member] as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonObject of, string member) => of[member]?.ToString() ?? "";
}
