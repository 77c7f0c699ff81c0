using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Models.Registries;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>A model with all its versions as they are there, beside what was imported of it before.</summary>
internal sealed record ModelReading(
    FoundModel Model,
    string Sha256,
    ImportedModel? Known,
    IReadOnlyList<VersionReading> Versions,
    bool IsComplete,
    IReadOnlyList<ImportedVersion> Missed,
    IReadOnlyDictionary<string, VersionReading> Aliases
)
{
    /// <summary>True when an import saw it before and it is not as it was.</summary>
    public bool IsChanged => Known is not null && (Known.GoneAt is not null || (Known.Sha256.Length > 0 && Known.Sha256 != Sha256));
}

/// <summary>A version as it is there, beside what was imported of it before.</summary>
internal sealed record VersionReading(FoundVersion Version, string Sha256, string Complete, ImportedVersion? Known)
{
    /// <summary>True when nothing is to do but to note that it was seen.</summary>
    public bool IsSettled => Known?.IsSettled(Sha256, Complete) is true;

    /// <summary>True when an import saw it before and it is not as it was.</summary>
    public bool IsChanged => Known is not null && (Known.GoneAt is not null || (Known.Sha256.Length > 0 && Known.Sha256 != Sha256));
}

/// <summary>Reads a model's versions to the end and compares them with what was imported before. It changes nothing.</summary>
public sealed class ReadModel(RegistryConnections connections, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    // More than that no one governs one by one.
    private const int MaxVersions = 10_000;

    internal async Task<ModelReading> RunAsync(RegistryConnection from, FoundModel model, CancellationToken ct)
    {
        var (found, isComplete) = await VersionsAsync(from, model, ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var known = await db
            .ImportedModels.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Connection == from.Name && m.SourceId == model.Id, ct);
        var before = await db
            .ImportedVersions.AsNoTracking()
            .Where(v => v.Connection == from.Name && v.SourceModel == model.Id)
            .ToDictionaryAsync(v => v.SourceId, StringComparer.Ordinal, ct);
        List<VersionReading> versions = [.. found.Values.OrderBy(OrderOf).Select(v => ReadingOf(from, v, before.GetValueOrDefault(v.Id)))];
        var missed = isComplete ? before.Values.Where(v => !found.ContainsKey(v.SourceId)).ToList() : [];
        var aliases = AliasesOf(model, versions);
        return new ModelReading(model, DigestOf(model, aliases), known, versions, isComplete, missed, aliases);
    }

    // Where files are fetched since, or runs are read, a version without them is not read to the end.
    private VersionReading ReadingOf(RegistryConnection from, FoundVersion version, ImportedVersion? known)
    {
        var sha256 = DigestOf(version);
        var more = (from.Artifacts ? "files\n" : "") + (connections.ReaderOf(from).ReadsRuns(from) ? "runs\n" : "");
        var complete = more.Length > 0 ? Sha256Hex.Of(Encoding.UTF8.GetBytes($"{more}{sha256}")) : sha256;
        return new VersionReading(version, sha256, complete, known);
    }

    private async Task<(Dictionary<string, FoundVersion> Found, bool IsComplete)> VersionsAsync(
        RegistryConnection from,
        FoundModel model,
        CancellationToken ct
    )
    {
        var reader = connections.ReaderOf(from);
        var found = new Dictionary<string, FoundVersion>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var skipped = 0;
        for (string? cursor = null; ; )
        {
            var page = await reader.VersionsAsync(from, model, cursor, ct);
            skipped += page.Skipped;
            foreach (
                var version in page.Items.Where(v => v.Id.Length is > 0 and <= ImportedModel.MaxId && v.Number.Length is > 0 and <= 64)
            )
            {
                found[version.Id] = version;
            }

            if (found.Count > MaxVersions)
            {
                return (found, false);
            }

            if ((cursor = page.Next) is null)
            {
                // What cannot be kept now, such as a download that has not ended, may have been read before: it is not gone.
                return (found, skipped == 0);
            }

            if (!seen.Add(cursor))
            {
                throw new RegistryException("The server returns the same page of versions again and again.");
            }
        }
    }

    // Oldest first, so that numbers stay what they are there.
    private static (int, long) OrderOf(FoundVersion version) =>
        int.TryParse(version.Number, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, 0)
            : (int.MaxValue, version.CreatedAt?.UtcTicks ?? 0);

    private static Dictionary<string, VersionReading> AliasesOf(FoundModel model, IReadOnlyList<VersionReading> versions)
    {
        var byId = versions.ToDictionary(v => v.Version.Id, StringComparer.Ordinal);
        var aliases = new Dictionary<string, VersionReading>(StringComparer.Ordinal);
        foreach (var (alias, id) in model.Aliases)
        {
            if (byId.TryGetValue(id, out var version))
            {
                aliases[alias] = version;
            }
        }

        foreach (var version in versions)
        {
            foreach (var alias in version.Version.Aliases)
            {
                aliases[alias] = version;
            }
        }

        return aliases;
    }

    private static string DigestOf(FoundModel model, Dictionary<string, VersionReading> aliases) =>
        Sha256Hex.Of(
            JsonSerializer.SerializeToUtf8Bytes(
                new JsonArray(
                    model.Name,
                    model.Description,
                    Sorted(model.Tags),
                    Sorted(aliases.Select(a => KeyValuePair.Create(a.Key, a.Value.Version.Id)))
                )
            )
        );

    private static string DigestOf(FoundVersion version) =>
        Sha256Hex.Of(
            JsonSerializer.SerializeToUtf8Bytes(
                new JsonArray(
                    version.Number,
                    version.Description,
                    version.Stage,
                    version.ClaimsProduction,
                    Sorted(version.Tags),
                    version.SourceUri,
                    version.RunId,
                    version.ArtifactSha256,
                    version.Commit
                )
            )
        );

    private static JsonArray Sorted(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new([.. pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (JsonNode)new JsonArray(p.Key, p.Value))]);
}
