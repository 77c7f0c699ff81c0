using System.Globalization;
using Governance.Portal.Tests.Storage;
using Governance.Testing;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>Windows from a bucket whose server throttles, refuses, breaks off and changes its objects while they are read.</summary>
public sealed class BucketFaultTests
{
    private const string Key = FileScene.Folder + "a.csv";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pull_WhileTheServerThrottles_WaitsAndTakesEachRowOnce()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        var left = int.MaxValue;
        fake.Fault = context =>
            Interlocked.Decrement(ref left) >= 0 ? FakeObjectStorage.FailAsync(context, 503, "SlowDown") : Task.FromResult(false);

        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.StartsWith("lake: 127.0.0.1:", view.Problem, StringComparison.Ordinal);
        Assert.Contains("answered with 503 SlowDown", view.Problem, StringComparison.Ordinal);
        Assert.InRange(view.NextAt!.Value - DateTimeOffset.UtcNow, TimeSpan.Zero, TimeSpan.FromMinutes(2)); // not an hour: it may pass
        left = 2; // and now it lets through after two tries
        await scene.AskAndPullAsync();
        Assert.Equal([300], await scene.CountsAsync());
    }

    [Fact]
    public async Task Pull_WithoutTheRight_SaysSo_AndWaitsForSomeoneToGiveIt()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        fake.Fault = context => FakeObjectStorage.FailAsync(context, 403, "AccessDenied");

        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.EndsWith(
            "refuses the key (AccessDenied). Check the key of the connection lake, the region and the rights on the bucket.",
            view.Problem,
            StringComparison.Ordinal
        );
        Assert.InRange(view.NextAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));
        Assert.Equal((1, FileScene.First), (view.Tries, view.Watermark));
    }

    [Fact]
    public async Task Pull_AConnectionThatBreaks_GoesOnWhereItBroke()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        var (bytes, _, tag) = fake.Objects[Key];
        var cuts = 1;
        fake.Fault = context => CutAsync(context, bytes, tag, () => Interlocked.Decrement(ref cuts) >= 0);

        await scene.PullAsync();

        Assert.Equal([300], await scene.CountsAsync());
        Assert.Equal(2, fake.Requests.Count(r => r.EndsWith(Key, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pull_AnObjectThatStaysShort_IsNotTaken()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        var (bytes, _, tag) = fake.Objects[Key];
        fake.Fault = context =>
            context.Request.Headers.Range.Count > 0
                ? FakeObjectStorage.FailAsync(context, 503, "SlowDown")
                : CutAsync(context, bytes, tag, () => true);

        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.NotNull(view.Problem);
        Assert.Equal((0, 0), (view.Done, view.Files!.Known));
        Assert.Empty(await scene.WindowsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pull_AnObjectThatIsReplacedOrDeletedWhileItIsRead_IsListedAgain(bool isDeleted)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        fake.Objects[FileScene.Folder + "b.csv"] = (Predictions.Utf8(FileScene.Csv(FileScene.Rows(11, 0, seed: 8))), null, "\"second\"");
        fake.Fault = context =>
        {
            if (context.Request.Path.Value!.EndsWith(Key, StringComparison.Ordinal))
            {
                Change(fake, isDeleted);
                fake.Fault = null;
            }

            return Task.FromResult(false);
        };

        await scene.PullAsync();

        Assert.Equal(
            $"{Key} was replaced or deleted while it was being read. The files are listed again.",
            (await scene.ViewAsync()).Problem
        );
        Assert.Empty(await scene.WindowsAsync());
        await scene.AskAndPullAsync();
        Assert.Equal([isDeleted ? 11 : 31], await scene.CountsAsync());
    }

    [Fact]
    public async Task Pull_OfManyPages_ReadsEachObjectOnce()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var scene = await StartAsync(fake);
        for (var i = 0; i < 8; i++)
        {
            var rows = FileScene.Csv(FileScene.Rows(10, 0, seed: 20 + i));
            fake.Objects[$"{FileScene.Folder}p{i}.csv"] = (Predictions.Utf8(rows), null, $"\"{i}\"");
        }

        await scene.PullAsync();

        Assert.Equal([380], await scene.CountsAsync());
        var gets = fake.Requests.Where(r => !r.Contains('?', StringComparison.Ordinal)).ToList();
        Assert.Equal((9, 9), (gets.Count, gets.Distinct(StringComparer.Ordinal).Count()));
    }

    private static void Change(FakeObjectStorage fake, bool isDeleted)
    {
        if (isDeleted)
        {
            fake.Objects.TryRemove(Key, out _);
        }
        else
        {
            fake.Objects[Key] = (Predictions.Utf8(FileScene.Csv(FileScene.Rows(20, 0, seed: 9))), null, "\"other\"");
        }
    }

    private static async Task<FileScene> StartAsync(FakeObjectStorage fake)
    {
        fake.Objects[Key] = (Predictions.Utf8(FileScene.Csv(FileScene.Rows(300, 0, seed: 3))), null, "\"first\"");
        var scene = await FileScene.StartAsync(portal =>
        {
            var secret = Path.Combine(portal.Folder, "key");
            File.WriteAllText(secret, S3Server.Credentials);
            TestBucket.Configure(portal, fake.Address.Port, FakeObjectStorage.Bucket, secret);
        });
        await scene.DueAsync(1, fromFirst: true);
        return scene;
    }

    // Promises all of it, sends a part and hangs up.
    private static async Task<bool> CutAsync(HttpContext context, byte[] bytes, string tag, Func<bool> cuts)
    {
        if (!context.Request.Path.Value!.EndsWith(Key, StringComparison.Ordinal) || !cuts())
        {
            return false;
        }

        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ETag = tag;
        context.Response.Headers.LastModified = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Ct);
        await context.Response.Body.FlushAsync(Ct);
        context.Abort();
        return true;
    }
}
