using System.Diagnostics;
using System.Globalization;
using System.Text;
using Governance.Data;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Demo;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Governance.Reporting.Manifests;
using Governance.Reporting.Rendering;
using Governance.Reporting.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Governance.Benchmarks.Reports;

/// <summary>
/// A long technical documentation from its first query to its sealed bytes, beside a warm Chromium that prints the very same HTML and does
/// nothing else: no tags, no outline, no manifest, no seal. In turns, so that both meet the same machine.
/// </summary>
internal sealed class ReportBenchmark : IBenchmark
{
    private const string System = "SYS-0001";
    private const string Sentence =
        "The threshold was chosen on rows that were not fitted, by the people who answer for the decision, "
        + "and is reviewed whenever a monitored window differs from its reference. ";

    public string Name => "reports";

    public string Words =>
        "An Annex IV of --pages 40 from query to seal beside Chromium printing its HTML: "
        + "--repeat 9 --samples samples (SQLite, in a folder of its own)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("governance-benchmark-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, DemoFolder.Marker), "", ct);
        await using (var portal = await StartAsync(folder, Path.GetFullPath(options.Text("samples", "samples")), ct))
        {
            using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
            await MeasureAsync(portal.Services, (int)options.Number("pages", 40), (int)options.Number("repeat", 9), ct);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(IServiceProvider services, int pages, int repeat, CancellationToken ct)
    {
        var builder = services.GetRequiredService<ReportKinds>().Find("annex-iv").Value;
        var (maker, html, renderer) = (
            services.GetRequiredService<ReportMaker>(),
            services.GetRequiredService<HtmlReports>(),
            services.GetRequiredService<IPdfRenderer>()
        );
        var document = await services.GetRequiredService<ReportDocuments>().MakeAsync("REP-0001", "Marta Kowalska", "en", ct);
        var seal = services.GetRequiredService<SealStore>().Get(document.Installation);
        var words = 1;
        SealedReport made;
        do
        {
            await WriteAsync(services, words++, ct);
            made = await maker.MakePdfAsync(await builder.BuildAsync(System, document, ct), seal, ReportCompleteness.Complete, ct);
        } while (Pages(made.Pdf) < pages);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = ChromiumLocator.Find(null),
                Headless = true,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
            }
        );
        var page = await html.RenderAsync(await builder.BuildAsync(System, document, ct), ct);
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var i = -2; i < repeat; i++)
        {
            var keep = i >= 0;
            await TimeAsync(
                "whole",
                keep,
                async () =>
                    made = await maker.MakePdfAsync(await builder.BuildAsync(System, document, ct), seal, ReportCompleteness.Complete, ct)
            );
            await TimeAsync("chromium", keep, () => PrintAsync(browser, page));
            ReportRecord record = null!;
            var printed = Array.Empty<byte>();
            await TimeAsync("query", keep, async () => record = await builder.BuildAsync(System, document, ct));
            await TimeAsync("layout", keep, async () => page = await html.RenderAsync(record, ct));
            await TimeAsync("print", keep, async () => printed = await renderer.RenderAsync(page, ct));
            await TimeAsync("seal", keep, () => Task.FromResult(Seal(record, printed, seal, document)));
        }

        var manifest = EvidenceManifest.Parse(made.Manifest);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Pages(made.Pdf)} pages, {page.Length / 1024.0:N0} Ki characters of HTML, {made.Pdf.Length / 1024.0:N0} KiB of PDF, "
                    + $"{manifest.Claims.Count} statements in the manifest, {repeat} in turns"
            )
        );
        Console.WriteLine("| | median ms | least ms |");
        Console.WriteLine("| --- | ---: | ---: |");
        Line("Ours, from query to seal", "whole");
        Line("of it: query", "query");
        Line("of it: layout (Razor)", "layout");
        Line("of it: Chromium, tagged, with outline", "print");
        Line("of it: manifest and seal", "seal");
        Line("Chromium alone, the same HTML", "chromium");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| Ratio | {At("whole", 0.5) / At("chromium", 0.5):F2} | {At("whole", 0) / At("chromium", 0):F2} |"
            )
        );

        async Task TimeAsync(string name, bool keep, Func<Task> work)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            if (keep)
            {
                (times.TryGetValue(name, out var list) ? list : times[name] = []).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        double At(string name, double share) => times[name].Order().ElementAt((int)(share * times[name].Count));

        void Line(string label, string name) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {label} | {At(name, 0.5):F0} | {At(name, 0):F0} |"));
    }

    // As a script would have it printed that knows nothing of us.
    private static async Task PrintAsync(IBrowser browser, string html)
    {
        var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.SetContentAsync(html);
        _ = await page.PdfAsync(
            new()
            {
                PreferCSSPageSize = true,
                PrintBackground = true,
                Format = "A4",
                Tagged = false,
                Outline = false,
            }
        );
        await context.CloseAsync();
    }

    private static byte[] Seal(ReportRecord record, byte[] printed, SealCertificate seal, ReportDocument document) =>
        PadesSigner.Sign(
            printed,
            seal.Certificate,
            new()
            {
                SignedAt = document.MadeAt,
                Name = document.Installation,
                Metadata = new(record.Title, document.Language, document.Id, document.Installation, document.MadeAt),
                Attachment = new(EvidenceManifest.FileName, EvidenceManifest.MediaType, "Evidence", record.Manifest().ToJson()),
            }
        );

    // Page objects of Chromium's PDF; the root of their tree is called Pages.
    private static int Pages(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var count = 0;
        for (
            var at = text.IndexOf("/Type /Page", StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf("/Type /Page", at + 1, StringComparison.Ordinal)
        )
        {
            count += text[at + 11] is 's' ? 0 : 1;
        }

        return count;
    }

    // Every point gets words of a person, longer each time, as files have that grew for years.
    private static async Task WriteAsync(IServiceProvider services, int paragraphs, CancellationToken ct)
    {
        int officer;
        await using (var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct))
        {
            officer = await db.Users.Where(u => u.Email == "compliance@demo.example").Select(u => u.Id).SingleAsync(ct);
        }

        var actor = Actor.OfUser(new UserId(officer), Roles.ComplianceOfficer, session: null);
        var write = services.GetRequiredService<WriteSection>();
        var text = string.Join(
            "\n\n",
            Enumerable.Range(1, paragraphs).Select(n => $"{n}. {string.Concat(Enumerable.Repeat(Sentence, 4))}")
        );
        var fill = services.GetRequiredService<FillDocuments>();
        if (!Governance.Domain.DisplayId.TryParse<Governance.Domain.Systems.SystemId>(System, out var system))
        {
            throw new InvalidOperationException($"{System} is no id.");
        }

        foreach (
            var point in (await fill.RunAsync(system, "annex-iv", ct)).Value.Points.Where(p => p.State is not PointState.NotApplicable)
        )
        {
            var written = await write.RunAsync(actor, new(system, "annex-iv", point.Point.Id, null, text, null, null), ct);
            if (written.Refusal is { } refusal)
            {
                throw new InvalidOperationException($"{point.Point.Id}: {refusal.Message}");
            }
        }
    }

    private static async Task<WebApplication> StartAsync(string folder, string samples, CancellationToken ct)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(folder, "governance.db")}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
            "--Demo:Enabled=true",
        ]);
        builder.Logging.ClearProviders();
        var portal = builder.Build();
        await Startup.PrepareAsync(portal.Services, ct);
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope
            .ServiceProvider.GetRequiredService<DemoScene>()
            .PlayAsync(samples, "correct horse battery staple", _ => { }, ct);
        return refusal is null ? portal : throw new InvalidOperationException(refusal.Message);
    }
}
