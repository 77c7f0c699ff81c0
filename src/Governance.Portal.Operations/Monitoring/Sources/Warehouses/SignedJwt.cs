using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>A JSON Web Token signed with RS256 (RFC 7515, RFC 7518 section 3.3).</summary>
internal static class SignedJwt
{
    /// <summary>A private key of a PEM text.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="connection">Name of the connection, for the sentence.</param>
    /// <exception cref="SourceException">There is no RSA key without a pass phrase in it.</exception>
    public static RSA KeyOf(string pem, string connection)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new SourceException(
                $"The secret of the connection \"{connection}\" does not contain an RSA key in PEM format without a passphrase.",
                e
            )
            {
                IsFinal = true,
            };
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keyId">Its id; null: none is named.</param>
    /// <param name="claims">The claims.</param>
    public static string Make(RSA key, string? keyId, JsonObject claims)
    {
        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" };
        if (keyId is not null)
        {
            head["kid"] = keyId;
        }

        var signed = $"{Part(head)}.{Part(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
