using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Files of held-out sets that only retired versions declare: they may hold data of people.</summary>
internal sealed class RetiredHeldOutSets : IHoldRetiredData
{
    public string Kind => "held-out-set";

    public async Task<IReadOnlyList<DataItem>> FindAsync(
        GovernanceDbContext db,
        IReadOnlyList<ModelVersion> versions,
        IReadOnlyDictionary<string, string?> held,
        CancellationToken ct
    )
    {
        var declared = versions
            .SelectMany(v => v.ReadManifest().Datasets.Where(d => d.Role == "test").Select(d => (v.Model, d.Sha256, v.Id)))
            .ToLookup(d => (d.Model, d.Sha256), d => d.Id);
        if (declared.Count == 0)
        {
            return [];
        }

        var models = versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var sets = await db
            .HeldOutSets.AsNoTracking()
            .Where(s => models.Contains(s.Model) && s.RemovedAt == null)
            .OrderBy(s => s.Id)
            .ToListAsync(ct);
        var items = new List<DataItem>();
        foreach (var set in sets.Where(s => declared.Contains((s.Model, s.Sha256))))
        {
            if (!(await LivingAsync(db, set, ct)).Except(declared[(set.Model, set.Sha256)], StringComparer.Ordinal).Any())
            {
                items.Add(
                    new(
                        Kind,
                        set.Id.ToString(),
                        $"Held-out set {set.Name} of {set.Model} ({set.Id})",
                        set.Sha256,
                        null,
                        null,
                        declared[(set.Model, set.Sha256)].Select(id => held.GetValueOrDefault(id)).FirstOrDefault(h => h is not null)
                    )
                );
            }
        }

        return items;
    }

    public async Task<Result<bool>> DeleteAsync(ActionContext context, RetirementId retirement, string id, CancellationToken ct)
    {
        var db = context.Db;
        if (
            !DisplayId.TryParse<HeldOutSetId>(id, out var known)
            || await db.HeldOutSets.Where(s => s.Id == known).Select(s => s.Model).SingleOrDefaultAsync(ct) is not { } model
        )
        {
            return ValidationRefusals.SetNotFound;
        }

        await db.LockModelAsync(model, ct);
        var set = await db.HeldOutSets.SingleAsync(s => s.Id == known, ct);
        if (set.RemovedAt is not null)
        {
            return true; // by hand, meanwhile
        }

        return (await LivingAsync(db, set, ct)).Count == 0
            && await RemoveHeldOutSet.RemoveAsync(context, set, $"Deleted as decided in {retirement}.", retirement.ToString(), ct) is null;
    }

    public IAsyncEnumerable<string> ReleasedAsync(GovernanceDbContext db) =>
        db.HeldOutSets.AsNoTracking().Where(s => s.RemovedAt != null).Select(s => s.Sha256).Distinct().OrderBy(d => d).AsAsyncEnumerable();

    // The versions that declare it and are not retired.
    private static async Task<List<string>> LivingAsync(GovernanceDbContext db, HeldOutSet set, CancellationToken ct) =>
        [
            .. (
                await db
                    .RegisteredDatasets.Where(d => d.Model == set.Model && d.Role == "test" && d.Sha256 == set.Sha256)
                    .Where(d => db.Versions.Any(v => v.Model == d.Model && v.Version == d.Version && v.Stage != Stage.Retired))
                    .Select(d => d.Version)
                    .ToListAsync(ct)
            ).Select(v => ModelName.Of(set.Model, v)),
        ];
}
