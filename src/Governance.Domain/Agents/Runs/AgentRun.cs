namespace Governance.Domain.Agents.Runs;

/// <summary>
/// A run of an agent: the spans of a conversation, or of a trace that names none. Everything it says is worked out from its steps, so
/// spans may come late and in any order.
/// </summary>
public sealed class AgentRun
{
    /// <summary>Steps a run may have; what comes later is rejected.</summary>
    public const int MaxSteps = 2_000;

    private List<RunFinding> _findings = [];

    private AgentRun() { }

    /// <summary>The readable id.</summary>
    public AgentRunId Id { get; private init; }

    /// <summary>The agent: name of the model it is, or the name it told where none is registered.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The conversation, or the trace; unique for an agent.</summary>
    public string Name { get; private init; } = "";

    /// <summary>32 random bytes before the digests of its steps: no one guesses arguments from outside.</summary>
    public byte[] Salt { get; private init; } = [];

    /// <summary>When its first step began, by the sender's clock.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>When its last step ended, by the sender's clock.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>When a span of it was received last.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>Spans that are kept.</summary>
    public int Spans { get; private set; }

    /// <summary>Questions to models and calls of tools.</summary>
    public int Steps { get; private set; }

    /// <summary>Calls of tools.</summary>
    public int ToolCalls { get; private set; }

    /// <summary>Tokens that models read.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens that models wrote.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>What the tokens cost, in millionths; null without prices.</summary>
    public long? CostMicros { get; private set; }

    /// <summary>Spans that ended with an error.</summary>
    public int Errors { get; private set; }

    /// <summary>How many different things are wrong.</summary>
    public int FindingCount { get; private set; }

    /// <summary>What is wrong, the most serious first.</summary>
    public IReadOnlyList<RunFinding> Findings => _findings;

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Begins a run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="model">The agent.</param>
    /// <param name="name">The conversation, or the trace.</param>
    public static AgentRun Begin(AgentRunId id, string model, string name) =>
        new()
        {
            Id = id,
            Model = model,
            Name = name,
            Salt = SaltedText.NewSalt(),
        };

    /// <summary>Says what its steps come to.</summary>
    /// <param name="steps">All of them.</param>
    /// <param name="findings">What is wrong with them.</param>
    /// <param name="now">When.</param>
    public void Sum(IReadOnlyList<AgentStep> steps, IReadOnlyList<RunFinding> findings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(findings);
        // A question to a model within another, or a call within the same call, is told twice by two libraries and counts once.
        var counted = RunCalls.Outermost(steps);
        FirstAt = steps.Min(s => s.StartedAt);
        LastAt = steps.Max(s => s.EndedAt);
        ReceivedAt = now;
        Spans = steps.Count;
        Steps = counted.Count(s => s.Kind is AgentStepKind.Model or AgentStepKind.Tool);
        ToolCalls = counted.Count(s => s.Kind is AgentStepKind.Tool);
        var asked = counted.Where(s => s.Kind is AgentStepKind.Model or AgentStepKind.Retrieval).ToList();
        InputTokens = asked.Sum(s => s.InputTokens ?? 0);
        OutputTokens = asked.Sum(s => s.OutputTokens ?? 0);
        CostMicros = asked.Exists(s => s.CostMicros is not null) ? asked.Sum(s => s.CostMicros ?? 0) : null;
        Errors = steps.Count(s => s.Error is not null);
        _findings = [.. findings.OrderBy(f => f.Kind).ThenBy(f => f.About, StringComparer.Ordinal)];
        FindingCount = _findings.Count;
        Revision++;
    }
}
