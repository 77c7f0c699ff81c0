using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>When API keys end, one's own or all for administrators, and when the review of access is due.</summary>
internal sealed class AccessClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var administers = access.Has(Permission.Administer);
        var person = access.Person;
        var keys = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.RevokedAt == null && k.ExpiresAt > now && (administers || k.Owner == person))
            .OrderBy(k => k.ExpiresAt)
            .ThenBy(k => k.Id)
            .Take(most)
            .Select(k => new
            {
                k.Id,
                k.Name,
                k.ExpiresAt,
                k.Owner,
            })
            .ToListAsync(ct);
        var reviews = administers
            ? await db
                .AccessReviews.AsNoTracking()
                .Where(r => r.ClosedAt == null)
                .OrderBy(r => r.DueAt)
                .ThenBy(r => r.Id)
                .Take(most)
                .Select(r => new { r.Id, r.DueAt })
                .ToListAsync(ct)
            : [];
        return
        [
            .. keys.Where(_ => person is not null)
                .Select(k => new RunningClock(
                    "key",
                    $"{k.Id} API key",
                    k.Name,
                    k.ExpiresAt,
                    administers ? "/admin/keys" : "/account",
                    false
                )
                {
                    Kind = "API key",
                    Person = k.Owner,
                }),
            .. reviews.Select(r => new RunningClock("fact_check", $"{r.Id} access review", "", r.DueAt, "/admin/access-review", true)
            {
                Kind = "Access review",
            }),
        ];
    }
}
