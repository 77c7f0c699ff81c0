using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Training;

/// <summary>Compares runs that trained with the permits as they are now. Rows that someone changed behind the log are noticed.</summary>
internal static class MatchTraining
{
    /// <summary>Compares them.</summary>
    /// <param name="db">A context; its filters are left out: what is asked is whether there was a permit at all.</param>
    /// <param name="runs">Runs that trained.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Each run with what it comes to, and the refusal when a permit is not what the log states.</returns>
    public static async Task<(List<(TrainedRun Run, TrainingMatch Match)> Runs, Refusal? Altered)> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<TrainedRun> runs,
        CancellationToken ct
    )
    {
        if (runs.Count == 0)
        {
            return ([], null);
        }

        var models = runs.Select(r => r.Model).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var named = runs.Select(r => DisplayId.TryParse<TrainingPermitId>(r.Permit, out var id) ? (TrainingPermitId?)id : null)
            .OfType<TrainingPermitId>()
            .Distinct()
            .ToList();
        var permits = await db
            .TrainingPermits.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(p => models.Contains(p.Model) || named.Contains(p.Id))
            .ToListAsync(ct);
        var ids = permits.Select(p => p.Id).ToList();
        // What they say decides, so that the log is asked.
        var altered = await RecordIntegrity.VerifyAsync(
            db,
            [
                RecordsAsked.Of<TrainingPermit>(nameof(TrainingPermit.Id), ids.Cast<object>()),
                RecordsAsked.Of<IssuedTrainingPermit>(nameof(IssuedTrainingPermit.Permit), ids.Cast<object>()),
            ],
            ct
        );
        var issued = await db.IssuedTrainingPermits.AsNoTracking().IgnoreQueryFilters().Where(i => ids.Contains(i.Permit)).ToListAsync(ct);
        return ([.. runs.Select(r => (r, altered is null ? TrainingMatch.Of(r, permits, issued) : TrainingMatch.None(r)))], altered);
    }
}
