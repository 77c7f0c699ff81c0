using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Reads what a gate would judge a version by now, with or without a promotion. Stores nothing.</summary>
internal sealed class VersionGate(StoredArtifacts artifacts, OpaDecisions opa, BundleFactSources measurements, AgentManifests agents)
{
    /// <summary>Reads it.</summary>
    /// <param name="db">A context.</param>
    /// <param name="version">The version.</param>
    /// <param name="to">The stage it would go to.</param>
    /// <param name="live">The promotion that is open or approved; null when no one has requested one.</param>
    /// <param name="people">Who would request it, where no one has.</param>
    /// <param name="policies">The policies that ask for facts.</param>
    /// <param name="now">The time ages are counted to.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<GateInput> ReadAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage to,
        Promotion? live,
        IReadOnlyList<UserId> people,
        IReadOnlyList<PolicyDocument> policies,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var model = await db.Models.SingleAsync(m => m.Name == version.Model, ct);
        var facts = await VersionFacts.ReadAsync(db, version, ct);
        var stored = version.ArtifactStoredAt is null ? null : await artifacts.CachedHashAsync(version.ArtifactSha256, ct);
        var question = new GateQuestion(model, version, live?.From ?? version.Stage, to, live?.Requesters ?? people)
        {
            Experiment = live?.Experiment is { } tried ? await db.Experiments.SingleAsync(e => e.Id == tried, ct) : null,
        };
        var risks = await RisksOfModel.ReadAsync(db, model, version.Version, ct);
        var measured = await measurements.ReadAsync(db, version.Model, version.Version, policies, ct);
        var agent = await agents.OfAsync(db, version, ct);
        var input = await GateInputBuilder.BuildAsync(db, question, facts, risks, measured, agent, policies, stored, now, ct);
        return await opa.AnswerAsync(policies, input, ct);
    }
}
