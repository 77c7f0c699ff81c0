using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Portal.Models.Registries.AzureMl;

/// <summary>
/// An export of an Azure Machine Learning registry or workspace: a folder with what <c>az ml model list --name … -o json</c> and
/// <c>az ml model show … -o yaml</c> wrote. Public references: learn.microsoft.com/cli/azure/ml/model and
/// learn.microsoft.com/azure/machine-learning/reference-yaml-model.
/// </summary>
public sealed class AzureMlReader : IRegistryReader
{
    private const string FolderSetting = "Folder";
    private const int MaxVersions = 20_000;

    private static readonly string[] s_endings = [".json", ".yaml", ".yml"];

    private readonly WeakReference<Export> _last = new(new Export("", "", new(StringComparer.Ordinal)));

    /// <inheritdoc/>
    public string Kind => "azure-ml";

    /// <inheritdoc/>
    public string Title => "Azure Machine Learning";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings => [FolderSetting];

    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => [];

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Setting(FolderSetting) is not { } folder ? $"__Settings__{FolderSetting} is missing: the folder with the export."
            : Directory.Exists(folder) ? null
            : $"__Settings__{FolderSetting} does not name an existing folder.";
    }

    /// <inheritdoc/>
    public Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        var models = Read(from, ct);
        var left = models.Keys.Where(n => cursor is null || string.CompareOrdinal(n, cursor) > 0).Take(from.PageSize + 1).ToList();
        var page = left.Take(from.PageSize).ToList();
        return Task.FromResult(
            new RegistryPage<FoundModel>([.. page.Select(n => ModelOf(n, models[n]))], left.Count > page.Count ? page[^1] : null)
        );
    }

    /// <inheritdoc/>
    public Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct) =>
        Task.FromResult(Read(from, ct).TryGetValue(id, out var versions) ? ModelOf(id, versions) : null);

    /// <inheritdoc/>
    public Task<RegistryPage<FoundVersion>> VersionsAsync(RegistryConnection from, FoundModel model, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.FromResult(
            new RegistryPage<FoundVersion>(
                Read(from, ct).TryGetValue(model.Id, out var versions)
                    ? [.. versions.Where(v => v.Number.Length > 0).Select(v => VersionOf(v.Number, v.Said)).OrderBy(v => v.CreatedAt)]
                    : [],
                null
            )
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(version);
        if (
            !Read(from, ct).TryGetValue(model.Id, out var versions)
            || versions.FindIndex(v => v.Number == version.Number) is not (>= 0 and var at)
        )
        {
            return Task.FromResult<IReadOnlyList<FoundDocument>>([]);
        }

        var said = versions[at].Said;
        var flavours = new JsonArray();
        if (said.Object("flavors") is { } given)
        {
            foreach (var flavour in given.Json.EnumerateObject().Take(50))
            {
                flavours.Add((JsonNode)flavour.Name);
            }
        }

        var document = new JsonObject
        {
            ["address"] = said.Text("id", 1_000),
            ["claimedStage"] = said.Text("stage", 60),
            ["type"] = said.Text("type", 60),
            ["flavours"] = flavours,
            ["properties"] = new JsonObject(
                said.Texts("properties", 100).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(p.Value)))
            ),
        };
        return Task.FromResult<IReadOnlyList<FoundDocument>>([
            new FoundDocument(EvidenceKind.Other, "azure-ml", Utf8.Of(document), version.CreatedAt),
        ]);
    }

    // An import asks for the versions of each model: what was read last is kept for as long as there is room and no file has changed.
    private SortedDictionary<string, List<(string Number, StrictAnswer Said)>> Read(RegistryConnection from, CancellationToken ct)
    {
        var folder = new RegistryFolder(from.Setting(FolderSetting) ?? "");
        var files = folder.Files(s_endings);
        var stamp = string.Concat(files.Select(f => f.Stamp()));
        if (_last.TryGetTarget(out var last) && last.Folder == folder.Path && last.Stamp == stamp)
        {
            return last.Models;
        }

        var read = new Export(folder.Path, stamp, Read(files, ct));
        _last.SetTarget(read);
        return read.Models;
    }

    // All files, because one model may stand in several: versions by the model's name, in the order of names.
    private static SortedDictionary<string, List<(string Number, StrictAnswer Said)>> Read(
        IReadOnlyList<RegistryFile> files,
        CancellationToken ct
    )
    {
        var models = new SortedDictionary<string, List<(string Number, StrictAnswer Said)>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var file in files)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var said in file.Documents())
            {
                var name = said.NeedText("name", 255);
                var number = NumberOf(said);
                if (!models.TryGetValue(name, out var versions))
                {
                    models[name] = versions = [];
                }

                if (versions.FindIndex(v => v.Number == number) is >= 0 and var at)
                {
                    // A list names the newest version without what show says of it; the same version twice has to be the same.
                    if (number.Length > 0 && versions[at].Said.Text("id", 1_000) != said.Text("id", 1_000))
                    {
                        throw said.Bad($"version {number} of {name} is also in another file, with different content.");
                    }

                    continue;
                }

                if (++count > MaxVersions)
                {
                    throw said.Bad("the export has more than 20,000 versions.");
                }

                versions.Add((number, said));
            }
        }

        return models;
    }

    // A list of models without --name states no version, and "latest version" in its place.
    private static string NumberOf(StrictAnswer said) =>
        said.Json.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.Number ? version.GetRawText()
        : said.Text("version", 65) is not { } number ? ""
        : number.Length <= 64 ? number
        : throw said.Bad("version has more than 64 characters.");

    private static FoundModel ModelOf(string name, List<(string Number, StrictAnswer Said)> versions) =>
        new(name, name) { Description = versions.Select(v => v.Said.Text("description", 1_000)).LastOrDefault(d => d is not null) };

    private static FoundVersion VersionOf(string number, StrictAnswer said)
    {
        var stage = said.Text("stage", 60);
        var tags = said.Texts("tags", 100);
        return new FoundVersion(number, number)
        {
            Description = said.Text("description", 1_000),
            Stage = stage,
            ClaimsProduction = string.Equals(stage, "Production", StringComparison.OrdinalIgnoreCase),
            Tags = tags,
            SourceUri = said.Text("path", 1_000),
            RunId = said.Text("job_name", 500),
            ArtifactSha256 = ArtifactDigest.Claimed(tags),
            CreatedAt = said.Object("creation_context")?.Time("created_at"),
        };
    }

    private sealed record Export(string Folder, string Stamp, SortedDictionary<string, List<(string Number, StrictAnswer Said)>> Models);
}
