using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registry;

public sealed class VersionsApiTests
{
    private static readonly byte[] s_file = Encoding.UTF8.GetBytes("a small model");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Register_CompleteVersion_IsReadBackAndItsManifestHasTheDigest(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var body = RegistryFixture.Version("1.4.0-rc.1+build", s_file);
        body["source"] = new JsonObject { ["repository"] = "git.example/fraud", ["commit"] = "a41f09c" };
        body["datasets"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "payments",
                ["version"] = "2026-10",
                ["sha256"] = new string('a', 64),
                ["role"] = "training",
            }
        );
        body["metrics"] = new JsonObject
        {
            ["auc"] = new JsonObject
            {
                ["value"] = 0.912,
                ["n"] = 30000,
                ["low"] = 0.905,
                ["high"] = 0.919,
            },
            ["brier"] = 0.081,
        };
        body["dependencies"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "numpy",
                ["version"] = "2.1.0",
                ["license"] = "BSD-3-Clause",
            }
        );

        using var answer = await registry.PostAsync("/models/fraud-scorer/versions", body);
        var version = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        var address = "/models/fraud-scorer/versions/1.4.0-rc.1%2Bbuild";
        Assert.Equal("/api/v1" + address, answer.Headers.Location?.ToString());
        Assert.Equal(version.ToJsonString(), (await registry.GetAsync(address)).ToJsonString());
        Assert.Equal(0.081, (double)version["metrics"]!["brier"]!);
        Assert.Equal(30000, (long)version["metrics"]!["auc"]!["n"]!);
        Assert.Equal("development", (string?)version["stage"]);
        Assert.Equal(1, (int)version["number"]!);
        var manifest = await registry.Client.GetByteArrayAsync(new Uri($"/api/v1{address}/manifest", UriKind.Relative), Ct);
        Assert.Equal((string?)version["versionSha256"], RegistryFixture.Digest(manifest));
        Assert.Equal(
            (string?)version["versionSha256"],
            (string?)Assert.Single(await registry.LogAsync("version.registered"))["data"]!["versionSha256"]
        );
    }

    [Fact]
    public async Task Register_EverythingWrong_NamesEveryFieldAtOnce()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        using var answer = await registry.PostAsync(
            "/models/fraud-scorer/versions",
            JsonNode.Parse(
                """
                {"version":"1/0","artifact":{"sha256":"ABC","sizeBytes":-1,"mediaType":"binary"},"source":{"repository":"r"},
                 "datasets":[{"name":"a","version":"1","sha256":"x","role":"training"},null,{"version":"1","sha256":"x","role":"holdout"}],
                 "metrics":{"auc":"high","fpr":{"low":1},"ece":{"value":1,"low":2,"mean":3}},"dependencies":[{"name":"numpy"}]}
                """
            )!
        );
        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "artifact.mediaType",
                "artifact.sha256",
                "artifact.sizeBytes",
                "datasets[0].sha256",
                "datasets[1]",
                "datasets[2].name",
                "datasets[2].role",
                "datasets[2].sha256",
                "dependencies[0].version",
                "metrics.auc",
                "metrics.ece",
                "metrics.ece.mean",
                "metrics.fpr.value",
                "source.commit",
                "version",
            ],
            problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Register_SameVersionInOtherCapitalsAtOnce_OneIsCreatedAndNumbersHaveNoGaps(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        var answers = await Task.WhenAll(
            new[] { "1.0-RC", "1.0-rc", "1.0-Rc", "2.0" }.Select(v =>
                registry.PostAsync("/models/fraud-scorer/versions", RegistryFixture.Version(v, s_file))
            )
        );

        Assert.Equal([201, 201, 409, 409], answers.Select(a => (int)a.StatusCode).Order());
        var versions = (await registry.GetAsync("/models/fraud-scorer/versions"))["items"]!.AsArray();
        Assert.Equal([2, 1], versions.Select(v => (int)v!["number"]!));
        Assert.Equal(2, (await registry.LogAsync("version.registered")).Count);
    }

    [Fact]
    public async Task Upload_DeclaredBytes_AreStoredOnceAndComeBackAsAttachment()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));
        await registry.GetAsync("/models/fraud-scorer/versions/1/artifact", HttpStatusCode.NotFound);

        using var first = await registry.UploadAsync("1", s_file);
        using var second = await registry.UploadAsync("1", s_file);
        using var download = await registry.Client.GetAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative),
            Ct
        );

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(s_file, await download.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        var path = Assert.Single(registry.FilesOnDisk());
        Assert.Equal(RegistryFixture.Digest(s_file), PortalBucket.NameOf(path));
        Assert.Single(await registry.LogAsync("artifact.stored"));
        Assert.NotNull((await registry.GetAsync("/models/fraud-scorer/versions/1"))["artifact"]!["storedAt"]);
    }

    [Theory]
    [InlineData("a small modeL", "artifact.sha256")]
    [InlineData("a small model and more", "artifact.sizeBytes")]
    [InlineData("a small", "artifact.sizeBytes")]
    [InlineData("", "artifact.sizeBytes")]
    public async Task Upload_OtherBytes_AreRefusedAndNothingIsKept(string bytes, string field)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));

        using var announced = await registry.UploadAsync("1", Encoding.UTF8.GetBytes(bytes));
        using var content = new StreamContent(new ChunkedStream(Encoding.UTF8.GetBytes(bytes)));
        using var streamed = await registry.Client.PutAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative),
            content,
            Ct
        );

        foreach (var answer in new[] { announced, streamed })
        {
            var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
            Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
        }

        Assert.Empty(registry.FilesOnDisk());
        Assert.Empty(await registry.LogAsync("artifact.stored"));
    }

    [Fact]
    public async Task Upload_MoreThanTheLimit_NamesTheLimit()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:ArtifactBytes"] = "1024");
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var file = new byte[2000];
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", file));

        using var answer = await registry.UploadAsync("1", file);

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("Limits__ArtifactBytes", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(registry.FilesOnDisk());
    }

    [Fact]
    public async Task Upload_WithoutThePermission_IsRefusedBeforeAnythingIsRead()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));
        await using var bytes = new UnreadableStream();

        var outcome = await registry
            .Portal.Get<StoreArtifact>()
            .RunAsync(registry.As(registry.EngineerId, Roles.Auditor), "fraud-scorer", "1", bytes, null, Ct);

        Assert.Equal("identity.role-taken", outcome.Refusal?.Code);
        Assert.Equal("refused", (string?)Assert.Single(await registry.LogAsync("artifact.stored"))["outcome"]);
    }

    [Fact]
    public async Task Download_AlteredOnDisk_IsAnErrorAndAnAlertAndTheSameUploadMendsIt()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));
        (await registry.UploadAsync("1", s_file)).Dispose();
        var path = Assert.Single(registry.FilesOnDisk());
        await File.WriteAllBytesAsync(path, [.. s_file.Select(b => (byte)(b ^ 1))], Ct);

        using var altered = await registry.Client.GetAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative),
            Ct
        );
        using var mended = await registry.UploadAsync("1", s_file);
        using var again = await registry.Client.GetAsync(new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, altered.StatusCode);
        var alert = Assert.Single(await registry.LogAsync("artifact.altered"));
        Assert.Equal("fraud-scorer@1", (string?)alert["subject"]);
        Assert.Equal(RegistryFixture.Digest(s_file), (string?)alert["data"]!["sha256"]);
        Assert.Equal(HttpStatusCode.OK, mended.StatusCode);
        Assert.Single(await registry.LogAsync("artifact.restored"));
        Assert.Equal(s_file, await again.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Download_LargeFileAlteredOnDisk_NeverEndsAsASuccess()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var file = new byte[1_000_000];
        new Random(7).NextBytes(file);
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", file));
        (await registry.UploadAsync("1", file)).Dispose();
        var path = Assert.Single(registry.FilesOnDisk());
        file[^1] ^= 1;
        await File.WriteAllBytesAsync(path, file, Ct);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await registry.Client.GetByteArrayAsync(new Uri("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative), Ct)
        );

        Assert.Single(await registry.LogAsync("artifact.altered"));
    }

    [Fact]
    public async Task Download_LongerShorterOrGone_IsAnErrorBeforeTheFirstByte()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));
        (await registry.UploadAsync("1", s_file)).Dispose();
        var path = Assert.Single(registry.FilesOnDisk());

        await File.AppendAllTextAsync(path, "x", Ct);
        await registry.GetAsync("/models/fraud-scorer/versions/1/artifact", HttpStatusCode.ServiceUnavailable);
        File.Delete(path);
        await registry.GetAsync("/models/fraud-scorer/versions/1/artifact", HttpStatusCode.ServiceUnavailable);

        Assert.Single(await registry.LogAsync("artifact.altered"));
        Assert.Single(await registry.LogAsync("artifact.missing"));
    }

    /// <summary>Bytes of a length no one announces.</summary>
    private sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Nobody may read this.");
    }
}
