using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Policies;

/// <content>A question about an experiment: allowed is what a permit for it would be issued for.</content>
public sealed partial class EvaluateDeploymentGate
{
    private async Task<DeployAnswer> TriedAsync(DeployQuestion question, DeployAnswer answer, CancellationToken ct)
    {
        if (question.Experiment is not { } named)
        {
            return answer;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var stage = WireName.TryParse<Stage>(question.Stage, out var known) ? known : Stage.Development;
        var tried = await TriedExperiment.FindAsync(db, named, (question.Model ?? "", question.Version ?? "", stage), ct);
        if (tried.Refusal is { } refusal)
        {
            return Denied(answer, refusal);
        }

        if (answer.Override is not null)
        {
            return Denied(answer, ExperimentRefusals.NoOverride(named));
        }

        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<Experiment>(nameof(Experiment.Id), [named])], ct);
        // Which promotions count for it was asked with the question itself.
        return answer with { Experiment = named.ToString(), Share = tried.Value.Share };
    }

    private static DeployAnswer Denied(DeployAnswer answer, Refusal refusal) =>
        answer with
        {
            Allow = false,
            Override = null,
            Reasons = [.. answer.Reasons, DeployReason.Of(refusal.Code, refusal.Message)],
        };
}
