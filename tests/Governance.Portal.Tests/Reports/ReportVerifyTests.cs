using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Tests.Documents;
using Governance.Reporting.Verification;
using Governance.Testing;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Portal.Tests.Reports;

/// <summary>Reports of a portal in use, verified away from it: by the library, and by the command line.</summary>
[Trait("Needs", "Browser")]
public sealed class ReportVerifyTests(ReportVerifyTests.Scene scene) : IClassFixture<ReportVerifyTests.Scene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData("annex-iv", "SYS-0001")]
    [InlineData("approval-record", "APR-0001")]
    [InlineData("drift", "credit-default@2.0.0")]
    [InlineData("committee-pack", "*")]
    [WholeData("pmm-report", "SYS-0001")]
    [WholeData("model-card", "credit-default@2.0.0")]
    [WholeData("system-card", "SYS-0001")]
    [WholeData("risk-register", "*")]
    [WholeData("audit-extract", "SYS-0001")]
    public async Task EachKind_AsMade_HoldsAgainstTheExportedLog(string kind, string subject)
    {
        var (pdf, _) = await scene.MakeAsync(kind, subject);
        var report = ReportVerifier.Read(pdf);
        using var export = new MemoryStream(await scene.ExportAsync());

        report.Conclude(
            await ExportVerifier.VerifyAsync(
                export,
                new VerificationAnchor { Keys = [scene.Documents.Reports.Portal.Get<LogKey>().Public] },
                report.Search.Read,
                Ct
            )
        );

        Assert.True(
            report.FirstFailure is null,
            string.Join('\n', report.Findings.Where(f => f.Kind is FindingKind.Failed).Select(f => f.Sentence))
        );
        Assert.NotEmpty(report.Manifest!.Claims);
        Assert.Contains(
            report.Findings,
            f => f.Kind is FindingKind.Proven && f.Sentence.Contains("on evidence whose digest", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task CommandLine_VerifiesOfflineAndOnline_AndRefusesWhatWasTamperedWith()
    {
        var folder = scene.Documents.Reports.Portal.Folder;
        var cli = Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "../../../../../src/Governance.Cli/bin",
                new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
                "net10.0",
                "governance"
            )
        );
        Assert.SkipUnless(File.Exists(cli), "Build src/Governance.Cli to run this test.");
        var (pdf, id) = await scene.MakeAsync("annex-iv", "SYS-0001");
        var (file, altered, export) = (
            Path.Combine(folder, "report.pdf"),
            Path.Combine(folder, "altered.pdf"),
            Path.Combine(folder, "export.json")
        );
        await File.WriteAllBytesAsync(file, pdf, Ct);
        await File.WriteAllBytesAsync(export, await scene.ExportAsync(), Ct);
        pdf[pdf.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(altered, pdf, Ct);

        var offline = await RunAsync(
            cli,
            "report",
            "verify",
            file,
            "--export",
            export,
            "--public-key",
            scene.Documents.Reports.Portal.Get<LogKey>().Public.ToString()
        );
        var online = await RunAsync(cli, "report", "verify", file, "-o", "json");
        var tampered = await RunAsync(cli, "report", "verify", altered, "--export", export);

        Assert.True(offline.Code == 0, offline.Said);
        Assert.StartsWith("Verified.\n", offline.Said, StringComparison.Ordinal);
        Assert.True(online.Code == 0, online.Said);
        Assert.Equal(id, (string?)JsonNode.Parse(online.Said[online.Said.IndexOf('{', StringComparison.Ordinal)..])!["report"]);
        Assert.Equal(1, tampered.Code);
        Assert.StartsWith("Not verified: ", tampered.Said, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GOVERNANCE_SERVER"] = scene.Documents.Reports.Portal.ClientOptions.BaseAddress.ToString();
        start.Environment["GOVERNANCE_API_KEY"] = scene.Key;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, new StringBuilder(await output).Append(await error).ToString());
    }

    /// <summary>The credit system in use, served over a socket.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public DocumentsScene Documents { get; private set; } = null!;

        public string Key { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            var portal = new PortalFactory();
            portal.UseKestrel(0);
            portal.StartServer();
            Documents = new DocumentsScene(portal);
            await Documents.InitializeAsync();
            await Documents.OperateAsync();
            await Documents.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores." });
            using var client = await portal.CreateKeyClientAsync(null, "audit:read");
            Key = client.DefaultRequestHeaders.Authorization!.Parameter!;
        }

        public async ValueTask DisposeAsync() => await Documents.DisposeAsync();

        public async Task<(byte[] Pdf, string Id)> MakeAsync(string kind, string subject)
        {
            var report = await (
                kind is "approval-record" or "drift"
                    ? Documents.Reports.MakeAsync(kind, subject, "pdf")
                    : Documents.MakeAsync(kind, "pdf", subject)
            );
            Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
            return (await Documents.Compliance.GetByteArrayAsync((string)report["content"]!, Ct), (string)report["id"]!);
        }

        public async Task<byte[]> ExportAsync()
        {
            await Documents.Reports.Portal.Get<CheckpointSigner>().SignAsync(Ct);
            using var client = Documents.Reports.Portal.CreateClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
            return await client.GetByteArrayAsync("/api/v1/audit/export", Ct);
        }
    }
}
