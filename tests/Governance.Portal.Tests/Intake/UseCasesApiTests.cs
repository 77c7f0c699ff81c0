using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static Governance.Portal.Tests.Intake.IntakeScene;

namespace Governance.Portal.Tests.Intake;

/// <summary>A use case from its proposal to the decision, over HTTP.</summary>
public sealed class UseCasesApiTests(IntakeScene scene) : IClassFixture<IntakeScene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcceptedUseCase_IsASystem_WithItsOwnerPurposeAndConditions()
    {
        var id = await scene.JudgedAsync("Rates of loans");

        var accepted = await PostAsync(
            scene.Compliance,
            $"/{id}:accept",
            new JsonObject
            {
                ["expectedClass"] = "high_risk_annex_iii",
                ["expectedTier"] = "tier1",
                ["pack"] = "credit",
                ["roles"] = new JsonArray("provider", "deployer"),
                ["conditions"] = new JsonArray("Confidential condition"),
            }
        );

        Assert.Equal("accepted", (string?)accepted["state"]);
        Assert.Equal("tier1", (string?)accepted["expectedTier"]);
        var system = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/systems/{accepted["system"]}", Ct))!;
        Assert.Equal(
            ("Rates of loans", "engineer@demo.example", "idea", "2027-06-01"),
            ((string?)system["name"], (string?)system["owner"], (string?)system["lifeCycle"], (string?)system["placedOn"])
        );
        Assert.Equal(["provider", "deployer"], system["roles"]!.AsArray().Select(r => (string?)r));
        var met = await PostAsync(
            scene.Compliance,
            $"/{id}:meet-condition",
            new JsonObject { ["condition"] = 1, ["words"] = "Shown by a test" }
        );
        Assert.Equal("Shown by a test", (string?)met["conditions"]![0]!["metBy"]);

        var log = await scene.LogAsync();
        foreach (var act in new[] { "drafted", "submitted", "triaged", "accepted", "condition-met" })
        {
            Assert.Contains($"\"use-case.{act}\"", log, StringComparison.Ordinal);
        }

        foreach (var words in new[] { "secret words", "Private opinion", "Confidential condition", "Shown by a test" })
        {
            Assert.DoesNotContain(words, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SystemThatCannotBeRegistered_LeavesTheUseCaseUndecided()
    {
        var id = await scene.JudgedAsync("Twice");
        using var made = await scene.Compliance.PostAsJsonAsync(
            "/api/v1/systems",
            new
            {
                name = "Twice",
                purpose = "Was there before",
                owner = "engineer@demo.example",
            },
            Ct
        );
        Assert.True(made.IsSuccessStatusCode);
        var body = new JsonObject { ["expectedClass"] = "minimal", ["expectedTier"] = "tier3" };

        var refused = await PostAsync(scene.Compliance, $"/{id}:accept", body, HttpStatusCode.Conflict);

        Assert.Equal("system.name-taken", (string?)refused["code"]);
        Assert.Equal("in-triage", (string?)(await GetAsync(scene.Engineer, $"/{id}"))["state"]);
        body["systemName"] = "Twice again";
        Assert.Equal("accepted", (string?)(await PostAsync(scene.Compliance, $"/{id}:accept", body))["state"]);
    }

    [Fact]
    public async Task WhatIsNotAcceptable_IsRefused_FieldByField()
    {
        var wrong = Proposal("Wrong");
        wrong["data"] = new JsonArray("dna");
        wrong["owner"] = "no.one@demo.example";
        wrong["screening"] = new JsonObject { ["Q10"] = new JsonArray("perhaps") };

        var refused = await PostAsync(scene.Engineer, "", wrong, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("use-case.not-acceptable", (string?)refused["code"]);
        Assert.Equal(["data", "owner", "screening.Q10"], refused["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        var id = await scene.JudgedAsync("Judged");
        var body = new JsonObject
        {
            ["expectedClass"] = "fine",
            ["expectedTier"] = "tier9",
            ["pack"] = "none",
        };
        var accept = await PostAsync(scene.Compliance, $"/{id}:accept", body, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            ["expectedClass", "expectedTier", "pack"],
            accept["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)
        );
        var none = await PostAsync(scene.Engineer, "/USE-9999:submit", expected: HttpStatusCode.NotFound);
        Assert.Equal("use-case.not-found", (string?)none["code"]);
    }

    [Fact]
    public async Task OwnProposal_IsJudgedByOthers_EvenWhenAKeyMadeIt()
    {
        var owner = await scene.Portal.CreateUserAsync("key.risk@demo.example", Roles.RiskOfficer);
        var key = await scene.Portal.CreateKeyClientAsync(owner, Scopes.RegistersRead, Scopes.RegistersWrite);
        var id = (string)(await PostAsync(key, "", Proposal("By a key"), HttpStatusCode.Created))["id"]!;
        await PostAsync(key, $"/{id}:submit");
        var opinion = new JsonObject { ["verdict"] = "support", ["words"] = "Mine" };

        await PostAsync(key, $"/{id}:opinion", opinion, HttpStatusCode.Forbidden);
        using var person = await scene.Portal.SignInAsync("key.risk@demo.example");
        var refused = await PostAsync(person, $"/{id}:opinion", opinion, HttpStatusCode.Forbidden);

        Assert.Equal("use-case.own-proposal", (string?)refused["code"]);
    }

    [Fact]
    public async Task Submitted_StandsInTheQueues_AndTheClocks_OfThoseWhoAreAsked()
    {
        var id = await scene.SubmittedAsync("Queued");

        Assert.Contains(await QueueAsync("risk@demo.example", Roles.RiskOfficer), i => i.Id == id && i.Asked.English == "Give an opinion");
        Assert.DoesNotContain(await QueueAsync("engineer@demo.example", Roles.Engineer), i => i.Id == id);
        Assert.DoesNotContain(await QueueAsync("compliance@demo.example", Roles.ComplianceOfficer), i => i.Id == id);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var source = scene.Portal.Services.GetServices<IClockSource>().Single(s => s.GetType().Name == "UseCaseClocks");
        var access = await AccessReader.LoadAsync(db, await ActorAsync("risk@demo.example", Roles.RiskOfficer), Now, Ct);
        var clock = Assert.Single(
            await source.RunningAsync(db, access.Value, new ClockQuestion(100), Now, Ct),
            c => c.English.StartsWith(id, StringComparison.Ordinal)
        );
        Assert.Equal(10, Math.Round((clock.At - Now).TotalDays));
        await PostAsync(scene.Risk, $"/{id}:ask", new JsonObject { ["question"] = "Why?" });
        Assert.Contains(
            await QueueAsync("engineer@demo.example", Roles.Engineer),
            i => i.Id == id && i.Asked.English == "Answer and submit again"
        );
        var list = await GetAsync(scene.Risk, "?state=information-asked&open=true");
        Assert.Contains(list["items"]!.AsArray(), i => (string?)i!["id"] == id && (string?)i["waitsFor"]![0] == "proposer");
    }

    [Fact]
    public async Task Reviewers_ThenDeciders_ThenTheProposer_AreNotified_NeverWithWords()
    {
        var id = await scene.SubmittedAsync("Notified");
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        await scene.JudgeAsync(id);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        await PostAsync(scene.Compliance, $"/{id}:decline", new JsonObject { ["reason"] = "Not now" });
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var told = await db.Notifications.AsNoTracking().Where(n => n.Subject == id).ToListAsync(Ct);
        Assert.Contains(told, n => n.Kind == NotificationKind.UseCaseAsked && n.Parameters["what"] == "opinion");
        Assert.Contains(told, n => n.Kind == NotificationKind.UseCaseAsked && n.Parameters["what"] == "decision");
        Assert.Contains(told, n => n.Kind == NotificationKind.UseCaseDecided && n.Parameters["what"] == "declined");
        Assert.All(told, n => Assert.DoesNotContain(n.Parameters.Values, v => v.Contains("Private opinion", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Overdue_RemindsThoseWhoDidNotAnswer_Once_ThenCompliance()
    {
        await using var own = new IntakeScene();
        var clock = new Registry.MovableClock();
        own.Portal.Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        await own.InitializeAsync();
        var id = await own.SubmittedAsync("Overdue");
        await PostAsync(own.Risk, $"/{id}:opinion", new JsonObject { ["verdict"] = "support", ["words"] = "Private opinion" });
        Assert.Empty(await RemindedAsync(own, id));

        clock.Advance(TimeSpan.FromDays(10) + TimeSpan.FromHours(1));
        await RemindedAsync(own, id);
        Assert.Equal(
            [("legal@demo.example", NotificationStage.Late), ("security@demo.example", NotificationStage.Late)],
            await RemindedAsync(own, id)
        );

        clock.Advance(TimeSpan.FromDays(3));
        await RemindedAsync(own, id);
        Assert.Equal(
            [
                ("compliance@demo.example", NotificationStage.Escalated),
                ("legal@demo.example", NotificationStage.Late),
                ("security@demo.example", NotificationStage.Late),
            ],
            await RemindedAsync(own, id)
        );
    }

    private static async Task<IReadOnlyList<(string Email, NotificationStage Stage)>> RemindedAsync(IntakeScene scene, string id)
    {
        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var told = await db.Notifications.AsNoTracking().Where(n => n.Subject == id && n.Stage != NotificationStage.New).ToListAsync(Ct);
        var emails = await db.Users.ToDictionaryAsync(u => u.Id, u => u.Email!, Ct);
        return [.. told.Select(n => (emails[n.Person.Number], n.Stage)).Order()];
    }

    private DateTimeOffset Now => scene.Portal.Get<TimeProvider>().GetUtcNow();

    private async Task<Actor> ActorAsync(string email, string role)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return Actor.OfUser(new UserId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct)), role, session: null);
    }

    private async Task<IReadOnlyList<QueueItem>> QueueAsync(string email, string role) =>
        (await scene.Portal.Get<MyQueue>().RunAsync(await ActorAsync(email, role), Ct)).Items;
}
