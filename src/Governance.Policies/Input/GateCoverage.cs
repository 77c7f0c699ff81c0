using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// What watches the version: absence of a measurement is a fact, too. Times are kept to the day, so that data that comes every minute is no
/// new fact every minute. Described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="Monitors">Monitors of the model that are switched on.</param>
/// <param name="Streams">Sources and streams from which windows are pulled or counted.</param>
/// <param name="ServesSince">Day since which the version serves in production; null while it does not.</param>
/// <param name="MeasuredAt">Day up to which it was measured last: a window, a figure, an evaluation or the trace of an agent; null when
/// never.</param>
/// <param name="DecidedAt">Day of its newest decision on record; null when there is none.</param>
public sealed record GateCoverage(
    long Monitors,
    long Streams,
    DateTimeOffset? ServesSince,
    DateTimeOffset? MeasuredAt,
    DateTimeOffset? DecidedAt
)
{
    /// <summary>SHA-256 of the canonical bytes.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(ToJson()));

    /// <summary>What people sign: whether it is watched, and no day on which something came.</summary>
    public GateCoverage OnlyWhether() => new(Math.Min(Monitors, 1), Math.Min(Streams, 1), null, null, null);

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["monitors"] = Monitors, ["streams"] = Streams };
        Set(json, "servesSince", ServesSince);
        Set(json, "measuredAt", MeasuredAt);
        Set(json, "decidedAt", DecidedAt);
        return json;
    }

    internal static GateCoverage Read(JsonFields coverage) =>
        new(
            coverage.Count("monitors"),
            coverage.Count("streams"),
            Time(coverage, "servesSince"),
            Time(coverage, "measuredAt"),
            Time(coverage, "decidedAt")
        );

    private static DateTimeOffset? Time(JsonFields coverage, string name) => coverage.Has(name) ? coverage.Time(name) : null;

    private static void Set(JsonObject json, string name, DateTimeOffset? at) =>
        GateInputWriter.Set(json, name, at is { } known ? JsonValue.Create(Instant.Write(known)) : null);
}
