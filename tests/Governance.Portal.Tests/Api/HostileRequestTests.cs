using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Api;

/// <summary>Whatever is sent, the answer is a 4xx problem document that says what is wrong, and nothing of it is kept.</summary>
public sealed class HostileRequestTests
{
    private const string Version = "/api/v1/models/netflow/versions/1.0.0";
    private const string Windows =
        "/api/v1/monitoring/netflow/1.0.0/windows?role=reference&start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z";

    private static readonly string[] s_bodies =
    [
        "",
        "null",
        "[]",
        "\"text\"",
        "12",
        "{",
        "{\"a\":",
        "{\"a\":1}",
        "{\"name\":{}}",
        "{\"name\":[1]}",
        "{\"name\":true}",
        "{\"name\":1e400}",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{'name':'a'}",
        "{\"name\":\"a\"}trailing",
        "\0\0\0",
        "<xml/>",
        "{\"name\":\"../../etc/passwd\"}",
        "{\"name\":\"" + new string('a', 100_000) + "\"}",
        "{\"version\":\"..\\\\..\\\\x\",\"artifact\":{\"sha256\":\"../x\",\"sizeBytes\":-1,\"mediaType\":\"\"}}",
        "{\"to\":\"moon\",\"reason\":5}",
        "{\"role\":\"king\",\"decision\":\"approve\",\"bundleDigest\":12}",
        "{\"kind\":\"validation\",\"payload\":NaN}",
    ];

    private static readonly (HttpMethod Method, string Path)[] s_writes =
    [
        (HttpMethod.Post, "/api/v1/models"),
        (HttpMethod.Patch, "/api/v1/models/netflow"),
        (HttpMethod.Post, "/api/v1/models/netflow/versions"),
        (HttpMethod.Post, Version + "/evidence"),
        (HttpMethod.Post, Version + "/promotions"),
        (HttpMethod.Post, Version + "/deployments"),
        (HttpMethod.Post, Version + "/rollback"),
        (HttpMethod.Post, "/api/v1/promotions/APR-0001/signoffs"),
        (HttpMethod.Post, "/api/v1/promotions/APR-0001/signoffs/SGN-0001/revoke"),
        (HttpMethod.Post, "/api/v1/promotions/APR-0001/withdraw"),
        (HttpMethod.Post, "/api/v1/promotions/APR-0001/comments"),
        (HttpMethod.Post, "/api/v1/reports"),
    ];

    private static readonly string[] s_reads =
    [
        "/api/v1/models?limit=0",
        "/api/v1/models?limit=501",
        "/api/v1/models?limit=ten",
        "/api/v1/models?cursor=%00",
        "/api/v1/models?cursor=AAAA",
        "/api/v1/models?stage=moon",
        "/api/v1/models?riskClass=5",
        "/api/v1/models/..%2f..%2fetc%2fpasswd",
        "/api/v1/models/%2e%2e/versions",
        "/api/v1/models/NOPE",
        "/api/v1/models/netflow/versions/..%5c..",
        "/api/v1/models/netflow/production?at=yesterday",
        "/api/v1/models/netflow/production",
        "/api/v1/promotions/APR-99999999999999",
        "/api/v1/promotions/'%20OR%201=1--",
        "/api/v1/promotions/APR-0001/bundle",
        "/api/v1/promotions?state=maybe",
        "/api/v1/promotions?limit=-1",
        "/api/v1/monitoring/netflow/9.9/drift",
        "/api/v1/monitoring/netflow/1.0.0/drift?from=x",
        "/api/v1/monitoring/netflow/1.0.0/drift?cursor=bm9wZQ",
        "/api/v1/audit/entries?from=-1",
        "/api/v1/audit/entries?from=x",
        "/api/v1/audit/entries?limit=9999",
        "/api/v1/reports/REP-0000",
        "/api/v1/reports/x/content",
        Version + "/evidence/EVD-x/content",
        "/api/v1/nothing",
    ];

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task AnyMalformedRequest_IsAProblemDocumentAndChangesNothing(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await RegistrySeed.VersionAsync(portal, "netflow", "1.0.0");
        var client = await portal.CreateKeyClientAsync(null, [.. Scopes.All]);
        var before = await CountAsync(portal);
        var sent = 0;

        foreach (var (method, path) in s_writes)
        {
            foreach (var body in s_bodies)
            {
                await RefusedAsync(client, method, path, new StringContent(body, Encoding.UTF8, "application/json"));
                sent++;
            }

            await RefusedAsync(client, method, path, Bytes([0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D], "application/json"));
            await RefusedAsync(client, method, path, Bytes([1, 2, 3], "application/x-unknown"));
            sent += 2;
        }

        foreach (var path in s_reads)
        {
            await RefusedAsync(client, HttpMethod.Get, path, null);
            sent++;
        }

        foreach (var table in Tables())
        {
            await RefusedAsync(client, HttpMethod.Post, Windows, Bytes(table, "text/csv"));
            sent++;
        }

        foreach (
            var path in new[]
            {
                "/api/v1/monitoring/netflow/1.0.0/windows",
                Windows.Replace("reference", "king", StringComparison.Ordinal),
                Windows.Replace("2026-02", "2025-02", StringComparison.Ordinal),
                Windows.Replace("netflow", "..%2f", StringComparison.Ordinal),
            }
        )
        {
            await RefusedAsync(client, HttpMethod.Post, path, Bytes("a,b\n1,2\n"u8.ToArray(), "text/csv"));
            sent++;
        }

        await RefusedAsync(client, HttpMethod.Put, Version + "/artifact", Bytes([1, 2, 3, 4], "application/octet-stream"));
        sent++;

        Assert.True(sent >= 300, $"{sent} requests");
        Assert.Equal(before, await CountAsync(portal));
        Assert.Empty(portal.ContentFiles());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("image/png")]
    [InlineData("text/html;q=nonsense, ;;")]
    public async Task Refusal_ForACallerThatTakesNoJson_IsSaidAllTheSame(string accept)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("owner@demo.example", Roles.ModelOwner);
        var client = await portal.SignInAsync("owner@demo.example");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var broken = new StringContent("{", Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/api/v1/permits", broken, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("request.malformed-json", (string)problem["code"]!);
        Assert.NotNull(problem["traceId"]);
    }

