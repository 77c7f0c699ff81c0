using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Training;

/// <summary>Issues a signed permit that counts for minutes, when the request is approved and its data may still be trained on.</summary>
public sealed class IssueTrainingPermit(
    ActionRunner runner,
    StatementSeal seal,
    ReportDocuments documents,
    IMayAct mayAct,
    IOptions<ApprovalsOptions> options
)
{
    /// <summary>Runs it.</summary>
    /// <returns>The sealed statement.</returns>
    public async Task<Result<byte[]>> RunAsync(Actor actor, string id, CancellationToken ct)
    {
        var sealing = await seal.LoadAsync(ct);
        if (sealing.Refusal is { } unusable)
        {
            return unusable;
        }

        var issuer = await documents.InstallationAsync(ct);
        return await runner.RunAsync<byte[]>(
            actor,
            new Attempt("training.permit-issued", IdOf(id), Permission.RequestTraining),
            (context, token) => ActAsync(context, id, sealing.Value, issuer, token),
            ct
        );
    }

    /// <summary>The id as the log names it.</summary>
    internal static string IdOf(string id) => DisplayId.TryParse<TrainingPermitId>(id, out var known) ? known.ToString() : "training";

    private async Task<Result<byte[]>> ActAsync(
        ActionContext context,
        string id,
        SealCertificate sealing,
        string issuer,
        CancellationToken ct
    )
    {
        var found = await TrainingSteps.LoadAsync(context.Db, id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var permit = found.Value;
        if (await mayAct.RefusesAsync(context, new("train", permit.Model, null, null), ct) is { } notTheirs)
        {
            return notTheirs;
        }

        if (await TrainingSteps.RefusesAsync(context.Db, permit, context.Now, ct) is { } notNow)
        {
            return notNow;
        }

        var statement = new TrainingStatement
        {
            Permit = permit.Id,
            Issuer = issuer,
            Model = permit.Model,
            Data = [.. permit.Data.Select(d => (TrainingStatement.NameOf(d.Name, d.Version), d.Sha256))],
            Commit = permit.Commit,
            Purpose = permit.Purpose,
            Environment = permit.Environment,
            IssuedAt = context.Now,
            ExpiresAt = context.Now.AddMinutes(options.Value.PermitMinutes),
        };
        var envelope = StatementSeal.Seal(sealing, statement.ToBytes());
        if (permit.Issue(statement, envelope) is { } refusal)
        {
            return refusal;
        }

        // The same statement, issued twice within one tick, is one.
        if (!await context.Db.IssuedTrainingPermits.AnyAsync(i => i.StatementSha256 == envelope.PayloadSha256, ct))
        {
            context.Db.IssuedTrainingPermits.Add(IssuedTrainingPermit.Of(statement, envelope.PayloadSha256));
        }

        context.Append(
            new AuditEvent(
                "training.permit-issued",
                permit.Id.ToString(),
                new JsonObject { ["statementSha256"] = envelope.PayloadSha256, ["expiresAt"] = CanonicalJson.Time(statement.ExpiresAt) }
            )
        );
        return envelope.ToBytes();
    }
}
