using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Models.Registries.MlFlow;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>Events of MLflow servers are taken only with a signature over their bytes, only in time, and only once.</summary>
public sealed class MlFlowHookTests
{
    private const string Secret = "a secret long enough";
    private const string Body =
        """{"entity": "model_version", "action": "created", "timestamp": "2026-01-01T00:00:00+00:00", "data": """
        + """{"name": "m", "version": "1"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Signature_OfTheKnownVector_Holds_AndOfAnythingElseDoesNot()
    {
        const string id = "11111111-2222-3333-4444-555555555555";
        const string right = "v1,6SVmxi/iiZRmzvsVKN/J3133TUHkcbSQFTYzpffU1Lc=";
        var body = Encoding.UTF8.GetBytes(Body);

        Assert.True(MlFlowHookApi.IsSigned("s3cr3t", id, "1767225600", body, right));
        Assert.False(MlFlowHookApi.IsSigned("s3cr3T", id, "1767225600", body, right));
        Assert.False(MlFlowHookApi.IsSigned("s3cr3t", id, "1767225601", body, right));
        Assert.False(MlFlowHookApi.IsSigned("s3cr3t", id + "x", "1767225600", body, right));
        Assert.False(MlFlowHookApi.IsSigned("s3cr3t", id, "1767225600", [.. body, (byte)' '], right));
        foreach (
            var wrong in (string?[])
                [
                    null,
                    "",
                    "v1,",
                    "v1,####",
                    right[3..],
                    "v2," + right[3..],
                    "v1," + Convert.ToBase64String(new byte[31]),
                    "v1," + new string('A', 500),
                ]
        )
        {
            Assert.False(MlFlowHookApi.IsSigned("s3cr3t", id, "1767225600", body, wrong));
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Event_SignedAndInTime_IsNotedOnce(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind, s => s["MlFlow:WebhookSecret"] = Secret);

        Assert.Equal("noted", await TakenAsync(registry, "d-1"));
        Assert.Equal("known", await TakenAsync(registry, "d-1"));
        Assert.Equal("ignored", await TakenAsync(registry, "d-2", """{"entity":"prompt","action":"created","data":{"name":"p"}}"""));

        var noted = Assert.Single(await registry.LogAsync("mlflow.event-noted"));
        Assert.Equal(("system:mlflow", "model_version.created"), ((string?)noted["actor"], (string?)noted["data"]!["event"]));
        registry.Clock.Advance(TimeSpan.FromHours(1));
        await TakenAsync(registry, "d-3");
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("d-3", (await db.MlFlowDeliveries.SingleAsync(Ct)).Id); // what would be refused for its time need not be remembered
    }

    [Fact]
    public async Task Event_OfAServerThatIsSetUp_QueuesALookAtThatModel()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s =>
        {
            s["MlFlow:WebhookSecret"] = Secret;
            s["MlFlow:WebhookServer"] = "lab";
            s["MlFlow:Servers:0:Name"] = "lab";
            s["MlFlow:Servers:0:Address"] = "http://127.0.0.1:5000";
            s["MlFlow:Servers:0:Owner"] = RegistryFixture.Owner;
            s["Outbound:PrivateHosts:0"] = "127.0.0.1";
        });

        Assert.Equal("queued", await TakenAsync(registry, "d-1"));
        Assert.Equal("queued", await TakenAsync(registry, "d-2"));

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("m", (await db.RegistryImports.SingleAsync(Ct)).Only);
    }

    [Fact]
    public async Task Event_UnsignedOldOrOdd_IsRefused()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["MlFlow:WebhookSecret"] = Secret);

        using var late = await SendAsync(registry, "d-1", Body, at: registry.Clock.GetUtcNow().AddMinutes(-6));
        using var early = await SendAsync(registry, "d-2", Body, at: registry.Clock.GetUtcNow().AddMinutes(6));
        using var forged = await SendAsync(registry, "d-3", Body, secret: "another secret, as long");
        using var unread = await SendAsync(registry, "d-4", "{", secret: "another secret, as long");
        using var odd = await SendAsync(registry, "d-5", "[1]");
        using var text = await SendAsync(registry, "d-6", "{");
        using var inTime = await SendAsync(registry, "d-7", Body, at: registry.Clock.GetUtcNow().AddMinutes(-5));

        Assert.Equal(
            [
                HttpStatusCode.Unauthorized,
                HttpStatusCode.Unauthorized,
                HttpStatusCode.Unauthorized,
                HttpStatusCode.Unauthorized,
                HttpStatusCode.BadRequest,
                HttpStatusCode.BadRequest,
                HttpStatusCode.Accepted,
            ],
            new[] { late, early, forged, unread, odd, text, inTime }.Select(a => a.StatusCode)
        );
    }

    [Fact]
    public async Task Event_WhereNoSecretIsSet_IsNotTaken()
    {
        await using var registry = await RegistryFixture.CreateAsync();

        using var answer = await SendAsync(registry, "d-1", Body);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<string?> TakenAsync(RegistryFixture registry, string id, string body = Body)
    {
        using var answer = await SendAsync(registry, id, body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["status"];
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RegistryFixture registry,
        string id,
        string body,
        DateTimeOffset? at = null,
        string secret = Secret
    )
    {
        var timestamp = (at ?? registry.Clock.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/hooks/mlflow", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-MLflow-Delivery-Id", id);
        request.Headers.Add("X-MLflow-Timestamp", timestamp);
        request.Headers.Add("X-MLflow-Signature", $"v1,{signature}");
        return await registry.Portal.CreateClient().SendAsync(request, Ct);
    }
}
