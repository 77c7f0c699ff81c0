using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>Where a delegation stands.</summary>
public enum DelegationState
{
    /// <summary>Begins later.</summary>
    Upcoming,

    /// <summary>May be used.</summary>
    InForce,

    /// <summary>Its time is over.</summary>
    Ended,

    /// <summary>Taken or given back.</summary>
    Revoked,

    /// <summary>Waits for the delegate's word.</summary>
    Pending,

    /// <summary>The delegate did not agree.</summary>
    Declined,
}

/// <summary>A delegation.</summary>
public sealed record DelegationView
{
    public required DelegationId Id { get; init; }

    public required SignOffRole Slot { get; init; }

    /// <summary>The person in whose name the delegate signs, as written in the audit log.</summary>
    public required string From { get; init; }

    public required string FromName { get; init; }

    /// <summary>The delegate, as written in the audit log.</summary>
    public required string To { get; init; }

    public required string ToName { get; init; }

    /// <summary>Names of the models; empty for all.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset Until { get; init; }

    public required string? Reason { get; init; }

    public required DelegationState State { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the delegate accepted it; null until then.</summary>
    public required DateTimeOffset? AcceptedAt { get; init; }

    internal static DelegationView Of(Delegation delegation, DateTimeOffset now) =>
        new()
        {
            Id = delegation.Id,
            Slot = delegation.Slot,
            From = $"user:{delegation.From}",
            FromName = delegation.FromName,
            To = $"user:{delegation.To}",
            ToName = delegation.ToName,
            Models = delegation.Models,
            Since = delegation.Since,
            Until = delegation.Until,
            Reason = delegation.Reason.Text,
            State =
                delegation.RevokedAt is not null ? DelegationState.Revoked
                : delegation.DeclinedAt is not null ? DelegationState.Declined
                : delegation.IsPending(now) ? DelegationState.Pending
                : delegation.Until <= now ? DelegationState.Ended
                : delegation.Since > now ? DelegationState.Upcoming
                : DelegationState.InForce,
            RevokedAt = delegation.RevokedAt,
            AcceptedAt = delegation.AcceptedAt,
        };
}

/// <summary>Reads delegations: a person's own, or all for the person who may read the audit log.</summary>
public sealed class ListDelegations(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const int Most = 500;

    /// <summary>Newest first.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="all">Also those that neither were given nor received by them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<DelegationView>>> RunAsync(Actor actor, bool all, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if ((access.Refusal ?? access.Value.Refuses(all ? Permission.ReadAudit : Permission.ReadApprovals)) is { } refusal)
        {
            return refusal;
        }

        var person = access.Value.Person;
        var found = await db
            .Delegations.AsNoTracking()
            .Where(d => all || d.From == person || d.To == person)
            .OrderByDescending(d => d.Id)
            .Take(Most)
            .ToListAsync(ct);
        return Result<IReadOnlyList<DelegationView>>.Done([.. found.Select(d => DelegationView.Of(d, now))]);
    }

    /// <summary>One that the caller gave or received, or any for the person who may read the audit log.</summary>
    public async Task<Result<DelegationView>> GetAsync(Actor actor, DelegationId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await db.Delegations.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct);
        return
            found is not null
            && (access.Value.Has(Permission.ReadAudit) || found.From == access.Value.Person || found.To == access.Value.Person)
            ? DelegationView.Of(found, now)
            : DelegationRefusals.NotFound;
    }
}
