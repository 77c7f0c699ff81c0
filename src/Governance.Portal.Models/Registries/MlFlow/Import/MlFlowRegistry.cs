using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Models.Registries.MlFlow.Actions;

namespace Governance.Portal.Models.Registries.MlFlow.Import;

/// <summary>Reads the registry of an MLflow server.</summary>
public sealed class MlFlowRegistry(RegistryCalls calls) : IRegistryReader
{
    /// <summary>The kind that connections name.</summary>
    public const string KindName = "mlflow";

    private const int MaxAliases = 500;
    private const int MaxValues = 2_000;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public string Title => "MLflow";

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Address.Length == 0 ? "__Address is missing." : null;
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        try
        {
            var page = await GetAsync(from, "registered-models/search", [("max_results", SizeOf(from)), ("page_token", cursor)], ct);
            var listed = page.List("registered_models");
            List<FoundModel> models = [.. listed.Select(ModelOf).OfType<FoundModel>()];
            return new RegistryPage<FoundModel>(models, page.NextPage(), listed.Count - models.Count);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            throw new RegistryException("There is no MLflow registry at this address (404).", e) { IsFinal = true };
        }
    }

    /// <inheritdoc/>
    public async Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        try
        {
            var found = await GetAsync(from, "registered-models/get", [("name", id)], ct);
            return found.TryGetProperty("registered_model", out var model) ? ModelOf(model) : null;
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
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(model);
        var filter = $"name='{model.Id.Replace("'", "''", StringComparison.Ordinal)}'";
        var page = await GetAsync(
            from,
            "model-versions/search",
            [("filter", filter), ("max_results", SizeOf(from)), ("page_token", cursor)],
            ct
        );
        // A server that knows no filter would give other models' versions.
        var versions = page.List("model_versions").Where(v => v.Text("name", MlFlowStore.MaxName + 1) == model.Id);
        return new RegistryPage<FoundVersion>([.. versions.Select(VersionOf).OfType<FoundVersion>()], page.NextPage());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    ) => RunAsync(calls, from, version, HeadersAsync(from), ct);

    /// <summary>What the run of a version measured. It is its maker's word: evidence to read, of no kind that a rule asks for.</summary>
    internal static async Task<IReadOnlyList<FoundDocument>> RunAsync(
        RegistryCalls calls,
        RegistryConnection from,
        FoundVersion version,
        Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>> headers,
        CancellationToken ct
    )
    {
        if (version.RunId is not { Length: > 0 } run)
        {
            return [];
        }

        var address = RegistryCalls.AddressOf(from, "api/2.0/mlflow/runs/get", ("run_id", run));
        var answer = await calls.JsonAsync(from, new RegistryCalls.Call(HttpMethod.Get, address) { Headers = headers }, ct);
        if (
            !answer.TryGetProperty("run", out var found)
            || found.ValueKind is not JsonValueKind.Object
            || !found.TryGetProperty("data", out var data)
        )
        {
            throw new RegistryException("The server's answer is not a run.") { IsRubbish = true };
        }

        var payload = new JsonObject
        {
            ["schema"] = "governance.mlflow-run/v1",
            ["server"] = from.Name,
            ["runId"] = run,
            ["claimedStage"] = version.Stage,
            ["metrics"] = Object(data.List("metrics").Take(MaxValues).Select(m => (m.Text("key", 250), (JsonNode?)Number(m)))),
            ["params"] = Object(data.Pairs("params", 250, 6_000, MaxValues).Select(p => ((string?)p.Key, (JsonNode?)p.Value))),
            ["tags"] = Object(data.Pairs("tags", 250, 5_000, MaxValues).Select(p => ((string?)p.Key, (JsonNode?)p.Value))),
        };
        return [new FoundDocument(EvidenceKind.Other, KindName, JsonSerializer.SerializeToUtf8Bytes(payload))];
    }

    /// <summary>Headers of a call: a bearer token, or name and password.</summary>
    internal static Dictionary<string, string> HeadersOf(RegistryConnection from)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json, */*;q=0.1" };
        if (from.Secret("Token") is { } token)
        {
            headers["Authorization"] = token.Contains(':', StringComparison.Ordinal)
                ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(token))}"
                : $"Bearer {token}";
        }

        return headers;
    }

    internal Task<JsonElement> GetAsync(
        RegistryConnection from,
        string call,
        IEnumerable<(string Key, string? Value)> query,
        CancellationToken ct
    ) =>
        calls.JsonAsync(
            from,
            new RegistryCalls.Call(HttpMethod.Get, RegistryCalls.AddressOf(from, $"api/2.0/mlflow/{call}", query))
            {
                Headers = HeadersAsync(from),
            },
            ct
        );

    internal static string SizeOf(RegistryConnection from) => from.PageSize.ToString(CultureInfo.InvariantCulture);

    private static Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>> HeadersAsync(RegistryConnection from) =>
        _ => Task.FromResult<IReadOnlyDictionary<string, string>>(HeadersOf(from));

    private static FoundModel? ModelOf(JsonElement given)
    {
        if (given.Text("name", MlFlowStore.MaxName + 1) is not { Length: > 0 } name)
        {
            return null;
        }

        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in given.List("aliases").Take(MaxAliases))
        {
            if (item.Text("alias", 256) is { } alias && item.Version() is { } number)
            {
                aliases[alias] = number.ToString(CultureInfo.InvariantCulture);
            }
        }

        return new FoundModel(name, name)
        {
            Description = given.Text("description", 2_000),
            Tags = given.Pairs("tags", MlFlowTag.MaxKey, MlFlowTag.MaxValue, MlFlowTag.Most),
            Aliases = aliases,
        };
    }

    private static FoundVersion? VersionOf(JsonElement given)
    {
        if (given.Version() is not { } version)
        {
            return null;
        }

        var number = version.ToString(CultureInfo.InvariantCulture);
        var stage = given.Text("current_stage", 40);
        return new FoundVersion(number, number)
        {
            Description = given.Text("description", 5_000),
            Stage = stage,
            ClaimsProduction = string.Equals(stage, "Production", StringComparison.OrdinalIgnoreCase),
            Tags = given.Pairs("tags", MlFlowTag.MaxKey, MlFlowTag.MaxValue, MlFlowTag.Most),
            SourceUri = given.Text("source", 2_000),
            RunId = given.Text("run_id", 100) is { Length: > 0 } run ? run : null,
            RunLink = given.Text("run_link", 2_000),
            LoggedModel = given.Text("model_id", 100),
        };
    }

    private static JsonObject Object(IEnumerable<(string? Key, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (key, value) in members.Where(m => m.Key is { Length: > 0 }))
        {
            made[key!] = value;
        }

        return made;
    }

    // MLflow writes what is no number as a text; it stays one.
    private static JsonValue? Number(JsonElement metric) =>
        metric.TryGetProperty("value", out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out var number)
        && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(metric.Text("value", 40));
}
