using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Compliance.Evidence;

/// <summary>What operation itself proves: monitored windows, logged decisions, people who decided otherwise, how long logs are kept.</summary>
internal sealed class FindOperationEvidence : IFindEvidence
{
    public async Task<IReadOnlyList<SystemEvidence>> FindAsync(GovernanceDbContext db, IReadOnlyList<SystemVersions> systems, CancellationToken ct)
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            return [];
        }

        var sources = await db.DecisionSources.AsNoTracking().Where(s => models.Contains(s.Model)).ToListAsync(ct);
        var policies = await db.DecisionPolicies.AsNoTracking().Where(p => models.Contains(p.Model)).Select(p => new { p.Model, p.RetentionDays, p.ChangedAt }).ToListAsync(ct);
        var found = new List<SystemEvidence>();
        foreach (var version in systems.SelectMany(s => s.Versions).Distinct())
        {
            var records = new List<FoundEvidence>();
            var subject = ModelName.Of(version.Model, version.Version);
            var window = await db.Windows.AsNoTracking().Where(w => w.Model == version.Model && w.Version == version.Version && w.Role == WindowRole.Current)
                .OrderByDescending(w => w.End).ThenByDescending(w => w.Id).Select(w => new { w.Id, w.End }).FirstOrDefaultAsync(ct);
            if (window is not null)
            {
                records.Add(new("drift_monitoring", "Newest monitoring window", window.Id.ToString(), $"/monitoring/{version.Model}", window.End, subject, OfServedVersion: true, Live: true));
            }

            if (sources.Find(s => s.Model == version.Model && s.Version == version.Version)?.Id is { } source)
            {
                await DecidedAsync(db, source, version, subject, records, ct);
            }

            if (policies.Find(p => p.Model == version.Model) is { } policy)
            {
                var days = policy.RetentionDays is { } kept ? $"decisions kept {kept} days" : "decisions kept as long as the installation says";
                records.Add(new("logs_retention", $"What is stored of decisions: {days}", $"policy:{version.Model}", "/decisions", policy.ChangedAt, version.Model, OfServedVersion: true, Live: false));
            }

            found.AddRange(from system in systems where system.Versions.Contains(version) from record in records select new SystemEvidence(system.System, record));
        }

        return found;
    }

    private static async Task DecidedAsync(GovernanceDbContext db, int source, ServedVersion version, string subject, List<FoundEvidence> records, CancellationToken ct)
    {
        var href = $"/decisions?q={Uri.EscapeDataString($"model:{version.Model}")}";
        var last = await db.Decisions.AsNoTracking().Where(d => d.Source == source).OrderByDescending(d => d.Time).Select(d => (DateTimeOffset?)d.Time).FirstOrDefaultAsync(ct);
        if (last is { } time)
        {
            records.Add(new("decision_log", "Log of decisions", $"decisions:{subject}", href, time, subject, OfServedVersion: true, Live: true));
        }

        var otherwise = await db.DecisionOverrides.AsNoTracking().Where(o => o.Source == source).OrderByDescending(o => o.Id).Select(o => (DateTimeOffset?)o.At).FirstOrDefaultAsync(ct);
        if (otherwise is { } at)
        {
            records.Add(new("human_oversight_record", "Decisions overridden by people", $"overrides:{subject}", href, at, subject, OfServedVersion: true, Live: true));
        }
    }
}
