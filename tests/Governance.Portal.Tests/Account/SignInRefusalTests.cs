using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

public sealed class SignInRefusalTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_UnknownAccountOrWrongPassword_AnswersTheSameWords()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();

        var wrong = await Body(await SessionTests.Post(client, "ann@bank.example", "not the password at all"));
        var unknown = await Body(await SessionTests.Post(client, "nobody@bank.example", "not the password at all"));

        Assert.Equal(401, (int?)wrong["status"]);
        wrong.Remove("traceId");
        unknown.Remove("traceId");
        Assert.Equal(wrong.ToJsonString(), unknown.ToJsonString());
    }

    [Fact]
    public async Task SignIn_UnknownAccount_HashesAPasswordToo()
    {
        // So slow a hash that nothing else a busy machine does comes near it.
        var clock = new TestClock();
        await using var portal = new PortalFactory
        {
            Replace = s => s.AddSingleton<TimeProvider>(clock).PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 300_000),
        };
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();
        await SessionTests.Post(client, "nobody@bank.example", "warm up");
        var (known, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1)); // so that no one is told to wait
            // In turns: what else the machine does takes its time from both.
            known = await FasterAsync(known, client, "ann@bank.example");
            unknown = await FasterAsync(unknown, client, "nobody@bank.example");
        }

        // Without the hash this would be far below a third.
        Assert.True(
            unknown.TotalMilliseconds > known.TotalMilliseconds / 3,
            $"{unknown.TotalMilliseconds} ms against {known.TotalMilliseconds} ms"
        );
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_MakesTheAddressWaitUntilTheTimeIsOver()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(HttpStatusCode.Unauthorized, (await SessionTests.Post(client, "ann@bank.example", "wrong")).StatusCode);
        }

        var locked = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);
        clock.Advance(TimeSpan.FromMinutes(15.1));
        var after = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.InRange(locked.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 14, 15.1);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Action == "user.locked", Ct)); // one address alone locks no one
        Assert.Equal(5, await db.AuditEntries.CountAsync(e => e.Action == "session.refused" && e.Subject == "USR-0001" && e.Refused, Ct));
    }

    [Fact]
    public async Task SignIn_UnknownAccountTooOften_IsLimitedLikeAKnownOne()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();
        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < 6; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            statuses.Add((await SessionTests.Post(client, "nobody@bank.example", "wrong")).StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task SignIn_AddressOverItsLimit_MakesARightPasswordWaitToo()
    {
        await using var portal = new PortalFactory();
        portal.Settings["Security:AddressFailures"] = "5";
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            await SessionTests.Post(client, $"nobody{i}@bank.example", "wrong");
        }

        var wrong = await SessionTests.Post(client, "somebody@bank.example", "wrong");
        var right = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    [Fact]
    public async Task SignIn_ManyUnknownAccounts_LeavesOneEntryAtOnceAndTheCountLater()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        var client = portal.CreateClient();
        for (var i = 0; i < 4; i++)
        {
            await SessionTests.Post(client, $"nobody{i}@bank.example", "wrong");
        }

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "session.refused", Ct));
        clock.Advance(TimeSpan.FromMinutes(1.1));
        await portal.Get<AnonymousRefusals>().FlushAsync(clock.GetUtcNow(), Ct);

        var last = await db.AuditEntries.OrderBy(e => e.Index).LastAsync(e => e.Action == "session.refused", Ct);
        var leaf = JsonNode.Parse(last.Leaf)!;
        Assert.Equal("anonymous", (string?)leaf["actor"]);
        Assert.Equal(3, (int?)leaf["data"]!["count"]);
    }

    [Fact]
    public async Task Reauthenticate_WrongPasswords_EndTheSessionAndLeaveTheAccountOpen()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var client = await portal.SignInAsync("ann@bank.example");
        for (var i = 0; i < 5; i++)
        {
            var wrong = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = "wrong" }, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        var after = await client.GetAsync("/api/v1/session", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(5, await db.AuditEntries.CountAsync(e => e.Action == "session.reauthenticated" && e.Refused, Ct));
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Action == "user.locked", Ct));
        Assert.Equal(
            HttpStatusCode.OK,
            (await SessionTests.Post(portal.CreateBrowser(), "ann@bank.example", PortalFactory.Password)).StatusCode
        );
    }

    [Fact]
    public async Task Reauthenticate_HalfABinding_NamesWhatIsMissing()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var client = await portal.SignInAsync("ann@bank.example");

        var answer = await client.PostAsJsonAsync(
            "/api/v1/session/reauthenticate",
            new
            {
                password = PortalFactory.Password,
                promotion = "APR-0001",
                role = "legal",
            },
            Ct
        );

        var problem = await Body(answer);
        Assert.Equal(422, (int?)problem["status"]);
        Assert.Equal(["decision", "bundleDigest"], problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("""{"email":"ann@bank.example","password":"x","extra":1}""", 422, "extra")]
    [InlineData("""{"email":"ann@bank.example","password":7}""", 422, "password")]
    [InlineData("""{"email":"ann@bank.example"}""", 422, "password")]
    [InlineData("""{"email":"ann@bank.example","password":"x","role":"King"}""", 422, "role")]
    [InlineData("""{"email":""", 400, null)]
    public async Task SignIn_BodyThatIsWrong_IsAProblemNamingTheField(string body, int status, string? field)
    {
        var portal = await shared.GetAsync(() => Task.FromResult(new PortalFactory()));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await portal.CreateClient().PostAsync("/api/v1/session", content, Ct);

        var problem = await Body(answer);
        Assert.Equal(status, (int?)problem["status"]);
        if (field is not null)
        {
            Assert.True(problem["errors"]!.AsObject().ContainsKey(field));
        }
    }

    [Fact]
    public async Task SignIn_FormInsteadOfJson_IsUnsupported()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = "ann@bank.example", ["password"] = PortalFactory.Password }
        );

        var answer = await portal.CreateClient().PostAsync("/api/v1/session", form, Ct);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    private static async Task<TimeSpan> FasterAsync(TimeSpan best, HttpClient client, string email)
    {
        var start = TimeProvider.System.GetTimestamp();
        await SessionTests.Post(client, email, "not the password at all");
        var took = TimeProvider.System.GetElapsedTime(start);
        return took < best ? took : best;
    }

    private static async Task<JsonObject> Body(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
}
