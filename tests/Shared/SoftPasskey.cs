using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Testing;

/// <summary>An authenticator in software: makes a passkey and answers challenges, truthfully or as a test wants it to lie.</summary>
public sealed class SoftPasskey
{
    public const byte Present = 0x01;
    public const byte Verified = 0x04;
    private const byte Attested = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; } = RandomNumberGenerator.GetBytes(32);

    public string IdText => Base64Url.EncodeToString(Id);

    /// <summary>The account it was made for, as the server said it.</summary>
    public string? UserHandle { get; private set; }

    /// <summary>Counts uses; 0 for a passkey that counts nothing.</summary>
    public uint Counter { get; set; }

    public byte[] Spki => _key.ExportSubjectPublicKeyInfo();

    /// <summary>Answers creation options as a browser does.</summary>
    public JsonObject Create(JsonElement options, string origin, byte flags = Present | Verified)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString();
        var point = _key.ExportParameters(false).Q;
        byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data =
        [
            .. Data(options.GetProperty("rp").GetProperty("id").GetString()!, (byte)(flags | Attested)),
            .. new byte[16],
            0,
            (byte)Id.Length,
            .. Id,
            .. cose,
        ];
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        byte[] attestation =
        [
            0xa3,
            0x63,
            .. "fmt"u8,
            0x64,
            .. "none"u8,
            0x67,
            .. "attStmt"u8,
            0xa0,
            0x68,
            .. "authData"u8,
            0x59,
            (byte)(data.Length >> 8),
            (byte)data.Length,
            .. data,
        ];
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(
                    Client("webauthn.create", options.GetProperty("challenge").GetString()!, origin)
                ),
                ["attestationObject"] = Base64Url.EncodeToString(attestation),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    /// <summary>Answers request options as a browser does.</summary>
    public JsonObject Get(JsonElement options, string origin, byte flags = Present | Verified, string? userHandle = null) =>
        Get(options.GetProperty("challenge").GetString()!, options.GetProperty("rpId").GetString()!, origin, flags, userHandle);

    public JsonObject Get(
        string challenge,
        string rpId,
        string origin,
        byte flags = Present | Verified,
        string? userHandle = null,
        string type = "webauthn.get"
    )
    {
        var (data, client) = (Data(rpId, flags), Client(type, challenge, origin));
        var signature = _key.SignData(
            [.. data, .. SHA256.HashData(client)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["authenticatorData"] = Base64Url.EncodeToString(data),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = userHandle ?? UserHandle,
            }
        );
    }

    private static byte[] Client(string type, string challenge, string origin) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["type"] = type,
                ["challenge"] = challenge,
                ["origin"] = origin,
                ["crossOrigin"] = false,
            }.ToJsonString()
        );

    private byte[] Data(string rpId, byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), flags, .. counter];
    }

    private JsonObject Credential(JsonObject response) =>
        new()
        {
            ["id"] = IdText,
            ["rawId"] = IdText,
            ["type"] = "public-key",
            ["response"] = response,
            ["clientExtensionResults"] = new JsonObject(),
            ["authenticatorAttachment"] = "platform",
        };
}
