using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>
/// The signer's own signature on a statement: a passkey's answer to a challenge that holds the statement's digest. With the statement it
/// is all that a stranger needs, except the assurance that this key is that person's, which the log gives (<c>passkey.registered</c>).
/// </summary>
/// <param name="StatementSha256">The statement.</param>
/// <param name="Nonce">32 random bytes of the server: no assertion serves twice.</param>
/// <param name="Origin">The address of the portal in the signer's browser.</param>
/// <param name="RpId">The domain the passkey belongs to.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in DER.</param>
/// <param name="Assertion">The answer.</param>
public sealed record PasskeySignature(
    string StatementSha256,
    byte[] Nonce,
    string Origin,
    string RpId,
    byte[] PublicKey,
    PasskeyAssertion Assertion
)
{
    /// <summary>The form of the document.</summary>
    public const string Schema = "governance.passkey-assertion/v1";

    /// <summary>What the challenge begins with, so that an answer to anything else is never a signature.</summary>
    public const string Label = "governance/sign-off/v1";

    /// <summary>The challenge: SHA-256(label ‖ nonce ‖ digest of the statement).</summary>
    public static byte[] Challenge(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> statement) =>
        SHA256.HashData([.. System.Text.Encoding.ASCII.GetBytes(Label), .. nonce, .. SHA256.HashData(statement)]);

    /// <summary>The canonical document.</summary>
    public byte[] ToBytes() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = Schema,
                ["challengeLabel"] = Label,
                ["nonce"] = Convert.ToBase64String(Nonce),
                ["statementSha256"] = StatementSha256,
                ["origin"] = Origin,
                ["rpId"] = RpId,
                ["publicKey"] = Convert.ToBase64String(PublicKey),
                ["credentialId"] = Convert.ToBase64String(Assertion.CredentialId),
                ["authenticatorData"] = Convert.ToBase64String(Assertion.AuthenticatorData),
                ["clientDataJson"] = Convert.ToBase64String(Assertion.ClientData),
                ["signature"] = Convert.ToBase64String(Assertion.Signature),
            }
        );

    /// <summary>Reads the document; null when it is none.</summary>
    public static PasskeySignature? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = json.RootElement;
            return root.GetProperty("schema").GetString() == Schema && root.GetProperty("challengeLabel").GetString() == Label
                ? new PasskeySignature(
                    root.GetProperty("statementSha256").GetString()!,
                    root.GetProperty("nonce").GetBytesFromBase64(),
                    root.GetProperty("origin").GetString()!,
                    root.GetProperty("rpId").GetString()!,
                    root.GetProperty("publicKey").GetBytesFromBase64(),
                    new PasskeyAssertion(
                        root.GetProperty("credentialId").GetBytesFromBase64(),
                        root.GetProperty("authenticatorData").GetBytesFromBase64(),
                        root.GetProperty("clientDataJson").GetBytesFromBase64(),
                        root.GetProperty("signature").GetBytesFromBase64(),
                        UserHandle: null
                    )
                )
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether the passkey signed this statement.</summary>
    /// <param name="statement">The statement's exact bytes.</param>
    /// <returns>What is wrong, in words; null when it did.</returns>
    public string? Doubts(ReadOnlySpan<byte> statement)
    {
        if (Sha256Hex.Of(statement) != StatementSha256)
        {
            return "The passkey signed a different statement.";
        }

        // The counter was looked at when it was signed; on its own it says nothing.
        return
            PasskeyVerdict.On(Assertion, new PasskeyExpectation(Challenge(Nonce, statement), Origin, RpId, PublicKey, 0))
                is { Doubt: { } doubt }
            ? doubt
            : null;
    }
}
