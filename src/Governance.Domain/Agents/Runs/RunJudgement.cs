using Governance.Domain.Agents.Calls;

namespace Governance.Domain.Agents.Runs;

/// <summary>Compares what an agent did with what was decided and with what it may use.</summary>
public static class RunJudgement
{
    /// <summary>How far the sender's clock may be away from the portal's.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    /// <summary>Says by which decision each call was made, and what is wrong with the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">All its steps.</param>
    /// <param name="decisions">What the portal decided about calls of the run, with the answers of people.</param>
    /// <param name="reference">What the agent may use; null where it is not registered.</param>
    /// <param name="loopCalls">From how many equal calls on it is a loop.</param>
    /// <param name="signs">What content showed, by span, as <see cref="RunFinding.About"/> names it; none where it showed nothing.</param>
    /// <param name="blockedAt">When the agent was blocked; null where it is not.</param>
    public static IReadOnlyList<RunFinding> Judge(
        AgentRun run,
        IReadOnlyList<AgentStep> steps,
        IReadOnlyList<(AgentCall Call, AgentCallAnswer? Answer)> decisions,
        RunReference? reference,
        int loopCalls,
        ILookup<string, string>? signs = null,
        DateTimeOffset? blockedAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(decisions);
        var counted = RunCalls.Outermost(steps);
        var calls = counted.Where(s => s.Kind is AgentStepKind.Tool).OrderBy(s => s.StartedAt).ThenBy(s => s.SpanId).ToList();
        Match(calls, decisions);
        List<RunFinding> findings =
        [
            .. calls
                .Where(c => c.ArgumentsSha256 is not null)
                .GroupBy(c => (Tool: c.Tool ?? c.Name, c.ArgumentsSha256))
                .Where(g => g.Count() >= loopCalls)
                .GroupBy(g => g.Key.Tool, g => g.Count(), StringComparer.Ordinal)
                .Select(g => new RunFinding(RunFindingKind.Loop, g.Key, g.Sum())),
        ];
        findings.AddRange(Injections(steps, signs));
        // What ended before the block was no breach of it, though it is told now.
        var since = blockedAt is { } at ? counted.Count(s => s.EndedAt + ClockSkew >= at) : 0;
        if (since > 0)
        {
            findings.Add(new RunFinding(RunFindingKind.Blocked, run.Model, since));
        }

        if (reference is null && since > 0)
        {
            return findings;
        }

        if (reference is null)
        {
            findings.Add(new RunFinding(RunFindingKind.NotRegistered, run.Model, 1));
            return findings;
        }

        findings.AddRange(Named(RunFindingKind.DeniedButCalled, calls.Where(WasDenied)));
        findings.AddRange(Named(RunFindingKind.NoDecision, calls.Where(c => c.Decision is null)));
        findings.AddRange(Named(RunFindingKind.ToolNotNamed, calls.Where(c => !reference.Tools.Contains(c.Tool ?? c.Name))));
        findings.AddRange(
            counted
                .Where(s => s.Kind is AgentStepKind.Model or AgentStepKind.Retrieval && s.UsedModel is not null)
                .Where(s => !Names(reference, s.UsedModel!))
                .GroupBy(s => s.UsedModel!, StringComparer.Ordinal)
                .Select(g => new RunFinding(RunFindingKind.ModelNotNamed, g.Key, g.Count()))
        );
        return findings;
    }

    /// <summary>
    /// True for a call that was made although the portal had not allowed it. One that ended with an error may have been stopped before it
    /// reached the tool, as the guard does.
    /// </summary>
    public static bool WasDenied(AgentStep call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call is { Verdict: CallVerdict.Deny or CallVerdict.Ask, Error: null };
    }

    private static IEnumerable<RunFinding> Injections(IReadOnlyList<AgentStep> steps, ILookup<string, string>? signs) =>
        signs is null
            ? []
            : steps
                .Select(s => RunFinding.SpanOf(s.TraceId, s.SpanId))
                .SelectMany(span => signs[span].Select(about => (Span: span, About: about)))
                .Distinct()
                .GroupBy(s => s.About, s => s.Span, StringComparer.Ordinal)
                .Select(g => (About: g.Key, Spans: g.Order(StringComparer.Ordinal).Take(RunFinding.MaxSpans).ToList()))
                .Select(g => new RunFinding(RunFindingKind.Injection, g.About, g.Spans.Count, g.Spans));

    private static IEnumerable<RunFinding> Named(RunFindingKind kind, IEnumerable<AgentStep> calls) =>
        calls.GroupBy(c => c.Tool ?? c.Name, StringComparer.Ordinal).Select(g => new RunFinding(kind, g.Key, g.Count()));

    // A provider before the name (openai/gpt-5) is the name of a gateway, not of the model.
    private static bool Names(RunReference reference, string model) =>
        reference.Models.Contains(model) || reference.Models.Contains(model[(model.LastIndexOf('/') + 1)..]);

    // Each decision is good for one call. The ids that spans name come first; the rest are matched by tool and time.
    private static void Match(List<AgentStep> calls, IReadOnlyList<(AgentCall Call, AgentCallAnswer? Answer)> decisions)
    {
        var free = decisions.OrderBy(d => d.Call.At).ThenBy(d => d.Call.Id.Number).ToList();
        foreach (var call in calls)
        {
            call.Decide(null, null);
        }

        foreach (var call in calls.Where(c => c.ToldDecision is not null))
        {
            Take(call, free.FindIndex(d => d.Call.Id.ToString() == call.ToldDecision && IsOf(d.Call, call)), free);
        }

        foreach (var call in calls.Where(c => c.ToldDecision is null))
        {
            Take(call, Fitting(call, free), free);
        }
    }

    // Decided before the call: the newest that allows it, since without an id no one can tell which of several is meant, else the newest.
    // Else the first that was decided while the span was open: a library opens it before the agent asks.
    private static int Fitting(AgentStep call, List<(AgentCall Call, AgentCallAnswer? Answer)> free)
    {
        var before = free.FindLastIndex(d => IsOf(d.Call, call) && d.Call.At <= call.StartedAt && VerdictOf(d, call) is CallVerdict.Allow);
        if (before < 0)
        {
            before = free.FindLastIndex(d => IsOf(d.Call, call) && d.Call.At <= call.StartedAt);
        }

        return before >= 0 ? before : free.FindIndex(d => IsOf(d.Call, call) && d.Call.At <= call.EndedAt + ClockSkew);
    }

    private static void Take(AgentStep call, int index, List<(AgentCall Call, AgentCallAnswer? Answer)> free)
    {
        if (index >= 0)
        {
            call.Decide(free[index].Call.Id, VerdictOf(free[index], call));
            free.RemoveAt(index);
        }
    }

    private static CallVerdict VerdictOf((AgentCall Call, AgentCallAnswer? Answer) decision, AgentStep call) =>
        decision.Call.VerdictAt(decision.Answer, call.EndedAt + ClockSkew);

    private static bool IsOf(AgentCall decided, AgentStep call) => call.Tool == decided.Tool || call.Tool == decided.ToolName;
}
