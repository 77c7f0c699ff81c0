using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Notifications;

/// <summary>Slack, Teams and PagerDuty against receivers on this machine.</summary>
public sealed class ChannelTests
{
    private const string Path = "/api/v1/channels";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Slack_GetsWhatItsRoutingSays_EscapedAndOnce(DatabaseKind kind)
    {
        await using var slack = await LocalHost.StartAsync(_ => Results.Text("ok"));
        await using var scene = await SceneAsync(kind);
        using var admin = await AdminAsync(scene);
        await CreateAsync(
            admin,
            new
            {
                kind = "slack",
                name = "Operations",
                secret = slack.Url + "services/T0/B0/topsecret",
                from = "high",
                kinds = new[] { "incident-opened" },
            }
        );

        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.Urgent, "INC-0001", "<!channel> & co"));
        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.Urgent, "INC-0001", "<!channel> & co"));
        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.Normal, "INC-0002", "small"));
        await TellAsync(scene, Event(NotificationKind.AlertRaised, Urgency.High, "ALR-0001", "other kind"));
        await SendAllAsync(scene);

        var body = JsonNode.Parse(Assert.Single(slack.Bodies))!;
        Assert.Equal(
            "*Incident declared: &lt;!channel&gt; &amp; co*\nSeverity high.\n<https://governance.example/incidents/INC-0001|Open INC-0001>",
            (string?)body["text"]
        );
    }

    [Fact]
    public async Task Teams_GetsACardThatReadsNothingIntoNames()
    {
        await using var teams = await LocalHost.StartAsync(_ => Results.StatusCode(202));
        await using var scene = await SceneAsync();
        using var admin = await AdminAsync(scene);
        await CreateAsync(
            admin,
            new
            {
                kind = "teams",
                name = "Operations",
                secret = teams.Url + "workflows/secret",
                from = "low",
            }
        );

        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.Urgent, "INC-0001", "[click](https://evil.example)"));
        await SendAllAsync(scene);

        var card = JsonNode.Parse(Assert.Single(teams.Bodies))!["attachments"]![0]!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)card["contentType"]);
        var line = card["content"]!["body"]![0]!;
        Assert.Equal(
            ("RichTextBlock", "TextRun", "Incident declared: [click](https://evil.example)"),
            ((string?)line["type"], (string?)line["inlines"]![0]!["type"], (string?)line["inlines"]![0]!["text"])
        );
        Assert.Equal("https://governance.example/incidents/INC-0001", (string?)card["content"]!["actions"]![0]!["url"]);
    }

    [Fact]
    public async Task PagerDuty_TriggersAndResolvesUnderOneKey()
    {
        await using var pager = await LocalHost.StartAsync(_ => Results.StatusCode(202));
        await using var scene = await SceneAsync(pagerDuty: pager.Url + "v2/enqueue");
        using var admin = await AdminAsync(scene);
        await CreateAsync(
            admin,
            new
            {
                kind = "pager-duty",
                name = "On call",
                secret = "R0123456789ABCDEF0123456789ABCDE",
                from = "high",
            }
        );
        var alert = Event(NotificationKind.AlertRaised, Urgency.High, "ALR-0001", "Fraud scorer 1.4.0") with
        {
            Matter = "fraud-scorer/drift/amount",
        };

        await TellAsync(scene, alert);
        await TellAsync(scene, alert with { Key = alert.Key + "/over", Stage = NotificationStage.Over });
        await SendAllAsync(scene);

        var events = pager.Bodies.Select(b => JsonNode.Parse(b)!).ToList();
        Assert.Equal(["trigger", "resolve"], events.Select(e => (string?)e["event_action"]));
        Assert.All(
            events,
            e =>
                Assert.Equal(
                    ("fraud-scorer/drift/amount", "R0123456789ABCDEF0123456789ABCDE"),
                    ((string?)e["dedup_key"], (string?)e["routing_key"])
                )
        );
        Assert.Equal(("error", "ALR-0001"), ((string?)events[0]["payload"]!["severity"], (string?)events[0]["payload"]!["source"]));
    }

    [Fact]
    public async Task Answer429_IsWaitedForAsLongAsAsked_And400IsGivenUp()
    {
        var answers = new Queue<IResult>([new Later(), Results.Text("ok"), Results.StatusCode(400)]);
        await using var slack = await LocalHost.StartAsync(_ => answers.Dequeue());
        await using var scene = await SceneAsync();
        using var admin = await AdminAsync(scene);
        var id = await CreateAsync(
            admin,
            new
            {
                kind = "slack",
                name = "Operations",
                secret = slack.Url + "hook",
                from = "low",
                kinds = new[] { "incident-opened" },
            }
        );
        var began = scene.Clock.GetUtcNow();

        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.High, "INC-0001", "first"));
        await SendAllAsync(scene);
        Assert.Equal((DispatchState.Waiting, began.AddMinutes(10)), await StateAsync(scene, "INC-0001"));
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        await SendAllAsync(scene);
        Assert.Equal(DispatchState.Sent, (await StateAsync(scene, "INC-0001")).State);

        await TellAsync(scene, Event(NotificationKind.IncidentOpened, Urgency.High, "INC-0002", "second"));
        await SendAllAsync(scene);
        Assert.Equal(DispatchState.Failed, (await StateAsync(scene, "INC-0002")).State);
        Assert.Equal(3, slack.Bodies.Count);
        // The portal's own job may have sent it, and says so next.
        await Until.HoldsAsync(
            "the entry of a message that was given up",
            TimeSpan.FromMinutes(1),
            async _ => (await scene.LogAsync("channel.given-up")).Count > 0,
            Ct
        );

        await NotificationsApiTests.ToldAsync(scene);
        using var later = await scene.Portal.SignInAsync("admin@test.example");
        Assert.Contains(
            await NotificationsApiTests.ItemsAsync(later),
            n => (string?)n["title"] == $"Delivery of a message to channel {id} was abandoned"
        );
        var view = (await later.GetFromJsonAsync<JsonObject>($"{Path}/{id}", Ct))!;
        Assert.Equal((1, 0), ((int)view["failed"]!, (int)view["waiting"]!));
        Assert.Equal(
            "127.0.0.1 answered with 400. The message will not be sent again.",
            (string?)(await later.GetFromJsonAsync<JsonArray>($"{Path}/{id}/dispatches", Ct))![0]!["problem"]
        );
    }

    [Fact]
    public async Task Channels_OverTheApi_AreForAdministrators_AndTheSecretNeverComesBack()
    {
        await using var slack = await LocalHost.StartAsync(_ => Results.Text("ok"));
        await using var scene = await SceneAsync();
        using var admin = await AdminAsync(scene);
        using var legal = await scene.Portal.SignInAsync("legal@test.example");
        var secret = slack.Url + "services/T0/B0/topsecret";
        var body = new
        {
            kind = "slack",
            name = "Operations",
            secret,
        };

        await RefusedAsync(legal, HttpMethod.Post, "", body, 403, "identity.permission-missing");
        await RefusedAsync(legal, HttpMethod.Get, "", null, 403, "identity.permission-missing");
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "fax",
                name = "x",
                secret,
            },
            422,
            "channel.kind-unknown"
        );
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "slack",
                name = " ",
                secret,
            },
            422,
            "channel.name-not-valid"
        );
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "slack",
                name = "x",
                secret = "https://elsewhere.example/hook",
            },
            422,
            "channel.secret-not-valid"
        );
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "pager-duty",
                name = "x",
                secret = "not a key",
            },
            422,
            "channel.secret-not-valid"
        );
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "slack",
                name = "x",
                secret,
                from = "soon",
            },
            422,
            "channel.urgency-unknown"
        );
        await RefusedAsync(
            admin,
            HttpMethod.Post,
            "",
            new
            {
                kind = "slack",
                name = "x",
                secret,
                kinds = new[] { "gossip" },
            },
            422,
            "notification.kind-unknown"
        );

        var id = await CreateAsync(admin, body);
        var answer = await admin.GetStringAsync($"{Path}/{id}", Ct);
        Assert.DoesNotContain("topsecret", answer, StringComparison.Ordinal);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.DoesNotContain(
                "topsecret",
                (await db.NotificationChannels.AsNoTracking().SingleAsync(Ct)).Secret,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain(
                await db.AuditEntries.Select(e => e.Leaf).ToListAsync(Ct),
                leaf => System.Text.Encoding.UTF8.GetString(leaf).Contains("topsecret", StringComparison.Ordinal)
            );
        }

        using var test = await admin.PostAsync($"{Path}/{id}/test", null, Ct);
        Assert.Equal(HttpStatusCode.NoContent, test.StatusCode);
        Assert.Contains("This is a test", (string?)JsonNode.Parse(Assert.Single(slack.Bodies))!["text"], StringComparison.Ordinal);
        using var off = await admin.PatchAsJsonAsync($"{Path}/{id}", new { isOn = false }, Ct);
        Assert.False((bool)(await off.Content.ReadFromJsonAsync<JsonObject>(Ct))!["isOn"]!);
        using var removed = await admin.DeleteAsync($"{Path}/{id}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await RefusedAsync(admin, HttpMethod.Get, $"/{id}", null, 404, "channel.not-found");
    }

    private static async Task<ApprovalsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite, string? pagerDuty = null)
    {
        var scene = await ApprovalsScene.CreateAsync(
            kind,
            configure: portal =>
            {
                portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
                portal.Settings["Notifications:PublicAddress"] = "https://governance.example";
                if (pagerDuty is not null)
                {
                    portal.Settings["Notifications:PagerDutyAddress"] = pagerDuty;
                }
            }
        );
        await scene.PersonAsync("admin@test.example", Roles.Administrator);
        return scene;
    }

    private static Task<HttpClient> AdminAsync(ApprovalsScene scene) => scene.Portal.SignInAsync("admin@test.example");

    private static async Task<string> CreateAsync(HttpClient admin, object body)
    {
        using var answer = await admin.PostAsJsonAsync(Path, body, Ct);
        var made = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, made!.ToJsonString());
        return (string)made["id"]!;
    }

    private static NotificationEvent Event(NotificationKind kind, Urgency urgency, string subject, string thing) =>
        new(kind, subject, $"{subject}")
        {
            Urgency = urgency,
            Link = $"/incidents/{subject}",
            Parameters = new Dictionary<string, string>
            {
                [NotificationTexts.Thing] = thing,
                ["severity"] = "high",
                ["rule"] = "drift",
                ["field"] = "amount",
                ["level"] = "Alert",
            },
        };

    private static async Task TellAsync(ApprovalsScene scene, NotificationEvent news)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var now = scene.Clock.GetUtcNow();
        await scene.Get<NotifyPeople>().RunAsync(db, [(news, now)], Ct);
        await db.SaveChangesAsync(Ct);
    }

    private static async Task SendAllAsync(ApprovalsScene scene)
    {
        while (true)
        {
            await scene.Get<SendDispatches>().RunAsync(Ct);
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var now = scene.Clock.GetUtcNow();
            if (
                !await db.Dispatches.AnyAsync(
                    d => d.State == DispatchState.Sending || (d.State == DispatchState.Waiting && d.NextAt <= now),
                    Ct
                )
            )
            {
                return;
            }
        }
    }

    private static async Task<(DispatchState State, DateTimeOffset NextAt)> StateAsync(ApprovalsScene scene, string key)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var one = await db.Dispatches.AsNoTracking().SingleAsync(d => d.Key == key, Ct);
        return (one.State, one.NextAt);
    }

    private static async Task RefusedAsync(HttpClient client, HttpMethod method, string path, object? body, int status, string code)
    {
        using var request = new HttpRequestMessage(method, Path + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)problem!["code"]));
    }

    private sealed class Later : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = 429;
            httpContext.Response.Headers.RetryAfter = "600";
            return Task.CompletedTask;
        }
    }
}
