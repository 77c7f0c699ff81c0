using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Portal.Models.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registry;

/// <summary>The memory is that of the process, so no other test may run beside it.</summary>
[Trait(Soak.Trait, Soak.Value)]
[Collection(nameof(Alone))]
public sealed class LargeArtifactTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static long Size => Soak.Size(192L << 20, 2L << 30);

    [Fact]
    public async Task Store_LargeStream_IsNeverHeldInMemory()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await using var first = new SeededStream(Size);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(first, Ct));
        await registry.CreatedAsync(
            "/models/fraud-scorer/versions",
            new JsonObject
            {
                ["version"] = "1",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = digest,
                    ["sizeBytes"] = Size,
                    ["mediaType"] = "application/octet-stream",
                },
            }
        );
        var before = Memory();
        await using var stream = new SeededStream(Size) { Watch = Memory };

        var outcome = await registry.Portal.Get<StoreArtifact>().RunAsync(registry.AsEngineer, "fraud-scorer", "1", stream, null, Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        Assert.Equal(digest, PortalBucket.NameOf(Assert.Single(registry.FilesOnDisk())));
        Assert.InRange(stream.Most - before, long.MinValue, 100L << 20);
        Soak.Report(
            "Artifact of 2 GiB",
            string.Create(
                CultureInfo.InvariantCulture,
                $"working set rose by {(stream.Most - before) / 1048576.0:F1} MiB while it was stored and hashed"
            )
        );
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
