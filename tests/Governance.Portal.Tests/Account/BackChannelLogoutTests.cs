using System.Net;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.Account;

/// <summary>The provider ends sessions: those of its own session or person, at once, once, and no one else ends any.</summary>
public sealed class BackChannelLogoutTests(AttackedSignOn attacked) : IClassFixture<AttackedSignOn>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Session_ThatTheProviderEnds_IsOverAtOnce_AndOthersGoOn(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock, kind: kind);
        var (office, home, other) = (
            await SignedInAsync(provider, portal, "u-1", "s-1"),
            await SignedInAsync(provider, portal, "u-1", "s-2"),
            await SignedInAsync(provider, portal, "u-2", "s-3")
        );
        var local = await portal.SignInAsync("root@bank.example");

        var token = provider.Ended(clock.GetUtcNow());
        token["sid"] = "s-1";
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(token, "RS256", h => h["typ"] = "logout+jwt")));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK],
            [await StateAsync(office), await StateAsync(home), await StateAsync(other), await StateAsync(local)]
        );
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "session.closed" && e.Actor == "system:single-sign-on", Ct));

        // Without a session everything of the person ends that began there.
        Assert.Equal(
            HttpStatusCode.OK,
            await EndSessionsAsync(portal, provider.Signer.Sign(provider.Ended(clock.GetUtcNow(), "out-2"), "ES256"))
        );
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK],
            [await StateAsync(home), await StateAsync(other), await StateAsync(local)]
        );
    }

    [Fact]
    public async Task Session_NamedAlone_EndsWithoutItsPerson_AndOfAnotherPersonNot()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        var (one, two) = (await SignedInAsync(provider, portal, "u-1", "s-1"), await SignedInAsync(provider, portal, "u-2", "s-2"));

        var mixed = provider.Ended(clock.GetUtcNow());
        mixed["sid"] = "s-2";
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(mixed)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await StateAsync(one), await StateAsync(two)]);

        var alone = provider.Ended(clock.GetUtcNow(), "out-2");
        alone.Remove("sub");
        alone["sid"] = "s-2";
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(alone)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await StateAsync(one), await StateAsync(two)]);
    }

    private static readonly Dictionary<string, Func<FakeProvider, JsonObject, string>> s_forgeries = new(StringComparer.Ordinal)
    {
        ["a different issuer"] = (p, t) => With(p, t, c => c["iss"] = "https://evil.example"),
        ["another audience"] = (p, t) => With(p, t, c => c["aud"] = "somebody-else"),
        ["no audience"] = (p, t) => With(p, t, c => c.Remove("aud")),
        ["a nonce"] = (p, t) => With(p, t, c => c["nonce"] = "n"),
        ["a nonce of nothing"] = (p, t) => With(p, t, c => c["nonce"] = null),
        ["no event"] = (p, t) => With(p, t, c => c.Remove("events")),
        ["another event"] = (p, t) =>
            With(p, t, c => c["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }),
        ["an event that is none"] = (p, t) =>
            With(p, t, c => c["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = true }),
        ["no id"] = (p, t) => With(p, t, c => c.Remove("jti")),
        ["no time"] = (p, t) => With(p, t, c => c.Remove("iat")),
        ["too old"] = (p, t) => With(p, t, c => c["iat"] = (long)c["iat"]! - 300),
        ["dated in the future"] = (p, t) => With(p, t, c => c["iat"] = (long)c["iat"]! + 120),
        ["expired"] = (p, t) => With(p, t, c => c["exp"] = (long)c["iat"]! - 120),
        ["of nobody and no session"] = (p, t) => With(p, t, c => c.Remove("sub")),
        ["a session that is no name"] = (p, t) => With(p, t, c => c["sid"] = 7),
        ["not signed"] = (p, t) => p.Signer.Sign(t, "none"),
        ["the published key as a secret"] = (p, t) => p.Signer.Sign(t, "HS256"),
        ["a key of somebody else"] = (_, t) => new TokenSigner().Sign(t),
        ["an access token"] = (p, t) => p.Signer.Sign(t, "RS256", h => h["typ"] = "at+jwt"),
        ["nothing"] = (_, _) => "",
        ["far too long"] = (_, _) => new string('a', 70_000),
    };

    public static TheoryData<string> Forgeries => [.. s_forgeries.Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task LogoutToken_ThatDoesNotHold_EndsNothingAndIsLogged(string what)
    {
        var forge = s_forgeries[what];
        var provider = await attacked.BeginAsync();
        var browser = await SignedInAsync(provider, attacked.Portal, "u-1", "s-1");
        var before = await attacked.LogSizeAsync("session.closed");

        var answer = await EndSessionsAsync(attacked.Portal, forge(provider, provider.Ended(attacked.Clock.GetUtcNow())));

        Assert.True(answer is HttpStatusCode.BadRequest, $"{what}: {answer}");
        Assert.Equal(HttpStatusCode.OK, await StateAsync(browser));
        Assert.Equal(before + 1, await attacked.LogSizeAsync("session.closed"));
    }

    [Fact]
    public async Task LogoutToken_IsGoodOnce_AlsoAfterTheOldestTimeItCouldBe()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        var token = provider.Signer.Sign(provider.Ended(clock.GetUtcNow()));
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, token));

        var browser = await SignedInAsync(provider, portal, "u-1", "s-1");
        Assert.Equal(HttpStatusCode.BadRequest, await EndSessionsAsync(portal, token));
        clock.Advance(TimeSpan.FromMinutes(4.5));
        Assert.Equal(HttpStatusCode.BadRequest, await EndSessionsAsync(portal, token));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.BadRequest, await EndSessionsAsync(portal, token));
        Assert.Equal(HttpStatusCode.OK, await StateAsync(browser));
    }

    [Fact]
    public async Task Logout_WithoutAProvider_OrOfAnUnknownPerson_ChangesNothing()
    {
        await using var alone = new PortalFactory();
        Assert.Equal(HttpStatusCode.NotFound, await EndSessionsAsync(alone, "a.b.c"));

        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        var browser = await SignedInAsync(provider, portal, "u-1", "s-1");
        var token = provider.Ended(clock.GetUtcNow());
        token["sub"] = "u-9";
        Assert.Equal(HttpStatusCode.OK, await EndSessionsAsync(portal, provider.Signer.Sign(token)));
        Assert.Equal(HttpStatusCode.OK, await StateAsync(browser));
    }

    private static string With(FakeProvider provider, JsonObject token, Action<JsonObject> change)
    {
        change(token);
        return provider.Signer.Sign(token);
    }

    private static async Task<HttpClient> SignedInAsync(FakeProvider provider, PortalFactory portal, string sub, string session)
    {
        provider.Know(sub, $"{sub}@bank.example", "legal");
        provider.Token = t => t["sid"] = session;
        var browser = Browser(portal);
        Assert.Equal("/models", await provider.SignInAsync(browser));
        return browser;
    }

    private static async Task<HttpStatusCode> StateAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync(new Uri("/api/v1/session", UriKind.Relative), Ct);
        return answer.StatusCode;
    }
}
