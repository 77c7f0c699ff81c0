using System.Net;
using System.Security.Cryptography;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Transparency;

namespace Governance.Portal.Tests.Storage;

/// <summary>
/// Content in a bucket of a server that checks signatures, keeps versions and locks objects: what the server of the other tests (s3rver)
/// does not. <c>GOVERNANCE_TEST_S3=http://KEY:SECRET@127.0.0.1:PORT</c> names one; eng/radosgw.sh starts one.
/// </summary>
public sealed class RealServerTests
{
    private const string Variable = "GOVERNANCE_TEST_S3";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(S3Upload.PartBytes)]
    [InlineData((2 * S3Upload.PartBytes) + 4_321)]
    public async Task Keep_IsReadBackListedAndDeleted(int length)
    {
        using var s3 = await StoreAsync();
        var bytes = RandomNumberGenerator.GetBytes(length);

        var stored = await s3.Store.StoreAsync(bytes, Ct);

        Assert.Equal((stored, Sha256Hex.Of(bytes)), (await s3.Store.StoreAsync(bytes, Ct), stored.Sha256));
        Assert.Equal(bytes, await s3.ReadAsync(stored.Sha256, Ct));
        Assert.Equal(stored, await s3.Store.RehashAsync(stored.Sha256, Ct));
        Assert.Equal([stored.Sha256], await s3.Shelf.ListAsync(Ct).Select(c => c.Sha256).ToListAsync(Ct));
        await s3.Store.DeleteAsync(stored.Sha256, Ct);
        Assert.False(await s3.Store.HasAsync(stored.Sha256, Ct));
        Assert.Empty(s3.Left);
    }

    [Fact]
    public async Task Keep_WithAnotherSecret_IsRefused_BecauseTheSignatureIsWrong()
    {
        using var s3 = await StoreAsync(secret: "another");

        var refused = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync("x"u8.ToArray(), Ct));

        Assert.Contains("refuses the key", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SignatureDoesNotMatch", await s3.Shelf.FindFaultAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_FindsTheUploadThatWasLeft_AndDropsIt()
    {
        using var s3 = await StoreAsync();
        var sha256 = Sha256Hex.Of("half"u8);
        await s3.BeginAsync($"{sha256[..2]}/{sha256[2..4]}/{sha256}", Ct);

        Assert.Equal(0, await s3.Store.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Ct)); // it may still run
        Assert.Equal(1, await s3.Store.SweepAsync(DateTimeOffset.MaxValue, Ct));
        Assert.Equal(0, await s3.Store.SweepAsync(DateTimeOffset.MaxValue, Ct));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(S3Upload.PartBytes + 1)]
    public async Task Keep_WithRetention_CannotBeErasedByItsOwnKey(int length)
    {
        using var s3 = await StoreAsync();
        (s3.Options.RetentionMode, s3.Options.RetentionDays) = ("GOVERNANCE", 1);
        var stored = await s3.Store.StoreAsync(RandomNumberGenerator.GetBytes(length), Ct);
        var version = Assert.Single(await s3.VersionsAsync(Ct));

        var refused = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.EraseAsync(version, Ct));
        await s3.Store.DeleteAsync(stored.Sha256, Ct);

        Assert.Equal(403, refused.Status);
        Assert.False(await s3.Store.HasAsync(stored.Sha256, Ct));
        // Deleted is hidden: the bytes are there until their retention ends.
        Assert.Equal([version], await s3.VersionsAsync(Ct));
    }

    [Fact]
    public async Task Address_GivesTheObjectWithoutAKey_AndNoOtherObject()
    {
        using var s3 = await StoreAsync();
        s3.Options.PresignedSeconds = 60;
        var stored = await s3.Store.StoreAsync("model"u8.ToArray(), Ct);
        var other = await s3.Store.StoreAsync("other"u8.ToArray(), Ct);
        var address = (await s3.Shelf.AddressAsync(stored.Sha256, "model 1.onnx", Ct))!;
        using var anyone = new HttpClient();

        using var given = await anyone.GetAsync(address, Ct);
        using var refused = await anyone.GetAsync(
            new Uri(
                address.AbsoluteUri.Replace(
                    $"{stored.Sha256[..2]}/{stored.Sha256[2..4]}/{stored.Sha256}",
                    $"{other.Sha256[..2]}/{other.Sha256[2..4]}/{other.Sha256}",
                    StringComparison.Ordinal
                )
            ),
            Ct
        );

        Assert.Equal("model", await given.Content.ReadAsStringAsync(Ct));
        Assert.Equal("attachment; filename=\"model 1.onnx\"", given.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Doctor_SaysThatTheBucketLocks()
    {
        using var s3 = await StoreAsync();
        s3.Options.RetentionMode = "GOVERNANCE";

        var lines = await s3.Doctor.LookAsync(Ct).ToListAsync(Ct);

        Assert.Equal(["Ok", "Ok"], lines.Select(l => l.State.ToString()));
        Assert.Contains("GOVERNANCE", lines[1].Sentence, StringComparison.Ordinal);
    }

    // A bucket for each test, with Object Lock: what is locked cannot be taken away at its end.
    private static async Task<S3Store> StoreAsync(string? secret = null)
    {
        var said = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(said), $"{Variable} names no server.");
        var server = new Uri(said!);
        var key = server.UserInfo.Split(':', 2);
        var address = new UriBuilder(server) { UserName = "", Password = "" }.Uri;
        var bucket = $"test-{Guid.NewGuid():N}";
        using (var maker = new S3Store(address, bucket, key: key[0], secret: key[1]))
        {
            await maker.MakeBucketAsync(Ct);
        }

        return new S3Store(address, bucket, key: key[0], secret: secret ?? key[1]);
    }
}
