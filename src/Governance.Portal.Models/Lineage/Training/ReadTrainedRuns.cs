using System.Text.Json;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Training;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Training;

/// <summary>
/// Reads which runs trained a model, from their own events: those that say so, and those that read data and wrote the artifact of a
/// version. A model among the inputs, such as one that is tuned further, is no dataset.
/// </summary>
internal static class ReadTrainedRuns
{
    /// <summary>The latest events of a run that are read.</summary>
    public const int MaxEvents = 500;

    private const int MaxDatasets = 10_000;
    private const int MaxJob = 1_000;
    private const int Chunk = 400;

    /// <summary>Those of some runs that trained.</summary>
    /// <param name="db">A context; its filters are left out.</param>
    /// <param name="runs">UUIDs of runs.</param>
    /// <param name="registered">A version that is being registered and is not stored yet.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<TrainedRun>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> runs,
        VersionManifest? registered,
        CancellationToken ct
    )
    {
        var heard = new List<(string Run, LineageEvent Event)>();
        // Events of the running action are not stored yet; they came last.
        foreach (
            var pending in db
                .LineageEvents.Local.Where(e => e.Run is { } run && runs.Contains(run) && db.Entry(e).State is EntityState.Added)
                .Reverse()
        )
        {
            using var json = JsonDocument.Parse(pending.Bytes);
            if (LineageEventReader.Read(json.RootElement, MaxDatasets) is { IsDone: true, Value: var one })
            {
                heard.Add((pending.Run!, one));
            }
        }

        foreach (var run in runs)
        {
            var stored = await db
                .LineageEvents.AsNoTracking()
                .IgnoreQueryFilters()
                .Where(e => e.Run == run)
                .OrderByDescending(e => e.At)
                .ThenByDescending(e => e.Id)
                .Take(MaxEvents)
                .Select(e => e.Bytes)
                .ToListAsync(ct);
            foreach (var bytes in stored)
            {
                using var json = JsonDocument.Parse(bytes);
                if (LineageEventReader.Read(json.RootElement, MaxDatasets) is { IsDone: true, Value: var one })
                {
                    heard.Add((run, one));
                }
            }
        }

        return await OfAsync(db, heard.OrderByDescending(h => h.Event.At), registered, ct);
    }

    /// <summary>
    /// Those of some runs that trained, by events that were read, the latest first. The versions they are told by are compared.
    /// </summary>
    /// <param name="db">A context; its filters are left out.</param>
    /// <param name="events">The events.</param>
    /// <param name="registered">A version that is being registered and is not stored yet.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<TrainedRun>> OfAsync(
        GovernanceDbContext db,
        IEnumerable<(string Run, LineageEvent Event)> events,
        VersionManifest? registered,
        CancellationToken ct
    )
    {
        var heard = events.ToList();
        var artifacts = await ArtifactsAsync(db, [.. heard.SelectMany(h => h.Event.Inputs.Concat(h.Event.Outputs))], ct);
        if (registered is { Artifact.IsDeclared: true })
        {
            artifacts.ByDigest[registered.Artifact.Sha256] = (registered.Model, registered.Version);
        }

        return
        [
            .. heard
                .GroupBy(h => h.Run, h => h.Event, StringComparer.Ordinal)
                .Select(g => Of(g.Key, [.. g], artifacts))
                .OfType<TrainedRun>(),
        ];
    }

    // Events come with the latest first: of what several say, the last word counts.
    private static TrainedRun? Of(string run, List<LineageEvent> events, Artifacts artifacts)
    {
        var made = events.SelectMany(e => e.Outputs).Select(artifacts.Find).FirstOrDefault(v => v is not null);
        var data = events
            .SelectMany(e => e.Inputs)
            .Where(d => artifacts.Find(d) is null)
            .GroupBy(d => d.Name.Name, StringComparer.Ordinal)
            .SelectMany(Data)
            .OrderBy(d => d.Name, StringComparer.Ordinal)
            .ThenBy(d => d.Sha256, StringComparer.Ordinal)
            .ToList();
        if (!events.Exists(TrainingFacets.Says) && (made is null || data.Count == 0))
        {
            return null;
        }

        string? Said(string member) => events.Select(e => TrainingFacets.OfRun(e, member)).FirstOrDefault(t => t is not null);
        var job = events[0].Job!;
        var name = $"{job.Namespace}/{job.Name}";
        var model = Said("model") is { } named && ModelName.IsModel(named) ? named : made?.Model;
        return new TrainedRun(
            run,
            name.Length <= MaxJob ? name : name[^MaxJob..],
            events.Where(e => e.State is RunState.Start).Select(e => (DateTimeOffset?)e.At).Min() ?? events.Min(e => e.At),
            data
        )
        {
            Model = model,
            Version =
                Said("version") is { } version && ModelName.IsVersion(version) ? version
                : made is not null && made.Value.Model == model ? made.Value.Version
                : null,
            Permit = Said("permit"),
            Purpose = Said("purpose"),
            Commit = events.Select(TrainingFacets.Commit).FirstOrDefault(c => c is not null),
        };
    }

    // An event that names a dataset without its digest adds nothing to one that states it.
    private static IEnumerable<TrainedData> Data(IGrouping<string, LineageDataset> said)
    {
        var all = said.Select(d => new TrainedData(said.Key, d.Sha256 is null ? VersionOf(d) : null, d.Sha256)).Distinct().ToList();
        return all.Exists(d => d.Sha256 is not null || d.Version is not null)
            ? all.Where(d => d.Sha256 is not null || d.Version is not null)
            : all;
    }

    private static string? VersionOf(LineageDataset dataset) =>
        DatasetFacets.Version(dataset.Facets)?.Trim() is { Length: > 0 and <= 100 } version ? version : null;

    private static async Task<Artifacts> ArtifactsAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<LineageDataset> datasets,
        CancellationToken ct
    )
    {
        var byDigest = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var part in datasets.Select(d => d.Sha256).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            // A version that was given the digest of data would make no data of it.
            await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.ArtifactSha256), part)], ct);
            foreach (
                var version in await db
                    .Versions.AsNoTracking()
                    .IgnoreQueryFilters()
                    .Where(v => part.Contains(v.ArtifactSha256))
                    .OrderBy(v => v.Number)
                    .ThenBy(v => v.Model)
                    .Select(v => new
                    {
                        v.Model,
                        v.Version,
                        v.ArtifactSha256,
                    })
                    .ToListAsync(ct)
            )
            {
                byDigest[version.ArtifactSha256] = (version.Model, version.Version);
            }
        }

        var byName = new HashSet<(string, string)>();
        foreach (
            var part in datasets
                .Select(d => Artifacts.Split(d.Name.Name)?.Model)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Chunk(Chunk)
        )
        {
            await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), part)], ct);
            byName.UnionWith(
                (
                    await db
                        .Versions.AsNoTracking()
                        .IgnoreQueryFilters()
                        .Where(v => part.Contains(v.Model))
                        .Select(v => new { v.Model, v.Version })
                        .ToListAsync(ct)
                ).Select(v => (v.Model, v.Version))
            );
        }

        return new Artifacts(byDigest, byName);
    }

    /// <summary>
    /// Files of versions among datasets of the graph: by their facet, by digest, or by a name such as <c>model@version</c>.
    /// </summary>
    private sealed record Artifacts(Dictionary<string, (string Model, string Version)> ByDigest, HashSet<(string, string)> ByName)
    {
        public (string Model, string Version)? Find(LineageDataset dataset) =>
            DatasetFacets.ModelVersion(dataset.Facets) is { } said && ModelName.IsModel(said.Model) && ModelName.IsVersion(said.Version)
                ? said
            : dataset.Sha256 is { } sha256 && ByDigest.TryGetValue(sha256, out var known) ? known
            : Split(dataset.Name.Name) is { } named && ByName.Contains(named) ? named
            : null;

        public static (string Model, string Version)? Split(string name) =>
            name.Split(['@', '/']) is [{ Length: > 0 and <= 100 } model, { Length: > 0 and <= 64 } version] ? (model, version) : null;
    }
}
