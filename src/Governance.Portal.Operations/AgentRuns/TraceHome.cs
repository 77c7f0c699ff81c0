using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>To which agent and run the spans of a trace belong, by all that is known of it so far.</summary>
/// <param name="Model">The agent.</param>
/// <param name="Name">The conversation, or the trace.</param>
/// <param name="Fresh">Spans that are new.</param>
/// <param name="Kept">Spans that were there.</param>
internal sealed record TraceHome(string Model, string Name, List<ToldStep> Fresh, List<AgentStep> Kept)
{
    /// <summary>Agent of a trace that names none, and no service.</summary>
    private const string Unnamed = "unnamed";

    public static TraceHome Of(string trace, List<ToldStep> fresh, List<AgentStep> kept, IReadOnlySet<string> registered)
    {
        var spans = fresh
            .Select(t => (t.StartedAt, t.SpanId, t.Conversation, Agent: t.AgentOf(registered), t.Service))
            .Concat(kept.Select(s => (s.StartedAt, s.SpanId, s.Conversation, s.Agent, s.Service)))
            .OrderBy(s => s.StartedAt)
            .ThenBy(s => s.SpanId, StringComparer.Ordinal)
            .ToList();
        var agents = spans.Select(s => s.Agent).OfType<string>().ToList();
        var services = spans.Select(s => s.Service).OfType<string>().ToList();
        // A registered name before any other: a library calls every agent "assistant", and its service is what was registered.
        var agent =
            agents.Find(registered.Contains) ?? services.Find(registered.Contains) ?? agents.FirstOrDefault() ?? services.FirstOrDefault();
        return new TraceHome(agent ?? Unnamed, spans.Select(s => s.Conversation).OfType<string>().FirstOrDefault() ?? trace, fresh, kept);
    }
}
