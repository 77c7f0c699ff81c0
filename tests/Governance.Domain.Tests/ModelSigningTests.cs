using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Tests;

public sealed class ModelSigningTests
{
    private static readonly string s_digest = Sha256Hex.Of("weights"u8);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private DsseKey Public => DsseKey.Of(_key);

    [Fact]
    public void Signature_OfAFile_VerifiesWithItsKey()
    {
        var verdict = ModelSigning.VerifyFile(Sign(), s_digest, [Public]);

        Assert.Null(verdict.Doubt);
        Assert.Equal(Public, verdict.Key);
        Assert.Equal([new SignedResource("model.onnx", s_digest)], verdict.Resources);
    }

    [Fact]
    public void Signature_HasTheFormOfTheStandard()
    {
        var bundle = JsonNode.Parse(ModelSigning.Sign("m", [new("b", Sha256Hex.Of("2"u8)), new("a", Sha256Hex.Of("1"u8))], _key))!;
        var statement = JsonNode.Parse(Convert.FromBase64String((string)bundle["dsseEnvelope"]!["payload"]!))!;

        Assert.Equal("application/vnd.dev.sigstore.bundle.v0.3+json", (string?)bundle["mediaType"]);
        // sha256 of the PEM text, line feed at the end included
        Assert.Equal(
            Sha256Hex.Of(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem() + "\n")),
            (string?)bundle["verificationMaterial"]!["publicKey"]!["hint"]
        );
        Assert.Equal(["a", "b"], statement["predicate"]!["resources"]!.AsArray().Select(r => (string)r!["name"]!));
        // over the raw digests, in the order of the names
        byte[] digests = [.. SHA256.HashData("1"u8), .. SHA256.HashData("2"u8)];
        Assert.Equal(Sha256Hex.Of(digests), (string?)statement["subject"]![0]!["digest"]!["sha256"]);
        Assert.Equal("https://model_signing/signature/v1.0", (string?)statement["predicateType"]);
    }

    [Fact]
    public void Signature_OfAnotherFileOrOfMoreThanOne_IsDoubted()
    {
        var two = ModelSigning.Sign("m", [new("a", s_digest), new("b", s_digest)], _key);

        Assert.Equal("It signs a different file.", ModelSigning.VerifyFile(Sign(), Sha256Hex.Of("other"u8), [Public]).Doubt);
        Assert.Equal("It signs 2 files, but the artifact is a single file.", ModelSigning.VerifyFile(two, s_digest, [Public]).Doubt);
        Assert.Null(ModelSigning.Verify(two, [Public]).Doubt);
    }

    [Fact]
    public void Signature_ByAKeyThatIsNotTrusted_IsDoubted()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal("It names a key that is not trusted here.", ModelSigning.VerifyFile(Sign(), s_digest, [DsseKey.Of(other)]).Doubt);
        Assert.Equal("It names a key that is not trusted here.", ModelSigning.VerifyFile(Sign(), s_digest, []).Doubt);
    }

    [Fact]
    public void Hint_OfAnotherTrustedKey_IsNotSearchedFurtherAndAnEmptyOneIs()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DsseKey[] trusted = [DsseKey.Of(other), Public];
        var misnamed = Changed(b => b["verificationMaterial"]!["publicKey"]!["hint"] = ModelSigning.HintOf(DsseKey.Of(other)));
        var unnamed = Changed(b => b["verificationMaterial"]!["publicKey"] = new JsonObject());

        Assert.Equal(
            "The signature is not that of a trusted key, or the statement was changed.",
            ModelSigning.VerifyFile(misnamed, s_digest, trusted).Doubt
        );
        Assert.Equal(Public, ModelSigning.VerifyFile(unnamed, s_digest, trusted).Key);
    }

    [Fact]
    public void Payload_Altered_IsDoubted()
    {
        var altered = Changed(b =>
        {
            var payload = Encoding.UTF8.GetString(Convert.FromBase64String((string)b["dsseEnvelope"]!["payload"]!));
            b["dsseEnvelope"]!["payload"] = Convert.ToBase64String(
                Encoding.UTF8.GetBytes(payload.Replace("model.onnx", "model.bin", StringComparison.Ordinal))
            );
        });

        Assert.Equal(
            "The signature is not that of a trusted key, or the statement was changed.",
            ModelSigning.VerifyFile(altered, s_digest, [Public]).Doubt
        );
    }

    [Theory]
    [InlineData(
        "predicateType",
        "\"https://model_signing/Digests/v0.1\"",
        "It signs something other than a model in the form https://model_signing/signature/v1.0."
    )]
    [InlineData("subject", """[{"name":"m","digest":{"sha256":"00"}}]""", "Its digest of the whole model does not match its files.")]
    [InlineData(
        "predicate",
        """{"serialization":{"method":"shards","hash_type":"sha256"},"resources":[]}""",
        "It signs files in parts, or with a digest other than SHA-256."
    )]
    [InlineData(
        "predicate",
        """{"serialization":{"method":"files","hash_type":"sha256"},"resources":[{"name":"a","algorithm":"blake2b","digest":"00"}]}""",
        "Its list of files cannot be read."
    )]
    [InlineData("predicate", "{}", "It is not a Sigstore bundle with a signed in-toto statement.")]
    public void Statement_OfAnotherForm_IsDoubtedThoughItIsSigned(string member, string value, string doubt)
    {
        var bundle = JsonNode.Parse(Sign())!;
        var statement = JsonNode.Parse(Convert.FromBase64String((string)bundle["dsseEnvelope"]!["payload"]!))!;
        statement[member] = JsonNode.Parse(value);
        bundle["dsseEnvelope"] = DsseEnvelope
            .Sign(DsseEnvelope.InTotoType, Encoding.UTF8.GetBytes(statement.ToJsonString()), _key)
            .ToJson();

        Assert.Equal(doubt, ModelSigning.Verify(Encoding.UTF8.GetBytes(bundle.ToJsonString()), [Public]).Doubt);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{}}}""")]
    public void Bundle_ThatIsNone_IsDoubtedAndNeverThrows(string text) =>
        Assert.NotNull(ModelSigning.Verify(Encoding.UTF8.GetBytes(text), [Public]).Doubt);

    private byte[] Sign() => ModelSigning.Sign("model.onnx", [new("model.onnx", s_digest)], _key);

    private byte[] Changed(Action<JsonNode> change)
    {
        var bundle = JsonNode.Parse(Sign())!;
        change(bundle);
        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }
}
