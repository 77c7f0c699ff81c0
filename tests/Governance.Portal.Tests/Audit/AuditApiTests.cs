using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Audit;

/// <summary>The log over HTTP: filters, pages, downloads, and who may read it.</summary>
public sealed class AuditApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task List_EachFilter_LeavesWhatItSays(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1");
        registry.Clock.Advance(TimeSpan.FromDays(2));
        await RefusedAsync(registry);
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);

        Assert.Equal(["fraud-scorer@1"], (await ListAsync(reader, "?action=version.registered")).Select(e => (string?)e["subject"]));
        Assert.Equal(
            ["version.registered", "artifact.stored"],
            (await ListAsync(reader, "?subject=fraud-scorer@1&outcome=done")).Select(e => (string?)e["action"])
        );
        Assert.All(await ListAsync(reader, "?outcome=refused"), e => Assert.Equal("refused", (string?)e["outcome"]));
        Assert.Equal(
            ["model.changed"],
            (await ListAsync(reader, "?outcome=refused&action=model.changed")).Select(e => (string?)e["action"])
        );
        Assert.Equal(
            ["host"],
            (await ListAsync(reader, "?actor=host&action=key.created")).Select(e => (string?)e["actor"]).Distinct(StringComparer.Ordinal)
        );

        var before = await ListAsync(reader, "?until=2026-11-20");
        var after = await ListAsync(reader, "?since=2026-11-22T08:00:00Z");
        Assert.Contains(before, e => (string?)e["action"] == "version.registered");
        Assert.Contains(after, e => (string?)e["outcome"] == "refused");
        Assert.Equal((await ListAsync(reader, "")).Count, before.Count + after.Count);
        Assert.Empty(await ListAsync(reader, "?since=2026-11-21&until=2026-11-21"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task List_Text_FindsPeopleWordsAndThings(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1");
        await registry.ApproveAsync("1");
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);

        Assert.Contains(await ListAsync(reader, "?q=legal"), e => (string?)e["action"] == "promotion.signed");
        Assert.Equal(
            ["artifact.stored"],
            (await ListAsync(reader, "?q=artifact stored")).Select(e => (string?)e["action"]).Distinct(StringComparer.Ordinal)
        );
        Assert.All(await ListAsync(reader, "?q=apr-0001"), e => Assert.Equal("APR-0001", (string?)e["subject"]));
        Assert.Contains(await ListAsync(reader, "?q=gate runner"), e => (string?)e["actor"] == "system:gate");
        Assert.Empty(await ListAsync(reader, "?q=%25")); // a percent sign is a percent sign
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task List_PagesUnderAFilter_HoldEachEntryOnce(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1", "2", "3", "4", "5");
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);
        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(reader, $"/entries?action=version.registered&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page["items"]!.AsArray().Select(i => (string?)i!["event"]!["subject"]));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(["fraud-scorer@1", "fraud-scorer@2", "fraud-scorer@3", "fraud-scorer@4", "fraud-scorer@5"], seen);
    }

    [Theory]
    [InlineData("/entries?outcome=perhaps", "outcome")]
    [InlineData("/entries?since=yesterday", "since")]
    [InlineData("/entries?until=2026-13-01", "until")]
    [InlineData("/entries/export?format=xml", "format")]
    [InlineData("/entries/export?format=csv&outcome=perhaps", "outcome")]
    public async Task Filter_ThatMeansNothing_IsNamed(string path, string field)
    {
        var registry = await shared.GetAsync(() => RegistryFixture.CreateAsync());
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);

        var problem = await GetAsync(reader, path, HttpStatusCode.UnprocessableEntity);

        Assert.True(problem["errors"]!.AsObject().ContainsKey(field));
    }

    [Theory]
    [InlineData("/entries")]
    [InlineData("/entries/export?format=csv")]
    [InlineData("/entries/0/package")]
    public async Task Log_WithoutThePermission_IsNotRead(string path)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var nobody = registry.Portal.CreateClient();

        await GetAsync(registry.Client, path, HttpStatusCode.Forbidden);
        await GetAsync(nobody, path, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Export_Csv_HoldsTheListInWordsAndNoFormula(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1");
        await registry.ApproveAsync("1");
        await RenameAsync(registry, "=HYPERLINK(\"x\"), Owner");
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);

        using var answer = await reader.GetAsync(
            new Uri("/api/v1/audit/entries/export?format=csv&action=promotion.signed", UriKind.Relative),
            Ct
        );
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment; filename=\"audit-log.csv\"", answer.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("index,time,actor,actorName,action,words,outcome,subject,leafHash", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Contains(
            lines,
            l =>
                l.Contains(
                    ",\"'=HYPERLINK(\"\"x\"\"), Owner\",promotion.signed,Signed as Model owner,done,APR-0001,",
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Export_Json_HoldsTheExactBytes(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1", "2");
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);

        var all = JsonNode
            .Parse(await reader.GetStringAsync(new Uri("/api/v1/audit/entries/export?format=json", UriKind.Relative), Ct))!
            .AsArray();
        var some = JsonNode
            .Parse(
                await reader.GetStringAsync(
                    new Uri("/api/v1/audit/entries/export?format=json&subject=fraud-scorer@2", UriKind.Relative),
                    Ct
                )
            )!
            .AsArray();

        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(e => (int)e!["index"]!));
        Assert.All(
            all,
            e =>
                Assert.Equal(
                    (string?)e!["leafHash"],
                    Convert.ToHexStringLower(MerkleHash.Leaf(Convert.FromBase64String((string)e["leaf"]!)))
                )
        );
        Assert.Equal(["version.registered", "artifact.stored"], some.Select(e => (string?)e!["event"]!["action"]));
    }

    [Fact]
    public async Task Package_OfAnEntry_HoldsItsExactBytes()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        using var reader = await registry.Portal.CreateKeyClientAsync(owner: null, Scopes.AuditRead);
        var first = (await GetAsync(reader, "/entries?limit=1"))["items"]![0]!;

        await using var content = await reader.GetStreamAsync(new Uri("/api/v1/audit/entries/0/package", UriKind.Relative), Ct);
        await using var files = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, Ct);
        await using var file = await files.GetEntry("entry-0.json")!.OpenAsync(Ct);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, Ct);

        Assert.Equal((string?)first["leaf"], Convert.ToBase64String(bytes.ToArray()));
        await GetAsync(reader, "/entries/999999/package", HttpStatusCode.NotFound);
    }

    private static async Task RefusedAsync(RegistryFixture registry)
    {
        // An engineer may not take the model over.
        using var answer = await registry.Client.PatchAsync(
            new Uri("/api/v1/models/fraud-scorer", UriKind.Relative),
            new StringContent("""{"owner":"deputy@demo.example"}""", System.Text.Encoding.UTF8, "application/json"),
            Ct
        );
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task RenameAsync(RegistryFixture registry, string name)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = await db.Users.FindAsync([registry.OwnerId.Number], Ct);
        owner!.PrintedName = name;
        db.Note();
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(HttpClient reader, string query) =>
        [
            .. (await GetAsync(reader, $"/entries{query}{(query.Length == 0 ? "?" : "&")}limit=500"))["items"]!
                .AsArray()
                .Select(i => i!["event"]!.AsObject()),
        ];

    private static async Task<JsonObject> GetAsync(HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1/audit{path}", UriKind.Relative), Ct);
        return await RegistryFixture.JsonAsync(answer, expected);
    }
}
