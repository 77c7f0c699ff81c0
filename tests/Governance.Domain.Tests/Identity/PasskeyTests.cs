using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Domain.Tests.Identity;

public sealed class PasskeyTests
{
    private const string Origin = "https://portal.example";
    private const string RpId = "portal.example";
    private static readonly byte[] s_challenge = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly SoftPasskey _passkey = new();

    [Fact]
    public void Assertion_ToTheChallenge_Holds() => Assert.Null(Doubt(Answer()));

    [Theory]
    [InlineData("challenge", "It answers another challenge.")]
    [InlineData("origin", "It was given on another site.")]
    [InlineData("rpId", "It belongs to another domain.")]
    [InlineData("type", "It does not answer a request to sign.")]
    public void Assertion_ToSomethingElse_IsDoubted(string what, string doubt)
    {
        var other = RandomNumberGenerator.GetBytes(32);
        var answer = what switch
        {
            "challenge" => _passkey.Get(Base64Text.UrlSafe(other), RpId, Origin),
            "origin" => _passkey.Get(Base64Text.UrlSafe(s_challenge), RpId, "https://portal.example.evil.example"),
            "rpId" => _passkey.Get(Base64Text.UrlSafe(s_challenge), "example", Origin),
            _ => _passkey.Get(Base64Text.UrlSafe(s_challenge), RpId, Origin, type: "webauthn.create"),
        };

        Assert.Equal(doubt, Doubt(answer));
    }

    [Theory]
    [InlineData(SoftPasskey.Present, "The passkey did not verify the person.")]
    [InlineData(SoftPasskey.Verified, "The passkey did not confirm that a person was present.")]
    [InlineData(SoftPasskey.Present | SoftPasskey.Verified | 0x10, "Its own statements contradict each other.")]
    public void Assertion_WithTheWrongFlags_IsDoubted(byte flags, string doubt) =>
        Assert.Equal(doubt, Doubt(_passkey.Get(Base64Text.UrlSafe(s_challenge), RpId, Origin, flags)));

    [Theory]
    [InlineData(0u, 0u, null)]
    [InlineData(0u, 1u, null)]
    [InlineData(5u, 6u, null)]
    [InlineData(5u, 5u, "Its counter went back: the passkey may have been copied.")]
    [InlineData(5u, 0u, "Its counter went back: the passkey may have been copied.")]
    public void Counter_OnlyEverGrowsUnlessItCountsNothing(uint before, uint now, string? doubt)
    {
        _passkey.Counter = now;

        Assert.Equal(doubt, Doubt(Answer(), before));
    }

    [Fact]
    public void Assertion_OfAnotherPasskeyOrChanged_IsDoubted()
    {
        var answer = PasskeyAssertion.Read(Answer().ToJsonString())!;
        var changed = answer with { AuthenticatorData = [.. answer.AuthenticatorData[..^1], 9] };

        Assert.Equal(
            "The signature is not this passkey's.",
            PasskeyVerdict.On(answer, new(s_challenge, Origin, RpId, new SoftPasskey().Spki, 0)).Doubt
        );
        Assert.Equal(
            "The signature is not this passkey's.",
            PasskeyVerdict.On(changed, new(s_challenge, Origin, RpId, _passkey.Spki, 0)).Doubt
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"id":"YQ","response":{}}""")]
    [InlineData("""{"id":"YQ","response":{"clientDataJSON":"*","authenticatorData":"YQ","signature":"YQ"}}""")]
    public void Read_WhatIsNoAssertion_AnswersNothing(string json) => Assert.Null(PasskeyAssertion.Read(json));

    [Fact]
    public void Signature_OnAStatement_HoldsForItAlone()
    {
        var (statement, nonce) = ("a statement"u8.ToArray(), RandomNumberGenerator.GetBytes(32));
        var answer = _passkey.Get(Base64Text.UrlSafe(PasskeySignature.Challenge(nonce, statement)), RpId, Origin);
        var made = new PasskeySignature(
            Sha256Hex.Of(statement),
            nonce,
            Origin,
            RpId,
            _passkey.Spki,
            PasskeyAssertion.Read(answer.ToJsonString())!
        );

        var read = PasskeySignature.Parse(made.ToBytes())!;

        Assert.Null(read.Doubts(statement));
        Assert.Equal("The passkey signed a different statement.", read.Doubts("another"u8));
        Assert.Equal("It answers another challenge.", (read with { StatementSha256 = Sha256Hex.Of("another"u8) }).Doubts("another"u8));
        Assert.Null(PasskeySignature.Parse(Encoding.UTF8.GetBytes("{}")));
    }

    private JsonObject Answer() => _passkey.Get(Base64Text.UrlSafe(s_challenge), RpId, Origin);

    private string? Doubt(JsonObject answer, uint counter = 0) =>
        PasskeyVerdict.On(PasskeyAssertion.Read(answer.ToJsonString())!, new(s_challenge, Origin, RpId, _passkey.Spki, counter)).Doubt;
}
