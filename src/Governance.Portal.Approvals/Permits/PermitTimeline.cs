using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Permits that were issued, revoked, or that ran out.</summary>
internal sealed class PermitTimeline(TimeProvider clock) : ITimelineSource
{
    public Permission Reads => Permission.ReadGates;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var (model, now) = (question.Model, clock.GetUtcNow());
        var permits = await db
            .Permits.AsNoTracking()
            .Where(p => p.Model == model)
            .OrderByDescending(p => p.Id)
            .Take(question.Most)
            .Select(p => new
            {
                p.Id,
                p.Version,
                p.Promotion,
                p.IssuedAt,
                p.ExpiresAt,
                p.RevokedAt,
            })
            .ToListAsync(ct);
        List<TimelineEvent> events = [];
        foreach (var permit in permits)
        {
            var (id, cause) = (permit.Id.ToString(), new[] { permit.Promotion.ToString() });
            var version = new TextLink(
                permit.Version,
                $"/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(permit.Version)}"
            );
            events.Add(new(permit.IssuedAt, "key", Tone.Info, $"Permit {id} was issued for {version}", id) { Causes = cause });
            if (permit.RevokedAt is { } revoked)
            {
                events.Add(new(revoked, "block", Tone.Warn, $"Permit {id} for {version} was revoked", id) { Causes = cause });
            }
            else if (permit.ExpiresAt <= now)
            {
                events.Add(new(permit.ExpiresAt, "schedule", Tone.Idle, $"Permit {id} for {version} expired", id) { Causes = cause });
            }
        }

        return events;
    }
}
