using System.Text.Json;

namespace Governance.Domain.Lineage;

/// <summary>
/// What an event says of a training: the run facet <c>governance_trainingPermit</c>, and the job facets <c>jobType</c> and
/// <c>sourceCodeLocation</c> of OpenLineage. Whatever has another shape counts as not said.
/// </summary>
public static class TrainingFacets
{
    /// <summary>Name of the run facet.</summary>
    public const string Permit = "governance_trainingPermit";

    private const int Longest = 100;

    /// <summary>Whether an event says that its run trains.</summary>
    public static bool Says(LineageEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return DatasetFacets.Member(one.RunFacets, Permit) is { ValueKind: JsonValueKind.Object }
            || string.Equals(Text(one.JobFacets, "jobType", "jobType"), "TRAINING", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A member of the run facet: <c>permit</c>, <c>model</c>, <c>version</c>, <c>commit</c> or <c>purpose</c>.</summary>
    public static string? OfRun(LineageEvent one, string member)
    {
        ArgumentNullException.ThrowIfNull(one);
        return Text(one.RunFacets, Permit, member);
    }

    /// <summary>The commit that the job's code was at.</summary>
    public static string? Commit(LineageEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return OfRun(one, "commit") ?? Text(one.JobFacets, "sourceCodeLocation", "version");
    }

    private static string? Text(JsonElement facets, string facet, string member) =>
        DatasetFacets.Member(facets, facet) is { } found
        && DatasetFacets.Member(found, member) is { ValueKind: JsonValueKind.String } text
        && text.GetString()?.Trim() is { Length: > 0 and <= Longest } value
            ? value
            : null;
}
