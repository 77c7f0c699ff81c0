using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Storage;

/// <summary>Two gibibytes to a bucket and back. Smaller ones fit the bound whole: there is nothing to see in every run.</summary>
public sealed class LargeObjectTests
{
    private const long Size = 2L << 30;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Store_LargeStreamInTheBucket_IsNeverHeldInMemory()
    {
        await using var server = await S3Server.StartAsync(Ct);
        using var s3 = new S3Store(new Uri($"http://127.0.0.1:{server.Port}"), "governance");
        await using var first = new SeededStream(Size);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(first, Ct));
        await s3.Store.StoreAsync(new byte[20 << 20], Ct); // what is made once
        var before = Memory();
        await using var stream = new SeededStream(Size);

        var working = RoundTripAsync(s3, stream);
        var most = before;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!working.IsCompleted && await timer.WaitForNextTickAsync(Ct))
        {
            most = Math.Max(most, Memory());
        }

        Assert.Equal(digest, await working);
        Assert.InRange(most - before, long.MinValue, 100L << 20);
        Soak.Report(
            "Object of 2 GiB",
            string.Create(
                CultureInfo.InvariantCulture,
                $"working set rose by {(most - before) / 1048576.0:F1} MiB while it was sent to the bucket and read again"
            )
        );
    }

    private static async Task<string?> RoundTripAsync(S3Store s3, SeededStream stream)
    {
        await using var incoming = await s3.Store.ReceiveOwnAsync(stream, Ct);
        var kept = await incoming.KeepAsync(Ct);
        return (await s3.Store.RehashAsync(kept.Sha256, Ct))?.Sha256;
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
