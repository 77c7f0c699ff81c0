using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registry;

public sealed class EvidenceApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Path = "/models/fraud-scorer/versions/1/evidence";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Add_Payload_IsStoredInItsCanonicalForm(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1");
        var body = Body("validation");
        body["payload"] = JsonNode.Parse("""{ "b": 1.50, "a": "ä", "n": 1e3 }""");

        using var answer = await registry.PostAsync(Path, body);
        var evidence = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
        var content = await registry.Client.GetByteArrayAsync(new Uri($"{answer.Headers.Location}/content", UriKind.Relative), Ct);

        Assert.Equal("""{"a":"ä","b":1.5,"n":1000}""", Encoding.UTF8.GetString(content));
        Assert.Equal(RegistryFixture.Digest(content), (string?)evidence["sha256"]);
        Assert.Equal("validation", (string?)evidence["kind"]);
        Assert.Equal("EVD-0001", (string?)evidence["id"]);
        var entry = Assert.Single(await registry.LogAsync("evidence.added"));
        Assert.Equal((string?)evidence["sha256"], (string?)entry["data"]!["sha256"]);
        Assert.DoesNotContain("evaluator", entry.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(evidence.ToJsonString(), (await registry.GetAsync($"{Path}/EVD-0001")).ToJsonString());
        Assert.Single((await registry.GetAsync($"{Path}?kind=validation"))["items"]!.AsArray());
        Assert.Empty((await registry.GetAsync($"{Path}?kind=sbom"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Add_File_HasTheDigestOfItsBytesAndALastNameOnly()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var bytes = Encoding.UTF8.GetBytes("# Model card");

        using var answer = await SendAsync(registry, bytes, "model-card", "..\\..\\secret/../card.md", "text/markdown");
        var evidence = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        Assert.Equal(RegistryFixture.Digest(bytes), (string?)evidence["sha256"]);
        Assert.Equal("card.md", (string?)evidence["fileName"]);
        Assert.Equal("text/markdown", (string?)evidence["mediaType"]);
        using var download = await registry.Client.GetAsync(new Uri($"/api/v1{Path}/EVD-0001/content", UriKind.Relative), Ct);
        Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
    }

    /// <summary>A bill of materials is read in each of its forms, or is said not to count in the answer to its upload.</summary>
    [Theory]
    [InlineData(
        "application/xml",
        "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components>"
            + "<component type=\"library\"><name>a</name></component></components></bom>",
        null
    )]
    [InlineData("application/octet-stream", "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\"}]}", null)]
    [InlineData("text/plain", "SPDXVersion: SPDX-2.3\nPackageName: a\n", null)]
    [InlineData("text/plain", "SPDXVersion: SPDX-2.3\nPackageName a\n", "line 2 has no tag with a value")]
    [InlineData(
        "application/rdf+xml",
        "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>",
        "this is an SPDX document in RDF; CycloneDX is read as JSON or XML, and SPDX as JSON or tag-value text"
    )]
    public async Task Add_BillOfMaterialsAsAFile_IsRead_OrSaidNotToCount(string mediaType, string text, string? unreadable)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");

        using var answer = await SendAsync(registry, Encoding.UTF8.GetBytes(text), "sbom", "bom", mediaType);
        var evidence = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        Assert.Equal(unreadable, (string?)evidence["unreadable"]);
        Assert.Null(evidence["notMeasured"]);
    }

    [Fact]
    public async Task Add_FileThatIsTooLargeToRead_IsSaidNotToCount_ForItsSize()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var bytes = new byte[(16 << 20) + 1];
        bytes.AsSpan().Fill((byte)' ');
        (bytes[0], bytes[^1]) = ((byte)'{', (byte)'}');

        using var answer = await SendAsync(registry, bytes, "validation", "large.json", "application/json");
        var evidence = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        Assert.Equal("it has 16,777,217 bytes, and 16,777,216 are read", (string?)evidence["unreadable"]);
    }

    [Fact]
    public async Task Add_EverythingWrong_NamesEveryFieldAndKeepsNothing()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", [1]));

        using var payload = await registry.PostAsync(
            Path,
            new JsonObject
            {
                ["kind"] = "proof",
                ["producedAt"] = "yesterday",
                ["payload"] = new JsonObject(),
            }
        );
        using var future = await registry.PostAsync(Path, Body("sbom", "2026-11-20T09:00:00Z"));
        using var local = await registry.PostAsync(Path, Body("sbom", "2026-11-20T07:00:00"));
        using var empty = await SendAsync(registry, [], "sbom", "sbom.json", "application/json");

        Assert.Equal(["kind", "producedAt", "tool"], await FieldsAsync(payload));
        Assert.Equal(["producedAt"], await FieldsAsync(future));
        Assert.Equal(["producedAt"], await FieldsAsync(local));
        Assert.Equal(["file"], await FieldsAsync(empty));
        Assert.Empty(registry.FilesOnDisk());
        Assert.Empty(await registry.LogAsync("evidence.added"));
    }

    [Theory]
    [InlineData("text/plain", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData(
        "application/json",
        """{"kind":"sbom","tool":"t","producedAt":"2026-11-20T07:00:00Z"}""",
        HttpStatusCode.UnprocessableEntity
    )]
    [InlineData(
        "application/json",
        """{"kind":"sbom","tool":"t","producedAt":"2026-11-20T07:00:00Z","payload":{"a":1,"a":2}}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        "application/json",
        """{"kind":"sbom","tool":"t","producedAt":"2026-11-20T07:00:00Z","payload":{"a":1e999}}""",
        HttpStatusCode.UnprocessableEntity
    )]
    [InlineData(
        "application/json",
        """{"kind":"sbom","tool":"t","producedAt":"2026-11-20T07:00:00Z","payload":{"a":"\ud800"}}""",
        HttpStatusCode.UnprocessableEntity
    )]
    [InlineData("application/json", """{"kind":"sbom","colour":"t"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
        HttpStatusCode.BadRequest
    )]
    [InlineData("multipart/form-data; boundary=x", "nothing of the kind", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data", "--x--", HttpStatusCode.BadRequest)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"colour\"\r\n\r\nabc\r\n--x--",
        HttpStatusCode.UnprocessableEntity
    )]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nsbom\r\n--x--",
        HttpStatusCode.UnprocessableEntity
    )]
    public async Task Add_BodyThatIsNone_IsAProblemDocument(string mediaType, string body, HttpStatusCode expected)
    {
        var registry = await shared.GetAsync(async () =>
        {
            var made = await RegistryFixture.CreateAsync();
            await made.CreatedAsync("/models", RegistryFixture.Model());
            await made.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", [1]));
            return made;
        });
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);

        using var answer = await registry.Client.PostAsync(new Uri("/api/v1" + Path, UriKind.Relative), content, Ct);

        Assert.NotNull((await RegistryFixture.JsonAsync(answer, expected))["code"]);
        Assert.Empty(registry.FilesOnDisk());
    }

    [Fact]
    public async Task Add_FileBeyondTheLimit_NamesTheLimitAndKeepsNothing()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:EvidenceBytes"] = "1024");
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", [1]));

        using var answer = await SendAsync(registry, new byte[2000], "other", "x.bin", "application/octet-stream");

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("Limits__EvidenceBytes", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(registry.FilesOnDisk());
    }

    [Fact]
    public async Task Add_WithAReadersKey_IsForbiddenAndAudited()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        using var reader = await registry.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);
        using var form = Form([1], "sbom", "x", "application/json");

        using var answer = await reader.PostAsync(new Uri("/api/v1" + Path, UriKind.Relative), form, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("refused", (string?)Assert.Single(await registry.LogAsync("evidence.added"))["outcome"]);
    }

    // The summary of a version draws two reports of up to 8 MiB each: their files are read and hashed once, not at every view.
    [Fact]
    public async Task Pictures_SeenAgain_AreThoseOfTheFileAsFiled_AndWhoOpensTheEvidenceHasItCompared()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var before = registry.FilesOnDisk();
        var body = Body("validation");
        body["payload"] = JsonNode.Parse("""{"roc":[{"fpr":0,"tpr":0},{"fpr":1,"tpr":1}]}""");
        await registry.CreatedAsync(Path, body);
        var view = (await registry.Portal.Get<ListEvidence>().PageAsync("fraud-scorer", "1", null, new ListQuery(), Ct)).Value.Items[0];
        var read = registry.Portal.Get<ReadEvidence>();

        var first = (await read.AsFiledAsync(view, Ct)).Value.Pictures!;
        var file = Assert.Single(registry.FilesOnDisk().Except(before, StringComparer.Ordinal));
        await File.WriteAllBytesAsync(file, [.. (await File.ReadAllBytesAsync(file, Ct)).Select(b => (byte)(b ^ 1))], Ct);
        var second = await read.AsFiledAsync(view, Ct);

        Assert.Equal(2, first.Roc.Count);
        Assert.Same(first, second.Value.Pictures);
        Assert.Empty(await registry.LogAsync("artifact.altered"));
        Assert.False((await read.RunAsync(view, Ct)).IsDone);
        Assert.Single(await registry.LogAsync("artifact.altered"));
    }

    [Fact]
    public async Task List_MoreThanAPage_GoesOnWithTheCursor()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        for (var i = 0; i < 3; i++)
        {
            await registry.CreatedAsync(Path, Body("other"));
        }

        var first = await registry.GetAsync($"{Path}?limit=2");
        var second = await registry.GetAsync($"{Path}?limit=2&cursor={(string?)first["nextCursor"]}");

        Assert.Equal(
            ["EVD-0003", "EVD-0002", "EVD-0001"],
            first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(e => (string?)e!["id"])
        );
        Assert.Null(second["nextCursor"]);
    }

    private static JsonObject Body(string kind, string producedAt = "2026-11-20T07:00:00Z") =>
        new()
        {
            ["kind"] = kind,
            ["tool"] = "evaluator 3.2",
            ["producedAt"] = producedAt,
            ["payload"] = new JsonObject { ["rows"] = 10 },
        };

    private static MultipartFormDataContent Form(byte[] bytes, string kind, string name, string mediaType)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new MultipartFormDataContent
        {
            { new StringContent(kind), "kind" },
            { file, "file", name },
            { new StringContent("evaluator 3.2"), "tool" },
            { new StringContent("2026-11-20T07:00:00Z"), "producedAt" },
        };
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RegistryFixture registry,
        byte[] bytes,
        string kind,
        string name,
        string mediaType
    )
    {
        using var form = Form(bytes, kind, name, mediaType);
        return await registry.Client.PostAsync(new Uri("/api/v1" + Path, UriKind.Relative), form, Ct);
    }

    private static async Task<IEnumerable<string>> FieldsAsync(HttpResponseMessage answer) =>
        (await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity))["errors"]!
            .AsObject()
            .Select(e => e.Key)
            .Order(StringComparer.Ordinal);
}
