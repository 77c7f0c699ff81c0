using Governance.Analytics.Experiments;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>
/// Finds the comparison of an experiment's two versions: the newest evidence of the challenger that holds one against this champion. What
/// was withdrawn, is about another artifact, or compares with another version is passed over.
/// </summary>
public sealed class ReadComparison(StoredFiles files)
{
    private const string Json = "application/json";

    // What the command line calls itself. The kind of evidence is that of other documents: were it that of experiments, a comparison would
    // count as a newer report of one, and hide from clocks and rules how old the report is.
    private const string Tool = "governance experiment compare";

    // A comparison has two thousand bytes.
    private const int MaxBytes = 64 * 1024;

    // Files are opened from the newest on until one is against this champion; a page never opens more than these.
    private const int MaxOpened = 20;

    /// <summary>Reads it, in one query.</summary>
    /// <returns>The comparison, null when there is none; a refusal when the file of what would be the newest cannot be read.</returns>
    public async Task<Result<ExperimentComparison?>> NewestAsync(GovernanceDbContext db, Experiment experiment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(experiment);
        var (model, challenger) = (experiment.Model, experiment.Challenger);
        var filed = await db
            .Evidence.AsNoTracking()
            .Where(e =>
                e.Model == model
                && e.Version == challenger
                && e.Kind == EvidenceKind.Other
                && e.Tool.StartsWith(Tool)
                && e.MediaType == Json
                && e.SizeBytes <= MaxBytes
                && e.WithdrawnAt == null
                && db.Versions.Any(v => v.Model == e.Model && v.Version == e.Version && v.ArtifactSha256 == e.ArtifactSha256)
            )
            .OrderByDescending(e => e.Id)
            .Take(MaxOpened)
            .Select(e => new
            {
                e.Id,
                e.Sha256,
                e.SizeBytes,
                e.Tool,
                e.ProducedAt,
            })
            .ToListAsync(ct);
        foreach (var evidence in filed)
        {
            var file = new StoredFile(evidence.Id.ToString(), evidence.Sha256, evidence.SizeBytes, Json, $"{evidence.Id}.json");
            var present = await files.PresentAsync(file, ct);
            if (present.Refusal is { } gone)
            {
                return gone;
            }

            var content = await files.ReadAsync(file, MaxBytes, ct);
            if (content.Refusal is { } altered)
            {
                return altered;
            }

            if (
                content.Value is { } bytes
                && PairedReport.Read(bytes) is { } report
                && report.Model == model
                && report.Champion.Version == experiment.Champion
                && report.Challenger.Version == challenger
            )
            {
                return ExperimentComparison.Of(evidence.Id, evidence.Tool, evidence.ProducedAt, report);
            }
        }

        return Result<ExperimentComparison?>.Done(null);
    }
}
