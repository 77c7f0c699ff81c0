using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Reads what the records say about what retires: what rests on it, which keys serve it, what data it has, and whether it still decides.
/// </summary>
public sealed class ReadFindings(ReadDependants dependants, RetirementLibrary library, IEnumerable<IHoldRetiredData> holders)
{
    private const int MaxDecisions = 100_000;
    private const int Batches = 50;

    /// <summary>Reads it in the caller's transaction, with what its action has queued not counted.</summary>
    internal async Task<RetirementFindings> RunAsync(
        GovernanceDbContext db,
        Retirement retirement,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var versions = await VersionsAsync(db, retirement, ct);
        var sources = await SourcesAsync(db, versions, ct);
        var found = await dependants.RunAsync(db, retirement, versions, ct);
        var (after, last) = await AfterAsync(db, sources, retirement.QuietSince, ct);
        var system =
            DisplayId.TryParse<SystemId>(retirement.Subject, out var id) && retirement.Kind is RetirementKind.System
                ? await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct)
                : null;
        var highRisk = await IsHighRiskAsync(db, [.. versions.Select(v => v.Model).Distinct(StringComparer.Ordinal)], now, ct);
        return new RetirementFindings
        {
            Dependants = found.Dependants,
            IsCut = found.IsCut,
            Keys = await KeysAsync(db, versions, sources, now, ct),
            Data = await DataAsync(db, versions, sources, ct),
            DecisionsAfterStop = after,
            LastDecisionAfterStop = last,
            NewVersions =
            [
                .. (await ScopeAsync(db, retirement.Kind, retirement.Subject, ct))
                    .Where(s => versions.TrueForAll(v => v.Model != s.Model || v.Version != s.Version))
                    .Select(s => ModelName.Of(s.Model, s.Version)),
            ],
            IsHighRisk = highRisk,
            LacksSystemPlan = system is not null && string.IsNullOrWhiteSpace(system.DecommissioningPlan),
            PlacedAt = await PlacedAsync(db, versions, ct),
        };
    }

    /// <summary>
    /// The versions a subject consists of that are not retired: the one, those of the model, or those of the system's models.
    /// </summary>
    internal static async Task<List<(string Model, string Version)>> ScopeAsync(
        GovernanceDbContext db,
        RetirementKind kind,
        string subject,
        CancellationToken ct
    )
    {
        if (kind is RetirementKind.Version)
        {
            var parts = subject.Split('@');
            return [(parts[0], parts[1])];
        }

        var models =
            kind is RetirementKind.Model ? [subject]
            : DisplayId.TryParse<SystemId>(subject, out var id)
            && await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } system
                ? await ClassOfModel.ModelsOfAsync(db, system, ct)
            : [];
        var found = await db
            .Versions.AsNoTracking()
            .Where(v => models.Contains(v.Model) && v.Stage != Stage.Retired)
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Number)
            .Select(v => new { v.Model, v.Version })
            .Take(Retirement.MaxParts + 1)
            .ToListAsync(ct);
        return [.. found.Select(v => (v.Model, v.Version))];
    }

    /// <summary>True when one of the models is judged by the rules for high risk.</summary>
    internal static async Task<bool> IsHighRiskAsync(
        GovernanceDbContext db,
        IReadOnlyList<string> names,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        foreach (var name in names)
        {
            if (
                await db.Models.SingleOrDefaultAsync(m => m.Name == name, ct) is { } model
                && (await ClassOfModel.ReadAsync(db, model, now, ct)).Value is RiskClass.High or RiskClass.Prohibited
            )
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<List<ModelVersion>> VersionsAsync(GovernanceDbContext db, Retirement retirement, CancellationToken ct)
    {
        var models = retirement.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var all = await db
            .Versions.AsNoTracking()
            .Where(v => models.Contains(v.Model))
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Number)
            .ToListAsync(ct);
        return [.. all.Where(v => retirement.Versions.Any(r => r.Model == v.Model && r.Version == v.Version))];
    }

    private static async Task<Dictionary<int, ModelVersion>> SourcesAsync(
        GovernanceDbContext db,
        List<ModelVersion> versions,
        CancellationToken ct
    )
    {
        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var sources = await db.DecisionSources.AsNoTracking().Where(s => models.Contains(s.Model)).ToListAsync(ct);
        return sources
            .Select(s => (s.Id, Version: versions.Find(v => v.Model == s.Model && v.Version == s.Version)))
            .Where(p => p.Version is not null)
            .ToDictionary(p => p.Id, p => p.Version!);
    }

    private static async Task<(long Count, DateTimeOffset? Last)> AfterAsync(
        GovernanceDbContext db,
        Dictionary<int, ModelVersion> sources,
        DateTimeOffset? since,
        CancellationToken ct
    )
    {
        if (since is not { } from || sources.Count == 0)
        {
            return (0, null);
        }

        var ids = sources.Keys.ToList();
        var after = db.Decisions.AsNoTracking().Where(d => ids.Contains(d.Source) && d.Time > from);
        var count = await after.OrderBy(d => d.Time).Take(MaxDecisions).CountAsync(ct);
        return (count, count == 0 ? null : await after.MaxAsync(d => d.Time, ct));
    }

    private static async Task<DateTimeOffset?> PlacedAsync(GovernanceDbContext db, List<ModelVersion> versions, CancellationToken ct)
    {
        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var served = await db
            .Deployments.AsNoTracking()
            .Where(d => models.Contains(d.Model) && d.Stage == Stage.Production)
            .Select(d => new
            {
                d.Model,
                d.Version,
                d.Since,
            })
            .ToListAsync(ct);
        var own = served
            .Where(d => versions.Exists(v => v.Model == d.Model && v.Version == d.Version))
            .Select(d => (DateTimeOffset?)d.Since)
            .Max();
        return own ?? versions.Select(v => (DateTimeOffset?)v.RegisteredAt).Max();
    }

    private static async Task<IReadOnlyList<UsedKey>> KeysAsync(
        GovernanceDbContext db,
        List<ModelVersion> versions,
        Dictionary<int, ModelVersion> sources,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var subjects = versions.Select(v => v.Id).Concat(versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        var used = await KeysInUse.ReadAsync(db, subjects, sources.Keys, ct);
        var keys = new List<UsedKey>();
        foreach (var (actor, index) in used.OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            if (
                KeysInUse.KeyOf(actor) is { } id
                && await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, ct) is { } key
                && key.IsValid(now)
            )
            {
                var at = await db.AuditEntries.AsNoTracking().Where(e => e.Index == index).Select(e => e.Time).SingleAsync(ct);
                keys.Add(new UsedKey(id.ToString(), key.Name, at, await ElsewhereAsync(db, actor, subjects, sources, ct)));
            }
        }

        return keys;
    }

    private static async Task<bool> ElsewhereAsync(
        GovernanceDbContext db,
        string actor,
        List<string> subjects,
        Dictionary<int, ModelVersion> sources,
        CancellationToken ct
    )
    {
        if (
            await db.AuditEntries.AnyAsync(
                e => e.Actor == actor && !e.Refused && EF.Functions.Like(e.Subject, "%@%") && !subjects.Contains(e.Subject),
                ct
            )
        )
        {
            return true;
        }

        var ours = sources.Keys.ToList();
        foreach (
            var batch in await db
                .DecisionBatches.AsNoTracking()
                .Where(b => b.StoredBy == actor)
                .OrderByDescending(b => b.Id)
                .Take(Batches)
                .Select(b => b.Id)
                .ToListAsync(ct)
        )
        {
            var (first, next) = ((long)batch.Number * DecisionNumber.BatchSpan, ((long)batch.Number + 1) * DecisionNumber.BatchSpan);
            if (await db.Decisions.AnyAsync(d => d.Number >= first && d.Number < next && !ours.Contains(d.Source), ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<DataItem>> DataAsync(
        GovernanceDbContext db,
        List<ModelVersion> versions,
        Dictionary<int, ModelVersion> sources,
        CancellationToken ct
    )
    {
        var items = new List<DataItem>();
        var holds = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            var held = holds[version.Id] = await HeldAsync(db, version, ct);
            if (version.ArtifactStoredAt is not null)
            {
                items.Add(
                    new("artifact", version.Id, $"Artifact of {version.Model} {version.Version}", version.ArtifactSha256, null, null, held)
                );
            }

            foreach (var dataset in version.ReadManifest().Datasets)
            {
                items.Add(
                    new(
                        "dataset",
                        $"{version.Id}/{dataset.Role}/{dataset.Name}",
                        $"{dataset.Name} {dataset.Version} ({dataset.Role} data of {version.Version})",
                        dataset.Sha256,
                        null,
                        null,
                        held
                    )
                );
            }

            foreach (var source in sources.Where(s => s.Value.Id == version.Id).Select(s => s.Key))
            {
                var kept = db.Decisions.AsNoTracking().Where(d => d.Source == source && d.Content != null);
                if (await kept.AnyAsync(ct))
                {
                    var last = await kept.MaxAsync(d => d.Time, ct);
                    items.Add(
                        new(
                            "decisions",
                            version.Id,
                            $"Decisions of {version.Model} {version.Version}",
                            null,
                            last.Day().AddMonths(Math.Max(library.Logs.Months, library.DeployerLogs.Months)),
                            $"logs are kept for at least {library.Logs.Months} months after the last decision "
                                + $"({library.Logs.Reference}, {library.DeployerLogs.Reference}).",
                            held
                        )
                    );
                }
            }
        }

        foreach (var holder in holders)
        {
            items.AddRange(await holder.FindAsync(db, versions, holds, ct));
        }

        return items;
    }

    private static async Task<string?> HeldAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct)
    {
        var (model, name, states) = (version.Model, version.Version, Incident.LiveStates.ToList());
        var holding = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => i.FrozenAt != null && states.Contains(i.State) && i.Versions.Any(v => v.Model == model && v.Version == name))
            .OrderBy(i => i.Id)
            .Select(i => i.Id)
            .Take(1)
            .ToListAsync(ct);
        return holding.Count == 0 ? null : holding[0].ToString();
    }
}
