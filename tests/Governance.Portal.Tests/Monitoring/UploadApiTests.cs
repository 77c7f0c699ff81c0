using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What a pipeline sends, right and wrong. A refused upload leaves neither rows nor bytes behind.</summary>
public sealed class UploadApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Windows = "/api/v1/monitoring/fraud/1.0.0/windows";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Upload_RaggedRowAtLine90000_NamesTheLineAndKeepsNothing(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await ClientAsync(portal);
        var lines = Predictions.Csv(100_000, "2026-09-14").Split('\n');
        lines[89_999] += ",one too many";

        var problem = await RefusedAsync(client, HttpStatusCode.UnprocessableEntity, Windows + "?role=reference", string.Join('\n', lines));

        Assert.Equal("monitoring.bad-data", (string?)problem["code"]);
        Assert.StartsWith(
            "Line 90000 has 8 fields, but the header has 7.",
            (string?)problem["errors"]!["body"]![0],
            StringComparison.Ordinal
        );
        await AssertNothingKeptAsync(portal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Upload_SameWindowAgain_IsAConflictThatNamesTheFirst(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await ClientAsync(portal);
        await UploadedAsync(client, "reference", Predictions.Csv(400, "2026-09-14"));
        var first = await UploadedAsync(client, "current", Predictions.Csv(300, "2026-10-01"));

        var problem = await RefusedAsync(client, HttpStatusCode.Conflict, Windows + "?role=current", Predictions.Csv(300, "2026-10-01"));

        Assert.Equal("monitoring.window-taken", (string?)problem["code"]);
        Assert.Contains((string)first["window"]!, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Upload_NewReference_CountsFromThenOnOnly(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await ClientAsync(portal);
        await UploadedAsync(client, "reference", Predictions.Csv(600, "2026-09-14"));
        await UploadedAsync(client, "current", Predictions.Csv(600, "2026-10-01", shift: 60));
        var before = await client.GetStringAsync("/api/v1/monitoring/fraud/1.0.0/drift", TestContext.Current.CancellationToken);

        await UploadedAsync(client, "reference", Predictions.Csv(600, "2026-09-20", shift: 60));
        var after = await client.GetStringAsync("/api/v1/monitoring/fraud/1.0.0/drift", TestContext.Current.CancellationToken);
        var next = await UploadedAsync(client, "current", Predictions.Csv(600, "2026-10-02", shift: 60, seed: 2));

        Assert.Equal(before, after);
        Assert.Equal("major", Verdict(JsonNode.Parse(before)!["items"]![0]!, "amount"));
        Assert.Equal("stable", Verdict(next, "amount"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task UploadLabels_OfAClosedWindow_MeasureItAgainOnce(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await ClientAsync(portal);
        await UploadedAsync(client, "reference", Predictions.Csv(600, "2026-09-14", prefix: "r"));
        await UploadedAsync(client, "current", Predictions.Csv(600, "2026-10-01", labelled: 0));
        var labels = "decision_id,true_label\n" + string.Concat(Enumerable.Range(0, 600).Select(i => $"d{i},{i % 2}\n"));

        var first = await AnswerAsync(await SendAsync(client, "/api/v1/monitoring/fraud/1.0.0/labels", labels), HttpStatusCode.OK);
        var second = await AnswerAsync(await SendAsync(client, "/api/v1/monitoring/fraud/1.0.0/labels", labels), HttpStatusCode.OK);

        Assert.Equal((600, 600, 1), ((int)first["labels"]!, (int)first["matched"]!, first["windows"]!.AsArray().Count));
        Assert.Equal(0, (int)second["matched"]!);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [600, 600],
            await db.Windows.OrderBy(w => w.Id).Select(w => w.Labelled).ToListAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Upload_CurrentBeforeAnyReference_SaysWhatToSendFirst()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);

        var problem = await RefusedAsync(client, HttpStatusCode.Conflict, Windows + "?role=current", Predictions.Csv(10, "2026-10-01"));

        Assert.Equal("monitoring.no-reference", (string?)problem["code"]);
        await AssertNothingKeptAsync(portal);
    }

    [Fact]
    public async Task Upload_BrokenBytes_AreRefusedWithTheirPlace()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);
        var text = Predictions.Utf8(Predictions.Csv(50, "2026-10-01"));
        var notUtf8 = text.ToArray();
        notUtf8[text.AsSpan().LastIndexOf("web"u8)] = 0xff;
        var packed = Gzip(text);

        var encoding = await RefusedAsync(client, HttpStatusCode.UnprocessableEntity, Windows + "?role=reference", notUtf8);
        var truncated = await RefusedAsync(
            client,
            HttpStatusCode.UnprocessableEntity,
            Windows + "?role=reference",
            packed[..^40],
            "application/gzip"
        );
        var empty = await RefusedAsync(client, HttpStatusCode.UnprocessableEntity, Windows + "?role=reference", []);
        var headerOnly = await RefusedAsync(
            client,
            HttpStatusCode.UnprocessableEntity,
            Windows + "?role=reference",
            Predictions.Header + "\n"
        );

        Assert.Matches("^Line [0-9]+, column \"channel\", is not valid UTF-8", (string?)encoding["errors"]!["body"]![0]);
        Assert.StartsWith(
            "The gzip data ends too early or is damaged",
            (string?)truncated["errors"]!["body"]![0],
            StringComparison.Ordinal
        );
        Assert.StartsWith("The file is empty", (string?)empty["errors"]!["body"]![0], StringComparison.Ordinal);
        Assert.StartsWith("There are no rows", (string?)headerOnly["errors"]!["body"]![0], StringComparison.Ordinal);
        await AssertNothingKeptAsync(portal);
    }

    [Fact]
    public async Task Upload_Gzip_IsTakenUnderEveryOfItsTypes()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);
        var packed = Gzip(Predictions.Utf8(Predictions.Csv(300, "2026-09-14")));

        var asGzip = await AnswerAsync(
            await SendAsync(client, Windows + "?role=reference", packed, "application/gzip"),
            HttpStatusCode.Created
        );
        var asCsv = await SendAsync(client, Windows + "?role=reference", packed, "text/csv");

        Assert.Equal(300, (int)asGzip["rows"]!);
        Assert.Equal(HttpStatusCode.Conflict, asCsv.StatusCode);
    }

    [Fact]
    public async Task Upload_OtherContentType_Is415()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);

        var problem = await RefusedAsync(
            client,
            HttpStatusCode.UnsupportedMediaType,
            Windows + "?role=reference",
            Predictions.Utf8("{}"),
            "application/json"
        );

        Assert.Equal("request.media-type", (string?)problem["code"]);
    }

    [Fact]
    public async Task Upload_BeyondALimit_Is413AndNamesTheSetting()
    {
        await using var portal = new PortalFactory();
        portal.Settings["Limits:Columns"] = "20";
        portal.Settings["Limits:Categories"] = "500";
        portal.Settings["Limits:WindowRows"] = "2000";
        using var client = await ClientAsync(portal);
        var wide = string.Join(',', Enumerable.Range(0, 21).Select(i => $"c{i}")) + "\n";
        var many = "timestamp,name,score\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"2026-10-01T00:00:00Z,name {i},0.5\n"));

        var columns = await RefusedAsync(client, HttpStatusCode.RequestEntityTooLarge, Windows + "?role=reference", wide);
        var categories = await RefusedAsync(client, HttpStatusCode.RequestEntityTooLarge, Windows + "?role=reference", many);
        var rows = await RefusedAsync(
            client,
            HttpStatusCode.RequestEntityTooLarge,
            Windows + "?role=reference",
            Predictions.Csv(2001, "2026-10-01")
        );

        Assert.Contains("Limits__Columns", (string?)columns["detail"], StringComparison.Ordinal);
        Assert.Contains("Limits__Categories", (string?)categories["detail"], StringComparison.Ordinal);
        Assert.Contains("Limits__WindowRows", (string?)rows["detail"], StringComparison.Ordinal);
        await AssertNothingKeptAsync(portal);
    }

    [Theory]
    [InlineData("?role=sideways", "role")]
    [InlineData("", "role")]
    [InlineData("?role=reference&label=truth", "body")]
    [InlineData("?role=reference&score=risk&protected=sex", "body")]
    [InlineData("?role=reference&start=2026-10-02T00:00:00Z&end=2026-10-01T00:00:00Z", "end")]
    [InlineData("?role=reference&start=2026-10-01T00:00:00Z&end=2026-10-01T00:00:00Z", "end")]
    [InlineData("?role=reference&start=yesterday", "end")]
    [InlineData("?role=reference&start=10/11/2026", "end")]
    public async Task Upload_WrongQuery_NamesTheField(string query, string field)
    {
        var (portal, client) = await OneAsync();

        var problem = await RefusedAsync(client, HttpStatusCode.UnprocessableEntity, Windows + query, Predictions.Csv(50, "2026-10-01"));

        Assert.Contains(field, problem["errors"]!.AsObject().Select(e => e.Key));
        await AssertNothingKeptAsync(portal);
    }

    [Theory]
    [InlineData("/api/v1/monitoring/..%2F..%2Fetc/1.0.0/windows?role=reference")]
    [InlineData("/api/v1/monitoring/fraud/..%2F..%2Fpasswd/windows?role=reference")]
    [InlineData("/api/v1/monitoring/fraud%0d%0aX:1/1.0.0/windows?role=reference")]
    [InlineData("/api/v1/monitoring/fraud/9.9.9/windows?role=reference")]
    public async Task Upload_NameOfNothing_Is404AndTouchesNoFile(string path)
    {
        var (portal, client) = await OneAsync();

        await RefusedAsync(client, HttpStatusCode.NotFound, path, Predictions.Csv(50, "2026-10-01"));

        await AssertNothingKeptAsync(portal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Upload_KeyWithoutTheScope_IsForbiddenAndLogged(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var writer = await ClientAsync(portal);
        using var reader = await portal.CreateKeyClientAsync(null, Scopes.MonitoringRead);
        using var writeOnly = await portal.CreateKeyClientAsync(null, Scopes.MonitoringWrite);
        using var stranger = portal.CreateClient();
        await UploadedAsync(writer, "reference", Predictions.Csv(100, "2026-09-14"));

        await RefusedAsync(reader, HttpStatusCode.Forbidden, Windows + "?role=reference", Predictions.Csv(100, "2026-09-20"));
        await RefusedAsync(stranger, HttpStatusCode.Unauthorized, Windows + "?role=reference", Predictions.Csv(100, "2026-09-20"));
        using var read = await reader.GetAsync("/api/v1/monitoring/fraud/1.0.0/drift", TestContext.Current.CancellationToken);
        using var notRead = await writeOnly.GetAsync("/api/v1/monitoring/fraud/1.0.0/drift", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (read.StatusCode, notRead.StatusCode));
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await db.Windows.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            1,
            await db.AuditEntries.CountAsync(e => e.Action == "window.stored" && e.Refused, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task WindowDrift_OfAnotherVersion_IsNotFound()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);
        await UploadedAsync(client, "reference", Predictions.Csv(200, "2026-09-14"));
        var window = (string)(await UploadedAsync(client, "current", Predictions.Csv(200, "2026-10-01")))["window"]!;

        using var right = await client.GetAsync(
            $"/api/v1/monitoring/fraud/1.0.0/windows/{window}/drift",
            TestContext.Current.CancellationToken
        );
        using var wrong = await client.GetAsync(
            $"/api/v1/monitoring/other/1.0.0/windows/{window}/drift",
            TestContext.Current.CancellationToken
        );

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (right.StatusCode, wrong.StatusCode));
    }

    [Fact]
    public async Task Upload_BodyThatIsStillComing_HoldsNoLock()
    {
        await using var portal = new PortalFactory();
        using var client = await ClientAsync(portal);
        using var other = await portal.CreateKeyClientAsync(null, Scopes.MonitoringWrite, Scopes.MonitoringRead);
        using var gate = new SemaphoreSlim(0);
        using var slow = new HttpRequestMessage(HttpMethod.Post, Windows + "?role=reference")
        {
            Content = new GatedContent(Predictions.Csv(200, "2026-09-14"), gate),
        };

        var pending = client.SendAsync(slow, TestContext.Current.CancellationToken);
        await UploadedAsync(other, "reference", Predictions.Csv(200, "2026-09-20"));
        Assert.False(pending.IsCompleted);
        gate.Release();
        using var answer = await pending;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    // A version and a key that may upload, for calls that are refused.
    private async Task<(PortalFactory Portal, HttpClient Client)> OneAsync()
    {
        var portal = await shared.GetAsync(async () =>
        {
            var made = new PortalFactory();
            await RegistrySeed.VersionAsync(made, "fraud", "1.0.0");
            return made;
        });
        return (portal, await portal.CreateKeyClientAsync(null, Scopes.MonitoringWrite, Scopes.MonitoringRead));
    }

    internal static async Task<HttpClient> ClientAsync(PortalFactory portal)
    {
        await RegistrySeed.VersionAsync(portal, "fraud", "1.0.0");
        return await portal.CreateKeyClientAsync(null, Scopes.MonitoringWrite, Scopes.MonitoringRead);
    }

    internal static Task<HttpResponseMessage> SendAsync(HttpClient client, string path, byte[] body, string type = "text/csv")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string body) =>
        SendAsync(client, path, Predictions.Utf8(body));

    private static async Task<JsonNode> UploadedAsync(HttpClient client, string role, string csv) =>
        await AnswerAsync(await SendAsync(client, $"{Windows}?role={role}", csv), HttpStatusCode.Created);

    private static async Task<JsonNode> AnswerAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.True(
                answer.StatusCode == status,
                $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}"
            );
            return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        }
    }

    private static Task<JsonNode> RefusedAsync(HttpClient client, HttpStatusCode status, string path, string body) =>
        RefusedAsync(client, status, path, Predictions.Utf8(body));

    private static async Task<JsonNode> RefusedAsync(
        HttpClient client,
        HttpStatusCode status,
        string path,
        byte[] body,
        string type = "text/csv"
    )
    {
        var answer = await SendAsync(client, path, body, type);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await AnswerAsync(answer, status);
    }

    private static async Task AssertNothingKeptAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await db.Windows.CountAsync(TestContext.Current.CancellationToken));
        Assert.Empty(portal.ContentFiles());
    }

    private static string? Verdict(JsonNode window, string feature) =>
        (string?)window["features"]!.AsArray().Single(f => (string?)f!["name"] == feature)!["verdict"];

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    // Sends the first half, then waits at the gate.
    private sealed class GatedContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly SemaphoreSlim _gate;

        public GatedContent(string text, SemaphoreSlim gate)
        {
            (_bytes, _gate) = (Predictions.Utf8(text), gate);
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var half = _bytes.Length / 2;
            await stream.WriteAsync(_bytes.AsMemory(0, half));
            await stream.FlushAsync();
            await _gate.WaitAsync();
            await stream.WriteAsync(_bytes.AsMemory(half));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
