using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.Account;

/// <summary>What an attacker may try at single sign-on, and what cannot work.</summary>
public sealed class SingleSignOnAttackTests(AttackedSignOn attacked) : IClassFixture<AttackedSignOn>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmailOfALocalAccount_OpensNothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        provider.Know("u-9", "ann@bank.example", "legal");
        var browser = Browser(portal);

        Assert.Equal("/signin/problem?code=provider.email-taken", await provider.SignInAsync(browser));

        using var session = await browser.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    public static TheoryData<string, Action<JsonObject>> Forgeries =>
        new()
        {
            { "another nonce", t => t["nonce"] = "other" },
            { "no nonce", t => t.Remove("nonce") },
            { "another audience", t => t["aud"] = "somebody-else" },
            { "another authorised party", t => t["azp"] = "somebody-else" },
            { "two audiences and no party", t => t["aud"] = new JsonArray("portal", "other") },
            { "a different issuer", t => t["iss"] = "https://evil.example" },
            { "expired", t => t["exp"] = 1_000_000_000 },
            { "no expiry", t => t.Remove("exp") },
            { "an expiry that is text", t => t["exp"] = t["exp"]!.ToString() },
            { "dated in the future", t => t["iat"] = 99_999_999_999 },
            { "of no time", t => t.Remove("iat") },
            { "not valid yet", t => t["nbf"] = 99_999_999_999 },
            { "an authorised party without a name", t => t["azp"] = "" },
            { "an authorised party that is a list", t => t["azp"] = new JsonArray("portal") },
            { "a start that is text", t => t["nbf"] = "soon" },
            { "an event", t => t["events"] = new JsonObject() },
            { "of somebody else than userinfo", t => t["sub"] = "u-2" },
            { "of nobody", t => t.Remove("sub") },
            { "another access token", t => t["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" },
            { "an access token that is a number", t => t["at_hash"] = 7 },
        };

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public async Task IdToken_ThatDoesNotHold_SignsNobodyInAndIsLogged(string what, Action<JsonObject> forge)
    {
        var provider = await attacked.BeginAsync();
        provider.Token = forge;
        var browser = Browser(attacked.Portal);
        var before = await attacked.LogSizeAsync("session.refused");

        Assert.True(await provider.SignInAsync(browser) == "/signin/problem?code=provider.answer-not-valid", what);

        using var session = await browser.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.False(await attacked.IsKnownAsync("u-1"), what);
        Assert.Equal(before + 1, await attacked.LogSizeAsync("session.refused"));
    }

    private static readonly Dictionary<string, Func<FakeProvider, JsonObject, string>> s_badSignatures = new(StringComparer.Ordinal)
    {
        ["not signed"] = (p, c) => p.Signer.Sign(c, "none"),
        ["not signed, and no word of it"] = (p, c) => p.Signer.Sign(c, "none", h => h.Remove("alg")),
        ["the published key as a secret"] = (p, c) => p.Signer.Sign(c, "HS256"),
        ["the published secret"] = (p, c) => p.Signer.Sign(c, "HS256", h => h["kid"] = "key-1"),
        ["another algorithm of the same key"] = (p, c) => p.Signer.Sign(c, "RS512"),
        ["an algorithm of another family"] = (p, c) => p.Signer.Sign(c, "RS256", h => h["alg"] = "ES256"),
        ["another padding"] = (p, c) => p.Signer.Sign(c, "PS256", h => h["alg"] = "RS256"),
        ["a key of somebody else by the same name"] = (_, c) => new TokenSigner().Sign(c),
        ["a key nobody publishes"] = (_, c) => new TokenSigner { KeyId = "other" }.Sign(c),
        ["a key in the token"] = (p, c) =>
            new TokenSigner().Sign(c, "RS256", h => h["jwk"] = p.Signer.Published()["keys"]![1]!.DeepClone()),
        ["no key named, and another padding"] = (p, c) =>
            p.Signer.Sign(
                c,
                "RS256",
                h =>
                {
                    h.Remove("kid");
                    h["alg"] = "PS256";
                }
            ),
        ["an extension that is critical"] = (p, c) => p.Signer.Sign(c, "RS256", h => h["crit"] = new JsonArray("exp")),
        ["a logout token"] = (p, c) => p.Signer.Sign(c, "RS256", h => h["typ"] = "logout+jwt"),
        ["a part too few"] = (p, c) => p.Signer.Sign(c)[..p.Signer.Sign(c).LastIndexOf('.')],
        ["a part too many"] = (p, c) => $"{p.Signer.Sign(c)}.AAAA",
        ["padding"] = (p, c) => $"{p.Signer.Sign(c)}==",
        ["other claims under the signature"] = (p, c) => Swap(p.Signer.Sign(c), c),
        ["encrypted"] = (_, _) => "a.b.c.d.e",
    };

    public static TheoryData<string> BadSignatures => [.. s_badSignatures.Keys];

    [Theory]
    [MemberData(nameof(BadSignatures))]
    public async Task IdToken_WhoseSignatureDoesNotHold_SignsNobodyIn(string what)
    {
        var forge = s_badSignatures[what];
        var provider = await attacked.BeginAsync();
        provider.Forge = claims => forge(provider, claims);
        var browser = Browser(attacked.Portal);

        Assert.True(await provider.SignInAsync(browser) == "/signin/problem?code=provider.answer-not-valid", what);

        using var session = await browser.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    private static string Swap(string token, JsonObject claims)
    {
        var parts = token.Split('.');
        claims["sub"] = "root";
        return $"{parts[0]}.{TokenSigner.Part(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task IdToken_OfEachAlgorithmThatIsTaken_SignsIn(string algorithm)
    {
        var provider = await attacked.BeginAsync();
        provider.Know("u-3", "signed@bank.example", "legal");
        provider.Forge = claims =>
        {
            // Of "opaque", the access token.
            claims["at_hash"] = TokenSigner.Part(SHA256.HashData("opaque"u8)[..16]);
            (claims["aud"], claims["azp"], claims["nbf"]) = (new JsonArray("portal", "other"), "portal", claims["iat"]!.DeepClone());
            return provider.Signer.Sign(claims, algorithm, h => h["typ"] = "jwt");
        };

        Assert.Equal("/models", await provider.SignInAsync(Browser(attacked.Portal)));
    }

    [Fact]
    public async Task Keys_ThatTheProviderChanged_AreReadAnew_AtMostOnceAMinute()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        provider.Know("u-1", "lena@bank.example", "legal");
        Assert.Equal("/models", await provider.SignInAsync(Browser(portal)));
        Assert.Equal(1, provider.ListsRead);

        // Within the minute an unknown name is refused without a call; after it the new list is read, once.
        provider.Signer = new TokenSigner { KeyId = "key-2" };
        Assert.Equal("/signin/problem?code=provider.answer-not-valid", await provider.SignInAsync(Browser(portal)));
        Assert.Equal(1, provider.ListsRead);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("/models", await provider.SignInAsync(Browser(portal)));
        Assert.Equal(2, provider.ListsRead);
        Assert.Equal("/models", await provider.SignInAsync(Browser(portal)));
        Assert.Equal(2, provider.ListsRead);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("")]
    [InlineData("{\"sub\":17}")]
    [InlineData("{\"sub\":\"u-2\",\"groups\":[\"legal\"]}")]
    public async Task UserInfo_ThatDoesNotHold_SignsNobodyIn(string info)
    {
        var provider = await attacked.BeginAsync();
        provider.Garbage = info;

        Assert.Equal("/signin/problem?code=provider.answer-not-valid", await provider.SignInAsync(Browser(attacked.Portal)));
        Assert.False(await attacked.IsKnownAsync("u-1"));
    }

    [Fact]
    public async Task Groups_ThatWereLeftOut_TakeNoRoleAway()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        provider.Garbage = "{\"sub\":\"u-1\",\"_claim_names\":{\"groups\":\"src1\"}}";

        Assert.Equal("/signin/problem?code=provider.groups-left-out", await provider.SignInAsync(Browser(portal)));

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(Roles.LegalReviewer, (await db.ProviderRoles.SingleAsync(Ct)).Role);
    }

    [Fact]
    public async Task Answer_OfAnotherBrowser_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "mallory@bank.example", "legal");
        var callback = await provider.AskAsync(Browser(portal));
        var victim = Browser(portal);

        using var answer = await victim.GetAsync(callback, Ct);

        Assert.Equal("/signin/problem?code=provider.not-begun-here", answer.Headers.Location!.ToString());
        Assert.Empty(provider.Exchanges);
    }

    [Theory]
    [InlineData("code=abc&state=made-up", "provider.not-begun-here")]
    [InlineData("code=abc", "provider.not-begun-here")]
    [InlineData("error=access_denied", "provider.not-begun-here")]
    [InlineData("code=abc&state=made-up&iss=https%3A%2F%2Fevil.example", "provider.answer-not-valid")]
    public async Task Answer_ThatWasMadeUp_IsRefused(string query, string code)
    {
        await attacked.BeginAsync();

        using var answer = await Browser(attacked.Portal).GetAsync($"/signin/provider/callback?{query}", Ct);

        Assert.Equal($"/signin/problem?code={code}", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Answer_ThatCameTwice_OrTooLate_IsRefused()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);
        var callback = await provider.AskAsync(browser);
        using var first = await browser.GetAsync(callback, Ct);

        using var second = await browser.GetAsync(callback, Ct);
        var late = await provider.AskAsync(browser);
        clock.Advance(TimeSpan.FromMinutes(11));
        using var third = await browser.GetAsync(late, Ct);

        Assert.Equal("/models", first.Headers.Location!.ToString());
        Assert.Equal("/signin/problem?code=provider.not-begun-here", second.Headers.Location!.ToString());
        Assert.Equal("/signin/problem?code=provider.not-begun-here", third.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task ReturnUrl_OfAnotherHost_LeadsToTheOverview(string returnUrl)
    {
        var provider = await attacked.BeginAsync();
        provider.Know("u-3", "signed@bank.example", "legal");

        Assert.Equal(
            "/",
            await provider.SignInAsync(Browser(attacked.Portal), $"/signin/provider?returnUrl={Uri.EscapeDataString(returnUrl)}")
        );
    }

    [Fact]
    public async Task Confirmation_AtTheProvider_IsAProofOfThisSessionOnceAndOnlyWhenItWasFresh()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);
        await provider.SignInAsync(browser);
        await CarryTokenAsync(browser);

        var stale = await BeginAsync(browser);
        provider.Token = t => t["auth_time"] = (long)t["iat"]! - 3_600;
        var notFresh = await provider.SignInAsync(browser, stale.Url);
        provider.Token = _ => { };
        provider.Know("u-2", "other@bank.example", "legal");
        var other = await provider.SignInAsync(browser, (await BeginAsync(browser)).Url);
        provider.Know("u-1", "lena@bank.example", "legal");
        var good = await BeginAsync(browser);
        var early = await UseAsync(browser, good.Proof);
        var confirmed = await provider.SignInAsync(browser, good.Url);
        var used = await UseAsync(browser, good.Proof);
        var again = await UseAsync(browser, good.Proof);
        var replayed = await provider.SignInAsync(browser, good.Url);

        Assert.Equal("/signin/problem?code=provider.not-fresh", notFresh);
        Assert.Equal("/signin/problem?code=provider.somebody-else", other);
        Assert.Equal("signoff.proof-not-valid", early);
        Assert.Equal("/signin/confirmed", confirmed);
        Assert.Equal("provider.last-way", used); // taken: what is refused is only what was asked with it
        Assert.Equal("signoff.proof-not-valid", again);
        Assert.Equal("/signin/problem?code=provider.not-begun-here", replayed);
    }

    [Fact]
    public async Task Confirmation_InAnotherSession_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var office = Browser(portal);
        await provider.SignInAsync(office);
        await CarryTokenAsync(office);
        var begun = await BeginAsync(office);
        var home = Browser(portal);
        await provider.SignInAsync(home);

        using var answer = await home.GetAsync(begun.Url, Ct);

        Assert.Equal("/signin/problem?code=provider.not-begun-here", answer.Headers.Location!.ToString());
    }

    public static TheoryData<string, Action<SingleSignOnOptions>> Mistakes =>
        new()
        {
            { "Authority", o => o.Authority = "http://login.example.com" },
            { "Authority", o => o.Authority = "https://unlisted.example.com" },
            { "Authority", o => o.Authority = "login.example.com" },
            { "ClientId", o => o.ClientId = "" },
            { "ClientSecret", o => o.ClientSecret = "" },
            { "ClientSecretFile", o => o.ClientSecretFile = "/nowhere/secret" },
            { "RoleMapping__0__Roles", o => o.RoleMapping = [new MappedGroup { Group = "legal", Roles = ["King"] }] },
            { "RoleMapping__0__Group", o => o.RoleMapping = [new MappedGroup { Roles = [Roles.Auditor] }] },
            {
                "RoleMapping__0__Roles",
                o =>
                    o.RoleMapping = [
                        new MappedGroup
                        {
                            Group = "audit",
                            Roles = [Roles.LegalReviewer, Roles.Auditor],
                            BusinessUnits = ["Retail"],
                        },
                    ]
            },
            {
                "RoleMapping__0__Roles",
                o =>
                    o.RoleMapping = [
                        new MappedGroup
                        {
                            Group = "admins",
                            Roles = [Roles.Administrator],
                            Systems = ["SYS-0001"],
                        },
                    ]
            },
            {
                "RoleMapping__1__Systems__1",
                o =>
                    o.RoleMapping = [
                        new MappedGroup { Group = "all", Roles = [Roles.LegalReviewer] },
                        new MappedGroup
                        {
                            Group = "legal",
                            Roles = [Roles.LegalReviewer],
                            Systems = ["SYS-0001", "Scoring"],
                        },
                    ]
            },
            {
                "RoleMapping__0__Systems",
                o =>
                    o.RoleMapping = [
                        new MappedGroup
                        {
                            Group = "legal",
                            Roles = [Roles.LegalReviewer],
                            Systems = [],
                        },
                    ]
            },
            {
                "RoleMapping__0__BusinessUnits__0",
                o =>
                    o.RoleMapping = [
                        new MappedGroup
                        {
                            Group = "legal",
                            Roles = [Roles.LegalReviewer],
                            BusinessUnits = [" "],
                        },
                    ]
            },
            {
                "RoleMapping: all lines of LegalReviewer",
                o =>
                    o.RoleMapping = [
                        .. Enumerable
                            .Range(1, RoleScope.MaxParts + 1)
                            .Select(n => new MappedGroup
                            {
                                Group = $"g{n}",
                                Roles = [Roles.LegalReviewer],
                                BusinessUnits = [$"Unit {n}"],
                            }),
                    ]
            },
            { "CreateAccounts", o => o.CreateAccounts = true },
            { "AllowLocalSignIn", o => (o.Authority, o.AllowLocalSignIn) = ("", false) },
        };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Settings_ThatCannotWork_AreRefusedAndTheKeyIsNamed(string key, Action<SingleSignOnOptions> err)
    {
        var rules = new SingleSignOnRules(Options.Create(new OutboundOptions { AllowedHosts = ["login.example.com"] }));
        var good = new SingleSignOnOptions
        {
            Authority = "https://login.example.com",
            ClientId = "portal",
            ClientSecret = "secret",
        };
        Assert.True(rules.Validate(null, good).Succeeded);

        err(good);

        Assert.Contains($"SingleSignOn__{key}", rules.Validate(null, good).FailureMessage, StringComparison.Ordinal);
    }
}
