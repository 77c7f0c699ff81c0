using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Governance.Portal.Models.Registries.UnityCatalog;

/// <summary>
/// Calls a Databricks workspace with a token, or as a service principal, whose access token is asked for again before it ends and when it
/// is refused.
/// </summary>
public sealed class DatabricksCalls(RegistryCalls calls, TimeProvider clock)
{
    /// <summary>Id of the service principal's application.</summary>
    internal const string ClientId = "ClientId";

    /// <summary>Its secret.</summary>
    internal const string ClientSecret = "ClientSecret";

    // An answer takes a while, and clocks differ.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset EndsAt)> _tokens = new(StringComparer.Ordinal);

    /// <summary>Calls; the answer is a JSON object.</summary>
    /// <param name="from">The connection.</param>
    /// <param name="method">Method.</param>
    /// <param name="path">Path below the workspace's address.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">The workspace did not answer with one.</exception>
    internal async Task<JsonElement> JsonAsync(
        RegistryConnection from,
        HttpMethod method,
        string path,
        IEnumerable<(string Key, string? Value)> query,
        byte[]? body,
        CancellationToken ct
    )
    {
        var call = new RegistryCalls.Call(method, RegistryCalls.AddressOf(from, path, query))
        {
            Headers = token => HeadersAsync(from, token),
            Body = body ?? [],
        };
        try
        {
            return Parse((await calls.SendAsync(from, call, ct)).Body);
        }
        catch (RegistryException e) when (e.Status == 401 && _tokens.TryRemove(from.Name, out _))
        {
            return Parse((await calls.SendAsync(from, call, ct)).Body); // the token was ended before its time
        }
    }

    /// <summary>Headers of a call.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> HeadersAsync(RegistryConnection from, CancellationToken ct) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Accept"] = "application/json",
            ["Authorization"] = $"Bearer {from.Secret("Token") ?? await TokenAsync(from, ct)}",
        };

    // Calls that change something may answer with nothing.
    private static JsonElement Parse(byte[] body) => RegistryCalls.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);

    private async Task<string> TokenAsync(RegistryConnection from, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_tokens.TryGetValue(from.Name, out var known) && now < known.EndsAt - s_early)
        {
            return known.Token;
        }

        var name = $"{from.Setting(ClientId)}:{from.Secret(ClientSecret)}";
        var answer = await calls.JsonAsync(
            from,
            new RegistryCalls.Call(HttpMethod.Post, RegistryCalls.AddressOf(from, "oidc/v1/token"))
            {
                Headers = _ =>
                    Task.FromResult<IReadOnlyDictionary<string, string>>(
                        new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}",
                        }
                    ),
                Body = "grant_type=client_credentials&scope=all-apis"u8.ToArray(),
                ContentType = "application/x-www-form-urlencoded",
            },
            ct
        );
        if (answer.Text("access_token", 8_000) is not { Length: > 0 } token)
        {
            throw new RegistryException("The server's answer is not an access token.") { IsRubbish = true };
        }

        var seconds =
            answer.TryGetProperty("expires_in", out var lasts) && lasts.TryGetInt32(out var given) ? Math.Clamp(given, 0, 86_400) : 0;
        _tokens[from.Name] = (token, now.AddSeconds(seconds));
        return token;
    }
}
