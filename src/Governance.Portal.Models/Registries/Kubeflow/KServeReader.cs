using System.Globalization;
using System.Text.Json;

namespace Governance.Portal.Models.Registries.Kubeflow;

/// <summary>
/// What KServe serves: services of the Kubernetes API, or manifests that were written to a folder (<c>kubectl get isvc -A -o yaml</c>).
/// The newest revision serves what the specification names, with its share of the traffic; an older one that still has a share serves
/// what no one here can see. Public reference: kserve.github.io/website, page InferenceService v1beta1 API.
/// </summary>
public sealed class KServeReader(RegistryCalls calls, KubeflowCalls registry)
{
    /// <summary>Setting with the address of the Kubernetes API.</summary>
    internal const string AddressSetting = "KubernetesAddress";

    /// <summary>Setting with the file of the authority that the certificate of the Kubernetes API comes from.</summary>
    internal const string AuthoritySetting = "KubernetesAuthorityFile";

    /// <summary>Setting with the one namespace that is read.</summary>
    internal const string NamespaceSetting = "KubernetesNamespace";

    /// <summary>Setting with a folder of manifests, in place of the API.</summary>
    internal const string ManifestsSetting = "Manifests";

    /// <summary>Secret with the token of a service account.</summary>
    internal const string TokenSecret = "KubernetesToken";

    private const string ApiPath = "apis/serving.kserve.io/v1beta1/";
    private const int MaxPage = 100;

    private static readonly string[] s_modelLabels =
    [
        "modelregistry.kubeflow.org/registered-model-id",
        "modelregistry/registered-model-id",
    ];

    private static readonly string[] s_versionLabels = ["modelregistry.kubeflow.org/model-version-id", "modelregistry/model-version-id"];

    /// <summary>True when a connection says where services are.</summary>
    internal static bool IsSetUp(RegistryConnection connection) =>
        connection.Setting(AddressSetting) is not null || connection.Setting(ManifestsSetting) is not null;

