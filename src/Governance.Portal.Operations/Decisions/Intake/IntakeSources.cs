using System.Collections.Concurrent;
using Governance.Analytics.Drift;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Decisions;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>Finds what intake has to know about a version: that it is registered, its redaction policy, its reference.</summary>
internal sealed class IntakeSources(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store)
{
    private const int MaxKept = 256;

    // A profile never changes under its digest, and reading one takes long.
    private readonly ConcurrentDictionary<string, ReferenceLimits> _limits = new(StringComparer.Ordinal);

    /// <summary>What is known of a version; null when it is not registered.</summary>
    public async Task<IntakeSource?> FindAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // Whether anything is kept, what is masked, and how long it is kept, is not what a row says that someone changed.
        await DecisionsKept.Reads.EnsureAsync(db, (model, version), ct);
        if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return null;
        }

        var policy = await db.DecisionPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == model, ct);
        var profile = await db
            .Windows.AsNoTracking()
            .Where(w => w.Model == model && w.Version == version && w.Role == WindowRole.Reference)
            .OrderByDescending(w => w.Id)
            .Select(w => w.ProfileSha256)
            .FirstOrDefaultAsync(ct);
        return new IntakeSource(
            model,
            version,
            policy,
            profile is null ? null : await LimitsOfAsync(profile, ct),
            await TrafficAuthorities.OfAsync(db, model, version, ct)
        );
    }

    /// <summary>Numbers the versions of a batch, those that never sent a decision before too.</summary>
    public async Task NumberAsync(IReadOnlyCollection<IntakeSource> sources, CancellationToken ct)
    {
        foreach (var source in sources)
        {
            source.Number.Value = await NumberAsync(source.Model, source.Version, ct);
        }
    }

    private async Task<int> NumberAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var known = db.DecisionSources.AsNoTracking().Where(s => s.Model == model && s.Version == version);
        if (await known.SingleOrDefaultAsync(ct) is { } there)
        {
            return there.Id;
        }

        var made = new DecisionSource { Model = model, Version = version };
        db.DecisionSources.Add(made);
        try
        {
            await db.SaveChangesAsync(ct);
            return made.Id;
        }
        catch (DbUpdateException)
        {
            return (await known.SingleAsync(ct)).Id; // another push numbered it at this moment
        }
    }

    private async Task<ReferenceLimits> LimitsOfAsync(string profile, CancellationToken ct)
    {
        if (_limits.TryGetValue(profile, out var limits))
        {
            return limits;
        }

        if (_limits.Count >= MaxKept)
        {
            _limits.Clear();
        }

        await using var stored = await store.OpenFileAsync(profile, ct);
        return _limits[profile] = ReferenceLimits.Of(ReferenceProfile.Load(stored));
    }
}
