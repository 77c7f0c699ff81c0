using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What the rules of an approval say today.</summary>
/// <param name="Reasons">The rules that block, or why they cannot be judged.</param>
/// <param name="Decided">What was judged; null where nothing could be.</param>
public sealed record AgedJudgement(IReadOnlyList<DeployReason> Reasons, Evaluation? Decided);

/// <summary>
/// Judges the stored facts of a gate run at today's date: evidence, waivers and policies age by themselves, and risks, measurements and
/// overseers are as they are now.
/// </summary>
public sealed class AgedRules(BundleFactSources measurements, AgentManifests agents, TimeProvider clock) : IReadAgedRules
{
    // What the rules said of stored facts at the end of a second: what is remembered of an earlier one is not asked again.
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, AgedJudgement Judgement)> _judged = new(StringComparer.Ordinal);
    private long _second;

    /// <summary>Judges a run.</summary>
    public async Task<AgedJudgement> JudgeAsync(
        GovernanceDbContext db,
        Model model,
        ModelClass judgedClass,
        ModelVersion version,
        Domain.Gates.GateRun run,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(run);
        if (Sha256Hex.Of(run.Input) != run.InputSha256)
        {
            return Altered(run);
        }

        if (await ActivePolicies.OfRunAsync(db, run, ct) is not { } policies)
        {
            return new([DeployReason.Of("gate.policy-missing", $"A policy of {run.Id} is no longer in the store.")], null);
        }

        // The end of the running second: what expires within it counts as expired, and within it the same facts are judged once.
        var now = clock.GetLocalNow();
        var at = now.AddTicks((TimeSpan.TicksPerSecond - (now.UtcTicks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);
        IReadOnlyList<GateRisk>? risks;
        IReadOnlyList<GateTarget>? targets;
        AgentManifest? agent;
        IReadOnlyList<GateAgentModel>? agentModels;
        IReadOnlyList<GateObservedServer>? observed;
        var riskClass = judgedClass.Value is { } strictest ? WireName.Of(strictest) : null;
        BundleFacts measured;
        ValidationFacts validated;
        GateOversight? oversight;
        try
        {
            measured = await measurements.ReadAsync(db, run.Model, run.Version, policies, ct);
            validated = await ValidationFacts.ReadAsync(db, run.Model, run.Version, policies, ct);
            oversight = await GateInputBuilder.OversightAsync(db, model, policies, ct);
            var signed = await GateInputBuilder.SignedAsync(db, model, policies, ct);
            var register = await RisksOfModel.ReadAsync(db, model, run.Version, ct);
            risks = register.ToGate(signed, at, await GateInputBuilder.AssessmentsAsync(db, version, register, policies, ct));
            agent = await agents.OfAsync(db, version, ct);
            var asked = new GateModel(run.Model, riskClass, model.Tags) { Tier = validated.Tier, Kind = agent is null ? "model" : "agent" };
            var bound = RequiredBinding.Of(policies, asked, WireName.Of(run.Stage), at);
            targets = await GateInputBuilder.TargetsAsync(db, version, signed, measured.Monitoring, policies, bound, ct);
            agentModels = await GateInputBuilder.AgentModelsAsync(db, agent, policies, ct);
            observed = await GateInputBuilder.AgentObservedAsync(db, run.Model, agent, policies, ct);
        }
        catch (RecordAlteredException altered)
        {
            return new([DeployReason.Of(altered.Refusal.Code, altered.Refusal.Message)], null);
        }

        var facts = string.Join(
            '\n',
            run.InputSha256,
            string.Join(',', policies.Select(p => p.Sha256)),
            riskClass,
            risks is null ? "-" : string.Join(',', risks),
            measured.Monitoring?.Sha256(),
            validated.Key,
            oversight?.Sha256(),
            targets is null ? "-" : string.Join(',', targets),
            agent is null ? "-" : KeyOf(agent, agentModels, observed),
            measured.Data?.Sha256() + measured.Training?.Sha256() + measured.Suppliers?.Sha256() + measured.Coverage?.Sha256(),
            measured.UseCases is { } useCases ? GateUseCase.Sha256(useCases) : "-"
        );
        if (Interlocked.Exchange(ref _second, at.UtcTicks) != at.UtcTicks)
        {
            _judged.Clear();
        }

        if (_judged.TryGetValue(facts, out var judged) && judged.At == at)
        {
            return judged.Judgement;
        }

        if (GateInput.Read(run.Input).Input is not { } input)
        {
            return Altered(run);
        }

        var decided = GateRuns.Evaluate(
            input with
            {
                At = at,
                Risks = risks,
                Monitoring = measured.Monitoring,
                Data = measured.Data,
                Training = measured.Training,
                Suppliers = measured.Suppliers,
                Coverage = measured.Coverage,
                UseCases = measured.UseCases,
                Validation = validated.Validation,
                Oversight = oversight,
                Targets = targets,
                Agent = agent,
                AgentModels = agentModels,
                AgentObserved = observed,
                Model = input.Model with { RiskClass = riskClass, Tier = validated.Tier },
            },
            policies
        );
        var judgement = new AgedJudgement([.. Blocking(decided.Result)], decided);
        _judged[facts] = (at, judgement);
        return judgement;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeployReason>> OfPromotionAsync(GovernanceDbContext db, PromotionId promotion, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from request in db.Promotions.IgnoreQueryFilters().AsNoTracking()
            join version in db.Versions.IgnoreQueryFilters()
                on new { request.Model, request.Version } equals new { version.Model, version.Version }
            join model in db.Models.IgnoreQueryFilters() on request.Model equals model.Name
            join run in db.GateRuns.IgnoreQueryFilters() on request.GateRun equals run.Id
            where request.Id == promotion
            select new
            {
                version,
                model,
                run,
            }
        ).SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return [DeployReason.Of("gate.run-missing", $"The gate run of {promotion} is missing.")];
        }

        var judgedClass = await ClassOfModel.ReadAsync(db, found.model, clock.GetLocalNow(), ct);
        return (await JudgeAsync(db, found.model, judgedClass, found.version, found.run, ct)).Reasons;
    }

    /// <summary>The rules of a result that block.</summary>
    public static IEnumerable<DeployReason> Blocking(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Results.Where(r => r.Blocks).Select(Reason);
    }

    /// <summary>A rule that blocks, as a reason.</summary>
    public static DeployReason Reason(RuleResult rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new($"rule.{rule.Outcome.ToWireName()}", rule.Message, rule.RuleId, [.. rule.Evidence.Select(e => e.Id)])
        {
            Policy = rule.Policy,
            Expected = rule.Expected,
            Actual = rule.Actual,
        };
    }

    private static AgedJudgement Altered(Domain.Gates.GateRun run) =>
        new([DeployReason.Of("gate.run-altered", $"The stored input of {run.Id} was changed after it was stored.")], null);

    // Reviews of its tools and what its servers list come after the run that is stored.
    private static string KeyOf(AgentManifest agent, IReadOnlyList<GateAgentModel>? models, IReadOnlyList<GateObservedServer>? observed) =>
        string.Join(
            '|',
            string.Join(';', agent.Tools.Select(t => string.Join(' ', t.Risks))),
            string.Join(',', models ?? []),
            string.Join(',', (observed ?? []).SelectMany(o => o.Tools.Select(t => $"{o.Server} {o.Version} {t.Name} {t.Sha256}")))
        );
}
