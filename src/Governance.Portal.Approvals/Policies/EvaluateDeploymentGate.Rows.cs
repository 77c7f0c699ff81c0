using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Gates;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <content>What the gate compares with the log before it lets something in: every row that it believed.</content>
public sealed partial class EvaluateDeploymentGate
{
    // A version that runs and has failed a policy for longer than the policy allows.
    private async Task<IReadOnlyList<DeployReason>> OfPostureAsync(
        GovernanceDbContext db,
        ModelVersion version,
        Stage stage,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var over = stage is not Stage.Production
            ? null
            : await db
                .Postures.AsNoTracking()
                .Where(p => p.Model == version.Model && p.Version == version.Version && p.Until == null && p.PermitsEndAt <= now)
                .OrderBy(p => p.PermitsEndAt)
                .ThenBy(p => p.Id)
                .FirstOrDefaultAsync(ct);
        if (over is null)
        {
            return [];
        }

        var refusal = PostureRefusals.OverIn(over, now);
        return [DeployReason.Of(refusal.Code, refusal.Message)];
    }

    /// <summary>
    /// Asked last, and only where nothing else shuts the gate. What holds a version (an incident, a retirement, a stricter class) is
    /// compared as a whole table: a row that was taken away or given to another model holds nothing, and nothing read about this model
    /// shows it.
    /// </summary>
    private static async Task<IReadOnlyList<DeployReason>> OfRowsAsync(
        GovernanceDbContext db,
        Model model,
        ModelVersion version,
        IReadOnlyList<Promotion> promotions,
        GateRun? run,
        List<DeployReason> reasons,
        CancellationToken ct
    )
    {
        if (reasons.Count > 0)
        {
            return [];
        }

        var signOffs = promotions.SelectMany(p => p.SignOffs).Select(s => (object)s.Id);
        var requests = promotions.Select(p => (object)p.Id).ToList();
        // Read, and so remembered, for the class and the risks that were judged.
        var risks = db.Risks.Local.ToList();
        var acceptances = risks.SelectMany(r => r.Acceptances).Select(a => (object)a.Id);
        var running = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == version.Model && d.Version == version.Version && d.Until == null)
            .Select(d => d.Id)
            .ToListAsync(ct);
        RecordsAsked[] asked =
        [
            RecordsAsked.Of<Model>(nameof(Model.Name), model.Name),
            RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), model.Name).And(nameof(ModelVersion.Version), version.Version),
            .. AgentManifests.IsOf(version)
                ? [RecordsAsked.Of<Agent>(nameof(Agent.Model), model.Name).OrGoneUnder([model.Name])]
                : Array.Empty<RecordsAsked>(),
            RecordsAsked.Of<Promotion>(nameof(Promotion.Id), requests),
            RecordsAsked.Of<GateRun>(nameof(GateRun.Promotion), requests),
            RecordsAsked.Of<SignOff>(nameof(SignOff.Promotion), requests),
            RecordsAsked.Of<SignedStatement>(nameof(SignedStatement.SignOff), signOffs),
            RecordsAsked.Of<EmergencyOverride>(nameof(EmergencyOverride.Promotion), requests),
            RecordsAsked.Of<Risk>(nameof(Risk.Model), model.Name),
            RecordsAsked.Of<Risk>(nameof(Risk.Id), risks.Select(r => (object)r.Id)),
            RecordsAsked.Of<RiskAcceptance>(nameof(RiskAcceptance.Risk), risks.Select(r => (object)r.Id)),
            RecordsAsked.Of<AcceptanceSignature>(nameof(AcceptanceSignature.Acceptance), acceptances),
            RunRecords.Risks(run),
            .. RunRecords.Measured(run),
            RecordsAsked.Of<EvidenceAttestation>(nameof(EvidenceAttestation.Model), model.Name).OrGoneUnder([model.Name]),
            RecordsAsked.Of<Deployment>(nameof(Deployment.Model), model.Name),
            RecordsAsked.Of<Posture>(nameof(Posture.Model), model.Name),
            // One that was given to another model is still of the same deployment or version.
            RecordsAsked.Of<Posture>(nameof(Posture.Deployment), running.Select(id => (object)id)),
            RecordsAsked
                .Of<Alert>(nameof(Alert.Version), version.Version)
                .And(nameof(Alert.State), AlertState.Open, AlertState.Acknowledged),
            RecordsAsked.Of<ModelReview>(nameof(ModelReview.Model), model.Name).OrGoneUnder([model.Name]),
            RecordsAsked.All<PolicyVersion>(),
            RecordsAsked.All<IncidentVersion>(),
            RecordsAsked.All<RetirementVersion>(),
            RecordsAsked.All<RiskLowering>(),
            RecordsAsked.All<AiSystem>(),
            RecordsAsked.All<Assessment>(),
        ];
        return await RecordIntegrity.VerifyAsync(db, asked, ct) is { } altered ? [DeployReason.Of(altered.Code, altered.Message)] : [];
    }

    // Reviews of its tools and what its servers list come after the run that is stored.
    private static string KeyOf(AgentManifest agent, IReadOnlyList<GateAgentModel>? models, IReadOnlyList<GateObservedServer>? observed) =>
        string.Join(
            '|',
            string.Join(';', agent.Tools.Select(t => string.Join(' ', t.Risks))),
            string.Join(',', models ?? []),
            string.Join(',', (observed ?? []).SelectMany(o => o.Tools.Select(t => $"{o.Server} {o.Version} {t.Name} {t.Sha256}")))
        );

    /// <summary>A model with the class it is judged by today.</summary>
    private sealed record JudgedModel(Model Model, ModelClass Class, ModelVersion Version);
}
