using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>A file of a model, by its digest.</summary>
/// <param name="Name">Path below the model's folder, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of its content, lower-case hex.</param>
public sealed record SignedResource(string Name, string Sha256);

/// <summary>What came of a signature.</summary>
/// <param name="Doubt">What is wrong with it, in words; null when it holds.</param>
/// <param name="Key">The trusted key that made it.</param>
/// <param name="Resources">The files it signs.</param>
public sealed record ModelSigningVerdict(string? Doubt, DsseKey? Key, IReadOnlyList<SignedResource> Resources);

/// <summary>
/// Signatures of models in the form of OpenSSF Model Signing v1.0 (<c>model.sig</c>): a Sigstore bundle around a DSSE envelope around an
/// in-toto statement that lists the model's files. Made and verified with P-256 keys.
/// </summary>
/// <remarks>
/// The statement has one subject, whose digest is SHA-256 over the files' raw digests in the order of their names. Signatures of the older
/// form 0.1, of files in parts (<c>shards</c>) and by certificates are refused.
/// </remarks>
public static class ModelSigning
{
    /// <summary>Media type of the bundle.</summary>
    public const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>The predicate.</summary>
    public const string PredicateType = "https://model_signing/signature/v1.0";

    /// <summary>Name of the form in policies.</summary>
    public const string Format = "oms-1.0";

    /// <summary>Longest bundle taken.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly string[] s_ignored = ["model.sig", ".git", ".gitattributes", ".github", ".gitignore"];
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The hint by which a bundle names a key: SHA-256 of its PEM text, lower-case hex.</summary>
    public static string HintOf(DsseKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Sha256Hex.Of(Encoding.ASCII.GetBytes(key.Pem));
    }

