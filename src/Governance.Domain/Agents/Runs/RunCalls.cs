namespace Governance.Domain.Agents.Runs;

/// <summary>Which spans of a run are one call.</summary>
public static class RunCalls
{
    /// <summary>
    /// The steps without those that tell again what the span around them tells: an agent's library and the client of a server or a model
    /// both report the same call.
    /// </summary>
    public static IReadOnlyList<AgentStep> Outermost(IReadOnlyList<AgentStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var bySpan = steps.ToDictionary(s => (s.TraceId, s.SpanId));
        return
        [
            .. steps.Where(s =>
                s.ParentId is not { } parent
                || !bySpan.TryGetValue((s.TraceId, parent), out var around)
                || around.Kind != s.Kind
                || s.Kind is not (AgentStepKind.Model or AgentStepKind.Tool)
                || (s.Kind is AgentStepKind.Tool && around.Tool != s.Tool)
            ),
        ];
    }
}