    /// <summary>What is wrong with the settings; null if nothing.</summary>
    internal static string? Doubt(RegistryConnection connection) =>
        connection.Setting(AddressSetting) is { } address
        && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0)
            ? $"__Settings__{AddressSetting} is not an https:// address."
        : connection.Setting(AddressSetting) is not null && connection.Setting(ManifestsSetting) is not null
            ? $"__Settings__ names both {AddressSetting} and {ManifestsSetting}; keep one of them."
        : connection.Setting(ManifestsSetting) is { } folder && !Directory.Exists(folder)
            ? $"__Settings__{ManifestsSetting} does not name an existing folder."
        : connection.Setting(NamespaceSetting) is { } space
        && !space.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')
            ? $"__Settings__{NamespaceSetting} is not the name of a namespace."
        : KubeflowReader.AuthorityDoubt(connection, AuthoritySetting, connection.Setting(AddressSetting));

    /// <summary>One page of endpoints.</summary>
    internal async Task<RegistryPage<FoundEndpoint>> ReadAsync(RegistryConnection connection, string? cursor, CancellationToken ct)
    {
        if (connection.Setting(ManifestsSetting) is { } folder)
        {
            var (file, next) = new RegistryFolder(folder).FileAfter(cursor, ".yaml", ".yml", ".json");
            return file is null ? new([], null) : new(await EndpointsAsync(connection, Services(file), ct), next);
        }

        var path = connection.Setting(NamespaceSetting) is { } space
            ? $"{ApiPath}namespaces/{space}/inferenceservices"
            : ApiPath + "inferenceservices";
        var address = RegistryCalls.AddressOf(
            connection with
            {
                Address = connection.Setting(AddressSetting)!,
            },
            path,
            [("limit", Math.Min(connection.PageSize, MaxPage).ToString(CultureInfo.InvariantCulture)), ("continue", cursor)]
        );
        var origin = $"{address.Host}, GET {path}";
        StrictAnswer page;
        try
        {
            page = new StrictAnswer(
                await calls.JsonAsync(
                    connection,
                    new RegistryCalls.Call(HttpMethod.Get, address)
                    {
                        Headers = _ => Task.FromResult(BearerToken.Headers(connection, TokenSecret)),
                        AuthorityFile = connection.Setting(AuthoritySetting),
                        // A list that was left open for too long is read from its beginning: what it held then is not what there is now.
                        MayPass = answer => answer.Status is 408 or 410 or 429 or >= 500,
                    },
                    ct
                ),
                origin
            );
        }
        catch (RegistryException e)
        {
            throw e.At(origin);
        }

        return new(await EndpointsAsync(connection, page.Objects("items"), ct), page.Object("metadata")?.Cursor("continue"));
    }

    // One document, several that dashes divide, or a list.
    private static List<StrictAnswer> Services(RegistryFile file) =>
        [
            .. file.Documents()
                .SelectMany(d => d.Text("kind", 100) is "List" or "InferenceServiceList" ? d.Objects("items") : [d])
                .Where(d => d.Text("kind", 100) == "InferenceService"),
        ];

    private async Task<List<FoundEndpoint>> EndpointsAsync(
        RegistryConnection connection,
        IEnumerable<StrictAnswer> services,
        CancellationToken ct
    )
    {
        var found = new List<FoundEndpoint>();
        var known = new Dictionary<string, (string Model, string Version)?>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            var metadata = service.NeedObject("metadata");
            var name = $"{metadata.Text("namespace", 63) ?? "default"}/{metadata.NeedText("name", 253)}";
            var (model, version) =
                await ServedAsync(connection, service, metadata, known, ct) ?? ($"kserve/{name}", Storage(service) ?? "unknown");
            foreach (var (revision, isNewest, share) in Traffic(service))
            {
                found.Add(
                    new FoundEndpoint(
                        revision is null ? $"kserve/{name}" : $"kserve/{name}#{revision}",
                        isNewest ? name : $"{name} ({revision})",
                        model,
                        isNewest ? version : revision!,
                        share
                    )
                );
            }
        }

        return found;
    }

    // Shares by revision; a service without them serves all of it as soon as it is ready.
    private static IEnumerable<(string? Revision, bool IsNewest, double? Share)> Traffic(StrictAnswer service)
    {
        if (service.Object("status") is not { } status)
        {
            yield break;
        }

        var predictor = status.Object("components")?.Object("predictor");
        var traffic = predictor?.Objects("traffic") ?? [];
        foreach (var part in traffic.Where(p => p.Number("percent") is > 0))
        {
            var revision = part.NeedText("revisionName", 253);
            var share = part.Number("percent")!.Value;
            if (share > 100)
            {
                throw part.Bad("percent is more than 100.");
            }

            var isNewest = part.Flag("latestRevision") ?? revision == predictor?.Text("latestCreatedRevision", 253);
            yield return (revision, isNewest, share / 100);
        }

        if (traffic.Count == 0 && status.Objects("conditions").Any(c => c.Text("type", 60) == "Ready" && c.Text("status", 60) == "True"))
        {
            yield return (null, true, 1);
        }
    }

    private async Task<(string Model, string Version)?> ServedAsync(
        RegistryConnection connection,
        StrictAnswer service,
        StrictAnswer metadata,
        Dictionary<string, (string Model, string Version)?> known,
        CancellationToken ct
    )
    {
        var labels = metadata.Texts("labels", 200);
        var (model, version) = (Label(s_modelLabels), Label(s_versionLabels));
        if (model is not null && version is not null)
        {
            return (model, version);
        }

        // model-registry://NAME/VERSION, or with the host of the registry before.
        if (Storage(service) is not { } storage || !storage.StartsWith("model-registry://", StringComparison.Ordinal))
        {
            return null;
        }

        if (!known.TryGetValue(storage, out var served))
        {
            var parts = storage["model-registry://".Length..].Split('/');
            served = parts.Length is 2 or 3 ? await NamedAsync(connection, parts[^2], parts[^1], ct) : null;
            known[storage] = served;
        }

        return served;

        string? Label(string[] names) => names.Select(name => labels.GetValueOrDefault(name)).FirstOrDefault(l => l is { Length: > 0 });
    }

    private async Task<(string Model, string Version)?> NamedAsync(
        RegistryConnection connection,
        string model,
        string version,
        CancellationToken ct
    )
    {
        try
        {
            return ((await registry.GetAsync(connection, "registered_model", [("name", model)], ct)).NeedText("id", 500), version);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return null;
        }
    }

    // Where the files lie; what follows a question mark, and a user, may be secrets.
    private static string? Storage(StrictAnswer service)
    {
        var predictor = service.Object("spec")?.Object("predictor");
        var uri =
            predictor?.Object("model")?.Text("storageUri", 500)
            // Before KServe 0.8 the format was the name of the member: sklearn, xgboost, …
            ?? predictor
                ?.Json.EnumerateObject()
                .Where(m => m.Value.ValueKind is JsonValueKind.Object)
                .Select(m => m.Value.Text("storageUri", 500))
                .FirstOrDefault(u => u is { Length: > 0 });
        return uri is null || uri.Contains('@', StringComparison.Ordinal) ? null : uri.Split('?', '#')[0];
    }
}