    /// <summary>Signs a model.</summary>
    /// <param name="model">Name of the model or its folder.</param>
    /// <param name="resources">Its files.</param>
    /// <param name="key">A P-256 key.</param>
    /// <returns>The bundle, to be written to <c>model.sig</c>.</returns>
    public static byte[] Sign(string model, IEnumerable<SignedResource> resources, ECDsa key)
    {
        var sorted = resources.OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        var statement = CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = "https://in-toto.io/Statement/v1",
                ["subject"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = model,
                        ["digest"] = new JsonObject { ["sha256"] = RootOf(sorted) },
                    }
                ),
                ["predicateType"] = PredicateType,
                ["predicate"] = new JsonObject
                {
                    ["serialization"] = new JsonObject
                    {
                        ["method"] = "files",
                        ["hash_type"] = "sha256",
                        ["allow_symlinks"] = false,
                        ["ignore_paths"] = new JsonArray([.. s_ignored.Select(p => (JsonNode)p)]),
                    },
                    ["resources"] = new JsonArray([
                        .. sorted.Select(r =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["name"] = r.Name,
                                    ["algorithm"] = "sha256",
                                    ["digest"] = r.Sha256,
                                }
                        ),
                    ]),
                },
            }
        );
        var envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement, key);
        // The hint names the key; a keyid of our own would say nothing to others.
        envelope = envelope with
        {
            Signatures = [new DsseSignature(null, envelope.Signatures[0].Signature)],
        };
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["mediaType"] = BundleType,
                ["verificationMaterial"] = new JsonObject
                {
                    ["publicKey"] = new JsonObject { ["hint"] = HintOf(DsseKey.Of(key)) },
                    ["tlogEntries"] = new JsonArray(),
                },
                ["dsseEnvelope"] = envelope.ToJson(),
            },
            s_plain
        );
    }

    /// <summary>Verifies a signature and reads the files it signs.</summary>
    /// <param name="bundle">The bytes of <c>model.sig</c>.</param>
    /// <param name="trusted">Keys that are trusted to sign models.</param>
    public static ModelSigningVerdict Verify(ReadOnlyMemory<byte> bundle, IReadOnlyCollection<DsseKey> trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (bundle.Length > MaxBytes)
        {
            return Doubted($"It is longer than {MaxBytes} bytes.");
        }

        try
        {
            using var json = JsonDocument.Parse(bundle, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            return Verify(json.RootElement, trusted);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Doubted("It is not a Sigstore bundle with a signed in-toto statement.");
        }
    }

    /// <summary>Verifies the signature of a model that is one file: it has to sign this file and no other.</summary>
    public static ModelSigningVerdict VerifyFile(ReadOnlyMemory<byte> bundle, string sha256, IReadOnlyCollection<DsseKey> trusted)
    {
        var verdict = Verify(bundle, trusted);
        return verdict switch
        {
            { Doubt: not null } => verdict,
            { Resources: [{ } one] } when one.Sha256 == sha256 => verdict,
            { Resources.Count: > 1 } => Doubted($"It signs {verdict.Resources.Count} files, but the artifact is a single file."),
            _ => Doubted("It signs a different file."),
        };
    }

    private static ModelSigningVerdict Verify(JsonElement bundle, IReadOnlyCollection<DsseKey> trusted)
    {
        if (bundle.GetProperty("mediaType").GetString() != BundleType)
        {
            return Doubted($"Its media type is not {BundleType}.");
        }

        var material = bundle.GetProperty("verificationMaterial");
        if (!material.TryGetProperty("publicKey", out var publicKey))
        {
            return Doubted("It is signed with a certificate. Only signatures with a key are accepted.");
        }

        // An empty hint is of an older signer: then every trusted key may be the one.
        var hint = publicKey.TryGetProperty("hint", out var named) && named.ValueKind is JsonValueKind.String ? named.GetString()! : "";
        var candidates = trusted.Where(key => hint.Length == 0 || HintOf(key) == hint).ToList();
        if (candidates.Count == 0)
        {
            return Doubted("It names a key that is not trusted here.");
        }

        if (
            DsseEnvelope.Read(bundle.GetProperty("dsseEnvelope")) is not { } envelope
            || envelope.PayloadType != DsseEnvelope.InTotoType
            || envelope.Signatures.Count != 1
        )
        {
            return Doubted("It contains no envelope with one signature on an in-toto statement.");
        }

        return envelope.SignedBy(candidates) is [var key, ..]
            ? ReadStatement(envelope.Payload, key)
            : Doubted("The signature is not that of a trusted key, or the statement was changed.");
    }

    private static ModelSigningVerdict ReadStatement(byte[] payload, DsseKey key)
    {
        using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var statement = json.RootElement;
        if (
            statement.GetProperty("_type").GetString() != "https://in-toto.io/Statement/v1"
            || statement.GetProperty("predicateType").GetString() != PredicateType
        )
        {
            return Doubted($"It signs something other than a model in the form {PredicateType}.");
        }

        var predicate = statement.GetProperty("predicate");
        var serialization = predicate.GetProperty("serialization");
        if (serialization.GetProperty("method").GetString() != "files" || serialization.GetProperty("hash_type").GetString() != "sha256")
        {
            return Doubted("It signs files in parts, or with a digest other than SHA-256.");
        }

        var resources = new List<SignedResource>();
        foreach (var item in predicate.GetProperty("resources").EnumerateArray())
        {
            var resource = new SignedResource(item.GetProperty("name").GetString() ?? "", item.GetProperty("digest").GetString() ?? "");
            if (
                item.GetProperty("algorithm").GetString() != "sha256"
                || resource.Name.Length == 0
                || !Sha256Hex.IsValid(resource.Sha256)
                || resources.Exists(r => r.Name == resource.Name)
            )
            {
                return Doubted("Its list of files cannot be read.");
            }

            resources.Add(resource);
        }

        var subjects = statement.GetProperty("subject");
        return
            subjects.GetArrayLength() == 1
            && resources.Count > 0
            && subjects[0].GetProperty("digest").GetProperty("sha256").GetString() == RootOf(resources)
            ? new ModelSigningVerdict(null, key, resources)
            : Doubted("Its digest of the whole model does not match its files.");
    }

    private static string RootOf(IEnumerable<SignedResource> resources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in resources)
        {
            hash.AppendData(Convert.FromHexString(resource.Sha256));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ModelSigningVerdict Doubted(string doubt) => new(doubt, null, []);
}
