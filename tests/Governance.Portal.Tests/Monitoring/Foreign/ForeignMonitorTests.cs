using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring.Foreign;

/// <summary>
/// What monitors of Fiddler and Arize found becomes alerts of theirs: once each, on the model that is meant, and over when they say so.
/// </summary>
public sealed class ForeignMonitorTests
{
    private const string Arize = "/api/v1/hooks/arize";
    private const string Fiddler = "/api/v1/hooks/fiddler";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Monitor_ThatFiresAndIsOver_IsOneAlertThatSaysWhoMeasured(DatabaseKind kind)
    {
        await using var registry = await SceneAsync(kind);
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        var at = registry.Clock.GetUtcNow().AddHours(-3);

        Assert.Equal(("raised", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "triggered", at, 0.31)));
        Assert.Equal(("known", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "triggered", at, 0.31)));
        Assert.Equal(("repeated", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "Triggered", at.AddHours(1), 0.35)));
        Assert.Equal(("ignored", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "noData", at.AddHours(1), null)));

        var open = await AlertAsync(registry, 1);
        Assert.Equal(
            (AlertRule.ForeignMonitor, "Arize: PSI of amount", "fraud-scorer", "1.0.0", AlertState.Open, DriftLevel.Warning),
            (open.Rule, open.Field, open.Model, open.Version, open.State, open.Level)
        );
        Assert.Equal((2L, (double?)0.35), (open.Count, open.Value));
        Assert.Equal((at, (UserId?)registry.OwnerId), (open.BeganAt, open.Owner));

        Assert.Equal(("resolved", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "cleared", at.AddHours(2), 0.05)));
        Assert.Equal(("known", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "cleared", at.AddHours(2), 0.05)));
        // A repeat that was on its way for long does not open it again; something new does.
        Assert.Equal(("known", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "triggered", at.AddHours(1), 0.35)));
        Assert.Equal(AlertState.Resolved, (await AlertAsync(registry, 1)).State);
        Assert.Equal(("raised", "ALR-0002"), await SendAsync(key, Arize, Message("m1", "triggered", at.AddHours(3), 0.4)));

        var entry = (await registry.LogAsync("alert.raised"))[0];
        Assert.StartsWith("key:", (string?)entry["actor"], StringComparison.Ordinal);
        Assert.Equal("arize", (string?)entry["data"]!["measuredBy"]);
        Assert.Equal("arize", (string?)Assert.Single(await registry.LogAsync("alert.resolved"))["data"]!["by"]);
    }

    [Fact]
    public async Task Sender_EndsWhatItRaised_WithAnyKeyOfItsOwner_AndNothingElse()
    {
        await using var registry = await SceneAsync();
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        using var renewed = await KeyAsync(registry, Scopes.AlertsWrite);
        using var other = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.AlertsWrite);
        var at = registry.Clock.GetUtcNow().AddHours(-3);
        Assert.Equal(("raised", "ALR-0001"), await SendAsync(key, Arize, Message("m1", "triggered", at, 0.31)));

        Assert.Equal(("held", "ALR-0001"), await SendAsync(other, Arize, Message("m1", "cleared", at.AddHours(1), 0.05)));
        Assert.Equal(("known", "ALR-0001"), await SendAsync(other, Arize, Message("m1", "cleared", at.AddHours(1), 0.05)));
        Assert.Equal(AlertState.Open, (await AlertAsync(registry, 1)).State);
        Assert.Single(await registry.LogAsync("alert.said-over"));
        Assert.Equal(("resolved", "ALR-0001"), await SendAsync(renewed, Arize, Message("m1", "cleared", at.AddHours(1), 0.05)));

        // Firing and over in one list are of one sender.
        var list = new JsonArray(Message("m1", "triggered", at.AddHours(2), 0.4), Message("m1", "cleared", at.AddHours(2.5), 0.1));
        using var answer = await PostAsync(other, Arize, list.ToJsonString());
        var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["items"]!.AsArray();
        Assert.Equal(["raised", "resolved"], items.Select(i => (string?)i!["status"]));
    }

    [Fact]
    public async Task Fiddler_RecordsAsItsApiListsThem_AreAlertsByFeature()
    {
        await using var registry = await SceneAsync();
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        var bucket = registry.Clock.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds();
        var body = new JsonObject
        {
            ["api_version"] = "3.0",
            ["kind"] = "PAGINATED",
            ["data"] = new JsonObject
            {
                ["items"] = new JsonArray(
                    Record("amount", "CRITICAL", bucket + 3_600_000, 0.6),
                    Record("amount", "WARNING", bucket, 0.2),
                    Record("channel", "WARNING", bucket, 0.15)
                ),
            },
        };

        var items = await ItemsAsync(key, Fiddler, body);

        // In the order of time, whatever that of the list is.
        Assert.Equal(["repeated", "raised", "raised"], items.Select(i => (string?)i!["status"]));
        var (amount, channel) = (await AlertAsync(registry, 1), await AlertAsync(registry, 2));
        Assert.Equal(
            ("Fiddler: rule-1 (amount)", 2L, (double?)0.6, DriftLevel.Alert),
            (amount.Field, amount.Count, amount.Value, amount.Level)
        );
        Assert.Equal(("Fiddler: rule-1 (channel)", DriftLevel.Warning), (channel.Field, channel.Level));
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_IsRefusedWithItsPlaceAndNothingIsKept()
    {
        await using var registry = await SceneAsync();
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        var at = registry.Clock.GetUtcNow().AddHours(-1);
        var later = registry.Clock.GetUtcNow().AddDays(1);
        var unnamed = Message("m9", "triggered", at, 1);

        foreach (
            var (body, status, code, said) in new (string, HttpStatusCode, string, string)[]
            {
                ("[", HttpStatusCode.BadRequest, "hook.malformed", "the JSON"),
                ("[]", HttpStatusCode.BadRequest, "hook.malformed", "1 to 100"),
                ("{\"monitor\":{\"id\":\"\\ud800\",\"status\":\"triggered\"}}", HttpStatusCode.BadRequest, "hook.malformed", "the JSON"),
                ("\"triggered\"", HttpStatusCode.BadRequest, "hook.malformed", "monitor.id"),
                ("{\"monitor\":{\"id\":\"m1\"}}", HttpStatusCode.BadRequest, "hook.malformed", "monitor.status"),
                (
                    "{\"monitor\":{\"id\":\"m1\",\"status\":\"triggered\"},\"sentAt\":\"yesterday\"}",
                    HttpStatusCode.BadRequest,
                    "hook.malformed",
                    "sentAt"
                ),
                (Text(Message("m1", "triggered", later, 1)), HttpStatusCode.UnprocessableEntity, "hook.time-ahead", "in the future"),
                (
                    Text(Message("m1", "triggered", at, 1)).Replace(":1}", ":\"high\"}", StringComparison.Ordinal),
                    HttpStatusCode.BadRequest,
                    "hook.malformed",
                    "monitor.value"
                ),
                (Text(Message("m1", "snoozed", at, 1)), HttpStatusCode.UnprocessableEntity, "hook.status-unknown", "snoozed"),
                (Text(unnamed), HttpStatusCode.UnprocessableEntity, "hook.model-unknown", "m9"),
                // The first of the list is fine, and is not kept either.
                (
                    $"[{Text(Message("m1", "triggered", at, 1))},{Text(unnamed)}]",
                    HttpStatusCode.UnprocessableEntity,
                    "hook.model-unknown",
                    "m9"
                ),
                (
                    Text(Message("m2", "triggered", at, 1)),
                    HttpStatusCode.UnprocessableEntity,
                    "hook.version-unknown",
                    "fraud-scorer has no version 9.9.9 here."
                ),
            }
        )
        {
            using var answer = await PostAsync(key, Arize, body);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal((status, code), (answer.StatusCode, (string?)problem["code"]));
            Assert.Contains(said, (string)problem["detail"]!, StringComparison.Ordinal);
        }

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.Alerts.AnyAsync(Ct));
    }

    /// <summary>What a tool could not compute is left out and named; its message, and the others of the call, count.</summary>
    [Theory]
    [InlineData("NaN", "NaN")]
    [InlineData("-Infinity", "-Infinity")]
    [InlineData("\" n/a\"", "n/a")]
    [InlineData("\"\"", "empty")]
    [InlineData("1e999", "too large")]
    public async Task Figure_WithoutAValue_IsNamed_AndTheRestOfTheReportCounts(string written, string named)
    {
        await using var registry = await SceneAsync();
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        var at = registry.Clock.GetUtcNow().AddHours(-3);
        var bad = Text(Message("m1", "triggered", at, 1)).Replace(":1}", $":{written}}}", StringComparison.Ordinal);

        using var alone = await PostAsync(key, Arize, bad);
        using var list = await PostAsync(key, Arize, $"[{bad}, {Text(Message("m1", "triggered", at.AddHours(1), 0.4))}]");

        Assert.Equal([("raised", $"monitor.value: {named}")], await ReadAsync(alone));
        Assert.Equal([("known", $"monitor.value: {named}"), ("repeated", null)], await ReadAsync(list));
        var alert = await AlertAsync(registry, 1);
        Assert.Equal((2L, (double?)0.4), (alert.Count, alert.Value));

        static async Task<IEnumerable<(string?, string?)>> ReadAsync(HttpResponseMessage answer)
        {
            var content = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.OK, content);
            return JsonNode.Parse(content)!["items"]!.AsArray().Select(i => ((string?)i!["status"], (string?)i["undefined"]));
        }
    }

    [Fact]
    public async Task Caller_WithoutTheScope_OrOfAToolThatIsNotSetUp_IsRefused()
    {
        await using var bare = await RegistryFixture.CreateAsync();
        using var key = await KeyAsync(bare, Scopes.AlertsWrite);
        using var other = await KeyAsync(bare, Scopes.MonitoringWrite);
        using var nobody = bare.Portal.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(other));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nobody));
        // The key opens nothing else.
        using var uploads = await key.GetAsync(new Uri("/api/v1/alerts", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, uploads.StatusCode);

        static async Task<HttpStatusCode> StatusAsync(HttpClient client)
        {
            using var answer = await PostAsync(client, Arize, "{}");
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task SeveralAtOnce_OfOneMonitor_AreOneAlert()
    {
        await using var registry = await SceneAsync();
        using var key = await KeyAsync(registry, Scopes.AlertsWrite);
        var at = registry.Clock.GetUtcNow().AddHours(-3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(key, Arize, Message("m1", "triggered", at, 0.31))));

        Assert.Equal(1, answers.Count(a => a.Status == "raised"));
        Assert.All(answers, a => Assert.Equal("ALR-0001", a.Alert));
        Assert.Equal(1, (await AlertAsync(registry, 1)).Count);
    }

    private static async Task<RegistryFixture> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var registry = await RegistryFixture.CreateAsync(
            kind,
            settings =>
            {
                foreach (
                    var (name, value) in new (string, string)[]
                    {
                        ("0:Tool", "arize"),
                        ("0:Fields:Monitor", "monitor.id"),
                        ("0:Fields:Status", "monitor.status"),
                        ("0:Fields:Value", "monitor.value"),
                        ("0:Fields:At", "sentAt"),
                        ("0:Firing:0", "triggered"),
                        ("0:Over:0", "cleared"),
                        ("0:Ignored:0", "noData"),
                        ("0:Models:0:Monitor", "m1"),
                        ("0:Models:0:Model", "fraud-scorer"),
                        ("0:Models:0:Title", "PSI of amount"),
                        ("0:Models:1:Monitor", "m2"),
                        ("0:Models:1:Model", "fraud-scorer"),
                        ("0:Models:1:Version", "9.9.9"),
                        ("1:Tool", "fiddler"),
                        ("1:Models:0:Monitor", "rule-1"),
                        ("1:Models:0:Model", "fraud-scorer"),
                    }
                )
                {
                    settings[$"Hooks:MonitorTools:{name}"] = value;
                }
            }
        );
        await registry.WithVersionsAsync("1.0.0");
        return registry;
    }

    private static Task<HttpClient> KeyAsync(RegistryFixture registry, string scope) =>
        registry.Portal.CreateKeyClientAsync(registry.EngineerId, scope);

    private static JsonObject Message(string monitor, string status, DateTimeOffset at, double? value) =>
        new()
        {
            ["sentAt"] = at.ToString("O"),
            ["space"] = "production",
            ["monitor"] = new JsonObject
            {
                ["id"] = monitor,
                ["status"] = status,
                ["value"] = value,
            },
        };

    private static JsonObject Record(string feature, string severity, long bucket, double value) =>
        new()
        {
            ["id"] = "0c8f0000-0000-0000-0000-000000000001",
            ["alert_rule_id"] = "rule-1",
            ["alert_rule_revision"] = 1,
            ["severity"] = severity,
            ["alert_time_bucket"] = bucket,
            ["alert_value"] = value,
            ["feature_name"] = feature,
            ["message"] = "What people wrote about it",
        };

    private static string Text(JsonObject body) => body.ToJsonString();

    private static async Task<(string? Status, string? Alert)> SendAsync(HttpClient client, string path, JsonObject body)
    {
        var item = Assert.Single(await ItemsAsync(client, path, body))!;
        return ((string?)item["status"], (string?)item["alert"]);
    }

    private static async Task<JsonArray> ItemsAsync(HttpClient client, string path, JsonObject body)
    {
        using var answer = await PostAsync(client, path, Text(body));
        var content = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, content);
        return JsonNode.Parse(content)!["items"]!.AsArray();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
    }

    private static async Task<Alert> AlertAsync(RegistryFixture registry, int number)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == new AlertId(number), Ct);
    }
}
