using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>The file a version is made of, as declared at registration.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="SizeBytes">Length in bytes, from 0.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Uri">A label telling where it came from. Never fetched.</param>
public sealed record ArtifactFacts(string Sha256, long SizeBytes, string MediaType, string? Uri)
{
    /// <summary>Media type where nothing is said.</summary>
    public const string PlainMediaType = "application/octet-stream";

    /// <summary>False for a version registered without its file (as MLflow does): no gate lets it pass until bytes are stored.</summary>
    public bool IsDeclared => Sha256.Length > 0;

    /// <summary>No digest, no size: only a label telling where the file may be.</summary>
    public static ArtifactFacts Undeclared(string? uri) => new("", 0, PlainMediaType, uri);
}

/// <summary>The source a version was built from.</summary>
/// <param name="Repository">A label; never fetched.</param>
/// <param name="Commit">Commit id.</param>
public sealed record SourceFacts(string Repository, string Commit);

/// <summary>A dataset a version was built or tested with.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Role"><c>training</c>, <c>validation</c>, <c>test</c> (the held-out set) or <c>reference</c>.</param>
public sealed record DatasetFacts(string Name, string Version, string Sha256, string Role);

/// <summary>A measured quality of a version, as its maker reports it.</summary>
/// <param name="Name">Name as in the <c>analyze</c> JSON: <c>auc</c>, <c>fpr</c>.</param>
/// <param name="Value">The value; finite.</param>
/// <param name="N">Rows it was measured on, or null.</param>
/// <param name="Low">Lower end of its 95 % interval, or null.</param>
/// <param name="High">Upper end of its 95 % interval, or null.</param>
public sealed record MetricFacts(string Name, double Value, long? N, double? Low, double? High);

/// <summary>A package a version needs.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Purl">Package URL, or null.</param>
/// <param name="License">SPDX expression, or null.</param>
public sealed record DependencyFacts(string Name, string Version, string? Purl, string? License);

/// <summary>A version as registered: immutable, with one canonical form whose digest stands in every evidence bundle.</summary>
public sealed record VersionManifest(
    string Model,
    string Version,
    ArtifactFacts Artifact,
    SourceFacts? Source,
    IReadOnlyList<DatasetFacts> Datasets,
    IReadOnlyList<MetricFacts> Metrics,
    IReadOnlyList<DependencyFacts> Dependencies
)
{
    /// <summary>The form of the canonical document.</summary>
    public const string Schema = "governance.version/v1";

    /// <summary>Roles a dataset may have.</summary>
    public static IReadOnlyList<string> DatasetRoles { get; } = ["training", "validation", "test", "reference"];

    /// <summary>Container images it is served by, each by its digest: a permit states none that is not among them.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The canonical bytes; their SHA-256 is the bundle's <c>versionSha256</c>.</summary>
    public byte[] ToBytes()
    {
        var document = Always();
        if (Images.Count > 0)
        {
            // Only there when it says something: a version without images has the document it always had.
            document["images"] = new JsonArray([.. Images.Select(i => (JsonNode)i)]);
        }

        return CanonicalJson.Serialize(document);
    }

    private JsonObject Always() =>
        new()
        {
            ["schema"] = Schema,
            ["model"] = Model,
            ["version"] = Version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = Artifact.IsDeclared ? Artifact.Sha256 : null,
                ["sizeBytes"] = Artifact.IsDeclared ? Artifact.SizeBytes : null,
                ["mediaType"] = Artifact.IsDeclared ? Artifact.MediaType : null,
                ["uri"] = Artifact.Uri,
            },
            ["source"] = Source is null ? null : new JsonObject { ["repository"] = Source.Repository, ["commit"] = Source.Commit },
            ["datasets"] = new JsonArray([
                .. Datasets.Select(d =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = d.Name,
                            ["version"] = d.Version,
                            ["sha256"] = d.Sha256,
                            ["role"] = d.Role,
                        }
                ),
            ]),
            ["metrics"] = new JsonObject(
                Metrics.Select(m =>
                    KeyValuePair.Create(
                        m.Name,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["value"] = CanonicalJson.Number(m.Value),
                                ["n"] = m.N,
                                ["low"] = m.Low is { } low ? CanonicalJson.Number(low) : null,
                                ["high"] = m.High is { } high ? CanonicalJson.Number(high) : null,
                            }
                    )
                )
            ),
            ["dependencies"] = new JsonArray([
                .. Dependencies.Select(d =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = d.Name,
                            ["version"] = d.Version,
                            ["purl"] = d.Purl,
                            ["license"] = d.License,
                        }
                ),
            ]),
        };

    /// <summary>Reads the canonical bytes we stored.</summary>
    /// <exception cref="FormatException">The bytes are not ours.</exception>
    public static VersionManifest FromBytes(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var artifact = root.GetProperty("artifact");
            var source = root.GetProperty("source");
            return new VersionManifest(
                Text(root, "model")!,
                Text(root, "version")!,
                Text(artifact, "sha256") is { } sha256
                    ? new ArtifactFacts(
                        sha256,
                        artifact.GetProperty("sizeBytes").GetInt64(),
                        Text(artifact, "mediaType")!,
                        Text(artifact, "uri")
                    )
                    : ArtifactFacts.Undeclared(Text(artifact, "uri")),
                source.ValueKind == JsonValueKind.Null ? null : new SourceFacts(Text(source, "repository")!, Text(source, "commit")!),
                [
                    .. root.GetProperty("datasets")
                        .EnumerateArray()
                        .Select(d => new DatasetFacts(Text(d, "name")!, Text(d, "version")!, Text(d, "sha256")!, Text(d, "role")!)),
                ],
                [
                    .. root.GetProperty("metrics")
                        .EnumerateObject()
                        .Select(m => new MetricFacts(
                            m.Name,
                            Number(m.Value, "value")!.Value,
                            m.Value.GetProperty("n").ValueKind == JsonValueKind.Null ? null : m.Value.GetProperty("n").GetInt64(),
                            Number(m.Value, "low"),
                            Number(m.Value, "high")
                        )),
                ],
                [
                    .. root.GetProperty("dependencies")
                        .EnumerateArray()
                        .Select(d => new DependencyFacts(Text(d, "name")!, Text(d, "version")!, Text(d, "purl"), Text(d, "license"))),
                ]
            )
            {
                Images = root.TryGetProperty("images", out var images) ? [.. images.EnumerateArray().Select(i => i.GetString()!)] : [],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The stored version document cannot be read.", e);
        }
    }

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();

    private static double? Number(JsonElement of, string member) =>
        of.GetProperty(member).GetString() is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
