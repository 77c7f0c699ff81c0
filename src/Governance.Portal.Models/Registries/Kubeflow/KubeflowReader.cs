using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.Registries.Kubeflow;

/// <summary>
/// A Kubeflow Model Registry, and what KServe serves of it. Public reference: github.com/kubeflow/model-registry,
/// api/openapi/model-registry.yaml (v1alpha3).
/// </summary>
public sealed class KubeflowReader(KubeflowCalls calls, KServeReader serving) : IRegistryReader
{
    /// <summary>The kind.</summary>
    internal const string Name = "kubeflow";

    /// <summary>Custom property with which the portal says what it decided.</summary>
    internal const string ApprovalProperty = "governance_approval";

    /// <summary>Value of <see cref="ApprovalProperty"/> while a permit stands.</summary>
    internal const string Approved = "approved";

    private const int MaxPage = 50;
    private const int MaxArtifactPages = 20;
    private const string Registry = "registry:";
    private const string Cluster = "cluster:";

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public string Title => "Kubeflow";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings =>
        [
            KubeflowCalls.AuthoritySetting,
            KServeReader.AddressSetting,
            KServeReader.AuthoritySetting,
            KServeReader.NamespaceSetting,
            KServeReader.ManifestsSetting,
        ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => [KubeflowCalls.TokenSecret, KServeReader.TokenSecret];

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Address.Length == 0
            ? "__Address is missing: the address of the registry's REST service."
            : AuthorityDoubt(connection, KubeflowCalls.AuthoritySetting, connection.Address) ?? KServeReader.Doubt(connection);
    }

