using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Identity;

/// <summary>What an authenticator answered to a challenge (W3C Web Authentication, "assertion"), as the browser hands it over.</summary>
/// <param name="CredentialId">Which passkey.</param>
/// <param name="AuthenticatorData">What the authenticator says of itself: domain, presence, verification, counter.</param>
/// <param name="ClientData">What the browser says: type, challenge, origin. JSON, signed byte for byte.</param>
/// <param name="Signature">Signature over authenticator data and the digest of the client data.</param>
/// <param name="UserHandle">The account, as the passkey remembers it.</param>
public sealed record PasskeyAssertion(
    byte[] CredentialId,
    byte[] AuthenticatorData,
    byte[] ClientData,
    byte[] Signature,
    byte[]? UserHandle
)
{
    private const int MaxBytes = 8192;

    /// <summary>Reads the JSON form of a credential (<c>PublicKeyCredential.toJSON()</c>); null when it is none.</summary>
    public static PasskeyAssertion? Read(JsonElement credential)
    {
        if (
            credential.ValueKind is not JsonValueKind.Object
            || !credential.TryGetProperty("response", out var response)
            || Bytes(credential, "id") is not { Length: > 0 } id
            || Bytes(response, "authenticatorData") is not { } authenticator
            || Bytes(response, "clientDataJSON") is not { } client
            || Bytes(response, "signature") is not { } signature
        )
        {
            return null;
        }

        return new PasskeyAssertion(id, authenticator, client, signature, Bytes(response, "userHandle"));
    }

    /// <summary>Reads the JSON text of a credential; null when it is none.</summary>
    public static PasskeyAssertion? Read(string? json)
    {
        if (json is not { Length: > 0 and < 64 * 1024 })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
        && value.GetString() is { Length: <= MaxBytes } text
        && Base64Text.TryDecodeEither(text, out var bytes)
            ? bytes
            : null;
}

/// <summary>What an assertion has to be an answer to.</summary>
/// <param name="Challenge">The challenge.</param>
/// <param name="Origin">The address of the portal in the browser: scheme, host and port.</param>
/// <param name="RpId">The domain the passkey belongs to.</param>
/// <param name="PublicKey">The passkey's public key: SubjectPublicKeyInfo in DER, P-256 or RSA.</param>
/// <param name="Counter">The counter of its last use.</param>
public sealed record PasskeyExpectation(byte[] Challenge, string Origin, string RpId, byte[] PublicKey, uint Counter);

/// <summary>What came of an assertion.</summary>
/// <param name="Doubt">What is wrong with it, in words for the server's log; null when it holds.</param>
/// <param name="Counter">The counter now.</param>
/// <param name="BackedUp">True when the passkey is kept in more than one place.</param>
public sealed record PasskeyVerdict(string? Doubt, uint Counter, bool BackedUp)
{
    private const int ShortestData = 37; // digest of the domain, flags, counter

    [Flags]
    private enum Bits
    {
        None = 0,
        Present = 0x01,
        Verified = 0x04,
        BackupEligible = 0x08,
        BackedUp = 0x10,
    }

    /// <summary>
    /// Verifies an assertion (W3C Web Authentication, section "Verifying an Authentication Assertion"); the person must have been verified,
    /// not only present.
    /// </summary>
    public static PasskeyVerdict On(PasskeyAssertion assertion, PasskeyExpectation expected)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        ArgumentNullException.ThrowIfNull(expected);
        if (DoubtsClient(assertion.ClientData, expected) is { } client)
        {
            return new(client, 0, false);
        }

        var data = assertion.AuthenticatorData;
        if (
            data.Length < ShortestData
            || !SHA256.HashData(Encoding.UTF8.GetBytes(expected.RpId)).AsSpan().SequenceEqual(data.AsSpan(0, SHA256.HashSizeInBytes))
        )
        {
            return new("It belongs to another domain.", 0, false);
        }

        var bits = (Bits)data[SHA256.HashSizeInBytes];
        var counter = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(SHA256.HashSizeInBytes + 1));
        var doubt =
            DoubtsBits(bits)
            // Many passkeys count nothing and always say 0.
            ?? (
                counter > expected.Counter || (counter == 0 && expected.Counter == 0)
                    ? null
                    : "Its counter went back: the passkey may have been copied."
            )
            ?? (
                Verifies(expected.PublicKey, [.. data, .. SHA256.HashData(assertion.ClientData)], assertion.Signature)
                    ? null
                    : "The signature is not this passkey's."
            );
        return new(doubt, counter, bits.HasFlag(Bits.BackedUp));
    }

    private static string? DoubtsClient(byte[] clientData, PasskeyExpectation expected)
    {
        try
        {
            using var json = JsonDocument.Parse(clientData);
            var root = json.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || Text(root, "type") != "webauthn.get")
            {
                return "It does not answer a request to sign.";
            }

            if (
                Text(root, "challenge") is not { } text
                || !Base64Text.TryDecodeEither(text, out var challenge)
                || !CryptographicOperations.FixedTimeEquals(challenge, expected.Challenge)
            )
            {
                return "It answers another challenge.";
            }

            if (Text(root, "origin") != expected.Origin)
            {
                return "It was given on another site.";
            }

            return root.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind is not (JsonValueKind.False or JsonValueKind.Null)
                ? "It was given on a page embedded in another site."
                : null;
        }
        catch (JsonException)
        {
            return "Its client data is not JSON.";
        }
    }

    private static string? DoubtsBits(Bits bits) =>
        !bits.HasFlag(Bits.Present) ? "The passkey did not confirm that a person was present."
        : !bits.HasFlag(Bits.Verified) ? "The passkey did not verify the person."
        : bits.HasFlag(Bits.BackedUp) && !bits.HasFlag(Bits.BackupEligible) ? "Its own statements contradict each other."
        : null;

    private static bool Verifies(byte[] spki, byte[] signed, byte[] signature)
    {
        try
        {
            var key = PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _);
            using var ecdsa = key.GetECDsaPublicKey();
            if (ecdsa is not null)
            {
                return ecdsa.KeySize == 256
                    && ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }

            using var rsa = key.GetRSAPublicKey();
            return rsa is { KeySize: >= 2048 } && rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
