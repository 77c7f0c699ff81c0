using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Transparency.Tests;

public sealed class DsseTests
{
    // The published vector of the DSSE protocol: its signature is r ‖ s.
    private const string X = "46950820868899156662930047687818585632848591499744589407958293238635476079160";
    private const string Y = "5640078356564379163099075877009565129882514886557779369047442380624545832820";
    private const string Signature = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
    private const string Type = "http://example.com/HelloWorld";

    [Fact]
    public void Pae_OfThePublishedVector_CountsBytes() =>
        Assert.Equal(
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
            Encoding.UTF8.GetString(DsseEnvelope.Pae(Type, "hello world"u8))
        );

    [Fact]
    public void Pae_OfTextBeyondAscii_CountsBytesNotCharacters() =>
        Assert.Equal("DSSEv1 2 é 3 €", Encoding.UTF8.GetString(DsseEnvelope.Pae("é", "€"u8)));

    [Theory]
    [InlineData("aGVsbG8gd29ybGQ=", Signature)]
    [InlineData("aGVsbG8gd29ybGQ", "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F-FnZ-O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA")]
    public void Envelope_OfThePublishedVector_IsSignedByItsKeyInEitherAlphabet(string payload, string signature)
    {
        var envelope = Parse(
            $$"""{"payload":"{{payload}}","payloadType":"{{Type}}","signatures":[{"sig":"{{signature}}"}],"unknown":1}"""
        )!;

        Assert.Equal("hello world", Encoding.UTF8.GetString(envelope.Payload));
        Assert.Single(envelope.SignedBy([VectorKey(), NewKey().Public]));
    }

    [Theory]
    [InlineData("aGVsbG8gd29ybGE=", Type)]
    [InlineData("aGVsbG8gd29ybGQ=", "http://example.com/HelloWorle")]
    public void Envelope_WithAnotherBodyOrType_IsSignedByNobody(string payload, string type) =>
        Assert.Empty(
            Parse($$"""{"payload":"{{payload}}","payloadType":"{{type}}","signatures":[{"sig":"{{Signature}}"}]}""")!
                .SignedBy([VectorKey()])
        );

    [Fact]
    public void Sign_ThenWriteAndRead_IsSignedByTheSameKeyOnce()
    {
        var (key, pub) = NewKey();
        var made = DsseEnvelope.Sign(Type, "body"u8.ToArray(), key);
        var twice = made with { Signatures = [.. made.Signatures, .. DsseEnvelope.Sign(Type, made.Payload, key).Signatures] };

        var read = DsseEnvelope.Parse(twice.ToBytes())!;

        Assert.Equal([pub], read.SignedBy([pub, pub, NewKey().Public]));
        Assert.Equal(Sha256Hex.Of(key.ExportSubjectPublicKeyInfo()), read.Signatures[0].KeyId);
        Assert.Equal(0x30, read.Signatures[0].Signature[0]); // DER
    }

    [Fact]
    public void Envelope_WithAnyByteChanged_IsSignedByNobody()
    {
        var (key, pub) = NewKey();
        var made = DsseEnvelope.Sign(Type, "a statement"u8.ToArray(), key);
        for (var i = 0; i < made.Payload.Length; i++)
        {
            var payload = made.Payload.ToArray();
            payload[i] ^= 1;
            Assert.Empty((made with { Payload = payload }).SignedBy([pub]));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"Y","payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YR==","payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YQ==","payload":"Yg==","payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[{"sig":1}]}""")]
    public void Parse_WhatIsNoEnvelope_AnswersNothing(string text) => Assert.Null(Parse(text));

    [Fact]
    public void Key_FromPem_IsTheSameAndOthersAreRefused()
    {
        var (key, pub) = NewKey();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Equal(pub, DsseKey.FromPem(key.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(key.ExportSubjectPublicKeyInfoPem() + "\n", pub.Pem);
        Assert.Null(DsseKey.FromPem(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(DsseKey.FromPem("no key"));
    }

    private static DsseEnvelope? Parse(string text) => DsseEnvelope.Parse(Encoding.UTF8.GetBytes(text));

    private static (ECDsa Key, DsseKey Public) NewKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key, DsseKey.Of(key));
    }

    private static DsseKey VectorKey()
    {
        using var key = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Number(X), Y = Number(Y) },
            }
        );
        return DsseKey.Of(key);
    }

    private static byte[] Number(string text)
    {
        var bytes = BigInteger.Parse(text, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
