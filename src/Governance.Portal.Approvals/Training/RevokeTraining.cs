using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Training;

namespace Governance.Portal.Approvals.Training;

/// <summary>One of those that may answer takes the approval back.</summary>
public sealed class RevokeTraining(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<TrainingPermitId>> RunAsync(Actor actor, string id, string? reason, CancellationToken ct) =>
        runner.RunAsync<TrainingPermitId>(
            actor,
            new Attempt("training.revoked", IssueTrainingPermit.IdOf(id), Permission.ApproveTraining),
            async (context, token) =>
            {
                var found = await TrainingSteps.LoadAsync(context.Db, id, token);
                if (found.Refusal is { } missing)
                {
                    return missing;
                }

                if (found.Value.SlotFor(context.Access.Person!.Value, context.Access.Role).Refusal is { } notTheirs)
                {
                    return notTheirs;
                }

                if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > TrainingAnswer.MaxReason)
                {
                    return TrainingRefusals.ReasonMissing;
                }

                if (found.Value.Revoke(context.Now).Refusal is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "training.revoked",
                        found.Value.Id.ToString(),
                        new JsonObject { ["reasonSha256"] = SaltedText.Of(reason.Trim()).Sha256 }
                    )
                );
                return found.Value.Id;
            },
            ct
        );
}
