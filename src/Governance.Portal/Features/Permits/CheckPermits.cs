using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Features.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Permits;

/// <summary>A deployment permit as it stands.</summary>
public sealed record PermitView
{
    public required PermitId Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required Stage Stage { get; init; }

    public required string Sha256 { get; init; }

    public required string? Environment { get; init; }

    public required string? Image { get; init; }

    public required string Promotion { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary><c>valid</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is revoked; null while it is not.</summary>
    public required PermitEnd? Because { get; init; }

    /// <summary>What the gate says against it now.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>SHA-256 of the signed statement, as the log names it.</summary>
    public required string StatementSha256 { get; init; }

    /// <summary>The DSSE envelope, to be kept as a file and checked with <c>governance permit verify</c>.</summary>
    public required System.Text.Json.Nodes.JsonNode Envelope { get; init; }
}

/// <summary>Judges permits by the gate as it is now, and writes down those that it no longer allows.</summary>
public sealed class CheckPermits(IDbContextFactory<GovernanceDbContext> dbFactory, ActionRunner runner, AskDeployGate gate, TimeProvider clock)
{
    private const int Most = 500;
    private static readonly Actor s_job = Actor.OfJob("permits");

    /// <summary>One permit, judged now.</summary>
    public async Task<Result<PermitView>> GetAsync(PermitId id, CancellationToken ct)
    {
        DeploymentPermit? permit;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            permit = await db.Permits.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        }

        return permit is null ? PermitRefusals.NotFound : await JudgeAsync(permit, ct);
    }

    /// <summary>Revokes every live permit that the gate does not allow any more, each in a transaction of its own.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<DeploymentPermit> live;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            live = await db.Permits.AsNoTracking().Where(p => p.RevokedAt == null && p.ExpiresAt > now).OrderBy(p => p.Id).Take(Most).ToListAsync(ct);
        }

        var revoked = 0;
        foreach (var permit in live)
        {
            if (await JudgeAsync(permit, ct) is not { State: "revoked", Because: { } because })
            {
                continue;
            }

            var outcome = await runner.RunAsync<bool>(s_job, new Attempt("permit.revoked", permit.Id.ToString(), null), async (context, token) =>
            {
                var tracked = await context.Db.Permits.SingleAsync(p => p.Id == permit.Id, token);
                if (!tracked.Revoke(because, context.Now))
                {
                    return false;
                }

                PermitEvents.Revoked(context, tracked);
                return true;
            }, ct);
            revoked += outcome.IsDone && outcome.Value ? 1 : 0;
        }

        return revoked;
    }

    internal async Task<PermitView> JudgeAsync(DeploymentPermit permit, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var asked = permit.IsLive(now);
        var answer = asked ? await gate.JudgeAsync(new(permit.Model, permit.Version, WireName.Of(permit.Stage), permit.ArtifactSha256), ct) : null;
        IReadOnlyList<string> drift = [];
        if (answer is { Allow: true })
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            drift = await PermitDrift.ReasonsAsync(db, permit, now, ct);
        }

        var end = permit.RevokedBecause ?? (answer is { Allow: false } ? PermitEnd.GateShut : drift.Count > 0 ? PermitEnd.DriftAlert : null);
        return new PermitView
        {
            Id = permit.Id,
            Model = permit.Model,
            Version = permit.Version,
            Stage = permit.Stage,
            Sha256 = permit.ArtifactSha256,
            Environment = permit.Environment,
            Image = permit.Image,
            Promotion = permit.Promotion.ToString(),
            IssuedAt = permit.IssuedAt,
            ExpiresAt = permit.ExpiresAt,
            State = end is not null ? "revoked" : asked ? "valid" : "expired",
            Because = end,
            Reasons = answer is { Allow: false } ? [.. answer.Reasons.Select(r => r.Message)] : drift,
            StatementSha256 = permit.StatementSha256,
            Envelope = System.Text.Json.Nodes.JsonNode.Parse(permit.Envelope)!,
        };
    }
}
