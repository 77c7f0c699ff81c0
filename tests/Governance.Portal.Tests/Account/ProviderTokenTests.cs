using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Doors;
using Microsoft.IdentityModel.Logging;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.Account;

/// <summary>What a signed token and a key have to be (docs/adr/0018), tried where anyone may send one.</summary>
public sealed class ProviderTokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Each has a signature that holds where one can, so that nothing but the rule it breaks refuses it.
    private static readonly Dictionary<string, Func<TokenSigner, JsonObject, string>> s_bad = new(StringComparer.Ordinal)
    {
        ["none in other letters"] = (s, c) => s.Sign(c, "RS256", h => h["alg"] = "nOnE"),
        ["none, and a signature"] = (s, c) => s.Sign(c, "RS256", h => h["alg"] = "none"),
        ["an algorithm in small letters"] = (s, c) => s.Sign(c, "RS256", h => h["alg"] = "rs256"),
        ["an algorithm that is a list"] = (s, c) => s.Sign(c, "RS256", h => h["alg"] = new JsonArray("RS256")),
        ["a longer hash of the same key"] = (s, c) => s.Sign(c, "RS512"),
        ["an algorithm of the other key"] = (s, c) => s.Sign(c, "ES256", h => h["kid"] = s.KeyId),
        ["another algorithm than the key's family"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = $"{s.KeyId}-ec"),
        ["an algorithm given twice"] = (s, c) => s.SignText($$"""{"alg":"none","alg":"RS256","kid":"{{s.KeyId}}"}""", c.ToJsonString()),
        ["a key given twice"] = (s, c) => s.SignText($$"""{"alg":"RS256","kid":"other","kid":"{{s.KeyId}}"}""", c.ToJsonString()),
        ["a claim given twice"] = (s, c) => s.SignText(Head(s), c.ToJsonString().Replace("{\"iss\"", "{\"iss\":\"x\",\"iss\"")),
        ["a claim of a claim given twice"] = (s, c) => s.SignText(Head(s), c.ToJsonString().Replace("\":{}", "\":{\"a\":1,\"a\":2}")),
        ["a claim given twice, once escaped"] = (s, c) =>
            s.SignText(Head(s), c.ToJsonString().Replace("{\"iss\"", "{\"\\u0069ss\":\"x\",\"iss\"")),
        ["an extension that is critical"] = (s, c) => s.Sign(c, "RS256", h => h["crit"] = new JsonArray("exp")),
        ["no critical extension"] = (s, c) => s.Sign(c, "RS256", h => h["crit"] = new JsonArray()),
        ["a body that is not encoded"] = (s, c) => s.Sign(c, "RS256", h => h["b64"] = false),
        ["a body that is compressed"] = (s, c) => s.Sign(c, "RS256", h => h["zip"] = "DEF"),
        ["padding"] = (s, c) => $"{s.Sign(c)}==",
        ["padding of the header"] = (s, c) => Padded(s.Sign(c), part: 0),
        ["padding of the body"] = (s, c) => Padded(s.Sign(c), part: 1),
        ["a space before"] = (s, c) => $" {s.Sign(c)}",
        ["a line end behind"] = (s, c) => $"{s.Sign(c)}\n",
        ["another alphabet"] = (s, c) => s.Sign(c)[..^1] + "+",
        ["encrypted"] = (s, c) => $"{s.Sign(c)}.AAAA.AAAA",
        ["a header that is a list"] = (s, c) => s.SignText("""[{"alg":"RS256"}]""", c.ToJsonString()),
        ["a comment"] = (s, c) => s.SignText(Head(s), "/* */" + c.ToJsonString()),
        ["a comma too many"] = (s, c) => s.SignText(Head(s), c.ToJsonString()[..^1] + ",}"),
        ["an algorithm that is no text"] = (s, c) => s.SignText("""{"alg":"\ud800"}""", c.ToJsonString()),
        ["a key that is no text"] = (s, c) => s.SignText("""{"alg":"RS256","kid":"\ud800"}""", c.ToJsonString()),
        ["a member that is no text"] = (s, c) => s.SignText("""{"alg":"RS256","\ud800":1}""", c.ToJsonString()),
        ["a person that is no text"] = (s, c) => s.SignText(Head(s), c.ToJsonString().Replace("\"u-1\"", "\"\\ud800\"")),
        ["a key that is a number"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = 7),
        ["a key without a name"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = ""),
        ["a key whose name is too long"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = new string('k', 256)),
        ["a kind that is a number"] = (s, c) => s.Sign(c, "RS256", h => h["typ"] = 7),
        ["a key that is not published"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = "key-7"),
        ["a key named in other letters"] = (s, c) => s.Sign(c, "RS256", h => h["kid"] = s.KeyId.ToUpperInvariant()),
        ["the key of the token itself"] = (s, c) =>
            new TokenSigner().Sign(
                c,
                "RS256",
                h =>
                {
                    h["jwk"] = s.Published()["keys"]![1]!.DeepClone();
                    h["jku"] = "https://evil.example/keys";
                    h["x5u"] = "https://evil.example/chain";
                }
            ),
        ["far too long"] = (s, c) => s.Sign(With(c, "filler", new string('a', 70_000))),
        ["an end that is text"] = (s, c) => s.Sign(With(c, "exp", c["exp"]!.ToString())),
        ["a time that is text"] = (s, c) => s.Sign(With(c, "iat", c["iat"]!.ToString())),
        ["an audience with a slash"] = (s, c) => s.Sign(With(c, "aud", $"{c["aud"]}/")),
        ["an audience in other letters"] = (s, c) => s.Sign(With(c, "aud", "PORTAL")),
        ["an issuer with a slash"] = (s, c) => s.Sign(With(c, "iss", $"{c["iss"]}/")),
        ["no issuer"] = (s, c) => s.Sign(With(c, "iss", null)),
    };

    [Fact]
    public async Task Token_ThatBreaksOneRule_IsRefused()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        using var log = new ConsoleLines();
        await using var portal = await OpenAsync(
            provider,
            p =>
            {
                p.Logging = log;
                p.Settings["Logging:LogLevel:Default"] = p.Settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Debug";
            },
            clock
        );
        var tokens = s_bad.ToDictionary(
            b => b.Key,
            b => b.Value(provider.Signer, provider.Ended(clock.GetUtcNow(), b.Key)),
            s_bad.Comparer
        );
        foreach (var (token, at) in provider.Signer.SignWithPublishedKey(provider.Ended(clock.GetUtcNow())).Select((t, i) => (t, i)))
        {
            tokens[$"the published key as a secret, form {at}"] = token;
        }

        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow(), "good-1"))));
        var answers = new Dictionary<string, HttpStatusCode>(StringComparer.Ordinal);
        foreach (var (what, token) in tokens)
        {
            answers[what] = await EndSessionsAsync(portal, token);
        }

        var taken = string.Join(", ", answers.Where(a => a.Value is not HttpStatusCode.BadRequest).Select(a => $"{a.Key} ({a.Value})"));
        Assert.True(taken.Length == 0, taken);
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow(), "good-2"))));
        Assert.Equal(1, provider.ListsRead); // an unknown key asks for the list once a minute, and the list is fresh

        // The log has a line of each, and nothing of what they say.
        Assert.InRange(
            log.Written.Count(line => line.Contains("A sign-out by the provider was refused", StringComparison.Ordinal)),
            tokens.Count,
            999
        );
        var parts = tokens.Values.SelectMany(t => t.Split('.')).Where(part => part.Length > 20).Distinct(StringComparer.Ordinal).ToList();
        Assert.DoesNotContain(log.Written, line => parts.Exists(part => line.Contains(part[..20], StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Written, line => line.Contains("backchannel-logout", StringComparison.Ordinal));
        Assert.False(IdentityModelEventSource.ShowPII || IdentityModelEventSource.LogCompleteSecurityArtifact);
    }

    [Fact]
    public async Task Token_WithMembersThatAreNotLookedAt_IsTaken()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);

        var token = provider.Signer.Sign(
            provider.Ended(clock.GetUtcNow()),
            "RS256",
            h =>
            {
                h["jwk"] = new TokenSigner().Published()["keys"]![1]!.DeepClone();
                h["jku"] = "https://evil.example/keys";
                h["x5u"] = "https://evil.example/chain";
                h["x5c"] = new JsonArray("AAAA");
            }
        );

        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, token));
    }

    private static readonly TokenSigner s_other = new();
    private static readonly TokenSigner s_short = new(1024);

    private sealed record Case(string What, Action<JsonArray> Keys, Func<TokenSigner, JsonObject, string> Token, bool Holds = false);

    private static readonly Case[] s_keys =
    [
        new("as published", _ => { }, (s, c) => s.Sign(c), Holds: true),
        new("a short one", k => k[1] = Rsa(s_short), (_, c) => s_short.Sign(c)),
        new("a short one with zeros before", k => k[1] = Zeros(Rsa(s_short), 128), (_, c) => s_short.Sign(c)),
        new("a zero before", k => k[1] = Zeros(k[1]!.DeepClone(), 1), (s, c) => s.Sign(c), Holds: true),
        new("padding", k => k[1]!["n"] = $"{k[1]!["n"]}==", (s, c) => s.Sign(c)),
        new("for encryption", k => k[1]!["use"] = "enc", (s, c) => s.Sign(c)),
        new("for signing, not for verifying", k => k[1]!["key_ops"] = new JsonArray("sign"), (s, c) => s.Sign(c)),
        new("for verifying", k => k[1]!["key_ops"] = new JsonArray("verify"), (s, c) => s.Sign(c), Holds: true),
        new("for another algorithm", k => k[1]!["alg"] = "PS256", (s, c) => s.Sign(c)),
        new("for this algorithm", k => k[1]!["alg"] = "PS256", (s, c) => s.Sign(c, "PS256"), Holds: true),
        new("without a name", k => k[1]!.AsObject().Remove("kid"), (s, c) => s.Sign(c)),
        new("on another curve", k => k[2]!["crv"] = "P-384", (s, c) => s.Sign(c, "ES256")),
        new("off its curve", k => k[2]!["y"] = k[2]!["x"]!.DeepClone(), (s, c) => s.Sign(c, "ES256")),
        new("of another kind", k => k[1]!["kty"] = "oct", (s, c) => s.Sign(c)),
        new("with a certificate, and signed with that", k => k[1]!["x5c"] = Certificate(s_other), (_, c) => s_other.Sign(c)),
        new("with a certificate", k => k[1]!["x5c"] = Certificate(s_other), (s, c) => s.Sign(c), Holds: true),
        new("two of one name", k => k.Insert(1, Rsa(s_other)), (s, c) => s.Sign(c), Holds: true),
        new("one that the token need not name", _ => { }, (s, c) => s.Sign(c, "ES256", h => h.Remove("kid")), Holds: true),
        new("two that it would have to name", k => k.Add(Ec(s_other)), (s, c) => s.Sign(c, "ES256", h => h.Remove("kid"))),
        new("beside odd ones", k => k.Insert(0, JsonNode.Parse(Odd)), (s, c) => s.Sign(c), Holds: true),
        new("beside what is no key", k => k.Insert(0, 7), (s, c) => s.Sign(c), Holds: true),
    ];

    [Fact]
    public async Task Key_OfTheList_HasToBeOneThatVerifiesHere()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        var answers = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var one in s_keys)
        {
            provider.Keys = one.Keys;
            clock.Advance(TimeSpan.FromMinutes(61)); // the list is read again
            answers[one.What] =
                await EndSessionsAsync(portal, one.Token(provider.Signer, provider.Ended(clock.GetUtcNow(), one.What)))
                is HttpStatusCode.OK;
        }

        var others = string.Join(", ", s_keys.Where(k => answers[k.What] != k.Holds).Select(k => k.What));
        Assert.True(others.Length == 0, others);
    }

    [Theory]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":7}""")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("")]
    public async Task List_ThatIsNone_IsAProviderThatIsAway(string list)
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        provider.KeyText = list;

        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            await EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow())))
        );
    }

    [Fact]
    public async Task List_OfMoreKeysThanAProviderHas_IsAProviderThatIsAway()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        provider.Keys = keys =>
        {
            while (keys.Count < 51)
            {
                keys.Add(new JsonObject { ["kty"] = "oct" });
            }
        };

        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            await EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow())))
        );
    }

    [Fact]
    public async Task Keys_WhileTheProviderIsAway_ServeForADay()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        Assert.Equal(HttpStatusCode.OK, await EndAsync("before"));

        provider.IsAway = true;
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, await EndAsync("after hours"));
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await EndAsync("after a day"));
        provider.IsAway = false;
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, await EndAsync("when it is back"));

        Task<HttpStatusCode> EndAsync(string id) => EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow(), id)));
    }

    private const string Odd = """{"kty":"RSA","kid":7,"use":["sig"],"key_ops":"verify","oth":[{}],"n":"\u0000"}""";

    private static string Head(TokenSigner signer) => $$"""{"alg":"RS256","kid":"{{signer.KeyId}}"}""";

    private static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        claims[name] = value;
        return claims;
    }

    private static string Padded(string token, int part)
    {
        var parts = token.Split('.');
        parts[part] = parts[part].PadRight((parts[part].Length + 4) / 4 * 4, '=');
        return string.Join('.', parts);
    }

    private static JsonNode Rsa(TokenSigner signer) => signer.Published()["keys"]![1]!.DeepClone();

    private static JsonNode Ec(TokenSigner signer) => signer.Published()["keys"]![2]!.DeepClone();

    private static JsonNode Zeros(JsonNode key, int count)
    {
        key["n"] = TokenSigner.Part([.. new byte[count], .. Base64Url.DecodeFromChars((string)key["n"]!)]);
        return key;
    }

    private static JsonArray Certificate(TokenSigner signer)
    {
        var key = Rsa(signer);
        using var rsa = RSA.Create(
            new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars((string)key["n"]!),
                Exponent = Base64Url.DecodeFromChars((string)key["e"]!),
            }
        );
        using var own = RSA.Create(2048);
        var request = new CertificateRequest(
            new X500DistinguishedName("CN=other"),
            new PublicKey(rsa),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        using var certificate = request.Create(
            new X500DistinguishedName("CN=other"),
            X509SignatureGenerator.CreateForRSA(own, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100),
            [1]
        );
        return new JsonArray(Convert.ToBase64String(certificate.RawData));
    }
}
