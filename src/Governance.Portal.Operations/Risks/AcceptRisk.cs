using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Sealing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>
/// Accepts the residual risk until a date, with a fresh proof of identity and in a sealed statement. Every refusal is logged.
/// </summary>
public sealed class AcceptRisk(RiskActionRunner work, ReauthenticationService reauthentication, StatementSeal seals)
{
    /// <summary>What is accepted.</summary>
    /// <param name="Risk">Which.</param>
    /// <param name="Reason">Why it is kept.</param>
    /// <param name="ExpiresAt">Until when; the second of two people leaves it out.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(RiskId Risk, string? Reason, DateTimeOffset? ExpiresAt, string? Proof);

    /// <summary>What a proof for an acceptance is bound to, if it is.</summary>
    public static string Binding(RiskId risk) => $"{risk}|accept";

    /// <summary>Runs it. Order of the checks: role, proof, the caller's copy, people, state, words.</summary>
    public async Task<Result<RiskId>> RunAsync(Actor actor, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Risk), ct);
        var seal = await seals.LoadAsync(ct);
        var attempt = new Attempt("risk.accepted", command.Risk.ToString(), Permission.AcceptRisk)
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await work.RunAsync(
            actor,
            attempt,
            command.Risk,
            ifMatch,
            (risk, context, _) => Task.FromResult(Act(context, risk, command, proof, seal)),
            ct
        );
    }

    private static Refusal? Act(
        ActionContext context,
        Risk risk,
        Command command,
        Result<ProvenIdentity> proof,
        Result<Reporting.Signing.SealCertificate> seal
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        // What is signed is the risk as it was on the screen: as it stands before this signature.
        var digest = Sha256Hex.Of(RiskSnapshot.ToBytes(risk));
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        var signed = risk.Accept(person, command.Reason, command.ExpiresAt, digest, proof.Value.ToProof(), context.Now);
        if (signed.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!seal.IsDone)
        {
            return seal.Refusal;
        }

        var (acceptance, signature) = (risk.Acceptance!, signed.Value);
        signature.Attestation.Seal(StatementSeal.Seal(seal.Value, new AcceptanceStatement(acceptance, signature).ToBytes()));
        var fact = new AuditEvent(
            "risk.accepted",
            risk.Id.ToString(),
            new JsonObject
            {
                ["inForce"] = acceptance.State is AcceptanceState.InForce,
                ["accepted"] = acceptance.Accepted.Score,
                ["expiresAt"] = CanonicalJson.Time(acceptance.ExpiresAt),
                ["riskSha256"] = acceptance.RiskSha256,
                ["wordsSha256"] = signature.Reason.Sha256,
                ["authentication"] = new JsonObject
                {
                    ["method"] = signature.Attestation.AuthenticationMethod,
                    ["at"] = CanonicalJson.Time(signature.Attestation.AuthenticatedAt),
                },
                ["statementSha256"] = signature.Attestation.StatementSha256,
                ["envelopeSha256"] = Sha256Hex.Of(signature.Attestation.Envelope),
            }
        )
        {
            ActorName = signature.Attestation.PrintedName,
        };
        RiskEvents.Changed(context, risk, fact, command.Reason!.Trim(), written: signature.Attestation.LoggedAt);
        return null;
    }
}

/// <summary>Revokes an acceptance.</summary>
public sealed class RevokeAcceptance(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.acceptance-revoked", id.ToString(), Permission.AcceptRisk),
            id,
            ifMatch,
            (risk, context, _) =>
            {
                var refusal = risk.RevokeAcceptance(reason, context.Now);
                if (refusal is null)
                {
                    RiskEvents.Changed(
                        context,
                        risk,
                        new AuditEvent("risk.acceptance-revoked", id.ToString(), new JsonObject()),
                        reason!.Trim()
                    );
                }

                return Task.FromResult(refusal);
            },
            ct
        );
}

/// <summary>Records the end of acceptances that have expired. Gates do not wait for it: they compare the time themselves.</summary>
public sealed class ExpireAcceptances(RiskActionRunner work, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private static readonly Actor s_job = Actor.OfJob("risk-signals");

    /// <summary>Runs the action on every acceptance that is due, each in a transaction of its own.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        List<RiskId> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            due = await db.Set<RiskAcceptance>()
                .Where(a => (a.State == AcceptanceState.Waiting || a.State == AcceptanceState.InForce) && a.ExpiresAt <= now)
                .OrderBy(a => a.Id)
                .Select(a => a.Risk)
                .Take(500)
                .ToListAsync(ct);
        }

        var ended = 0;
        foreach (var id in due)
        {
            var over = false;
            var outcome = await work.RunAsync(
                s_job,
                new Attempt("risk.acceptance-expired", id.ToString(), null),
                id,
                null,
                (risk, context, _) =>
                {
                    over = risk.ExpireAcceptance(context.Now);
                    if (over)
                    {
                        RiskEvents.Changed(
                            context,
                            risk,
                            new AuditEvent("risk.acceptance-expired", id.ToString(), new JsonObject()),
                            automatic: true
                        );
                    }

                    return Task.FromResult<Refusal?>(null);
                },
                ct
            );
            ended += outcome.IsDone && over ? 1 : 0;
        }

        return ended;
    }
}

/// <summary>
/// Looks from time to time for acceptances that have expired, and for alerts not yet applied to risks: those that a gate raised while it
/// evaluated a promotion.
/// </summary>
internal sealed partial class RiskJob(
    ExpireAcceptances expire,
    ApplyAlertsToRisks apply,
    LogTip tip,
    TimeProvider clock,
    ILogger<RiskJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(30), clock)
{
    protected override LogTip? Tip => tip;

    // Gates compare the time of an acceptance themselves.
    protected override TimeSpan LooksAtLeastEvery => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(CancellationToken ct)
    {
        await expire.RunAsync(ct);
        await apply.RunAsync(ct);
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1750, LogLevel.Error, "The risk job failed; it runs again soon")]
    private partial void LogFailed(Exception e);
}
