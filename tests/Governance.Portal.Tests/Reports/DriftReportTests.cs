using Governance.Reporting.Manifests;
using Governance.Transparency;

namespace Governance.Portal.Tests.Reports;

public sealed class DriftReportTests(DriftReportTests.Scene scene) : IClassFixture<DriftReportTests.Scene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Browser")]
    public async Task Pdf_OfEightWindows_IsSealedAndPrintsTheStoredNumbers()
    {
        var report = await scene.Reports.MakeAsync("drift", "netflow-detector@1.0.0", "pdf");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var bytes = await scene.Reports.Engineer.GetByteArrayAsync((string)report["content"]!, Ct);
        Assert.Equal((string?)report["sha256"], Sha256Hex.Of(bytes));
        var file = Path.Combine(scene.Reports.Portal.Folder, "drift.pdf");
        await File.WriteAllBytesAsync(file, bytes, Ct);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", file), StringComparison.Ordinal);
        Assert.Matches(@"Tagged:\s+yes", await Tool.RunAsync("pdfinfo", file));
        var text = await Tool.RunAsync("pdftotext", "-layout", file, "-");
        Assert.Contains("bytes_in", text, StringComparison.Ordinal);
        Assert.Contains("quic", text, StringComparison.Ordinal);
        Assert.DoesNotContain("No alert concerns", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_HasTheValuesThatWereMeasuredWhenTheWindowsCameIn()
    {
        var report = await scene.Reports.MakeAsync("drift", "netflow-detector@1.0.0", "json");

        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        var manifest = EvidenceManifest.Parse(await scene.Reports.Engineer.GetByteArrayAsync((string)report["content"]!, Ct));
        var psi = manifest
            .Claims.Where(c => c.Claim.StartsWith("PSI of bytes_in:", StringComparison.Ordinal))
            .Select(c => double.Parse(c.Value!, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        // w3 to w8 as published with the samples.
        double[] expected = [0.012844, 0.032940, 0.085036, 0.176851, 0.312932, 0.497439];
        Assert.Equal(8, psi.Count);
        Assert.All(expected.Zip(psi.Skip(2)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Contains(manifest.Claims, c => c.Claim == "AUC");
    }

    /// <summary>The windows of the intrusion samples, uploaded once.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public ReportsScene Reports { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Reports.InitializeAsync();
            await Reports.RegisterAsync("ids", "netflow-detector", "1.0.0");
            await Reports.UploadWindowsAsync();
        }

        public async ValueTask DisposeAsync() => await Reports.DisposeAsync();
    }
}
