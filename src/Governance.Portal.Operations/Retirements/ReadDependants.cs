using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Finds what rests on what retires, from the records and never from memory: each with the record that says so.</summary>
public sealed class ReadDependants(IDerivedVersions lineage)
{
    private const int MaxOfAKind = 100;
    private const int MaxManifests = 5_000;
    private const int Depth = 100;

    /// <summary>What was found, and whether there was more than is looked at.</summary>
    internal sealed record Found(IReadOnlyList<Dependant> Dependants, bool IsCut);

    internal async Task<Found> RunAsync(GovernanceDbContext db, Retirement retirement, List<ModelVersion> versions, CancellationToken ct)
    {
        var found = new List<Dependant>();
        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var deployed = await db
            .Deployments.AsNoTracking()
            .Where(d => models.Contains(d.Model) && d.Until == null)
            .OrderBy(d => d.Id)
            .Take(MaxOfAKind)
            .ToListAsync(ct);
        // What rests on a model rests on one version of it only while that version is the one in production.
        var whole = models
            .Where(m =>
                retirement.Kind is not RetirementKind.Version
                || deployed.Exists(d => d.Model == m && d.Stage is Stage.Production && Retires(versions, d.Model, d.Version))
            )
            .ToList();
        foreach (var deployment in deployed.Where(d => Retires(versions, d.Model, d.Version)))
        {
            found.Add(
                new(
                    DependantKind.Deployment,
                    deployment.Id.ToString(),
                    $"{deployment.Model} {deployment.Version} in {deployment.Environment}",
                    "active deployment",
                    false
                )
            );
        }

        foreach (
            var permit in (
                await db
                    .Permits.AsNoTracking()
                    .Where(p => models.Contains(p.Model) && p.RevokedAt == null)
                    .OrderByDescending(p => p.Id)
                    .Take(MaxOfAKind)
                    .ToListAsync(ct)
            ).Where(p => Retires(versions, p.Model, p.Version))
        )
        {
            found.Add(
                new(
                    DependantKind.Permit,
                    permit.Id.ToString(),
                    $"Permit for {permit.Model} {permit.Version}",
                    "permit that is not revoked",
                    false
                )
            );
        }

        var cut = await DependenciesAsync(db, models, versions, found, ct);
        cut |= await LineageAsync(db, versions, found, ct);
        await MonitorsAsync(db, whole, found, ct);
        await PromotionsAsync(db, models, versions, found, ct);
        await IncidentsAsync(db, models, versions, found, ct);
        await RisksAsync(db, whole, models, versions, found, ct);
        await SystemsAsync(db, retirement, whole, found, ct);
        return new Found(found, cut);
    }

    private static bool Retires(List<ModelVersion> versions, string model, string version) =>
        versions.Exists(v => v.Model == model && v.Version == version);

    private static async Task<bool> DependenciesAsync(
        GovernanceDbContext db,
        List<string> models,
        List<ModelVersion> versions,
        List<Dependant> found,
        CancellationToken ct
    )
    {
        var looked = 0;
        // The newest first: who still depends on it was registered lately, if there are more than are looked at.
        await foreach (
            var other in db
                .Versions.AsNoTracking()
                .Where(v => v.Stage != Stage.Retired)
                .OrderByDescending(v => v.RegisteredAt)
                .ThenBy(v => v.Model)
                .ThenBy(v => v.Version)
                .Take(MaxManifests + 1)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (++looked > MaxManifests)
            {
                return true;
            }

            if (Retires(versions, other.Model, other.Version))
            {
                continue;
            }

            var named = other
                .ReadManifest()
                .Dependencies.FirstOrDefault(d =>
                    models.Exists(m => Names(m, d))
                    && versions.Exists(v => Names(v.Model, d) && (d.Version.Length == 0 || d.Version == v.Version))
                );
            if (named is not null && found.Count(f => f.Kind is DependantKind.Dependency) < MaxOfAKind)
            {
                found.Add(
                    new(
                        DependantKind.Dependency,
                        other.Id,
                        $"{other.Model} {other.Version}",
                        $"names {named.Name} {named.Version} among its dependencies",
                        true
                    )
                );
            }
        }

        return false;
    }

    private static bool Names(string model, DependencyFacts dependency) =>
        string.Equals(model, dependency.Name, StringComparison.OrdinalIgnoreCase);

    private async Task<bool> LineageAsync(GovernanceDbContext db, List<ModelVersion> versions, List<Dependant> found, CancellationToken ct)
    {
        var cut = false;
        foreach (var version in versions)
        {
            var derived = await lineage.FindAsync(db, version, Depth, ct);
            cut |= derived.IsCut;
            var reached = derived.Versions.Where(l => !Retires(versions, l.Model, l.Version)).Take(MaxOfAKind).ToList();
            if (reached.Count == 0)
            {
                continue;
            }

            var names = reached.Select(r => r.Model).Distinct(StringComparer.Ordinal).ToList();
            var live = await db
                .Versions.AsNoTracking()
                .Where(v => names.Contains(v.Model) && v.Stage != Stage.Retired)
                .Select(v => new { v.Model, v.Version })
                .ToListAsync(ct);
            foreach (var (model, name) in reached.Where(r => live.Exists(v => v.Model == r.Model && v.Version == r.Version)))
            {
                var id = ModelName.Of(model, name);
                if (!found.Exists(f => f.Kind is DependantKind.Lineage && f.Id == id))
                {
                    found.Add(
                        new(
                            DependantKind.Lineage,
                            id,
                            $"{model} {name}",
                            $"made from data of {version.Model} {version.Version}, according to lineage",
                            true
                        )
                    );
                }
            }
        }

        return cut;
    }

