using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>A service account of Google: its key signs a token that the token endpoint changes for one of access (RFC 7523).</summary>
internal static class BigQueryAccount
{
    private const string Scope = "https://www.googleapis.com/auth/bigquery";
    private static readonly TimeSpan s_valid = TimeSpan.FromMinutes(50);

    /// <summary>Makes the credential.</summary>
    public static IWarehouseCredential Open(OutboundClient outbound, SourceOptions options, TimeProvider clock) =>
        new IssuedToken(outbound, options.Name, clock, ct => AskAsync(options, clock, ct));

    private static async ValueTask<TokenRequest> AskAsync(SourceOptions options, TimeProvider clock, CancellationToken ct)
    {
        var (email, key, id, endpoint) = Read(await SourceSecret.ReadAsync(options, ct), options.Name);
        using var rsa = SignedJwt.KeyOf(key, options.Name);
        var now = clock.GetUtcNow();
        var assertion = SignedJwt.Make(
            rsa,
            id,
            new JsonObject
            {
                ["iss"] = email,
                ["scope"] = Scope,
                ["aud"] = endpoint.AbsoluteUri,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + s_valid).ToUnixTimeSeconds(),
            }
        );
        return new TokenRequest(
            endpoint,
            [new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", assertion)],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" },
            [assertion]
        );
    }

    private static (string Email, string Key, string? KeyId, Uri Endpoint) Read(string secret, string connection)
    {
        try
        {
            using var json = JsonDocument.Parse(secret);
            var root = json.RootElement;
            if (
                root.ValueKind is JsonValueKind.Object
                && Text(root, "client_email") is { } email
                && Text(root, "private_key") is { } key
                && Uri.TryCreate(Text(root, "token_uri"), UriKind.Absolute, out var endpoint)
            )
            {
                return (email, key, Text(root, "private_key_id"), endpoint);
            }
        }
        catch (JsonException)
        {
            // Its text is a secret: neither it nor the place of the mistake in it is said.
        }

        throw new SourceException($"The secret of the connection \"{connection}\" is not a service account key in JSON.")
        {
            IsFinal = true,
        };
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) ? WarehouseAnswer.TextOf(found) : null;
}
