using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>Decision logs as an OPA sends them (POST /logs, gzip): taken once, committed to, never kept in clear.</summary>
public sealed class EngineLogTests
{
    // The events of OPA's documentation of decision logs, with a result of each kind.
    private const string Recorded = """
        [
          {"labels":{"app":"governance","id":"1780d507-aea2-45cc-ae50-fa153c8e4a5a","version":"1.4.2"},
            "decision_id":"4ca636c1-55e4-417a-b1d8-4aceb67960d1",
            "bundles":{"governance":{"revision":"W3sibCI6InN5cy9jYXRhbG9nIiwicyI6NDA3MX1d"}},"path":"governance/gate",
            "input":{"model":{"name":"fraud-scorer"},"applicant":"Mette Sørensen"},"result":{"allow":true,"violations":[]},
            "requested_by":"[::1]:59943","timestamp":"2026-11-20T08:12:31.614Z","req_id":4},
          {"labels":{"app":"governance"},"decision_id":"b84cf736-d7a9-4d2b-8f3e-2a4f1a1c6f10","path":"governance/gate","input":{},
            "result":{"allow":false},"timestamp":"2026-11-20T08:12:32Z"},
          {"labels":{},"decision_id":"undefined-1","path":"governance/other","input":{},"timestamp":"2026-11-20T08:12:33.000000001Z"},
          {"labels":{},"decision_id":"error-1","path":"governance/gate","error":{"code":"internal_error","message":"eval_conflict_error"},
            "timestamp":"2026-11-20T08:12:34Z"},
          {"labels":{},"decision_id":"query-1","query":"data.x = y","result":[{"y":1}],"timestamp":"2026-11-20T08:12:35Z"}
        ]
        """;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Log_AsOpaSendsIt_IsTakenOnce_AndOnlyCommittedTo(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.DecisionsWrite, Scopes.DecisionsRead);

        using var first = await SendAsync(key, Recorded);
        using var again = await SendAsync(key, Recorded, "/logs/eu");
        using var other = await SendAsync(key, Recorded.Replace("\"allow\":false", "\"allow\":true", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.OK, "5 0 0"), (first.StatusCode, await SaidAsync(first)));
        Assert.Equal("0 5 0", await SaidAsync(again));
        Assert.Equal("0 4 1", await SaidAsync(other));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        var rows = await db.EngineDecisions.OrderBy(d => d.Id).ToListAsync(ApprovalsScene.Ct);
        Assert.Equal(
            [EngineOutcome.Allow, EngineOutcome.Deny, EngineOutcome.Undefined, EngineOutcome.Error, EngineOutcome.Other],
            rows.Select(r => r.Outcome)
        );
        Assert.Equal("governance@W3sibCI6InN5cy9jYXRhbG9nIiwicyI6NDA3MX1d", rows[0].Bundle);
        var log = await scene.LogAsync("verdicts.stored");
        Assert.Equal([5, 0], log.Select(e => (int)e["data"]!["count"]!));
        Assert.Equal(1, (int)log[1]["data"]!["differing"]!);
        var tree = new DecisionTree();
        rows.ForEach(r => tree.Append(r.Commitment));
        Assert.Equal(Convert.ToHexStringLower(tree.Root()), (string?)log[0]["data"]!["root"]);
        var sent = Encoding.UTF8.GetBytes(JsonNodeText(0));
        Assert.True(rows[0].Holds(sent));
        Assert.False(rows[1].Holds(sent));
        var page = await key.GetFromJsonAsync<JsonObject>(
            "/api/v1/gates/engine-decisions?path=governance/gate&outcome=deny&limit=1",
            ApprovalsScene.Ct
        );
        Assert.Equal("b84cf736-d7a9-4d2b-8f3e-2a4f1a1c6f10", (string?)Assert.Single(page!["items"]!.AsArray())!["decisionId"]);
        Assert.DoesNotContain("Sørensen", string.Concat(log.Select(e => e.ToJsonString())) + page.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ThatIsNone_IsRefusedWithItsPlace()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.DecisionsWrite);
        foreach (
            var (body, status, field) in new (string, HttpStatusCode, string?)[]
            {
                ("{}", HttpStatusCode.BadRequest, null),
                ("[1]", HttpStatusCode.BadRequest, null),
                ("[{\"a\":1,\"a\":2}]", HttpStatusCode.BadRequest, null),
                ("[{", HttpStatusCode.BadRequest, null),
                ("[{\"timestamp\":\"2026-11-20T08:12:31Z\"}]", HttpStatusCode.UnprocessableEntity, "[0].decision_id"),
                ("[{\"decision_id\":\"x\",\"timestamp\":\"soon\"}]", HttpStatusCode.UnprocessableEntity, "[0].timestamp"),
            }
        )
        {
            using var answer = await SendAsync(key, body);

            Assert.Equal((body, status), (body, answer.StatusCode));
            var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct);
            Assert.True(field is null || problem!["errors"]!.AsObject().ContainsKey(field), problem!.ToJsonString());
        }
    }

    [Fact]
    public async Task Log_ThatUnpacksBeyondTheLimit_OrComesWithoutRights_LeavesNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal => portal.Settings["Opa:LogBytes"] = "4096");
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.DecisionsWrite);
        var reader = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);

        using var large = await SendAsync(key, $"[{new string(' ', 1_000_000)}]");
        using var forbidden = await SendAsync(reader, "[]");
        using var damaged = new HttpRequestMessage(HttpMethod.Post, "/logs")
        {
            Content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } },
        };
        using var unreadable = await key.SendAsync(damaged, ApprovalsScene.Ct);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest),
            (large.StatusCode, forbidden.StatusCode, unreadable.StatusCode)
        );
        Assert.DoesNotContain(await scene.LogAsync("verdicts.stored"), e => (string?)e["outcome"] == "done");
    }

    [Fact]
    public async Task Decisions_OlderThanTheirTime_AreErased_AndTheirEntryStays()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal => portal.Settings["Opa:KeepDays"] = "30");
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.DecisionsWrite);
        using var sent = await SendAsync(key, Recorded);

        Assert.Equal(0, await scene.Get<StoreEngineLog>().EraseAsync(ApprovalsScene.Ct));
        scene.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(5, await scene.Get<StoreEngineLog>().EraseAsync(ApprovalsScene.Ct));

        Assert.Equal(5, (int)(await scene.LogAsync("verdicts.erased"))[0]["data"]!["count"]!);
        Assert.Single(await scene.LogAsync("verdicts.stored"));
    }

    private static string JsonNodeText(int place)
    {
        using var json = System.Text.Json.JsonDocument.Parse(Recorded);
        return json.RootElement[place].GetRawText();
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        var said = await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct);
        return $"{said!["stored"]} {said["duplicates"]} {said["differing"]}";
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient key, string body, string path = "/logs")
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body), ApprovalsScene.Ct);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        return await key.SendAsync(request, ApprovalsScene.Ct);
    }
}
