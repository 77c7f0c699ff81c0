using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Transparency;

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">A hint which key made it; no proof of anything.</param>
/// <param name="Signature">The signature over the pre-authentication encoding.</param>
public sealed record DsseSignature(string? KeyId, byte[] Signature);

/// <summary>
/// A signed message by DSSE (Dead Simple Signing Envelope): type and body are signed together, so that bytes signed as one thing
/// cannot be passed off as another.
/// </summary>
/// <param name="PayloadType">What the body is.</param>
/// <param name="Payload">The body: exactly the bytes that were signed.</param>
/// <param name="Signatures">One or more.</param>
public sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<DsseSignature> Signatures)
{
    /// <summary>Media type of the JSON form.</summary>
    public const string MediaType = "application/vnd.dsse+json";

    /// <summary>Payload type of an in-toto statement.</summary>
    public const string InTotoType = "application/vnd.in-toto+json";

    private const int MaxSignatures = 64;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>SHA-256 of the body, lower-case hex.</summary>
    public string PayloadSha256 => Sha256Hex.Of(Payload);

    /// <summary>The bytes that are signed: <c>DSSEv1 SP len(type) SP type SP len(body) SP body</c>, lengths in bytes.</summary>
    public static byte[] Pae(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetBytes(payloadType);
        var head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} ");
        var middle = string.Create(CultureInfo.InvariantCulture, $" {payload.Length} ");
        return [.. Encoding.ASCII.GetBytes(head), .. type, .. Encoding.ASCII.GetBytes(middle), .. payload];
    }

    /// <summary>Signs a body, in DER as most tools do it.</summary>
    public static DsseEnvelope Sign(string payloadType, byte[] payload, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signature = key.SignData(Pae(payloadType, payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new DsseEnvelope(payloadType, payload, [new DsseSignature(DsseKey.Of(key).Id, signature)]);
    }

    /// <summary>Reads the JSON form. Members it does not know are passed over, as DSSE asks.</summary>
    /// <returns>The envelope, or null when this is none.</returns>
    public static DsseEnvelope? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an envelope that is part of a larger document; null when it is none.</summary>
    public static DsseEnvelope? Read(JsonElement json)
    {
        if (
            Text(json, "payloadType") is not { Length: > 0 } type
            || Bytes(json, "payload") is not { } payload
            || !json.TryGetProperty("signatures", out var list)
            || list.ValueKind is not JsonValueKind.Array
            || list.GetArrayLength() is 0 or > MaxSignatures
        )
        {
            return null;
        }

        var signatures = new List<DsseSignature>();
        foreach (var item in list.EnumerateArray())
        {
            if (Bytes(item, "sig") is not { Length: > 0 } signature)
            {
                return null;
            }

            signatures.Add(new DsseSignature(Text(item, "keyid"), signature));
        }

        return new DsseEnvelope(type, payload, signatures);
    }

    /// <summary>The JSON form, UTF-8.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(ToJson(), s_plain);

    /// <summary>The JSON form as a part of a larger document.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["payload"] = Convert.ToBase64String(Payload),
            ["payloadType"] = PayloadType,
            ["signatures"] = new JsonArray([
                .. Signatures.Select(s =>
                {
                    var json = new JsonObject { ["sig"] = Convert.ToBase64String(s.Signature) };
                    if (s.KeyId is { Length: > 0 } id)
                    {
                        json["keyid"] = id;
                    }

                    return (JsonNode)json;
                }),
            ]),
        };

    /// <summary>The trusted keys by which this envelope is signed; each key counts once, however often it signed.</summary>
    public IReadOnlyList<DsseKey> SignedBy(IEnumerable<DsseKey> trusted)
    {
        var signed = Pae(PayloadType, Payload);
        return [.. trusted.Distinct().Where(key => Signatures.Any(s => key.Verifies(signed, s.Signature)))];
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static byte[]? Bytes(JsonElement json, string name) =>
        Text(json, name) is { } text && Base64Text.TryDecodeEither(text, out var bytes) ? bytes : null;
}
