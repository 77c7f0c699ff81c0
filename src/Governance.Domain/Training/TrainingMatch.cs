using Governance.Domain.Gates;

namespace Governance.Domain.Training;

/// <summary>What a run comes to, compared with the permits.</summary>
/// <param name="Verdict">How it stands to them.</param>
/// <param name="Permit">The permit that fits best.</param>
/// <param name="Gaps">Datasets that were not covered, and why.</param>
public sealed record TrainingMatch(TrainingVerdict Verdict, TrainingPermitId? Permit, IReadOnlyList<TrainingGap> Gaps)
{
    /// <summary>
    /// Compares a run with the permits. A permit that the run names counts alone; else those for its model and its commit do. Of several
    /// the one that covers most counts, and the newest of equals. Whether it counted is decided by when the run began. A dataset is named
    /// by its digest where run and permit state one, else by its name and, where the run states a version, by that.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="permits">Requests to train its model, or the one it names.</param>
    /// <param name="issued">Permits that were issued for them.</param>
    public static TrainingMatch Of(
        TrainedRun run,
        IReadOnlyCollection<TrainingPermit> permits,
        IReadOnlyCollection<IssuedTrainingPermit> issued
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(permits);
        ArgumentNullException.ThrowIfNull(issued);
        return permits
                .Where(p => Fits(run, p))
                .Select(p => Judge(run, p, issued))
                .OrderBy(m => m.Verdict)
                .ThenBy(m => m.Gaps.Count)
                .ThenByDescending(m => m.Permit?.Number)
                .FirstOrDefault()
            ?? None(run);
    }

    /// <summary>The run, where nothing can be said of permits.</summary>
    /// <param name="run">The run.</param>
    public static TrainingMatch None(TrainedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new(TrainingVerdict.NoPermit, null, All(run, TrainingGapReason.NoPermit));
    }

    private static bool Fits(TrainedRun run, TrainingPermit permit) =>
        (run.Model is null || run.Model == permit.Model)
        && (
            run.Permit is { } named
                ? named == permit.Id.ToString()
                : run.Model is not null && (run.Commit is null || SameCommit(run.Commit, permit.Commit))
        );

    // A pipeline may state the whole hash where the request names its beginning.
    private static bool SameCommit(string run, string permit) =>
        run == permit || (permit.Length >= 7 && run.StartsWith(permit, StringComparison.Ordinal));

    private static TrainingMatch Judge(TrainedRun run, TrainingPermit permit, IReadOnlyCollection<IssuedTrainingPermit> issued)
    {
        var times = issued.Where(i => i.Permit == permit.Id).Select(i => (i.IssuedAt, i.ExpiresAt)).ToList();
        if (permit is { IssuedAt: { } from, ExpiresAt: { } until })
        {
            times.Add((from, until));
        }

        var begun = times.Where(t => t.IssuedAt <= run.StartedAt + PermitStatement.ClockSkew).ToList();
        if (begun.Count == 0)
        {
            return None(run);
        }

        if (permit.State is TrainingState.Revoked && permit.DecidedAt <= run.StartedAt)
        {
            return new(TrainingVerdict.PermitRevoked, permit.Id, All(run, TrainingGapReason.PermitRevoked));
        }

        if (!begun.Exists(t => run.StartedAt < t.ExpiresAt))
        {
            return new(TrainingVerdict.PermitExpired, permit.Id, All(run, TrainingGapReason.PermitExpired));
        }

        var gaps =
            run.Purpose is { } purpose && !string.Equals(purpose, permit.Purpose, StringComparison.OrdinalIgnoreCase)
                ? All(run, TrainingGapReason.OtherPurpose)
                : [.. run.Data.Select(d => Gap(d, permit)).OfType<TrainingGap>()];
        var isOther = run is { Permit: not null, Commit: { } commit } && !SameCommit(commit, permit.Commit);
        return isOther ? None(run)
            : gaps.Count == 0 ? new(TrainingVerdict.Covered, permit.Id, [])
            : new(TrainingVerdict.CoveredInPart, permit.Id, gaps);
    }

    private static TrainingGap? Gap(TrainedData data, TrainingPermit permit)
    {
        if (permit.Data.Any(d => data.Sha256 is not null && d.Sha256 == data.Sha256))
        {
            return null;
        }

        var named = permit.Data.Where(d => d.Name == data.Name).ToList();
        return named.Count == 0 ? new(data.Name, data.Version ?? data.Sha256, TrainingGapReason.NotNamed)
            : named.Exists(d => (data.Sha256 is null || d.Sha256 is null) && (data.Version is null || data.Version == d.Version)) ? null
            : new(data.Name, data.Version ?? data.Sha256, TrainingGapReason.OtherVersion);
    }

    private static List<TrainingGap> All(TrainedRun run, TrainingGapReason why) =>
        [.. run.Data.Select(d => new TrainingGap(d.Name, d.Version ?? d.Sha256, why))];
}
