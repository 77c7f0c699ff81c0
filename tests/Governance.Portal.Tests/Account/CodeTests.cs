using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>One-time codes and recovery codes, as a person meets them.</summary>
public sealed class CodeTests
{
    private const string Ann = "ann@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task SignIn_WithCodesSetUp_NeedsPasswordAndCode(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var portal = Portal(clock, kind);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var client = portal.CreateClient();

        var without = await PostAsync(client, PortalFactory.Password, null);
        var wrong = await PostAsync(client, PortalFactory.Password, "000000");
        var right = await PostAsync(client, PortalFactory.Password, Code(secret, clock));
        var again = await PostAsync(client, PortalFactory.Password, Code(secret, clock));

        Assert.Equal("session.code-needed", await CodeOf(without));
        Assert.Equal("session.refused", await CodeOf(wrong));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal("session.refused", await CodeOf(again));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("password+totp", (await db.Sessions.OrderByDescending(s => s.OpenedAt).FirstAsync(Ct)).Method);
    }

    [Fact]
    public async Task SecondStep_ByItsOwnCall_OpensTheSessionAndIsTakenOnce()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

        var first = await PostAsync(client, PortalFactory.Password, null);
        var opened = await client.PostAsJsonAsync("/api/v1/session/verify", new { code = Code(secret, clock) }, Ct);
        var other = await portal.CreateClient().PostAsJsonAsync("/api/v1/session/verify", new { code = Code(secret, clock) }, Ct);

        var cookie = Assert.Single(
            first.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("governance-second-step=", StringComparison.Ordinal)
        );
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal("session.second-step-expired", await CodeOf(other));
    }

    [Fact]
    public async Task SecondStep_SixMinutesLater_BeginsAnew()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);
        var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        var first = await PostAsync(client, PortalFactory.Password, null);
        var cookie = first
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("governance-second-step=", StringComparison.Ordinal))
            .Split(';')[0];
        clock.Advance(TimeSpan.FromMinutes(6));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/verify")
        {
            Content = JsonContent.Create(new { code = Code(secret, clock) }),
        };
        request.Headers.Add("Cookie", cookie);
        var answer = await client.SendAsync(request, Ct);

        Assert.Equal("session.second-step-expired", await CodeOf(answer));
    }

    [Fact]
    public async Task WrongCodes_FiveTimes_LockTheAccountAndAPasswordInBetweenDoesNotHelp()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        portal.Settings["Security:AccountFailures"] = "5";
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var client = portal.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await PostAsync(client, PortalFactory.Password, "000000");
            await PostAsync(client, PortalFactory.Password, null);
        }

        var right = await PostAsync(client, PortalFactory.Password, Code(secret, clock));

        Assert.NotEqual(HttpStatusCode.OK, right.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "user.locked", Ct));
    }

    [Fact]
    public async Task RecoveryCode_OpensOnceAndIsLogged()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        var id = await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (_, recovery) = await SetUpAsync(portal, clock);
        var client = portal.CreateClient();

        var first = await PostAsync(client, PortalFactory.Password, recovery[3].ToUpperInvariant());
        var second = await PostAsync(client, PortalFactory.Password, recovery[3]);

        Assert.Equal(10, recovery.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "recovery-code.used", Ct);
        Assert.Equal(id.ToString(), entry.Subject);
        Assert.Equal(9, await db.RecoveryCodes.CountAsync(c => c.UsedAt == null, Ct));
        Assert.DoesNotContain(
            await db.RecoveryCodes.Select(c => c.Hash).ToListAsync(Ct),
            h => recovery.Any(r => h.Contains(r, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task NewRecoveryCodes_ReplaceTheOldOnes()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, old) = await SetUpAsync(portal, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var client = await SignInAsync(portal, Code(secret, clock));
        clock.Advance(TimeSpan.FromMinutes(1));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/codes/recovery");
        request.Headers.Add("X-Reauthentication", await ProofAsync(client, Code(secret, clock)));
        var renewed = await client.SendAsync(request, Ct);
        var withOld = await PostAsync(portal.CreateClient(), PortalFactory.Password, old[0]);

        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, withOld.StatusCode);
    }

    [Fact]
    public async Task Reauthenticate_WithCodesSetUp_NeedsTheCodeToo()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var client = await SignInAsync(portal, Code(secret, clock));
        clock.Advance(TimeSpan.FromMinutes(1));

        var without = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = PortalFactory.Password }, Ct);
        var proof = await ProofAsync(client, Code(secret, clock));

        Assert.Equal("session.code-needed", await CodeOf(without));
        Assert.Equal(43, proof.Length);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.ReauthenticationProofs.AnyAsync(p => p.Method == "password+totp", Ct));
    }

    [Fact]
    public async Task SetUp_WithoutProofOrWithAWrongFirstCode_ChangesNothing()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Ann, hasApp: false);

        var bare = await client.PostAsync("/api/v1/account/codes", null, Ct);
        var early = await client.PostAsJsonAsync("/api/v1/account/codes/confirm", new { code = "123456" }, Ct);
        await BeginAsync(client);
        var wrong = await client.PostAsJsonAsync("/api/v1/account/codes/confirm", new { code = "000000" }, Ct);

        Assert.Equal("signoff.proof-not-valid", await CodeOf(bare));
        Assert.Equal("codes.not-begun", await CodeOf(early));
        Assert.Equal("codes.wrong", await CodeOf(wrong));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(portal.CreateClient(), PortalFactory.Password, null)).StatusCode);
    }

    [Fact]
    public async Task Administrator_ResetsLostCodes_ReadsNothingAndMarksWhatIsSignedNext()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        var id = await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var (_, recovery) = await SetUpAsync(portal, clock);
        var admin = await portal.SignInAsync("admin@bank.example");

        var seen = await admin.GetStringAsync($"/api/v1/users/{id}", Ct);
        var reset = await admin.PostAsync($"/api/v1/users/{id}/codes/reset", null, Ct);
        var own = await admin.PostAsync("/api/v1/users/USR-0002/codes/reset", null, Ct);

        Assert.True((bool?)JsonNode.Parse(seen)!["hasCodes"]);
        Assert.DoesNotContain(recovery, r => seen.Contains(r, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        Assert.Equal("user.own-codes", await CodeOf(own));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(portal.CreateClient(), PortalFactory.Password, null)).StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotNull((await db.Users.SingleAsync(u => u.Id == id.Number, Ct)).PasswordResetAt);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "user.codes-reset" && e.Subject == id.ToString(), Ct));
    }

    [Fact]
    public async Task Secret_InTheDatabase_IsNotTheSecret()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var (secret, _) = await SetUpAsync(portal, clock);

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var stored = (await db.TimeCodeKeys.SingleAsync(Ct)).Secret!;

        Assert.DoesNotContain(Convert.ToBase64String(secret), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(TimeCode.Text(secret), stored, StringComparison.Ordinal);
    }

    internal static string Code(byte[] secret, TimeProvider clock) => TimeCode.Of(secret, TimeCode.StepOf(clock.GetUtcNow()));

    /// <summary>Sets up codes for Ann.</summary>
    internal static async Task<(byte[] Secret, IReadOnlyList<string> Recovery)> SetUpAsync(PortalFactory portal, TimeProvider clock)
    {
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var secret = await BeginAsync(client);
        var confirmed = await client.PostAsJsonAsync("/api/v1/account/codes/confirm", new { code = Code(secret, clock) }, Ct);
        confirmed.EnsureSuccessStatusCode();
        return (secret, [.. (await confirmed.Content.ReadFromJsonAsync<JsonObject>(Ct))!["codes"]!.AsArray().Select(c => (string)c!)]);
    }

    private static async Task<byte[]> BeginAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/codes");
        request.Headers.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(client));
        var begun = await client.SendAsync(request, Ct);
        begun.EnsureSuccessStatusCode();
        return Decode((string)(await begun.Content.ReadFromJsonAsync<JsonObject>(Ct))!["secret"]!);
    }

    private static async Task<HttpClient> SignInAsync(PortalFactory portal, string code)
    {
        var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        var answer = await PostAsync(client, PortalFactory.Password, code);
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["csrfToken"]);
        return client;
    }

    private static async Task<string> ProofAsync(HttpClient client, string code)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = PortalFactory.Password, code }, Ct);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["proof"]!;
    }

    private static PortalFactory Portal(TestClock clock, DatabaseKind kind = DatabaseKind.Sqlite) =>
        new(kind) { Replace = s => s.AddSingleton<TimeProvider>(clock) };

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string password, string? code)
    {
        var body = new JsonObject { ["email"] = Ann, ["password"] = password };
        if (code is not null)
        {
            body["code"] = code;
        }

        return client.PostAsJsonAsync("/api/v1/session", body, Ct);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];

    internal static byte[] Decode(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
