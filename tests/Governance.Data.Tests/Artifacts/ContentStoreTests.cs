using System.Security.Cryptography;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Transparency;

namespace Governance.Data.Tests.Artifacts;

public sealed class ContentStoreTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());

    [Fact]
    public async Task Receive_Bytes_AreStoredUnderTheirDigestOnlyWhenKept()
    {
        var store = new ContentStore(_folder);
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var digest = Sha256Hex.Of(bytes);

        var received = await store.ReceiveAsync(new MemoryStream(bytes), long.MaxValue, "", TestContext.Current.CancellationToken);
        Assert.False(await store.HasAsync(digest, TestContext.Current.CancellationToken));
        await using (received.Value)
        {
            await received.Value.KeepAsync(TestContext.Current.CancellationToken);
        }

        using var copy = new MemoryStream();
        await store.CopyToAsync(digest, copy, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task Receive_MoreThanTheLimit_IsRefusedAndLeavesNothing()
    {
        var store = new ContentStore(_folder);

        var received = await store.ReceiveAsync(
            new MemoryStream(new byte[1_001]),
            1_000,
            "Limits__EvidenceBytes",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(RefusalKind.TooLarge, received.Refusal?.Kind);
        Assert.Contains("Limits__EvidenceBytes", received.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Receive_WhenTheReserveIsReached_IsRefusedAndLeavesNothing(int looks)
    {
        var space = new Space(looks);
        var store = new ContentStore(_folder, reserve: new StorageReserve(space, [_folder], 1_000));

        var received = await store.ReceiveAsync(
            new MemoryStream(new byte[20 << 20]),
            long.MaxValue,
            "",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(("storage.full", RefusalKind.NoSpace), (received.Refusal?.Code, received.Refusal?.Kind));
        Assert.Equal(looks + 1, space.Looks);
        Assert.True(!Directory.Exists(_folder) || !Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Any());
        // What the portal makes uses the reserve.
        Assert.Equal(3, (await store.StoreAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken)).SizeBytes);
    }

    [Theory]
    [InlineData(null, 100L << 30, 1L << 30)]
    [InlineData(null, 1_000_000L, 50_000L)]
    [InlineData(7_000L, 1_000_000L, 7_000L)]
    public void Reserve_NotConfigured_IsATwentiethAndAtMostAGibibyte(long? configured, long total, long reserve)
    {
        Assert.Null(new StorageReserve(new Fixed(reserve, total), ["/"], configured).Refuses());
        Assert.NotNull(new StorageReserve(new Fixed(reserve - 1, total), ["/"], configured).Refuses());
        Assert.NotNull(new StorageReserve(new Fixed(reserve + 9, total), ["/"], configured).Refuses(10));
        Assert.Null(new StorageReserve(new Fixed(0, total), ["/"], 0).Refuses());
    }

    [Fact]
    public async Task Store_AndItsTemporaryFiles_AreOfTheServiceAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it has no such modes
        }

        var store = new ContentStore(_folder);

        await store.StoreAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
        await using (store.OpenTemporary())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Assert.Single(Directory.EnumerateFiles(store.TemporaryFolder)))
            );
            foreach (var path in Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(
                    (path, UnixFileMode.None),
                    (path, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute))
                );
            }
        }

        Assert.Empty(Directory.EnumerateFiles(store.TemporaryFolder));
    }

    [Fact]
    public async Task Sweep_DeletesWhatAKilledProcessLeft_AndNothingThatIsOpenOrYounger()
    {
        var store = new ContentStore(_folder);
        Directory.CreateDirectory(Path.Combine(_folder, "tmp"));
        Directory.CreateDirectory(store.TemporaryFolder);
        await File.WriteAllTextAsync(Path.Combine(store.TemporaryFolder, "left"), "x", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "tmp", "left"), "x", TestContext.Current.CancellationToken);
        Assert.Equal(0, await store.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(-1), TestContext.Current.CancellationToken));
        await using var open = store.OpenTemporary();

        Assert.Equal(2, await store.SweepAsync(DateTimeOffset.MaxValue, TestContext.Current.CancellationToken));

        Assert.Single(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private sealed class Space(int looks) : IFreeSpace
    {
        public int Looks { get; private set; }

        public (long Free, long Total)? Of(string folder) => (Looks++ < looks ? long.MaxValue : 0, 1L << 40);
    }

    private sealed class Fixed(long free, long total) : IFreeSpace
    {
        public (long Free, long Total)? Of(string folder) => (free, total);
    }

    [Fact]
    public async Task Receive_Dropped_LeavesNothing()
    {
        var store = new ContentStore(_folder);

        await using (
            var received = (await store.ReceiveAsync(new MemoryStream([1, 2, 3]), 10, "", TestContext.Current.CancellationToken)).Value
        )
        {
            Assert.Equal(3, received.Content.SizeBytes);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task CopyTo_AlteredOnDisk_EndsWithAnErrorBeforeTheLastBlock()
    {
        var store = new ContentStore(_folder);
        var content = await store.StoreAsync(RandomNumberGenerator.GetBytes(400_000), TestContext.Current.CancellationToken);
        var file = Directory.EnumerateFiles(_folder, content.Sha256, SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[7] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        using var copy = new MemoryStream();
        await Assert.ThrowsAsync<ContentAlteredException>(() =>
            store.CopyToAsync(content.Sha256, copy, TestContext.Current.CancellationToken)
        );

        Assert.True(copy.Length < bytes.Length);
        Assert.NotEqual(content.Sha256, (await store.RehashAsync(content.Sha256, TestContext.Current.CancellationToken))?.Sha256);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public async Task OpenRead_NotADigest_NeverReachesTheDisk(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            new ContentStore(_folder).OpenReadAsync(name, TestContext.Current.CancellationToken)
        );

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
