using System.Net;
using Governance.Data.Artifacts;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Doctor;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Storage;

/// <summary>The folder of stored content is not the one that it was, as when its disk is not mounted any more.</summary>
public sealed class ContentStoreGoneTests
{
    private const string Model = "/models/fraud-scorer";

    private static readonly byte[] s_file = new byte[2_000];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Content_IsNeitherTakenNorTakenForMissing_AndIsThereAgainWithItsDisk(bool isRestarted)
    {
        await using var registry = await StoredAsync();
        var (portal, digest) = (registry.Portal, await DigestAsync(registry.Portal));
        var root = portal.Get<ContentStore>().Root;
        Directory.Move(root, root + ".lost");
        Directory.CreateDirectory(root);
        // What a new process knows is what the records say.
        var store = isRestarted ? new ContentStore(root) : portal.Get<ContentStore>();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await NeededContent.ExpectAsync(store, db, Ct);

        await Assert.ThrowsAsync<ContentUnavailableException>(() => store.HasAsync(digest, Ct));
        await Assert.ThrowsAsync<ContentUnavailableException>(() => store.OpenReadAsync(digest, Ct));
        await Assert.ThrowsAsync<ContentUnavailableException>(() => store.DeleteAsync(digest, Ct));
        await Assert.ThrowsAsync<ContentUnavailableException>(async () => await store.Shelf.ListAsync(Ct).ToListAsync(Ct));
        using var bytes = new MemoryStream(s_file);
        Assert.Equal("storage.unavailable", (await store.ReceiveAsync(bytes, 1_000_000, "limit", Ct)).Refusal?.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));

        Directory.Delete(root);
        Directory.Move(root + ".lost", root);
        Assert.True(await store.HasAsync(digest, Ct));
    }

    [Fact]
    public async Task Uploads_AndBackups_AreRefused_AndTheNodeSaysSo_WhileReadingGoesOn()
    {
        await using var registry = await StoredAsync();
        var portal = registry.Portal;
        var root = portal.Get<ContentStore>().Root;
        Directory.Move(root, root + ".lost");
        Directory.CreateDirectory(root);
        registry.Clock.Advance(TimeSpan.FromSeconds(10));

        using var refused = await registry.UploadAsync("2", s_file);
        using var writes = await portal.CreateClient().GetAsync("/writez", Ct);
        using var node = await portal.CreateClient().GetAsync("/readyz", Ct);
        using var read = await registry.Client.GetAsync("/api/v1" + Model, Ct);
        var backup = await portal.Get<MakeBackup>().RunAsync(Path.Combine(portal.Folder, "backup"), null, Ct);

        Assert.Equal("storage.unavailable", (string?)(await RegistryFixture.JsonAsync(refused, HttpStatusCode.ServiceUnavailable))["code"]);
        Assert.Contains("\"storage\"", await writes.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (node.StatusCode, read.StatusCode));
        Assert.Contains("Nothing was backed up.", backup.Wrong, StringComparison.Ordinal);

        Directory.Delete(root, recursive: true);
        Directory.Move(root + ".lost", root);
        using var taken = await registry.UploadAsync("2", s_file);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    // One of an earlier release has no mark yet, and one that is new has no content.
    [Fact]
    public async Task AFolderWithContent_IsMarkedAtTheStart_AndANewOneIsTaken()
    {
        await using var registry = await StoredAsync();
        var root = registry.Portal.Get<ContentStore>().Root;
        File.Delete(Path.Combine(root, FolderShelf.Mark));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);

        var store = new ContentStore(root);
        await NeededContent.ExpectAsync(store, db, Ct);
        Assert.True(await store.HasAsync(await DigestAsync(registry.Portal), Ct));
        Assert.True(File.Exists(Path.Combine(root, FolderShelf.Mark)));

        await using var empty = new PortalFactory();
        Assert.False(await empty.Get<ContentStore>().HasAsync(new string('a', 64), Ct));
    }

    [Fact]
    public async Task Doctor_NamesAnEmptyFolder_WhereRecordsNameContent()
    {
        await using var registry = await StoredAsync();
        var portal = registry.Portal;
        var root = portal.Get<ContentStore>().Root;
        using var host = portal.Get<DataScopeAccessor>().AsHost();
        Assert.DoesNotContain(await StoreAsync(), l => l.Sentence.Contains("Records name content", StringComparison.Ordinal));

        Directory.Move(root, root + ".lost");
        Directory.CreateDirectory(root);
        Assert.Contains(
            await StoreAsync(),
            l => l.State is DoctorState.Fail && l.Sentence.StartsWith("Records name content", StringComparison.Ordinal)
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));

        async Task<IEnumerable<DoctorLine>> StoreAsync() => (await portal.Get<RunDoctor>().RunAsync(Ct)).Where(l => l.Subject == "store");
    }

    private static async Task<RegistryFixture> StoredAsync()
    {
        var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("2", s_file));
        using var taken = await registry.UploadAsync("1", s_file);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        return registry;
    }

    private static async Task<string> DigestAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == "1").Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }
}
