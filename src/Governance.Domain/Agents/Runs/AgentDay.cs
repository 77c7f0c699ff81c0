namespace Governance.Domain.Agents.Runs;

/// <summary>
/// What an agent asked and did in a day, counted; its figures are series of the model like any other, so that people set limits for them
/// as for those.
/// </summary>
/// <param name="Calls">Calls of tools that the portal decided.</param>
/// <param name="Denied">Of these, denied.</param>
/// <param name="Asked">Of these, those that a person was asked about.</param>
/// <param name="ToolSteps">Calls of tools that spans tell.</param>
/// <param name="ToolErrors">Of these, with an error.</param>
/// <param name="Runs">Runs that ended.</param>
/// <param name="Loops">Of these, with a loop.</param>
/// <param name="PricedRuns">Of these, those whose cost is known.</param>
/// <param name="CostMicros">What those cost together, in millionths.</param>
/// <param name="ToolDrift">
/// How far the tools asked for are from those of the reference: the Jensen–Shannon distance, from 0 (the same shares) to 1; null without
/// enough calls.
/// </param>
/// <param name="Injections">
/// Steps of these runs whose content reads like instructions for the model, or that a guardrail stopped.
/// </param>
public sealed record AgentDay(
    int Calls,
    int Denied,
    int Asked,
    int ToolSteps,
    int ToolErrors,
    int Runs,
    int Loops,
    int PricedRuns,
    long CostMicros,
    double? ToolDrift,
    int Injections
)
{
    /// <summary>Denied calls among all that were decided.</summary>
    public const string RefusalRate = "agent-refusal-rate";

    /// <summary>Calls that a person was asked about among all that were decided.</summary>
    public const string EscalationRate = "agent-escalation-rate";

    /// <summary>Calls of tools with an error among all that spans tell.</summary>
    public const string ToolErrorRate = "agent-tool-error-rate";

    /// <summary>Runs with a loop among all.</summary>
    public const string LoopRate = "agent-loop-rate";

    /// <summary>Mean cost of a run, in the currency of the prices.</summary>
    public const string CostPerRun = "agent-cost-per-run";

    /// <summary>Distance of the tools asked for from those of the reference.</summary>
    public const string ToolDriftName = "agent-tool-drift";

    /// <summary>Steps with content that reads like instructions for the model: a count, of all runs of the day.</summary>
    public const string InjectionFindings = "agent-injection-findings";

    /// <summary>Fewest calls, decided or told, from which a share is worked out.</summary>
    public const int MinCalls = 20;

    /// <summary>Fewest runs from which a share or a mean is worked out.</summary>
    public const int MinRuns = 5;

    /// <summary>Fewest calls of a day that are compared with the reference.</summary>
    public const int MinDriftCalls = 50;

    /// <summary>Fewest calls that are a reference.</summary>
    public const int MinReferenceCalls = 100;

    /// <summary>Days from the first call of a version on that are its reference.</summary>
    public const int ReferenceDays = 7;

    /// <summary>All names, in the order in which people read them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [RefusalRate, EscalationRate, ToolErrorRate, LoopRate, CostPerRun, ToolDriftName, InjectionFindings];

    /// <summary>The figures by name, without those that too few cases stand behind.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        if (Calls >= MinCalls)
        {
            figures[RefusalRate] = (double)Denied / Calls;
            figures[EscalationRate] = (double)Asked / Calls;
        }

        if (ToolSteps >= MinCalls)
        {
            figures[ToolErrorRate] = (double)ToolErrors / ToolSteps;
        }

        if (Runs >= MinRuns)
        {
            figures[LoopRate] = (double)Loops / Runs;
        }

        if (PricedRuns >= MinRuns)
        {
            figures[CostPerRun] = CostMicros / 1_000_000.0 / PricedRuns;
        }

        if (ToolDrift is { } drift)
        {
            figures[ToolDriftName] = drift;
        }

        // One is enough to look: a count needs no number of cases behind it, but a day on which the agent ran.
        if (Runs > 0)
        {
            figures[InjectionFindings] = Injections;
        }

        return figures;
    }
}
