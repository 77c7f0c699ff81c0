using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>While the log is damaged people sign in to read, beside it; nothing is changed, and it learns of them later.</summary>
public sealed class ReadingSessionsTests
{
    private const string Ann = "ann@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, Roles.Administrator)]
    [InlineData(DatabaseKind.Sqlite, Roles.Auditor)]
    [InlineData(DatabaseKind.Sqlite, Roles.RiskOfficer)]
    [InlineData(DatabaseKind.Postgres, Roles.Administrator)]
    [InlineData(DatabaseKind.Postgres, Roles.Auditor)]
    [InlineData(DatabaseKind.Postgres, Roles.RiskOfficer)]
    public async Task SignIn_WhileTheLogIsDamaged_ReadsAndWritesNothing_AndIsJoinedOnceAfterwards(DatabaseKind kind, string role)
    {
        await using var portal = new PortalFactory(kind);
        var user = await portal.CreateUserAsync(Ann, role);
        await portal.SetUpAppAsync(Ann);
        var log = await DamagedLog.OfAsync(portal);
        var entries = await log.CountAsync();

        using var client = await portal.SignInAsync(Ann, proves: false);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/audit/entries", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/audit/state", Ct)).StatusCode);
        await RefusesEverythingAsync(client);
        Assert.Equal(entries, await log.CountAsync());
        var session = await SessionAsync(portal, user);
        Assert.True(session is { ReadsOnly: true, EndedAt: null });
        var line = Assert.Single(await File.ReadAllLinesAsync(FileOf(portal), Ct));
        Assert.Equal(
            ("session.opened", user.ToString(), session.Hash, role),
            (
                (string?)Json(line)["action"],
                (string?)Json(line)["account"],
                (string?)Json(line)["data"]!["session"],
                (string?)Json(line)["role"]
            )
        );
        Assert.DoesNotContain(Ann, line, StringComparison.Ordinal);

        await log.RepairAsync();
        Assert.True(await portal.Get<JoinReadingSessions>().RunAsync(Ct));
        Assert.True(await portal.Get<JoinReadingSessions>().RunAsync(Ct));

        var joined = Assert.Single(await JoinedAsync(portal));
        Assert.Equal((JoinReadingSessions.Began, user.ToString()), (joined.Action, joined.Subject));
        Assert.Equal(Transparency.Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(line)), joined.Text("lineSha256"));
        Assert.False(File.Exists(FileOf(portal)));
        Assert.Single(Directory.GetFiles(portal.KeyFolder, "reading-sessions*.joined-*"));
        Assert.NotNull((await SessionAsync(portal, user)).EndedAt);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/models", Ct)).StatusCode);
        // Signed in again, everything is as it was.
        using var again = await portal.SignInAsync(Ann, proves: false);
        Assert.False((await SessionAsync(portal, user)).ReadsOnly);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Passkey_WhileTheLogIsDamaged_OpensASessionToRead_AndAKeyReads(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var user = await portal.CreateUserAsync(Ann, Roles.Auditor);
        var passkey = await (await portal.SignInAsync(Ann)).AddPasskeyAsync();
        using var key = await portal.CreateKeyClientAsync(user, Scopes.AuditRead, Scopes.RegistryRead);
        await DamagedLog.OfAsync(portal);
        using var client = portal.CreateClient();

        var options = await client.PostAsync("/api/v1/session/passkey/options");
        var answer = PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin));
        await client.PostAsync("/api/v1/session/passkey", (JsonObject)answer.DeepClone());
        var replayed = await client.PostAsync("/api/v1/session/passkey", answer, HttpStatusCode.Unauthorized);

        Assert.Equal("session.passkey-refused", replayed.Code());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/audit/entries", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/v1/audit/entries", Ct)).StatusCode);
        Assert.True((await SessionAsync(portal, user)).ReadsOnly);
    }

    [Fact]
    public async Task SingleSignOn_WhileTheLogIsDamaged_PutsInForceWhatBothSidesGive_AndChangesNoRoleOrAccount()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await SingleSignOnScene.OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal", "risk");
        await provider.SignInAsync(SingleSignOnScene.Browser(portal));
        var log = await DamagedLog.OfAsync(portal);
        var entries = await log.CountAsync();
        using var browser = SingleSignOnScene.Browser(portal);

        provider.Know("u-1", "lena@bank.example", "risk");
        Assert.Equal("/models", await provider.SignInAsync(browser));
        provider.Know("u-1", "lena@bank.example");
        Assert.Equal("/signin/problem?code=provider.no-role", await provider.SignInAsync(SingleSignOnScene.Browser(portal)));
        provider.Know("u-2", "max@bank.example", "risk");
        Assert.Equal("/signin/problem?code=audit.damaged", await provider.SignInAsync(SingleSignOnScene.Browser(portal)));

        Assert.Equal(Roles.RiskOfficer, (string?)(await browser.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["activeRole"]);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var lena = (await db.ProviderIdentities.SingleAsync(Ct)).User;
        Assert.True((await SessionAsync(portal, lena)).ReadsOnly);
        Assert.Equal(2, await db.ProviderRoles.CountAsync(Ct));
        Assert.Equal(entries, await log.CountAsync());
    }

    [Fact]
    public async Task Write_InASessionToRead_BetweenRepairAndItsEnd_IsRefused()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.ModelOwner);
        await portal.SetUpAppAsync(Ann);
        var log = await DamagedLog.OfAsync(portal);
        using var client = await portal.SignInAsync(Ann, proves: false);
        await log.RepairAsync();

        using var answer = await client.PostAsJsonAsync("/api/v1/models", new { name = "fraud-scorer", owner = Ann }, Ct);

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit.damaged"), (answer.StatusCode, (string?)problem["code"]));
        Assert.EndsWith("Sign in again.", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPasswords_WhileTheLogIsDamaged_AreCountedAndLockTheAccount_AndAreInTheLogLater()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var user = await portal.CreateUserAsync(Ann, Roles.Auditor);
        var log = await DamagedLog.OfAsync(portal);
        using var client = portal.CreateClient();

        var codes = new List<string?>();
        for (var i = 0; i < 12; i++)
        {
            codes.Add(await SignInAsync(client, "wrong password"));
        }

        Assert.Equal("session.refused", codes[0]);
        Assert.Equal("session.too-many-failures", codes[^1]);
        Assert.Equal("session.too-many-failures", await SignInAsync(client, PortalFactory.Password));
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.True((await db.Users.SingleAsync(u => u.Id == user.Number, Ct)).AccessFailedCount > 0);
        }

        await log.RepairAsync();
        await portal.FlushRefusalsAsync();
        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotEmpty(await after.AuditEntries.Where(e => e.Action == "session.refused" && e.Refused).ToListAsync(Ct));
    }

    [Fact]
    public async Task RecoveryCodeAndEmergencyAccount_WhileTheLogIsDamaged_AreRefused_AndStayUnused()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Ann, Roles.Auditor);
        var root = await portal.CreateUserAsync("root@bank.example", Roles.Administrator);
        await portal.SetUpAppAsync("root@bank.example");
        string recovery;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            recovery = (await OneTimeCodes.RenewAsync(db, root, TimeProvider.System.GetUtcNow(), Ct))[0];
            (await db.Users.SingleAsync(u => u.Id == user.Number, Ct)).BreakGlass = true;
            db.Append(new AuditEvent("database.changed", "database", []), Actor.Host, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        await DamagedLog.OfAsync(portal);
        using var client = portal.CreateClient();

        Assert.Equal("audit.damaged", await SignInAsync(client, PortalFactory.Password));
        using var recovered = await client.PostAsJsonAsync(
            "/api/v1/session",
            new
            {
                email = "root@bank.example",
                password = PortalFactory.Password,
                code = recovery,
            },
            Ct
        );
        Assert.Equal("audit.damaged", (string?)(await recovered.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotNull((await after.Users.SingleAsync(u => u.Id == user.Number, Ct)).PasswordHash);
        Assert.All(await after.RecoveryCodes.ToListAsync(Ct), code => Assert.Null(code.UsedAt));
        Assert.Empty(Directory.GetFiles(portal.KeyFolder, "reading-sessions*"));
    }

    [Fact]
    public async Task SignIn_ThatCannotBeRecorded_IsRefused_AndOpensNoSession()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Ann, Roles.Auditor);
        await DamagedLog.OfAsync(portal);
        // No file can be written where a folder has its name.
        Directory.CreateDirectory(Path.Combine(FileOf(portal), "full"));
        using var client = portal.CreateClient();

        Assert.Equal("session.not-recorded", await SignInAsync(client, PortalFactory.Password));

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.Sessions.Where(s => s.User == user).ToListAsync(Ct));
    }

    [Fact]
    public async Task SignOut_WhileTheLogIsDamaged_EndsTheSession_AndIsRecordedBesideToo()
    {
        await using var portal = new PortalFactory();
        var user = await portal.CreateUserAsync(Ann, Roles.Auditor);
        await DamagedLog.OfAsync(portal);
        using var client = await portal.SignInAsync(Ann);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/session", Ct)).StatusCode);

        Assert.NotNull((await SessionAsync(portal, user)).EndedAt);
        Assert.Equal(
            ["session.opened", "session.closed"],
            (await File.ReadAllLinesAsync(FileOf(portal), Ct)).Select(l => (string?)Json(l)["action"])
        );
    }

    [Fact]
    public async Task Line_ThatWasChanged_IsNamedOnThePage_AndJoinedAsSuch()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Auditor);
        var bob = await portal.CreateUserAsync("bob@bank.example", Roles.Auditor);
        var log = await DamagedLog.OfAsync(portal);
        await portal.SignInAsync(Ann);
        await portal.SignInAsync("bob@bank.example");
        using var client = await portal.SignInAsync(Ann);
        var lines = await File.ReadAllLinesAsync(FileOf(portal), Ct);
        lines[1] = lines[1].Replace(bob.ToString(), "USR-0777", StringComparison.Ordinal);
        await File.WriteAllTextAsync(FileOf(portal), string.Join('\n', lines) + "\n", Ct);

        var page = await client.GetStringAsync("/audit/state", Ct);
        await log.RepairAsync();
        Assert.True(await portal.Get<JoinReadingSessions>().RunAsync(Ct));

        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "Changed after it was written"));
        Assert.Contains("reading-sessions.log, line 2", page, StringComparison.Ordinal);
        var joined = await JoinedAsync(portal);
        Assert.Equal([null, "true", null], joined.Select(e => e.Text("altered")?.ToLowerInvariant()));
        Assert.Equal((JoinReadingSessions.Noted, "reading-sessions", "2"), (joined[1].Action, joined[1].Subject, joined[1].Text("line")));
        Assert.Null(joined[1].Text("session"));
    }

    [Fact]
    public async Task Join_CutShortBeforeTheFileWasPutAside_EntersNoLineTwice()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Auditor);
        var log = await DamagedLog.OfAsync(portal);
        await portal.SignInAsync(Ann);
        await log.RepairAsync();
        var text = await File.ReadAllTextAsync(FileOf(portal), Ct);
        Assert.True(await portal.Get<JoinReadingSessions>().RunAsync(Ct));
        // As it lies after a crash between the commit and the new name.
        await File.WriteAllTextAsync(FileOf(portal), text, Ct);

        Assert.True(await portal.Get<JoinReadingSessions>().RunAsync(Ct));

        Assert.Single(await JoinedAsync(portal));
        Assert.False(File.Exists(FileOf(portal)));
    }

    [Fact]
    public async Task Log_FoundWholeAgain_LearnsByItselfOfWhoSignedIn()
    {
        await using var portal = new PortalFactory().With(typeof(ReadingSessionsJob));
        await portal.CreateUserAsync(Ann, Roles.Auditor);
        var log = await DamagedLog.OfAsync(portal);
        await portal.SignInAsync(Ann);

        await log.RepairAsync();

        await Until.HoldsAsync(
            "the sign-in is in the log",
            TimeSpan.FromSeconds(60),
            async _ => (await JoinedAsync(portal)).Count == 1,
            Ct
        );
    }

    [Fact]
    public async Task State_OfALogThatIsDamaged_SaysWhatIsWrong_WhatHolds_AndTheWayOut()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Auditor);
        using var before = await portal.SignInAsync(Ann);
        await portal.Get<LogSelfCheck>().RunAsync(Ct);
        var whole = await before.GetStringAsync("/audit/state", Ct);
        await DamagedLog.OfAsync(portal);
        await using var signed = await portal.Databases.CreateDbContextAsync(Ct);
        var size = await signed.Checkpoints.MaxAsync(c => c.Size, Ct);
        await portal.Get<CheckpointSigner>().SignAsync(Ct);

        portal.Get<LogHealth>().Records = "Row 7 of Models differs.";
        var damaged = await before.GetStringAsync("/audit/state", Ct);
        portal.Get<LogHealth>().Records = null;
        var other = await before.GetStringAsync("/models", Ct);

        Assert.Contains("The log is whole.", whole, StringComparison.Ordinal);
        Assert.Contains("The audit log is damaged.", damaged, StringComparison.Ordinal);
        Assert.Contains($"Entries up to {size - 1}", damaged, StringComparison.Ordinal);
        Assert.Contains("Row 7 of Models differs.", damaged, StringComparison.Ordinal);
        Assert.Contains("db check", damaged, StringComparison.Ordinal);
        Assert.Contains("href=\"/audit/state\"", other, StringComparison.Ordinal);
    }

    // Writes of every kind, those that the log states and those that it does not.
    private static async Task RefusesEverythingAsync(HttpClient client)
    {
        (HttpMethod Method, string Address, object? Body)[] writes =
        [
            (HttpMethod.Post, "/api/v1/models", new { name = "fraud-scorer", owner = Ann }),
            (HttpMethod.Post, "/api/v1/risks", new { title = "A risk" }),
            (HttpMethod.Post, "/api/v1/notifications/read", new { }),
            (HttpMethod.Put, "/api/v1/notifications/preferences", new { digestHour = 3 }),
            (HttpMethod.Put, "/api/v1/session/role", new { role = Roles.Auditor }),
            (HttpMethod.Delete, "/api/v1/account/sessions", null),
            (HttpMethod.Post, "/api/v1/session/reauthenticate", new { password = PortalFactory.Password }),
        ];
        var answers = new List<string>();
        foreach (var (method, address, body) in writes)
        {
            using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await client.SendAsync(request, Ct);
            answers.Add($"{address} {(int)answer.StatusCode} {Json(await answer.Content.ReadAsStringAsync(Ct))["code"]}");
        }

        Assert.Equal(writes.Select(w => $"{w.Address} 503 audit.damaged"), answers);
    }

    private static async Task<string?> SignInAsync(HttpClient client, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { email = Ann, password }, Ct);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private static string FileOf(PortalFactory portal) => Path.Combine(portal.KeyFolder, portal.Get<ReadingSessions>().FileName);

    private static async Task<UserSession> SessionAsync(PortalFactory portal, UserId user)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Sessions.AsNoTracking().Where(s => s.User == user).OrderByDescending(s => s.OpenedAt).FirstAsync(Ct);
    }

    private static async Task<List<LoggedEvent>> JoinedAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == JoinReadingSessions.Began || e.Action == JoinReadingSessions.Noted)
            .OrderBy(e => e.Index)
            .Select(e => e.Leaf)
            .ToListAsync(Ct);
        return [.. leaves.Select(l => LoggedEvent.Parse(l))];
    }
}
