using System.Net;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Storage;

/// <summary>The object storage server is killed while a portal sends it a file in parts, and starts again on the same files.</summary>
public sealed class KilledStoreTests : IDisposable
{
    private const string Model = "/models/fraud-scorer";

    private static readonly byte[] s_file = SeededFile((2 * S3Upload.PartBytes) + 1_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Uri Artifact => new("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative);

    [Fact]
    public async Task Upload_WhoseStoreIsKilled_IsRefused_LeavesNothingHalf_AndIsTakenWhenRepeated()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var link = new HeldLink(server.Port, S3Upload.PartBytes + (S3Upload.PartBytes / 2));
        await using var registry = await CreateAsync(server, link);
        var (digest, store) = (RegistryFixture.Digest(s_file), registry.Portal.Get<ContentStore>());

        var uploading = registry.UploadAsync("1", s_file);
        await link.Held.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await server.KillAsync();
        link.Release();
        using var refused = await uploading;

        // Refused in words, and nothing of it counts: neither here nor there.
        var problem = await RegistryFixture.JsonAsync(refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("storage.unavailable", (string?)problem["code"]);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        Assert.Empty(Directory.EnumerateFiles(registry.Artifacts, "*", SearchOption.AllDirectories));
        Assert.Empty(server.Objects());
        Assert.Single(server.Uploads()); // its parts are still there, which no one could abort
        Assert.Empty(await registry.LogAsync("artifact.stored"));

        await server.StartAgainAsync(Ct);
        Assert.False(await store.HasAsync(digest, Ct));
        Assert.Empty(await store.Shelf.ListAsync(Ct).ToListAsync(Ct));
        using (var read = await registry.Client.GetAsync(Artifact, Ct))
        {
            Assert.False(read.IsSuccessStatusCode, $"{read.StatusCode}");
        }

        using (var repeated = await registry.UploadAsync("1", s_file))
        {
            Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        }

        // A node that runs leaves what another may be sending; the next start of the only one aborts it.
        Assert.Equal(0, await store.SweepAsync(TimeProvider.System.GetUtcNow(), Ct));
        Assert.Equal(1, await store.SweepAsync(DateTimeOffset.MaxValue, Ct));
        Assert.Empty(server.Uploads());
        Assert.Equal([digest], server.Objects());
        Assert.Equal(s_file, await registry.Client.GetByteArrayAsync(Artifact, Ct));
        Assert.Single(await registry.LogAsync("artifact.stored"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<RegistryFixture> CreateAsync(S3Server server, HeldLink link)
    {
        var registry = await RegistryFixture.CreateAsync(
            settings: s =>
            {
                server.Configure(s, Path.Combine(_folder, "credentials"));
                s["Storage:S3:Endpoint"] = $"http://127.0.0.1:{link.Port}";
            },
            // Signatures are of now, and the clock of the fixture stands still.
            replace: s => s.AddSingleton(TimeProvider.System)
        );
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        return registry;
    }

    private static byte[] SeededFile(int length)
    {
        var bytes = new byte[length];
        new Random(20).NextBytes(bytes);
        return bytes;
    }
}
