using System.Net;
using System.Net.Http.Json;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Registry;

namespace Governance.Portal.Tests.Storage;

/// <summary>The key folder of a portal that runs is gone, as when its disk is not mounted any more.</summary>
public sealed class KeyFolderGoneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_AreRefusedWithTheReason_AndWorkOnceTheFolderIsBack()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        var keys = registry.Portal.Get<KeyFolder>().Path;
        Directory.Move(keys, keys + ".lost");

        using var refused = await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new { riskClass = "high" }, Ct);
        using var writes = await registry.Portal.CreateClient().GetAsync("/writez", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("signing-key.away", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, writes.StatusCode);
        Assert.Contains("\"keys\"", await writes.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        Directory.Move(keys + ".lost", keys);
        using var done = await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new { riskClass = "high" }, Ct);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Ct));
    }
}
