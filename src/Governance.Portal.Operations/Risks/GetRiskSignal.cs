using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>A reading of a signal.</summary>
/// <param name="Start">Start of its window.</param>
/// <param name="Value">Its value, in the unit of the monitor.</param>
public sealed record SignalPoint(DateTimeOffset Start, double Value);

/// <summary>A signal as a page shows it.</summary>
/// <param name="Title">What is watched.</param>
/// <param name="Limit">The limit in words.</param>
/// <param name="Bound">The limit as a number; null when there is no single one.</param>
/// <param name="Readings">The newest readings with a value, the oldest first.</param>
/// <param name="Latest">The newest value in words; null without one.</param>
public sealed record SignalFacts(string Title, string Limit, double? Bound, IReadOnlyList<SignalPoint> Readings, string? Latest);

/// <summary>What the newest gate run said about open risks.</summary>
/// <param name="Run">The run.</param>
/// <param name="Policy">The policy that asks.</param>
/// <param name="Rule">Its rule.</param>
/// <param name="Outcome">How its rule ended: a rule that does not block may have failed all the same.</param>
/// <param name="Blocks">True when it blocks.</param>
/// <param name="Message">What it said.</param>
/// <param name="Promotion">The promotion it was run for, or null.</param>
public sealed record LinkedGate(
    GateRunId Run,
    string Policy,
    string Rule,
    RuleOutcome Outcome,
    bool Blocks,
    string Message,
    string? Promotion
)
{
    /// <summary>What it said, as a page says it.</summary>
    internal FindingText FoundText
    {
        get => field ?? new FindingText(null, Message);
        init;
    }
}

/// <summary>Something a risk can listen to.</summary>
/// <param name="Id">Id of the monitor.</param>
/// <param name="Words">What it watches.</param>
public sealed record SignalChoice(MonitorId Id, string Words);

/// <summary>Reads what a risk listens to, and which gate asks about it.</summary>
public sealed class GetRiskSignal(IDbContextFactory<GovernanceDbContext> dbFactory, ListMonitors monitors)
{
    private const int MaxReadings = 14;

    /// <summary>The signal of a risk; null when it listens to no monitor.</summary>
    public async Task<SignalFacts?> RunAsync(RiskSignalView? signal, CancellationToken ct)
    {
        if (signal?.Monitor is not { } id || await monitors.GetAsync(id, ct) is not { } monitor)
        {
            return null;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var newest = await db
            .MonitorReadings.AsNoTracking()
            .Where(r => r.Monitor == id && r.Value != null)
            .OrderByDescending(r => r.Start)
            .Take(MaxReadings)
            .Select(r => new SignalPoint(r.Start, r.Value!.Value))
            .ToListAsync(ct);
        var rule = monitor.Kind switch
        {
            MonitorKind.Drift => AlertRule.Drift,
            MonitorKind.ProtectedMix => AlertRule.ProtectedMix,
            MonitorKind.Performance => AlertRule.Performance,
            MonitorKind.Fairness => AlertRule.Fairness,
            MonitorKind.Quality => AlertRule.Quality,
            MonitorKind.Business => AlertRule.Business,
            MonitorKind.Evaluation => AlertRule.Evaluation,
        };
        double? bound =
            monitor.Upper
            ?? (
                monitor.Kind is MonitorKind.Drift or MonitorKind.ProtectedMix ? DriftBands.Moderate
                : monitor.Kind is MonitorKind.Business ? monitor.Lower
                : null
            );
        newest.Reverse();
        return new(
            MonitorText.Whole(monitor),
            MonitorText.Limit(monitor),
            bound,
            newest,
            AlertText.Value(rule, monitor.Target, newest.LastOrDefault()?.Value)
        );
    }

    /// <summary>Monitors of a model, for the form.</summary>
    public async Task<IReadOnlyList<SignalChoice>> ChoicesAsync(string model, CancellationToken ct) =>
        [
            .. (await monitors.RunAsync(model, ct)).Select(m => new SignalChoice(
                m.Id,
                $"{MonitorText.Whole(m)}{(m.Segment is { } s ? T[" where {0} = {1}", s.Column, s.Value] : "")}"
            )),
        ];

    /// <summary>What the newest gate run of the model said about open risks; null when no policy asked.</summary>
    public async Task<LinkedGate?> GateAsync(RiskView risk, CancellationToken ct)
    {
        if (risk.Model is not { } model)
        {
            return null;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var version = risk.Version;
        var run = await db
            .GateRuns.AsNoTracking()
            .Where(r => r.Model == model && (version == null || r.Version == version))
            .OrderByDescending(r => r.Id)
            .FirstOrDefaultAsync(ct);
        return
            run is not null
            && GateResult
                .FromBytes(run.Result)
                .Result?.Results.Where(r => r.Type == "risk_appetite")
                .OrderByDescending(r => r.Blocks)
                .ThenByDescending(r => r.Outcome is RuleOutcome.Fail)
                .ThenByDescending(r => r.Outcome is RuleOutcome.Error)
                .FirstOrDefault()
                is { } rule
            ? new LinkedGate(run.Id, rule.Policy, rule.RuleId, rule.Outcome, rule.Blocks, rule.Message, run.Promotion?.ToString())
            {
                FoundText = FindingText.Of(rule),
            }
            : null;
    }
}
