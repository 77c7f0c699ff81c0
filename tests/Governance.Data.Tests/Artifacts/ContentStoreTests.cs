using System.Security.Cryptography;
using Governance.Data.Artifacts;
using Governance.Domain;

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
        Assert.False(store.Has(digest));
        await using (received.Value)
        {
            received.Value.Keep();
        }

        using var copy = new MemoryStream();
        await store.CopyToAsync(digest, copy, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task Receive_MoreThanTheLimit_IsRefusedAndLeavesNothing()
    {
        var store = new ContentStore(_folder);

        var received = await store.ReceiveAsync(new MemoryStream(new byte[1_001]), 1_000, "Limits__EvidenceBytes", TestContext.Current.CancellationToken);

        Assert.Equal(RefusalKind.TooLarge, received.Refusal?.Kind);
        Assert.Contains("Limits__EvidenceBytes", received.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Receive_Dropped_LeavesNothing()
    {
        var store = new ContentStore(_folder);

        await using (var received = (await store.ReceiveAsync(new MemoryStream([1, 2, 3]), 10, "", TestContext.Current.CancellationToken)).Value)
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
        await Assert.ThrowsAsync<ContentAlteredException>(() => store.CopyToAsync(content.Sha256, copy, TestContext.Current.CancellationToken));

        Assert.True(copy.Length < bytes.Length);
        Assert.NotEqual(content.Sha256, (await store.RehashAsync(content.Sha256, TestContext.Current.CancellationToken))?.Sha256);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public void OpenRead_NotADigest_NeverReachesTheDisk(string name) => Assert.Throws<ArgumentException>(() => new ContentStore(_folder).OpenRead(name));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
