using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.Kubeflow;

/// <summary>Calls a Kubeflow Model Registry below <c>/api/model_registry/v1alpha3</c>, with a bearer token where one is set up.</summary>
public sealed class KubeflowCalls(RegistryCalls calls)
{
    /// <summary>Secret with the token.</summary>
    internal const string TokenSecret = "Token";

    /// <summary>Setting with the file of the authority that the certificate of the registry comes from.</summary>
    internal const string AuthoritySetting = "AuthorityFile";

    private const string Below = "api/model_registry/v1alpha3/";

    /// <summary>One page of a list, oldest first.</summary>
    internal Task<StrictAnswer> PageAsync(RegistryConnection connection, string path, string? cursor, int most, CancellationToken ct) =>
        GetAsync(
            connection,
            path,
            [
                ("pageSize", Math.Min(connection.PageSize, most).ToString(CultureInfo.InvariantCulture)),
                ("orderBy", "ID"),
                ("sortOrder", "ASC"),
                ("nextPageToken", cursor),
            ],
            ct
        );

    /// <summary>One object.</summary>
    internal Task<StrictAnswer> GetAsync(
        RegistryConnection connection,
        string path,
        IReadOnlyList<(string Key, string? Value)> query,
        CancellationToken ct
    ) => SendAsync(connection, HttpMethod.Get, path, query, null, ct);

    /// <summary>Changes one object.</summary>
    internal Task<StrictAnswer> PatchAsync(RegistryConnection connection, string path, JsonObject change, CancellationToken ct) =>
        SendAsync(connection, HttpMethod.Patch, path, [], Utf8.Of(change), ct);

    private async Task<StrictAnswer> SendAsync(
        RegistryConnection connection,
        HttpMethod method,
        string path,
        IReadOnlyList<(string Key, string? Value)> query,
        byte[]? body,
        CancellationToken ct
    )
    {
        var address = RegistryCalls.AddressOf(connection, Below + path, query);
        var origin = $"{address.Host}, {method} {path}";
        try
        {
            return new StrictAnswer(
                await calls.JsonAsync(
                    connection,
                    new RegistryCalls.Call(method, address)
                    {
                        Body = body,
                        AuthorityFile = connection.Setting(AuthoritySetting),
                        Headers = _ => Task.FromResult(BearerToken.Headers(connection, TokenSecret)),
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
    }
}
