using Governance.Reporting.Rendering;
using Governance.Reporting.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

[assembly: AssemblyFixture(typeof(Governance.Reporting.Tests.Making))]

namespace Governance.Reporting.Tests;

/// <summary>One browser and one seal for the whole run.</summary>
public sealed class Making : IAsyncDisposable
{
    private readonly ChromiumRenderer _renderer = Chromium(new());
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-reports-");

    public SealCertificate Seal { get; } = SealCertificate.Create("Meridian Retail Bank", Samples.Now);

    public HtmlReports Html { get; } = new(NullLoggerFactory.Instance);

    public ReportMaker Reports => new(Html, _renderer);

    public static ChromiumRenderer Chromium(ReportOptions options, TimeProvider? time = null) =>
        new(Options.Create(options), time ?? TimeProvider.System, NullLogger<ChromiumRenderer>.Instance);

    /// <summary>Keeps the file where GOVERNANCE_REPORT_SAMPLES says, for people to look at, else until the run ends.</summary>
    public string Keep(string name, byte[] bytes)
    {
        var path = Environment.GetEnvironmentVariable("GOVERNANCE_REPORT_SAMPLES") is { Length: > 0 } folder
            ? Path.Combine(folder, name)
            : Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}-{name}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _renderer.DisposeAsync();
        Seal.Dispose();
        _folder.Delete(recursive: true);
    }
}
