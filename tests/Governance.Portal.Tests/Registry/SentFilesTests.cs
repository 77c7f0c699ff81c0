using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Tests.Registry;

/// <summary>What someone uploaded is a file to keep: no browser runs or shows it as a part of the portal.</summary>
public sealed class SentFilesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/javascript")]
    [InlineData("application/javascript")]
    [InlineData("TEXT/HTML; charset=utf-8")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/css")]
    [InlineData("application/wasm")]
    public async Task Evidence_CalledSomethingABrowserRuns_IsSentAsBytesToKeep(string type)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        using var form = Form("top.planted=1", type, "a\u202Esj.html");
        using var added = await registry.Client.PostAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/evidence", UriKind.Relative),
            form,
            Ct
        );
        var evidence = await RegistryFixture.JsonAsync(added, HttpStatusCode.Created);

        using var sent = await registry.Client.GetAsync(new Uri($"{added.Headers.Location}/content", UriKind.Relative), Ct);

        Assert.Equal("asj.html", (string?)evidence["fileName"]);
        AssertInert(sent, SentFiles.Unknown);
        Assert.Equal("top.planted=1", await sent.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Artifact_CalledAScript_IsSentAsBytesToKeep()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var bytes = Encoding.UTF8.GetBytes("top.planted=1");
        var version = RegistryFixture.Version("1", bytes);
        version["artifact"]!["mediaType"] = "text/javascript";
        await registry.CreatedAsync("/models/fraud-scorer/versions", version);
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/octet-stream") } };
        using var stored = await registry.Client.PutAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative),
            content,
            Ct
        );
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Ct));

        using var sent = await registry.Client.GetAsync(new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative), Ct);

        AssertInert(sent, SentFiles.Unknown);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/vnd.cyclonedx+json; version=1.6", "application/vnd.cyclonedx+json")]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("Text/CSV; charset=utf-16", "text/csv; charset=utf-8")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("image/png", "image/png")]
    [InlineData("text/json", SentFiles.Unknown)]
    [InlineData("text/xml", SentFiles.Unknown)]
    [InlineData("application/x-shockwave-flash", SentFiles.Unknown)]
    [InlineData("text/event-stream", SentFiles.Unknown)]
    [InlineData("multipart/x-mixed-replace", SentFiles.Unknown)]
    [InlineData("nonsense", SentFiles.Unknown)]
    [InlineData(null, SentFiles.Unknown)]
    public void TypeOf_WhatTheUploaderSaid_IsKeptOnlyWhereNothingRuns(string? said, string type) =>
        Assert.Equal(type, SentFiles.TypeOf(said));

    private static void AssertInert(HttpResponseMessage sent, string type)
    {
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(type, sent.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", sent.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(sent.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(sent.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.StartsWith(
            "sandbox; default-src 'none';",
            Assert.Single(sent.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.True(sent.Headers.CacheControl?.NoStore);
    }

    private static MultipartFormDataContent Form(string text, string type, string name)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return new MultipartFormDataContent
        {
            { new StringContent("validation"), "kind" },
            { new StringContent("2026-11-01T00:00:00Z"), "producedAt" },
            { new StringContent("evaluator"), "tool" },
            { file, "file", name },
        };
    }
}
