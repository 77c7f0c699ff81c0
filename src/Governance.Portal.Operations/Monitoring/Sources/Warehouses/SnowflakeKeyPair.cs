using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Key-pair authentication of Snowflake: a token signed by us, valid for an hour at most, that names account, user and the SHA-256
/// fingerprint of the public key; an OAuth or programmatic access token where the secret is no key.
/// </summary>
internal sealed class SnowflakeKeyPair(SourceOptions options, TimeProvider clock) : IWarehouseCredential
{
    private const string TypeHeader = "X-Snowflake-Authorization-Token-Type";
    private static readonly TimeSpan s_valid = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(5);
    private readonly BearerSecret _plain = new(options);
    private (string Token, string Secret, DateTimeOffset Until)? _made;

    public IReadOnlyCollection<string> Secrets => _made is { } made ? [made.Token] : _plain.Secrets;

    public async ValueTask<IReadOnlyDictionary<string, string>> HeadersAsync(CancellationToken ct)
    {
        var secret = await SourceSecret.ReadAsync(options, ct);
        if (!secret.StartsWith("-----BEGIN", StringComparison.Ordinal))
        {
            // The service finds out itself which of its tokens this is.
            return await _plain.HeadersAsync(ct);
        }

        var now = clock.GetUtcNow();
        if (_made is not { } made || made.Secret != secret || now >= made.Until - s_margin)
        {
            made = (Make(secret, now), secret, now + s_valid);
            _made = made;
        }

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Authorization"] = $"Bearer {made.Token}",
            [TypeHeader] = "KEYPAIR_JWT",
        };
    }

    public bool Forget()
    {
        var had = _made is not null;
        _made = null;
        return had;
    }

    /// <summary>The account as tokens name it: the first label of the host, in capitals; a region behind it is no part of it.</summary>
    internal static string AccountOf(Uri address) => address.Host.Split('.')[0].ToUpperInvariant();

    /// <summary>The fingerprint of a public key, as <c>DESCRIBE USER</c> shows it.</summary>
    internal static string FingerprintOf(RSA key) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))}";

    private string Make(string pem, DateTimeOffset now)
    {
        using var key = SignedJwt.KeyOf(pem, options.Name);
        var subject = $"{AccountOf(new Uri(options.Address))}.{options.User.ToUpperInvariant()}";
        return SignedJwt.Make(
            key,
            null,
            new JsonObject
            {
                ["iss"] = $"{subject}.{FingerprintOf(key)}",
                ["sub"] = subject,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + s_valid).ToUnixTimeSeconds(),
            }
        );
    }
}
