using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Notifications;

/// <summary>People are told what concerns them, once, and no one else's.</summary>
public sealed class NotificationsApiTests
{
    private const string Path = "/api/v1/notifications";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Promotion_FromRequestToDecision_TellsEachWhatConcernsThem(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await ToldAsync(scene);
        var id = await scene.RequestAsync();
        await ToldAsync(scene);

        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        var asked = Assert.Single(await ItemsAsync(legal));
        Assert.Equal(
            ("sign-off-asked", id.ToString(), "Sign Fraud scorer 1.4.0 for production as legal approver", $"/approvals/{id}"),
            ((string?)asked["kind"], (string?)asked["subject"], (string?)asked["title"], (string?)asked["link"])
        );
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Empty(await ItemsAsync(engineer)); // who asked knows it

        await scene.AddEvidenceAsync("1.4.0", Domain.Models.EvidenceKind.Other);
        await scene.SignAsync(id, scene.Legal, "legal");
        await scene.AddEvidenceAsync("1.4.0", Domain.Models.EvidenceKind.Other, "{\"again\":true}");
        await ToldAsync(scene);
        // The first asking was settled by the signature.
        Assert.Equal(["signature-void"], (await ItemsAsync(legal)).Select(n => (string?)n["kind"]));
        Assert.Equal(["signature-void", "sign-off-asked"], (await ItemsAsync(legal, "?state=all")).Select(n => (string?)n["kind"]));

        var outcome = await scene.SignAsync(id, scene.Security, "security", "request-changes", "Show the recall per group");
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        await ToldAsync(scene);
        Assert.Equal(
            "Changes requested on Fraud scorer 1.4.0 for production by security approver",
            (string?)Assert.Single(await ItemsAsync(engineer))["title"]
        );
        Assert.Equal(
            ["sign-off-asked"],
            (await ItemsAsync(await scene.Portal.SignInAsync("owner@test.example"))).Select(n => (string?)n["kind"])
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Reading_OverTheApi_CountsMarksAndPages(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await scene.RegisterVersionAsync("1.5.0");
        await scene.RequestAsync();
        await scene.RequestAsync("1.5.0");
        await ToldAsync(scene);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");

        Assert.Equal(2, (int)(await legal.GetFromJsonAsync<JsonObject>(Path + "/count", Ct))!["unread"]!);
        var first = (await legal.GetFromJsonAsync<JsonObject>(Path + "?limit=1", Ct))!;
        var newest = (long)first["items"]![0]!["id"]!;
        var second = (await legal.GetFromJsonAsync<JsonObject>($"{Path}?limit=1&cursor={first["nextCursor"]}", Ct))!;
        Assert.True((long)second["items"]![0]!["id"]! < newest);
        Assert.Null((string?)second["nextCursor"]);

        Assert.Equal(1, await MarkAsync(legal, $"/{newest}/read"));
        Assert.Equal(0, await MarkAsync(legal, $"/{newest}/read"));
        Assert.Single(await ItemsAsync(legal));
        Assert.Equal(2, (await ItemsAsync(legal, "?state=all")).Count);
        Assert.Equal(1, await MarkAsync(legal, $"/{newest}/unread"));
        Assert.Equal(0, await MarkAsync(legal, "/read?kind=report-finished"));
        Assert.Equal(2, await MarkAsync(legal, "/read"));
        Assert.Empty(await ItemsAsync(legal));

        using var security = await scene.Portal.SignInAsync("security@test.example");
        await RefusedAsync(security, HttpMethod.Post, $"/{newest}/read", null, 404, "notification.not-found");
        await RefusedAsync(legal, HttpMethod.Get, "?kind=gossip", null, 422, "notification.kind-unknown");
        await RefusedAsync(legal, HttpMethod.Get, "?state=new", null, 422, "notification.state-unknown");
        await RefusedAsync(legal, HttpMethod.Get, "?cursor=x", null, 422, "list.cursor");
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, Scopes.RegistryRead);
        await RefusedAsync(key, HttpMethod.Get, "", null, 404, "notification.person-needed");
        await RefusedAsync(key, HttpMethod.Post, "/read", null, 404, "notification.person-needed");
    }

    [Fact]
    public async Task Preferences_OverTheApi_AreKeptAndWhatCannotBeIsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        var before = (await legal.GetFromJsonAsync<JsonObject>(Path + "/preferences", Ct))!;
        Assert.Equal(
            ("Etc/UTC", 8, null, "now", false),
            (
                (string?)before["timeZone"],
                (int?)before["digestHour"],
                (int?)before["quietFrom"],
                (string?)before["mail"]!["sign-off-asked"],
                (bool?)before["mailIsOn"]
            )
        );
        Assert.False(before["mail"]!.AsObject().ContainsKey("security")); // not an administrator's

        using var change = new HttpRequestMessage(HttpMethod.Put, Path + "/preferences")
        {
            Headers = { { "If-Match", "\"0\"" } },
            Content = JsonContent.Create(
                new
                {
                    timeZone = "Europe/Copenhagen",
                    digestHour = 7,
                    quietFrom = 20,
                    quietUntil = 7,
                    mail = new Dictionary<string, string> { ["sign-off-asked"] = "digest" },
                }
            ),
        };
        using var changed = await legal.SendAsync(change, Ct);
        Assert.Equal((HttpStatusCode.OK, "\"1\""), (changed.StatusCode, changed.Headers.ETag?.ToString()));
        var after = (await legal.GetFromJsonAsync<JsonObject>(Path + "/preferences", Ct))!;
        Assert.Equal(
            ("Europe/Copenhagen", 7, 20, "digest", "now"),
            (
                (string?)after["timeZone"],
                (int?)after["digestHour"],
                (int?)after["quietFrom"],
                (string?)after["mail"]!["sign-off-asked"],
                (string?)after["mail"]!["alert-raised"]
            )
        );

        await RefusedAsync(legal, HttpMethod.Put, "/preferences", new { timeZone = "Mars" }, 422, "notification.zone-unknown");
        await RefusedAsync(legal, HttpMethod.Put, "/preferences", new { quietFrom = 3 }, 422, "notification.quiet-not-valid");
        await RefusedAsync(legal, HttpMethod.Put, "/preferences", new { digestHour = 24 }, 422, "notification.hour-not-valid");
        await RefusedAsync(legal, HttpMethod.Put, "/preferences", new { mail = new { gossip = "now" } }, 422, "notification.kind-unknown");
        await RefusedAsync(
            legal,
            HttpMethod.Put,
            "/preferences",
            new { mail = new { mentioned = "soon" } },
            422,
            "notification.mode-unknown"
        );
        await RefusedAsync(
            legal,
            HttpMethod.Put,
            "/preferences",
            new { mail = new Dictionary<string, string> { ["incident-clock"] = "digest" } },
            422,
            "notification.not-to-be-silenced"
        );
        using var stale = new HttpRequestMessage(HttpMethod.Put, Path + "/preferences")
        {
            Headers = { { "If-Match", "\"0\"" } },
            Content = JsonContent.Create(new { digestHour = 9 }),
        };
        using var late = await legal.SendAsync(stale, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Language_ChosenInTheMenu_IsKeptAndLeavesTheRestAsItIs(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Null((string?)(await legal.GetFromJsonAsync<JsonObject>(Path + "/preferences", Ct))!["language"]);
        using var hours = await legal.PutAsJsonAsync(Path + "/preferences", new { quietFrom = 20, quietUntil = 7 }, Ct);
        Assert.Equal(HttpStatusCode.OK, hours.StatusCode);

        using var chosen = await legal.PutAsJsonAsync(Path + "/preferences/language", new { language = "de" }, Ct);
        using var again = await legal.PutAsJsonAsync(Path + "/preferences/language", new { language = "de" }, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (chosen.StatusCode, again.StatusCode));
        var kept = (await legal.GetFromJsonAsync<JsonObject>(Path + "/preferences", Ct))!;
        Assert.Equal(
            ("de", 20, 7, 2),
            ((string?)kept["language"], (int?)kept["quietFrom"], (int?)kept["quietUntil"], (int?)kept["revision"])
        );
        await RefusedAsync(legal, HttpMethod.Put, "/preferences/language", new { language = "fr" }, 422, "notification.language-unknown");
        await RefusedAsync(legal, HttpMethod.Put, "/preferences/language", new { }, 422, "notification.language-unknown");
        await RefusedAsync(legal, HttpMethod.Put, "/preferences", new { language = "fr" }, 422, "notification.language-unknown");
        using var back = await legal.PutAsJsonAsync(Path + "/preferences", new { language = "en" }, Ct);
        Assert.Equal("en", (string?)(await legal.GetFromJsonAsync<JsonObject>(Path + "/preferences", Ct))!["language"]);
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, Scopes.RegistryRead);
        await RefusedAsync(key, HttpMethod.Put, "/preferences/language", new { language = "de" }, 404, "notification.person-needed");
    }

    [Fact]
    public async Task Reader_WhoLosesTheRole_SeesAndCountsNothingOfItAnyMore()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RequestAsync();
        await ToldAsync(scene);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Single(await ItemsAsync(legal));

        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            db.UserRoles.RemoveRange(await db.UserRoles.Where(r => r.UserId == scene.Legal.User!.Value.Number).ToListAsync(Ct));
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        Assert.Empty(await ItemsAsync(legal, "?state=all"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Reminders_BeforeAndAfterTheDueTime_ComeOnceAndAreHandedOn(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await scene.RequestAsync();
        await ToldAsync(scene);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        using var risk = await scene.Portal.SignInAsync("risk@test.example");

        await RemindAsync(scene);
        Assert.Single(await ItemsAsync(legal)); // asked just now: no reminder beside it
        scene.Clock.Advance(TimeSpan.FromHours(49));
        await RemindAsync(scene);
        await RemindAsync(scene);
        using var later = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Equal(["promotion-due ahead", "sign-off-asked new"], (await ItemsAsync(later)).Select(n => $"{n["kind"]} {n["stage"]}"));

        scene.Clock.Advance(TimeSpan.FromHours(48));
        await RemindAsync(scene);
        await RemindAsync(scene);
        using var afterwards = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Equal(
            ["promotion-due late", "promotion-due ahead", "sign-off-asked new"],
            (await ItemsAsync(afterwards)).Select(n => $"{n["kind"]} {n["stage"]}")
        );
        using var officer = await scene.Portal.SignInAsync("risk@test.example");
        Assert.All(
            (await ItemsAsync(officer)).Select(n => $"{n["kind"]} {n["stage"]}"),
            told => Assert.Equal("promotion-due escalated", told)
        );
        Assert.Equal(3, (await ItemsAsync(officer)).Count); // one a slot
    }

    [Fact]
    public async Task Comment_ThatNamesSomebody_TellsThem()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await scene
            .Get<PostComment>()
            .RunAsync(
                scene.Engineer,
                ConversationSubject.Of(id),
                "Please look at the recall, @security@test.example and @engineer@test.example",
                [],
                Ct
            );
        await ToldAsync(scene);

        using var security = await scene.Portal.SignInAsync("security@test.example");
        Assert.Equal(["mentioned", "sign-off-asked"], (await ItemsAsync(security)).Select(n => (string?)n["kind"]));
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Empty(await ItemsAsync(engineer));
    }

    [Fact]
    public async Task Decision_SettlesWhatWasAsked_ForEverybody()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        await ToldAsync(scene);
        var rejected = await scene.SignAsync(id, scene.Security, "security", "reject", "Not this one");
        Assert.True(rejected.IsDone, rejected.Refusal?.Message);
        await ToldAsync(scene);

        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        Assert.Empty(await ItemsAsync(legal));
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Equal("Fraud scorer 1.4.0 for production was rejected", (string?)Assert.Single(await ItemsAsync(engineer))["title"]);
    }

    /// <summary>Waits until the follower has come to the end of the log.</summary>
    internal static async Task ToldAsync(ApprovalsScene scene)
    {
        while (true)
        {
            await FollowedLog.CatchUpAsync(scene.Portal, Ct);
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            if (
                await db.Set<LogFollower>().Where(f => f.Name == FollowNotifications.Name).Select(f => f.Position).SingleAsync(Ct)
                >= await LogFollowers.EndAsync(db, Ct)
            )
            {
                return;
            }
        }
    }

    internal static Task<int> RemindAsync(ApprovalsScene scene) => scene.Get<RemindPeople>().RunAsync(Ct);

    internal static async Task<IReadOnlyList<JsonObject>> ItemsAsync(HttpClient client, string query = "") =>
        [.. (await client.GetFromJsonAsync<JsonObject>(Path + query, Ct))!["items"]!.AsArray().Select(i => i!.AsObject())];

    private static async Task<int> MarkAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(Path + path, null, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return (int)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["marked"]!;
    }

    private static async Task RefusedAsync(HttpClient client, HttpMethod method, string path, object? body, int status, string code)
    {
        using var request = new HttpRequestMessage(method, Path + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)problem!["code"]));
    }
}
