using Governance.Data;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>When API keys end, one's own or all for administrators, and when the review of access is due.</summary>
internal sealed class AccessClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    /// <inheritdoc/>
    public bool IsShared => false;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var administers = access.Has(Permission.Administer);
        var person = access.Person;
        var isQueue = question.Of is not null;
        var keys = await db
            .ApiKeys.AsNoTracking()
            // Keys of no one are the administrators'; those of others are looked at, and renewed by their owners.
            .Where(k => k.RevokedAt == null && k.ExpiresAt > now && (k.Owner == person || (administers && (!isQueue || k.Owner == null))))
            .OrderBy(k => k.ExpiresAt)
            .ThenBy(k => k.Id)
            .Take(question.Most)
            .Select(k => new
            {
                k.Id,
                k.Name,
                k.ExpiresAt,
                k.CreatedAt,
                k.Owner,
            })
            .ToListAsync(ct);
        // Which lines of a review wait for whom, QueuedAccessReviews knows.
        var reviews =
            administers && !isQueue
                ? await db
                    .AccessReviews.AsNoTracking()
                    .Where(r => r.ClosedAt == null)
                    .OrderBy(r => r.DueAt)
                    .ThenBy(r => r.Id)
                    .Take(question.Most)
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
                    Task = new ClockTask(
                        k.Id.ToString(),
                        Wording.Verbatim(k.Name),
                        Wording.Text($"API key expires"),
                        Wording.Text($"Replace the key"),
                        k.CreatedAt
                    )
                    {
                        IsAskedInTime = true,
                    },
                }),
            .. reviews.Select(r => new RunningClock("fact_check", $"{r.Id} access review", "", r.DueAt, "/admin/access-review", true)
            {
                Kind = "Access review",
            }),
        ];
    }
}
