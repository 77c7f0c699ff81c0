using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Withdraws evidence that is no longer valid. Its bytes and its entry stay; open and approved promotions of the version are re-evaluated
/// without it in the same transaction, so that signatures given on it are void and gates that asked for it block.
/// </summary>
public sealed class WithdrawEvidence(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who withdraws it.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="id">The evidence, as the caller wrote it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<EvidenceView>> RunAsync(
        Actor actor,
        string model,
        string version,
        string id,
        string? reason,
        CancellationToken ct
    )
    {
        await factsChanged.PrepareAsync(model, version, ct);
        var subject = DisplayId.TryParse<EvidenceId>(id, out var named) ? named.ToString() : VersionLookup.Subject(model, version);
        return await runner.RunAsync<EvidenceView>(
            actor,
            new Attempt("evidence.withdrawn", subject, Permission.WithdrawEvidence) { LogEveryRefusal = true },
            async (context, cancel) =>
            {
                if (
                    await context.Db.Evidence.SingleOrDefaultAsync(e => e.Id == named && e.Model == model && e.Version == version, cancel)
                    is not { } evidence
                )
                {
                    return ModelRefusals.EvidenceNotFound(id);
                }

                if (evidence.Withdraw(reason, context.Access, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "evidence.withdrawn",
                        evidence.AuditSubject,
                        new JsonObject
                        {
                            ["model"] = evidence.Model,
                            ["version"] = evidence.Version,
                            ["kind"] = WireName.Of(evidence.Kind),
                            ["sha256"] = evidence.Sha256,
                            ["reasonSha256"] = evidence.WithdrawalReason!.Sha256,
                        }
                    )
                    {
                        ActorName = evidence.WithdrawnByName,
                        Covers = [ModelName.Of(evidence.Model, evidence.Version)],
                    }
                );
                await factsChanged.ChangedAsync(context, evidence.Model, evidence.Version, cancel);
                return EvidenceView.Of(
                    evidence,
                    await ListEvidence.AttestationsAsync(context.Db, evidence.Model, evidence.Version, cancel)
                );
            },
            ct
        );
    }
}