    private static async Task MonitorsAsync(GovernanceDbContext db, List<string> models, List<Dependant> found, CancellationToken ct)
    {
        foreach (
            var monitor in await db
                .Monitors.AsNoTracking()
                .Where(m => models.Contains(m.Model) && m.IsEnabled)
                .OrderBy(m => m.Id)
                .Take(MaxOfAKind)
                .ToListAsync(ct)
        )
        {
            found.Add(
                new(
                    DependantKind.Monitor,
                    monitor.Id.ToString(),
                    $"Monitor of {monitor.Target}: {MonitorKinds.Of(monitor.Kind)}",
                    "monitor that is switched on",
                    true
                )
            );
        }
    }

    private static async Task PromotionsAsync(
        GovernanceDbContext db,
        List<string> models,
        List<ModelVersion> versions,
        List<Dependant> found,
        CancellationToken ct
    )
    {
        var live = await db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p =>
                models.Contains(p.Model) && p.To != Stage.Retired && (p.State == PromotionState.Open || p.State == PromotionState.Approved)
            )
            .OrderBy(p => p.Id)
            .Take(MaxOfAKind)
            .Select(p => new
            {
                p.Id,
                p.Model,
                p.Version,
                p.To,
                p.State,
            })
            .ToListAsync(ct);
        foreach (var promotion in live.Where(p => Retires(versions, p.Model, p.Version)))
        {
            found.Add(
                new(
                    DependantKind.Promotion,
                    promotion.Id.ToString(),
                    $"Request to promote {promotion.Version} to {WireName.Of(promotion.To)}",
                    $"promotion that is {WireName.Of(promotion.State)}",
                    true
                )
            );
        }
    }

    private static async Task IncidentsAsync(
        GovernanceDbContext db,
        List<string> models,
        List<ModelVersion> versions,
        List<Dependant> found,
        CancellationToken ct
    )
    {
        var states = Incident.LiveStates.ToList();
        var live = await db
            .Incidents.AsNoTracking()
            .Where(i => states.Contains(i.State) && !i.IsDrill && i.Versions.Any(v => models.Contains(v.Model)))
            .OrderBy(i => i.Id)
            .Take(MaxOfAKind)
            .ToListAsync(ct);
        foreach (var incident in live.Where(i => i.Versions.Any(v => Retires(versions, v.Model, v.Version))))
        {
            found.Add(
                new(DependantKind.Incident, incident.Id.ToString(), incident.Title, $"incident that is {WireName.Of(incident.State)}", true)
            );
        }
    }

    private static async Task RisksAsync(
        GovernanceDbContext db,
        List<string> whole,
        List<string> models,
        List<ModelVersion> versions,
        List<Dependant> found,
        CancellationToken ct
    )
    {
        var open = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && r.Model != null && models.Contains(r.Model))
            .OrderBy(r => r.Id)
            .Take(MaxOfAKind)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.Model,
                r.Version,
            })
            .ToListAsync(ct);
        foreach (var risk in open.Where(r => r.Version is null ? whole.Contains(r.Model!) : Retires(versions, r.Model!, r.Version)))
        {
            found.Add(new(DependantKind.Risk, risk.Id.ToString(), risk.Title, "open risk of the register", true));
        }
    }

    private static async Task SystemsAsync(
        GovernanceDbContext db,
        Retirement retirement,
        List<string> models,
        List<Dependant> found,
        CancellationToken ct
    )
    {
        var named = await db.Models.AsNoTracking().Where(m => models.Contains(m.Name)).ToListAsync(ct);
        foreach (
            var system in await db.AiSystems.AsNoTracking().Where(s => s.LifeCycle != LifeCycle.Retired).OrderBy(s => s.Id).ToListAsync(ct)
        )
        {
            if (!named.Exists(m => ClassOfModel.Has(system, m)))
            {
                continue;
            }

            var itself = retirement.Subject == system.Id.ToString();
            if (!itself)
            {
                found.Add(new(DependantKind.System, system.Id.ToString(), system.Name, "AI system that includes the model", true));
            }

            var id = system.Id;
            var duties = await db
                .Duties.AsNoTracking()
                .Where(d => d.System == id && d.Owner != null && d.MetBy == null && d.NotApplicableAt == null)
                .OrderBy(d => d.Obligation)
                .Take(MaxOfAKind)
                .Select(d => d.Obligation)
                .ToListAsync(ct);
            // Obligations are shown for the record; whether they end is decided with their system.
            found.AddRange(
                duties.Select(d => new Dependant(
                    DependantKind.Obligation,
                    $"{system.Id}/{d}",
                    $"{d} of {system.Name}",
                    "assigned obligation that is not accepted as met",
                    false
                ))
            );
        }
    }
}
