namespace Governance.Domain.Agents.Runs;

/// <summary>Something wrong with a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="About">The tool, the model, or the agent by the name it told; of an injection the tool and its sign.</param>
/// <param name="Count">How often in the run.</param>
/// <param name="Spans">
/// The spans it was seen in (<c>trace/span</c>), where their content showed it, which is not kept; null for what the steps themselves show.
/// </param>
public sealed record RunFinding(RunFindingKind Kind, string About, int Count, IReadOnlyList<string>? Spans = null)
{
    /// <summary>Most spans that are named; more are not counted.</summary>
    public const int MaxSpans = 200;

    /// <summary>A span as findings name it.</summary>
    /// <param name="traceId">The trace.</param>
    /// <param name="spanId">The span.</param>
    public static string SpanOf(string traceId, string spanId) => $"{traceId}/{spanId}";
}
