using Governance.Data;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>What actions on requests to train begin with.</summary>
internal static class TrainingSteps
{
    /// <summary>The records of datasets by name; read to be compared with the log.</summary>
    public static async Task<Dictionary<string, DatasetRecord>> RecordsAsync(
        GovernanceDbContext db,
        IEnumerable<string> names,
        CancellationToken ct
    )
    {
        var asked = names.Distinct(StringComparer.Ordinal).ToList();
        var records = await db.Datasets.IgnoreQueryFilters().Where(d => asked.Contains(d.Name)).ToListAsync(ct);
        return records.ToDictionary(d => d.Name, StringComparer.Ordinal);
    }

    /// <summary>The request, tracked; a refusal when there is none.</summary>
    public static async Task<Result<TrainingPermit>> LoadAsync(GovernanceDbContext db, string id, CancellationToken ct) =>
        DisplayId.TryParse<TrainingPermitId>(id, out var named)
        && await db.TrainingPermits.SingleOrDefaultAsync(p => p.Id == named, ct) is { } permit
            ? permit
            : TrainingRefusals.NotFound;

    /// <summary>Why one of its datasets must not be trained on now; null when all may.</summary>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, TrainingPermit permit, DateTimeOffset now, CancellationToken ct)
    {
        var records = await RecordsAsync(db, permit.Data.Select(d => d.Name), ct);
        foreach (var data in permit.Data)
        {
            var refusal = records.TryGetValue(data.Name, out var record)
                ? TrainingRefusals.Of(record, permit.Purpose, now)
                : TrainingRefusals.Unrecorded(data.Name);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }
}