    [Fact]
    public async Task RaggedRowAtLine90000_NamesTheLine()
    {
        await using var portal = new PortalFactory();
        await RegistrySeed.VersionAsync(portal, "netflow", "1.0.0");
        var client = await portal.CreateKeyClientAsync(null, Scopes.MonitoringWrite);
        var table = new StringBuilder("a,b,score\n");
        for (var line = 2; line < 90_000; line++)
        {
            table.Append(line).Append(",x,0.5\n");
        }

        table.Append("1,2\n1,x,0.5\n");

        var problem = await RefusedAsync(client, HttpMethod.Post, Windows, Bytes(Encoding.UTF8.GetBytes(table.ToString()), "text/csv"));

        Assert.Contains(
            "90000",
            ((string)problem["detail"]!).Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<byte[]> Tables()
    {
        yield return [];
        yield return "a,b\n"u8.ToArray();
        yield return "a,a\n1,2\n"u8.ToArray();
        yield return "a,b\n1,2,3\n"u8.ToArray();
        yield return "a,b\n\"1,2\n"u8.ToArray();
        yield return [0x61, 0x2C, 0x62, 0x0A, 0xC3, 0x28, 0x2C, 0x31, 0x0A];
        yield return [0x1F, 0x8B, 0x08, 0x00, 0x01];
        yield return Truncated(Zipped(string.Concat(Enumerable.Repeat("a,b\n1,2\n", 500))));
        yield return Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"c{i}")) + "\n");
        yield return Encoding.UTF8.GetBytes("a,b\n" + new string('x', 1_100_000) + ",1\n");
        yield return "{\"a\":1}\n{\"a\":"u8.ToArray();
    }

    private static byte[] Zipped(string text)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    private static byte[] Truncated(byte[] bytes) => bytes[..^9];

    private static ByteArrayContent Bytes(byte[] bytes, string type) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private static async Task<JsonObject> RefusedAsync(HttpClient client, HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var what = $"{method} {path} answered {(int)answer.StatusCode}: {text[..Math.Min(text.Length, 400)]}";
        Assert.True(answer.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError, what);
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", what);
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.False(string.IsNullOrEmpty((string?)problem["detail"]), what);
        Assert.False(string.IsNullOrEmpty((string?)problem["code"]), what);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem;
    }

    private static async Task<(int Models, int Versions, int Evidence, int Promotions, int Windows, int Reports)> CountAsync(
        PortalFactory portal
    )
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        return (
            await db.Models.CountAsync(),
            await db.Versions.CountAsync(),
            await db.Evidence.CountAsync(),
            await db.Promotions.CountAsync(),
            await db.Windows.CountAsync(),
            await db.Reports.CountAsync()
        );
    }
}
