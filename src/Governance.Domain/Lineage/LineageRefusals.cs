namespace Governance.Domain.Lineage;

/// <summary>Refusals of lineage.</summary>
public static class LineageRefusals
{
    /// <summary>No such dataset, job or run.</summary>
    public static Refusal NotFound { get; } =
        new("lineage.not-found", $"No event has named this dataset, job or run. Check namespace and name.", RefusalKind.NotFound);

    /// <summary>A node of another form.</summary>
    public static Refusal NodeNotValid { get; } =
        Refusal.Field("lineage.node", "nodeId", $"A node must be named dataset:NAMESPACE:NAME, job:NAMESPACE:NAME or model:MODEL@VERSION.");

    /// <summary>Too far.</summary>
    public static Refusal DepthNotValid { get; } = Refusal.Field("lineage.depth", "depth", $"The depth must be from 0 to 100.");

    /// <summary>Paging of Marquez.</summary>
    public static Refusal PageNotValid { get; } =
        Refusal.Field("lineage.page", "limit", $"The limit must be from 1 to 500, the offset from 0 to 1,000,000.");

    /// <summary>An event that its schema forbids.</summary>
    public static Refusal NotValid(string field, Sentence message) => Refusal.Field("lineage.not-valid", field, message);

    /// <summary>An event that its schema forbids, with everything wrong in it.</summary>
    public static Refusal NotValid(IReadOnlyDictionary<string, Sentence[]> errors) =>
        Refusal.Fields("lineage.not-valid", $"This is not an OpenLineage event: {errors.First().Key}. {errors.First().Value[0]}", errors);

    /// <summary>Other writers kept changing it.</summary>
    public static Refusal TryAgain { get; } =
        new("lineage.busy", $"The same run was already being written. Nothing was stored. Send it again.", RefusalKind.Unavailable)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
