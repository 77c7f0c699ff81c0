using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Portal.Models.Registries.HuggingFace;

/// <summary>
/// Models of Hugging Face as their client keeps them on disk (<c>models--ORG--NAME</c> with refs, snapshots and blobs). Each snapshot, a
/// commit, is a version; refs are its aliases. Nothing is asked of the hub. Public reference: huggingface.co/docs/huggingface_hub, page
/// Understand caching.
/// </summary>
public sealed class HuggingFaceReader : IRegistryReader
{
    private const string FolderSetting = "Folder";
    private const int MaxTags = 60;

    /// <inheritdoc/>
    public string Kind => "hugging-face";

    /// <inheritdoc/>
    public string Title => "Hugging Face";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings => [FolderSetting];

    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => [];

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Setting(FolderSetting) is not { } folder
                ? $"__Settings__{FolderSetting} is missing: the folder that HF_HUB_CACHE names."
            : Directory.Exists(folder) ? null
            : $"__Settings__{FolderSetting} does not name an existing folder.";
    }

    /// <inheritdoc/>
    public Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        var cache = CacheOf(from);
        var left = cache.Models().Where(n => cursor is null || string.CompareOrdinal(n, cursor) > 0).Take(from.PageSize + 1).ToList();
        var page = left.Take(from.PageSize).ToList();
        return Task.FromResult(
            new RegistryPage<FoundModel>([.. page.Select(n => ModelOf(cache, n))], left.Count > page.Count ? page[^1] : null)
        );
    }

    /// <inheritdoc/>
    public Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        var cache = CacheOf(from);
        return Task.FromResult(cache.Models().Contains(id, StringComparer.Ordinal) ? ModelOf(cache, id) : null);
    }

    /// <inheritdoc/>
    public Task<RegistryPage<FoundVersion>> VersionsAsync(RegistryConnection from, FoundModel model, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(model);
        var cache = CacheOf(from);
        var refs = cache.Refs(model.Id);
        var (versions, skipped) = (new List<FoundVersion>(), 0);
        foreach (var commit in cache.Snapshots(model.Id))
        {
            ct.ThrowIfCancellationRequested();
            if (cache.Files(model.Id, commit) is { } files)
            {
                versions.Add(VersionOf(cache, model.Id, commit, files, [.. refs.Where(r => r.Commit == commit).Select(r => r.Name)]));
            }
            else
            {
                skipped++; // a download that did not end
            }
        }

        return Task.FromResult(new RegistryPage<FoundVersion>(versions, null, skipped));
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
        var cache = CacheOf(from);
        if (cache.Files(model.Id, version.Id) is not { } files)
        {
            return Task.FromResult<IReadOnlyList<FoundDocument>>([]);
        }

        var listed = new JsonObject
        {
            ["commit"] = version.Id,
            ["files"] = new JsonArray([
                .. files.Select(f =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["path"] = f.Path,
                            ["bytes"] = f.Bytes,
                            ["sha256"] = f.Sha256,
                        }
                ),
            ]),
        };
        var documents = new List<FoundDocument> { new(EvidenceKind.Other, "hugging-face", Utf8.Of(listed)) };
        if (cache.Card(model.Id, version.Id) is { } card)
        {
            documents.Add(
                new FoundDocument(
                    EvidenceKind.ModelCard,
                    "hugging-face model card",
                    card,
                    FileName: "README.md",
                    MediaType: "text/markdown"
                )
            );
        }

        return Task.FromResult<IReadOnlyList<FoundDocument>>(documents);
    }

    private static HuggingFaceCache CacheOf(RegistryConnection from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return new HuggingFaceCache(
            from.Setting(FolderSetting) ?? throw new RegistryException("No folder is set for this registry.") { IsFinal = true }
        );
    }

    private static FoundModel ModelOf(HuggingFaceCache cache, string id)
    {
        // What the newest card of main says is what people call it by.
        var main = cache.Refs(id).FirstOrDefault(r => r.Name == "main").Commit;
        return new FoundModel(id, id)
        {
            Tags = main is null ? new Dictionary<string, string>(StringComparer.Ordinal) : TagsOf(cache, id, main),
        };
    }

    private static FoundVersion VersionOf(
        HuggingFaceCache cache,
        string model,
        string commit,
        IReadOnlyList<HuggingFaceFile> files,
        IReadOnlyList<string> aliases
    )
    {
        var weights = files.Where(f => f.Sha256 is not null).ToList();
        var tags = TagsOf(cache, model, commit);
        // Changes when another file of the same commit is fetched.
        tags["huggingface.files"] = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Blob} {f.Bytes} {f.Path}\n")))
            )
        );
        return new FoundVersion(commit, commit)
        {
            Aliases = aliases,
            Tags = tags,
            SourceUri = $"hf://{model}@{commit}",
            // Of several files none is the version's: their digests stand in its document.
            ArtifactSha256 = weights.Count == 1 ? weights[0].Sha256 : null,
            Commit = commit,
        };
    }

    // Licence and tags of the card; what cannot be read is its author's, and no reason to leave the version out.
    private static Dictionary<string, string> TagsOf(HuggingFaceCache cache, string model, string commit)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (cache.Card(model, commit) is not { } card || CardClaims.FrontMatter(card) is not { } front)
        {
            return tags;
        }

        foreach (var name in (string[])["license", "library_name", "pipeline_tag", "base_model"])
        {
            if (front[name] is JsonValue value && value.ToString() is { Length: > 0 and <= 500 } text)
            {
                tags[$"huggingface.{name}"] = text;
            }
        }

        foreach (var tag in (front["tags"] as JsonArray ?? []).OfType<JsonValue>().Select(t => t.ToString()))
        {
            if (tag.Length is > 0 and <= 200 && tags.Count < MaxTags)
            {
                tags[$"huggingface.tag.{tag}"] = "";
            }
        }

        return tags;
    }
}
