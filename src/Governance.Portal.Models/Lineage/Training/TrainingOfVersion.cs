using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Training;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Training;

/// <summary>
/// What gates read of how a version was trained: the runs that lineage says wrote its artifact, compared with the permits as they are now.
/// Read only while a policy asks.
/// </summary>
internal sealed class TrainingOfVersion(AnchoredLineage lineage) : IBundleFactSource
{
    // Runs that are shown to the rule of each kind: those that no permit covers, and the latest of the others.
    private const int MaxShown = 20;

    // More are not compared: what was not compared has no permit.
    private const int MaxRuns = 1_000;
    private const int MaxJob = 200;

    public async Task<BundleFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (
            !policies.Any(p => p.Rules.Any(r => r.Type == "training_permitted"))
            || await db.Versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == version, ct) is not { } asked
        )
        {
            return new BundleFacts();
        }

        // Not by the tables of lineage, which are for pages: by events that were compared with the log.
        var graph = await lineage.ReadAsync(db, ct);
        var files = graph.OfVersion(asked).Where(l => l.IsArtifact).Select(l => l.Node).Distinct().ToList();
        var made = graph.RunsOf(asked, files);
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<TrainingRun>(nameof(TrainingRun.Model), model)], ct);
        var said = await db
            .TrainingRuns.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(r => r.Model == model && r.Version == version)
            .OrderByDescending(r => r.Id)
            .Select(r => r.Run)
            .ToListAsync(ct);
        // All of them: later runs that are covered must not push one out of sight that is not.
        List<string> all = [.. made.Union(said, StringComparer.Ordinal)];
        var heard = await AnchoredLineage.EventsAsync(db, graph, all.Take(MaxRuns), ReadTrainedRuns.MaxEvents, ct);
        var runs = await ReadTrainedRuns.OfAsync(db, heard, registered: null, ct);
        var (matches, altered) = await MatchTraining.OfAsync(
            db,
            // One that names another version in its facet, and a run of a file without a digest that made a later one, are not this one's.
            [.. runs.Where(r => (r.Model ?? model) == model && (r.Version ?? version) == version).Select(r => r with { Model = model })],
            ct
        );
        return altered is null
            ? new BundleFacts { Training = new GateTraining([.. Shown([.. matches.Select(m => Of(m.Run, m.Match))]), .. Beyond(all)]) }
            : throw new RecordAlteredException(altered.Message);
    }

    private static IEnumerable<GateTrainingRun> Shown(List<GateTrainingRun> runs)
    {
        var byCovered = runs.ToLookup(r => r.Verdict == WireName.Of(TrainingVerdict.Covered));
        return byCovered[false].Take(MaxShown).Concat(byCovered[true].Take(MaxShown));
    }

    private static IEnumerable<GateTrainingRun> Beyond(List<string> runs) =>
        runs.Skip(MaxRuns).Take(1).Select(run => new GateTrainingRun(run, run, WireName.Of(TrainingVerdict.NoPermit), null, []));

    private static GateTrainingRun Of(TrainedRun run, TrainingMatch match) =>
        new(
            run.Run,
            run.Job.Length <= MaxJob ? run.Job : run.Job[^MaxJob..],
            WireName.Of(match.Verdict),
            match.Permit?.ToString(),
            [
                .. match.Gaps.Select(g => new GateTrainingGap(
                    g.Version is null ? g.Dataset : $"{g.Dataset}@{Short(g.Version)}",
                    WireName.Of(g.Why)
                )),
            ]
        );

    // A digest is known by its beginning.
    private static string Short(string version) => version.Length == 64 ? version[..12] : version;
}
