using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Findings;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What a gate would say of a version now, and what is missing.</summary>
public sealed record SimulationView
{
    public required string Model { get; init; }

    public required string Version { get; init; }

    public required Stage Stage { get; init; }

    /// <summary><c>pass</c>, <c>warn</c>, <c>fail</c> or <c>error</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Rules that block promotion, each with what to do.</summary>
    public required IReadOnlyList<MissingRule> Missing { get; init; }

    /// <summary>Rules that were evaluated.</summary>
    public required int Rules { get; init; }

    /// <summary>Slots that must be signed.</summary>
    public required IReadOnlyList<SignOffRole> Slots { get; init; }

    /// <summary>Slots that are already signed on the live promotion.</summary>
    public required IReadOnlyList<SignOffRole> Signed { get; init; }

    /// <summary>The live promotion, or null when no one has requested one.</summary>
    public required PromotionId? Promotion { get; init; }

    /// <summary>Limits that several policies set, with the one that applies.</summary>
    public required IReadOnlyList<ComposedBoundView> Bounds { get; init; }
}

/// <summary>A limit that several policies set on one thing.</summary>
/// <param name="On">What is limited.</param>
/// <param name="Bound">The strictest limit.</param>
/// <param name="Policy">The policy that sets it.</param>
/// <param name="Rule">The rule that sets it; null for a limit on sign-offs.</param>
/// <param name="Looser">Policies that require less.</param>
public sealed record ComposedBoundView(string On, string Bound, string Policy, string? Rule, IReadOnlyList<string> Looser)
{
    /// <summary>What is limited as data, for programs and other languages.</summary>
    public StatementView? Bounded { get; init; }

    /// <summary>The strictest limit as data.</summary>
    public StatementView? Strictest { get; init; }

    /// <summary>What is limited, as a page says it.</summary>
    internal FindingText OnText
    {
        get => field ?? new FindingText(null, On);
        private init;
    }

    /// <summary>The strictest limit, as a page says it.</summary>
    internal FindingText BoundText
    {
        get => field ?? new FindingText(null, Bound);
        private init;
    }

    internal static ComposedBoundView Of(ComposedBound bound) =>
        new(bound.On, bound.Bound, bound.Policy, bound.Rule, bound.Looser)
        {
            Bounded = bound.Bounded is { } on ? StatementView.Of(on) : null,
            Strictest = bound.Strictest is { } strictest ? StatementView.Of(strictest) : null,
            OnText = FindingText.Bounded(bound),
            BoundText = FindingText.Strictest(bound),
        };
}

/// <summary>A rule that keeps the gate shut.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Outcome"><c>fail</c> or <c>error</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Expected">What it asks for.</param>
/// <param name="Actual">What was found.</param>
/// <param name="Waivable">Whether it can be waived.</param>
public sealed record MissingRule(
    string Policy,
    string Rule,
    string Type,
    string Severity,
    string Outcome,
    string Message,
    string? Expected,
    string? Actual,
    bool Waivable
)
{
    /// <summary>The message as data, for programs and other languages.</summary>
    public IReadOnlyList<StatementView>? Found { get; init; }

    /// <summary>What is wrong, as a page says it.</summary>
    internal FindingText FoundText
    {
        get => field ?? new FindingText(null, Message);
        init;
    }
}

/// <summary>Runs the gate on a version without a promotion and stores nothing: "what is missing for production?"</summary>
public sealed class SimulateGate
{
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly VersionGate _gate;
    private readonly TimeProvider _clock;

    internal SimulateGate(IDbContextFactory<GovernanceDbContext> dbFactory, VersionGate gate, TimeProvider clock)
    {
        _dbFactory = dbFactory;
        _gate = gate;
        _clock = clock;
    }

    /// <summary>Runs the read.</summary>
    public async Task<Result<SimulationView>> RunAsync(
        Actor actor,
        string? modelName,
        string? versionName,
        string? stage,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<Stage>(stage, out var to) || to is Stage.Development)
        {
            return GateRefusals.StageNotKnown;
        }

        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        var key = versionName?.ToLowerInvariant();
        if (await db.Versions.SingleOrDefaultAsync(v => v.Model == modelName && v.VersionKey == key, ct) is not { } version)
        {
            return ModelRefusals.VersionNotFound(modelName ?? "", versionName ?? "");
        }

        var now = _clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        var live = await db
            .Promotions.Where(p =>
                p.Model == version.Model
                && p.Version == version.Version
                && p.To == to
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
            )
            .OrderByDescending(p => p.Id)
            .FirstOrDefaultAsync(ct);
        var policies = await ActivePolicies.LoadAsync(db, ct);
        var input = await _gate.ReadAsync(db, version, to, live, access.Value.People, policies, now, ct);
        var result = GateEvaluator.Evaluate(policies, input);
        return new SimulationView
        {
            Model = version.Model,
            Version = version.Version,
            Stage = to,
            Outcome = result.Outcome.ToWireName(),
            Missing = [.. result.Results.Where(r => r.Blocks).Select(r => Missing(r, policies))],
            Rules = result.Results.Count,
            Slots = [.. result.Approvals.Roles.Select(WireName.Parse<SignOffRole>)],
            Signed = live is null
                ? []
                :
                [
                    .. live
                        .LiveSignOffs.Where(s => s.Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition)
                        .Select(s => s.Role),
                ],
            Promotion = live?.Id,
            Bounds = [.. (result.Bounds ?? []).Select(ComposedBoundView.Of)],
        };
    }

    private static MissingRule Missing(RuleResult result, IReadOnlyList<PolicyDocument> policies)
    {
        var rule = policies.FirstOrDefault(p => p.Name == result.Policy)?.Rules.FirstOrDefault(r => r.Id == result.RuleId);
        return new(
            result.Policy,
            result.RuleId,
            result.Type,
            result.Severity.ToWireName(),
            result.Outcome.ToWireName(),
            result.Message,
            result.Expected,
            result.Actual,
            rule?.Waivable is true && result.Outcome is RuleOutcome.Fail
        )
        {
            Found = StatementView.Of(result.Found),
            FoundText = FindingText.Of(result),
        };
    }
}
