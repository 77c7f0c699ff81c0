using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring;
using Governance.Reporting;
using Governance.Reporting.Drift;
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

    [Fact]
    public async Task Document_DrawsTheLimitsAndTheVerdictsOfThePage()
    {
        var view = await scene.Reports.Portal.Get<GetMonitor>().RunAsync("netflow-detector", "1.0.0", null, null, Ct);
        var document = new ReportDocument
        {
            Id = "REP-0001",
            MadeAt = TimeProvider.System.GetUtcNow(),
            MadeBy = "Tester",
            Installation = "Test",
        };
        var record = (DriftReportRecord)
            await scene
                .Reports.Portal.Get<IEnumerable<IReportBuilder>>()
                .Single(b => b.Kind == "drift")
                .BuildAsync("netflow-detector@1.0.0", document, Ct);

        foreach (
            var (kind, limit, estimates) in new (RateKind, double?, IEnumerable<DriftEstimate?>)[]
            {
                (RateKind.Auc, record.Limits.MinimumAuc, record.Performance.Select(p => p.Auc)),
                (RateKind.FalsePositives, record.Limits.MaximumFalsePositiveRate, record.Performance.Select(p => p.FalsePositiveRate)),
                (RateKind.FalseNegatives, record.Limits.MaximumFalseNegativeRate, record.Performance.Select(p => p.FalseNegativeRate)),
            }
        )
        {
            var series = RateSeries.Of(view!, kind);
            Assert.NotNull(limit);
            Assert.Equal(series.Limit, limit);
            Assert.Equal(series.Points.Select(p => p.Value), estimates.Select(e => e?.Value));
            Assert.Equal(series.Breaches, estimates.Count(e => e?.Verdict is "fail"));
        }

        using var preview = await scene.Reports.Engineer.GetAsync("/reports/preview?kind=drift&subject=netflow-detector@1.0.0", Ct);
        Assert.DoesNotContain("No limit is set", await preview.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
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
