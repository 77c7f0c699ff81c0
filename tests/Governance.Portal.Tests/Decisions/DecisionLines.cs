using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Decisions;

/// <summary>What a pipeline sends, and what a portal has to be for it.</summary>
internal static class DecisionLines
{
    public const string Address = "/api/v1/decisions";

    public static DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow().AddDays(-2);

    public static async Task<HttpClient> KeyAsync(PortalFactory portal)
    {
        await RegistrySeed.VersionAsync(portal, "credit-default", "2.0.0");
        return await OnlyKeyAsync(portal);
    }

    /// <summary>A key for a portal that has the version already.</summary>
    public static Task<HttpClient> OnlyKeyAsync(PortalFactory portal) =>
        portal.CreateKeyClientAsync(null, Scopes.DecisionsWrite, Scopes.DecisionsRead, Scopes.MonitoringRead, Scopes.AuditRead);

    /// <summary>A decision. A portal with a clock of its own takes those of its own time: <paramref name="start"/>.</summary>
    public static JsonObject Line(string id, int n = 0, DateTimeOffset? start = null) =>
        new()
        {
            ["decisionId"] = id,
            ["time"] = (start ?? Start).AddSeconds(n).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["model"] = "credit-default",
            ["version"] = "2.0.0",
            ["input"] = new JsonObject
            {
                ["age"] = 30 + (n % 40),
                ["income"] = 1_000.5 + n,
                ["name"] = "Ada Lovelace",
            },
            ["output"] = new JsonObject { ["label"] = n % 3 == 0 ? "declined" : "approved", ["score"] = 0.25 },
            ["action"] = n % 3 == 0 ? "declined" : "approved",
            ["confidence"] = (n % 100) / 100.0,
            ["topFeatures"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "income",
                    ["value"] = 1_000.5 + n,
                    ["attribution"] = -0.4,
                },
                new JsonObject
                {
                    ["name"] = n % 2 == 0 ? "age" : "region",
                    ["value"] = 33,
                    ["attribution"] = 0.7,
                }
            ),
        };

    public static string Batch(int count, string prefix = "d", int from = 0, DateTimeOffset? start = null) =>
        string.Concat(Enumerable.Range(from, count).Select(n => Line($"{prefix}{n}", n, start).ToJsonString() + "\n"));

    public static ByteArrayContent Body(string text) => Body(Encoding.UTF8.GetBytes(text));

    public static ByteArrayContent Body(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static async Task<JsonObject> PushedAsync(HttpClient client, string text)
    {
        using var answer = await client.PostAsync(Address, Body(text), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    public static async Task<JsonObject> RefusedAsync(HttpClient client, int status, byte[] body)
    {
        using var answer = await client.PostAsync(Address, Body(body), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!.AsObject();
    }

    public static Task<JsonObject> RefusedAsync(HttpClient client, int status, string body) =>
        RefusedAsync(client, status, Encoding.UTF8.GetBytes(body));

    public static async Task<JsonObject> GetAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonObject>(path, TestContext.Current.CancellationToken))!;

    public static async Task<(long Rows, long Ids, int Batches)> CountAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        return (
            await db.Decisions.LongCountAsync(TestContext.Current.CancellationToken),
            await db.DecisionIds.LongCountAsync(TestContext.Current.CancellationToken),
            await db.DecisionBatches.CountAsync(TestContext.Current.CancellationToken)
        );
    }

    /// <summary>What the check of the decisions finds.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(PortalFactory portal)
    {
        var found = new List<string>();
        var check = portal.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "the decisions");
        await foreach (var sentence in check.FindAsync(TestContext.Current.CancellationToken))
        {
            found.Add(sentence);
        }

        return found;
    }
}
