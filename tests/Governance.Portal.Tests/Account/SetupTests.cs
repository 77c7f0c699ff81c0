using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Admin;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

public sealed class SetupTests
{
    private const string Password = "a few words are good";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_BeforeTheFirstAccount_LeadToSetup()
    {
        await using var portal = new PortalFactory();
        var client = portal.CreateClient(new() { AllowAutoRedirect = false });

        var root = await client.GetAsync("/", Ct);
        var signIn = await client.GetAsync("/signin", Ct);
        var setup = await client.GetAsync("/setup", Ct);

        Assert.Equal("/setup", root.Headers.Location?.ToString());
        Assert.Equal("/setup", signIn.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, setup.StatusCode);
    }

    [Fact]
    public async Task Setup_RightToken_MakesOneAdministratorAndNoSecond()
    {
        await using var portal = new PortalFactory();
        var client = portal.CreateClient();
        var file = Path.Combine(portal.KeyFolder, FirstRun.TokenFile);
        var token = await File.ReadAllTextAsync(file, Ct);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var made = await client.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = "first@bank.example",
                name = "First",
                password = Password,
            },
            Ct
        );
        var again = await client.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = "second@bank.example",
                name = "Second",
                password = Password,
            },
            Ct
        );

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.False(File.Exists(file));
        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(client, "first@bank.example", Password, Roles.Administrator)).StatusCode);
    }

    [Fact]
    public async Task Setup_WrongToken_IsForbiddenAndLogged()
    {
        await using var portal = new PortalFactory();

        var answer = await portal
            .CreateClient()
            .PostAsJsonAsync(
                "/api/v1/setup",
                new
                {
                    token = "guess",
                    email = "first@bank.example",
                    name = "First",
                    password = Password,
                },
                Ct
            );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.Users.AnyAsync(Ct));
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "setup.completed" && e.Refused, Ct));
    }

    [Fact]
    public async Task Setup_WeakPassword_KeepsTheTokenGood()
    {
        await using var portal = new PortalFactory();
        var client = portal.CreateClient();
        var token = await File.ReadAllTextAsync(Path.Combine(portal.KeyFolder, FirstRun.TokenFile), Ct);

        var weak = await client.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = "first@bank.example",
                password = "short",
            },
            Ct
        );
        var good = await client.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = "first@bank.example",
                password = Password,
            },
            Ct
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
    }

    [Fact]
    public async Task Token_OfNodesThatStartAtOnce_IsTheSameForAll()
    {
        await using var portal = new PortalFactory();
        var keys = portal.Get<KeyFolder>();
        foreach (var _ in Enumerable.Range(0, 50))
        {
            keys.Delete(FirstRun.TokenFile);
            var nodes = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<FirstRun>(portal.Services)).ToList();
            using var start = new Barrier(nodes.Count);

            var tokens = await Task.WhenAll(
                nodes.Select(n =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait(Ct);
                            return n.TakeToken();
                        },
                        Ct,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
            );

            var token = Assert.Single(tokens.Distinct(StringComparer.Ordinal));
            Assert.All(nodes, n => Assert.True(n.IsToken(token)));
        }
    }

    [Fact]
    public async Task SetupPage_FilledIn_LeadsByTheSecondStepToTheOverview_WhoseListFollowsTheFacts()
    {
        await using var portal = new PortalFactory();
        portal.Settings["Reports:Organisation"] = "";
        var client = portal.CreateClient(new() { AllowAutoRedirect = false });
        var token = await File.ReadAllTextAsync(Path.Combine(portal.KeyFolder, FirstRun.TokenFile), Ct);
        var page = await client.GetStringAsync("/setup", Ct);
        using var form = new FormUrlEncodedContent(
            Forms.Fields(
                page,
                new()
                {
                    ["Form.Token"] = token,
                    ["Form.Name"] = "First",
                    ["Form.Email"] = "first@bank.example",
                    ["Form.Password"] = Password,
                }
            )
        );

        var answer = await client.PostAsync("/setup", form, Ct);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var home = await client.GetAsync("/", Ct);
        Assert.EndsWith("/account/security", home.Headers.Location?.ToString(), StringComparison.Ordinal);
        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)session!["csrfToken"]);
        using var proven = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = Password }, Ct);
        var proof = (string?)(await proven.Content.ReadFromJsonAsync<JsonObject>(Ct))!["proof"];
        await SecondFactorTests.SetUpCodesAsync(client, TimeProvider.System, proof);
        var first = await SetupList.ReadAsync(client);
        Assert.Equal("0 of 5 done", first!.Note);
        Assert.Equal(
            [
                "Name your organisation",
                "Invite the signatories and a risk officer",
                "Adopt a policy pack",
                "Register and classify the first AI system",
                "Register the first model, or connect a pipeline",
                "Send e-mails Optional",
                "Keep checkpoints outside this host Optional",
            ],
            first.Titles
        );
        Assert.Contains(
            "Missing: Security approver, Legal approver, Model owner, Risk officer, Compliance, Engineer.",
            first.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("governance model register", first.Text, StringComparison.Ordinal); // an engineer's step

        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "session.opened", Ct));
        }

        await portal.CreateUserAsync("both@bank.example", Roles.SecurityReviewer, Roles.LegalReviewer);
        await portal.CreateUserAsync("owner@bank.example", Roles.ModelOwner, Roles.RiskOfficer);
        await portal.CreateUserAsync("maker@bank.example", Roles.Engineer, Roles.ComplianceOfficer, Roles.RiskOfficer);
        Assert.Contains("Missing: a third person who can sign.", (await SetupList.ReadAsync(client))!.Text, StringComparison.Ordinal);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator, Roles.LegalReviewer);
        using var admin = await portal.SignInAsync("admin@bank.example", Roles.Administrator);
        using var named = await admin.PutAsJsonAsync("/api/v1/organisation", new { name = "Meridian Retail Bank" }, Ct);
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);

        var then = await SetupList.ReadAsync(client);
        Assert.Equal("2 of 5 done", then!.Note);
        Assert.Contains(", by Admin", then.Text, StringComparison.Ordinal);
        using var owner = await portal.SignInAsync("owner@bank.example");
        Assert.Contains("GOVERNANCE_SERVER=http://localhost\n", (await SetupList.ReadAsync(owner))!.Text, StringComparison.Ordinal);
        await portal.CreateUserAsync("auditor@bank.example", Roles.Auditor);
        using var auditor = await portal.SignInAsync("auditor@bank.example");
        Assert.Null(await SetupList.ReadAsync(auditor));
    }
}
