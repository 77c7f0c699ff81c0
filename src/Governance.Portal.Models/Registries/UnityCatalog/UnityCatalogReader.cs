using System.Globalization;
using System.Text.Json;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Import;

namespace Governance.Portal.Models.Registries.UnityCatalog;

/// <summary>Reads models, versions and aliases of Unity Catalog, and the serving endpoints of the workspace.</summary>
public sealed class UnityCatalogReader(DatabricksCalls workspace, DatabricksRuns runs, RegistryCalls calls) : IRegistryReader
{
    /// <summary>The kind that connections name.</summary>
    public const string KindName = "unity-catalog";

    /// <summary>Setting that names the alias which the portal gives to what it approved.</summary>
    internal const string ApprovedAlias = "ApprovedAlias";

    private const string Models = "api/2.1/unity-catalog/models";
    private const string Catalog = "Catalog";
    private const string Schema = "Schema";
    private const int MaxAliases = 500;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public string Title => "Unity Catalog";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings =>
        [Catalog, Schema, DatabricksCalls.ClientId, ApprovedAlias, DatabricksRuns.Jobs, DatabricksRuns.Tables];

    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => ["Token", DatabricksCalls.ClientSecret];

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var isPrincipal =
            connection.Setting(DatabricksCalls.ClientId) is not null && connection.Secrets.ContainsKey(DatabricksCalls.ClientSecret);
        return connection.Address.Length == 0 ? "__Address is missing: the address of the workspace."
            : !isPrincipal && !connection.Secrets.ContainsKey("Token")
                ? "__Secrets__Token is missing. Set it, or Settings__ClientId and Secrets__ClientSecret of a service principal."
            : connection.Setting(Schema) is not null && connection.Setting(Catalog) is null ? "__Settings__Schema needs Settings__Catalog."
            : connection.Setting(ApprovedAlias) is { } alias && (!ModelAlias.IsAlias(alias) || connection.IsGated(alias))
                ? "__Settings__ApprovedAlias cannot be an alias, or stands for production: the portal only marks what is approved."
            : DatabricksRuns.Doubt(connection);
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        try
        {
            var page = await GetAsync(
                from,
                Models,
                [
                    ("catalog_name", from.Setting(Catalog)),
                    ("schema_name", from.Setting(Schema)),
                    ("max_results", MlFlowRegistry.SizeOf(from)),
                    ("page_token", cursor),
                ],
                ct
            );
            var listed = page.List("registered_models");
            List<FoundModel> models = [.. listed.Select(ModelOf).OfType<FoundModel>()];
            return new RegistryPage<FoundModel>(models, page.NextPage(), listed.Count - models.Count);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            throw new RegistryException("There is no Unity Catalog at this address, or it does not have this catalog and schema (404).", e)
            {
                IsFinal = true,
            };
        }
    }

    /// <inheritdoc/>
    public async Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        try
        {
            return ModelOf(await GetAsync(from, $"{Models}/{Uri.EscapeDataString(id)}", [], ct));
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
        var page = await GetAsync(
            from,
            $"{Models}/{Uri.EscapeDataString(model.Id)}/versions",
            [("max_results", MlFlowRegistry.SizeOf(from)), ("page_token", cursor)],
            ct
        );
        var aliases = await AliasesAsync(from, model.Id, ct);
        return new RegistryPage<FoundVersion>(
            [.. page.List("model_versions").Select(v => VersionOf(v, aliases)).OfType<FoundVersion>()],
            page.NextPage()
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    ) => MlFlowRegistry.RunAsync(calls, from, version, token => workspace.HeadersAsync(from, token), ct);

    /// <inheritdoc/>
    public bool ReadsRuns(RegistryConnection from) => DatabricksRuns.IsOn(from);

    /// <inheritdoc/>
    public Task<FoundRun?> RunAsync(RegistryConnection from, FoundModel model, FoundVersion version, CancellationToken ct) =>
        runs.OfVersionAsync(from, version, ct);

    /// <inheritdoc/>
    public Task<RegistryPage<FoundRun>> RunsAsync(RegistryConnection from, string? cursor, CancellationToken ct) =>
        runs.OfTablesAsync(from, cursor, ct);

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundEndpoint>> EndpointsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        JsonElement answer;
        try
        {
            answer = await GetAsync(from, "api/2.0/serving-endpoints", [], ct);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return new RegistryPage<FoundEndpoint>([], null); // a Unity Catalog without a workspace serves nothing
        }

        var found = new List<FoundEndpoint>();
        foreach (var endpoint in answer.List("endpoints"))
        {
            if (
                endpoint.Text("name", 200) is not { Length: > 0 } name
                || !endpoint.TryGetProperty("config", out var config)
                || config.ValueKind is not JsonValueKind.Object
            )
            {
                continue;
            }

            foreach (var entity in config.List("served_entities"))
            {
                // Foundation models and those of other providers have no version of this catalog.
                if (
                    entity.Text("entity_name", 500) is { Length: > 0 } model
                    && model.Split('.').Length == 3
                    && entity.Text("entity_version", 20) is { Length: > 0 } version
                )
                {
                    found.Add(new FoundEndpoint($"{name}/{entity.Text("name", 200)}", name, model, version, TrafficShare: null));
                }
            }
        }

        return new RegistryPage<FoundEndpoint>(found, null);
    }

    /// <summary>Aliases of a model: alias to number. Lists of models do not hold them.</summary>
    internal async Task<IReadOnlyList<(string Alias, string Number)>> AliasesAsync(
        RegistryConnection from,
        string model,
        CancellationToken ct
    )
    {
        var answer = await GetAsync(from, $"{Models}/{Uri.EscapeDataString(model)}", [("include_aliases", "true")], ct);
        return
        [
            .. answer
                .List("aliases")
                .Take(MaxAliases)
                .Select(a => (Alias: a.Text("alias_name", 256) ?? "", Number: a.Text("version_num", 20) ?? ""))
                .Where(a => a.Alias.Length > 0 && a.Number.Length > 0),
        ];
    }

    internal static string AliasAddress(string model, string alias) =>
        $"{Models}/{Uri.EscapeDataString(model)}/aliases/{Uri.EscapeDataString(alias)}";

    private Task<JsonElement> GetAsync(
        RegistryConnection from,
        string path,
        IEnumerable<(string Key, string? Value)> query,
        CancellationToken ct
    ) => workspace.JsonAsync(from, HttpMethod.Get, path, query, body: null, ct);

    private static FoundModel? ModelOf(JsonElement given) =>
        given.Text("full_name", 500) is { Length: > 0 } name
            ? new FoundModel(name, name) { Description = given.Text("comment", 2_000) is { Length: > 0 } comment ? comment : null }
            : null;

    private static FoundVersion? VersionOf(JsonElement given, IReadOnlyList<(string Alias, string Number)> aliases)
    {
        if (given.Version() is not { } version)
        {
            return null;
        }

        var number = version.ToString(CultureInfo.InvariantCulture);
        return new FoundVersion(number, number)
        {
            Description = given.Text("comment", 5_000) is { Length: > 0 } comment ? comment : null,
            Stage = given.Text("status", 40),
            Aliases = [.. aliases.Where(a => a.Number == number).Select(a => a.Alias)],
            SourceUri = given.Text("storage_location", 2_000) ?? given.Text("source", 2_000),
            RunId = given.Text("run_id", 100) is { Length: > 0 } run ? run : null,
            CreatedAt =
                given.ValueKind is JsonValueKind.Object
                && given.TryGetProperty("created_at", out var at)
                && at.ValueKind is JsonValueKind.Number
                && at.TryGetInt64(out var milliseconds)
                && milliseconds is >= 0 and < 253_402_300_799_000
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : null,
        };
    }
}
