using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>An emergency override.</summary>
public sealed record OverrideView
{
    public required OverrideId Id { get; init; }

    public required PromotionId Promotion { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required Stage Stage { get; init; }

    public required string ArtifactSha256 { get; init; }

    public required string BundleDigest { get; init; }

    public required OverrideState State { get; init; }

    public required int Hours { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? GrantedAt { get; init; }

    /// <summary>When it ends automatically.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was first used for a deployment.</summary>
    public required DateTimeOffset? UsedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public required OverrideEnd? End { get; init; }

    public required IReadOnlyList<ConfirmationView> Confirmations { get; init; }

    /// <summary>Result of the review after its end; null until then.</summary>
    public required string? Review { get; init; }

    public required string? ReviewedByName { get; init; }

    public required DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>By when the version deployed under it must be signed off or rolled back; null if nothing is left to settle.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SettleBy { get; init; }

    internal static OverrideView Of(EmergencyOverride emergency, DateTimeOffset now, bool unsettled = false)
    {
        // The job that writes it down may be a minute late; what its time has ended is over now.
        var over = emergency.IsLive && emergency.ExpiresAt <= now;
        return new OverrideView
        {
            Id = emergency.Id,
            Promotion = emergency.Promotion,
            Model = emergency.Model,
            Version = emergency.Version,
            Stage = emergency.Stage,
            ArtifactSha256 = emergency.ArtifactSha256,
            BundleDigest = emergency.BundleDigest,
            State = over ? OverrideState.Ended : emergency.State,
            Hours = emergency.Hours,
            RequestedAt = emergency.RequestedAt,
            GrantedAt = emergency.GrantedAt,
            ExpiresAt = emergency.ExpiresAt,
            UsedAt = emergency.UsedAt,
            EndedAt = over ? emergency.ExpiresAt : emergency.EndedAt,
            End = over ? (emergency.GrantedAt is null ? OverrideEnd.Lapsed : OverrideEnd.Expired) : emergency.End,
            Confirmations =
            [
                .. emergency
                    .Confirmations.OrderBy(c => c.Attestation.At)
                    .ThenBy(c => c.Id)
                    .Select(c => new ConfirmationView(
                        $"user:{c.Attestation.Person}",
                        c.Attestation.PrintedName,
                        c.Attestation.Function,
                        c.Attestation.At,
                        c.Reason.Text,
                        c.BundleDigest,
                        c.Attestation.AuthenticationMethod,
                        c.Attestation.LogIndex,
                        c.Attestation.StatementSha256!
                    )),
            ],
            Review = emergency.Review?.Text,
            ReviewedByName = emergency.ReviewedByName,
            ReviewedAt = emergency.ReviewedAt,
            SettleBy = unsettled ? emergency.SettleBy : null,
        };
    }
}

/// <summary>The statement of one of the two people.</summary>
/// <param name="Person">The person, as written in the audit log.</param>
/// <param name="Name">The name printed with it.</param>
/// <param name="Role">The role in which they acted.</param>
/// <param name="At">Time of the statement.</param>
/// <param name="Reason">What makes it an emergency; null once erased.</param>
/// <param name="BundleDigest">The digest that was shown to them.</param>
/// <param name="AuthenticationMethod">How they proved who they are.</param>
/// <param name="LogIndex">Its entry in the log.</param>
/// <param name="StatementSha256">Digest of the sealed statement.</param>
public sealed record ConfirmationView(
    string Person,
    string Name,
    string Role,
    DateTimeOffset At,
    string? Reason,
    string BundleDigest,
    string AuthenticationMethod,
    long? LogIndex,
    string StatementSha256
);

/// <summary>Reads emergency overrides.</summary>
public sealed class GetOverrides(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>The newest override of a promotion.</summary>
    public async Task<Result<OverrideView>> RunAsync(PromotionId promotion, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var newest = await db
            .Overrides.AsNoTracking()
            .Where(o => o.Promotion == promotion)
            .OrderByDescending(o => o.Id)
            .FirstOrDefaultAsync(ct);
        return newest is not null ? OverrideView.Of(newest, clock.GetUtcNow(), await db.Unsettled().AnyAsync(o => o.Id == newest.Id, ct))
            : await db.Promotions.AnyAsync(p => p.Id == promotion, ct) ? OverrideRefusals.NotFound
            : PromotionRefusals.NotFound;
    }

    /// <summary>The sealed statement of one of the two, of the newest override of a promotion.</summary>
    /// <param name="promotion">The promotion.</param>
    /// <param name="place">1 for who asked, 2 for who confirmed.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<byte[]>> StatementAsync(PromotionId promotion, int place, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var newest = await db
            .Overrides.AsNoTracking()
            .Where(o => o.Promotion == promotion)
            .OrderByDescending(o => o.Id)
            .FirstOrDefaultAsync(ct);
        return newest?.Confirmations.OrderBy(c => c.Attestation.At).ThenBy(c => c.Id).ElementAtOrDefault(place - 1) is { } word
            ? word.Attestation.Envelope
            : OverrideRefusals.NotFound;
    }

    /// <summary>
    /// Overrides that wait for their second confirmation, are in force, or were in force and wait for their review or left a version
    /// unsigned; the newest first.
    /// </summary>
    /// <param name="promotion">Only of this promotion.</param>
    /// <param name="model">Only of this model.</param>
    /// <param name="version">Only of this version.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<OverrideView>> OpenAsync(PromotionId? promotion, string? model, string? version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var unsettled = await db.Unsettled().Select(o => o.Id).ToListAsync(ct);
        var found = await db
            .Overrides.AsNoTracking()
            .Where(o =>
                (promotion == null || o.Promotion == promotion)
                && (model == null || o.Model == model)
                && (version == null || o.Version == version)
            )
            .Where(o =>
                (o.State != OverrideState.Ended && o.ExpiresAt > now)
                || (o.GrantedAt != null && o.ReviewedAt == null)
                || unsettled.Contains(o.Id)
            )
            .OrderByDescending(o => o.Id)
            .Take(50)
            .ToListAsync(ct);
        return [.. found.Select(o => OverrideView.Of(o, now, unsettled.Contains(o.Id)))];
    }
}