    /// <summary>What is wrong with the file of an authority; null if nothing, or where none is named.</summary>
    internal static string? AuthorityDoubt(RegistryConnection connection, string setting, string? address) =>
        connection.Setting(setting) is not { } file ? null
        : !OutboundTls.IsAuthority(file) ? $"__Settings__{setting} does not name a file with a PEM certificate."
        // Without TLS there is no certificate to check, and the file would only look as if there were.
        : address?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is not true
            ? $"__Settings__{setting} needs an address that begins with https://."
        : null;

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        var page = await calls.PageAsync(from, "registered_models", cursor, MaxPage * 2, ct);
        return new([.. page.Objects("items").Select(ModelOf)], page.Cursor("nextPageToken"));
    }

    /// <inheritdoc/>
    public async Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        try
        {
            return ModelOf(await calls.GetAsync(from, $"registered_models/{Uri.EscapeDataString(id)}", [], ct));
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundVersion>> VersionsAsync(
        RegistryConnection from,
        FoundModel model,
        string? cursor,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        var page = await calls.PageAsync(from, $"registered_models/{Uri.EscapeDataString(model.Id)}/versions", cursor, MaxPage, ct);
        var (versions, skipped) = (new List<FoundVersion>(), 0);
        foreach (var item in page.Objects("items"))
        {
            var id = item.NeedText("id", 500);
            // A name longer than a version's name may be is no number of one.
            if (item.NeedText("name", 1_000) is { Length: <= 64 } name)
            {
                versions.Add(VersionOf(id, name, item, await ArtifactsAsync(from, id, ct)));
            }
            else
            {
                skipped++;
            }
        }

        return new(versions, page.Cursor("nextPageToken"), skipped);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(version);
        var (files, measures) = (new JsonArray(), new JsonObject());
        foreach (var artifact in await ArtifactsAsync(from, version.Id, ct))
        {
            switch (TypeOf(artifact))
            {
                case "model-artifact":
                    files.Add(
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = artifact.Text("name", 200),
                                ["address"] = artifact.Text("uri", 1_000),
                                ["format"] = artifact.Text("modelFormatName", 100),
                                ["formatVersion"] = artifact.Text("modelFormatVersion", 100),
                            }
                    );
                    break;
                case "metric" when artifact.Number("value") is { } value:
                    // Under their own names: a claim of the registry meets no limit on a measure of the portal.
                    measures[artifact.NeedText("name", 200)] = value;
                    break;
            }
        }

        return files.Count + measures.Count == 0
            ? []
            :
            [
                new(
                    EvidenceKind.Other,
                    "kubeflow",
                    Utf8.Of(new JsonObject { ["artifacts"] = files, ["claims"] = measures }),
                    version.CreatedAt
                ),
            ];
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundEndpoint>> EndpointsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        // First what the registry knows to be deployed, then what the cluster serves.
        if (cursor?.StartsWith(Cluster, StringComparison.Ordinal) is true)
        {
            return await ClusterAsync(from, cursor[Cluster.Length..], ct);
        }

        var page = await calls.PageAsync(from, "inference_services", cursor?[Registry.Length..], MaxPage * 2, ct);
        var next =
            page.Cursor("nextPageToken") is { } more ? Registry + more
            : KServeReader.IsSetUp(from) ? Cluster
            : null;
        return new([.. page.Objects("items").Where(s => s.Text("desiredState", 60) == "DEPLOYED").Select(EndpointOf)], next);
    }

    private async Task<RegistryPage<FoundEndpoint>> ClusterAsync(RegistryConnection from, string cursor, CancellationToken ct)
    {
        var page = await serving.ReadAsync(from, cursor.Length == 0 ? null : cursor, ct);
        return page with { Next = page.Next is null ? null : Cluster + page.Next };
    }

    private static FoundEndpoint EndpointOf(StrictAnswer service)
    {
        var id = service.NeedText("id", 400);
        // Without a version the registry means the newest one, whichever that is at a time.
        return new FoundEndpoint(
            $"inference-service/{id}",
            service.Text("name", 200) ?? id,
            service.NeedText("registeredModelId", 500),
            service.Text("modelVersionId", 500) ?? "latest",
            null
        );
    }

    private static FoundModel ModelOf(StrictAnswer model)
    {
        var tags = KubeflowProperties.Of(model);
        Put(tags, "kubeflow.state", model.Text("state", 60));
        Put(tags, "kubeflow.owner", model.Text("owner", 200));
        return new FoundModel(model.NeedText("id", 500), model.NeedText("name", 250))
        {
            Description = model.Text("description", 1_000),
            Tags = tags,
        };
    }

    private static FoundVersion VersionOf(string id, string name, StrictAnswer version, IReadOnlyList<StrictAnswer> artifacts)
    {
        var tags = KubeflowProperties.Of(version);
        var state = version.Text("state", 60);
        var files = artifacts.Where(a => TypeOf(a) == "model-artifact" && a.Text("state", 60) is not "DELETED").ToList();
        Put(tags, "kubeflow.format", files.Select(f => f.Text("modelFormatName", 100)).FirstOrDefault(f => f is not null));
        return new FoundVersion(id, name)
        {
            Description = version.Text("description", 1_000),
            Stage = state,
            ClaimsProduction = state != "ARCHIVED" && tags.GetValueOrDefault(ApprovalProperty) == Approved,
            Tags = tags,
            SourceUri = files.Select(f => f.Text("uri", 1_000)).FirstOrDefault(u => u is not null),
            RunId = files.Select(f => f.Text("modelSourceId", 500)).FirstOrDefault(r => r is not null),
            ArtifactSha256 =
                ArtifactDigest.Claimed(tags) ?? (files.Count == 1 ? ArtifactDigest.Claimed(KubeflowProperties.Of(files[0])) : null),
            CreatedAt =
                version.Text("createTimeSinceEpoch", 20) is { } text
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                && milliseconds < 253_402_300_800_000
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : null,
        };
    }

    private async Task<IReadOnlyList<StrictAnswer>> ArtifactsAsync(RegistryConnection from, string version, CancellationToken ct)
    {
        var artifacts = new List<StrictAnswer>();
        string? cursor = null;
        for (var pages = 0; ; pages++)
        {
            var page = await calls.PageAsync(from, $"model_versions/{Uri.EscapeDataString(version)}/artifacts", cursor, MaxPage * 2, ct);
            artifacts.AddRange(page.Objects("items"));
            if ((cursor = page.Cursor("nextPageToken")) is null)
            {
                return artifacts;
            }

            if (pages >= MaxArtifactPages)
            {
                throw page.Bad("the list of artifacts of a version does not end.");
            }
        }
    }

    private static string? TypeOf(StrictAnswer artifact) => artifact.Text("artifactType", 60);

    private static void Put(Dictionary<string, string> tags, string name, string? value)
    {
        if (value is not null)
        {
            tags[name] = value;
        }
    }
}
