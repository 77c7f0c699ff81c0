using System.Globalization;
using Governance.Portal.Demo;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Decisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Installations of two sizes, filled through the portal's own schema, log and intake, and what each page and list of both costs: in turns,
/// in one process, so that only the size differs.
/// </summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    public string Name => "scale";

    public string Words =>
        "Pages of a small and of a large installation. Fills and checks one: --database 'Data Source=…' | 'Host=…' --folder FOLDER "
        + "--share 0.1 --samples samples. Measures two in turns: --measure yes --small DB --small-folder FOLDER --large DB "
        + "--large-folder FOLDER --repeat 15 --only /risks,\"auditor /\" --explain yes --parts yes";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        if (options.Text("measure", "") == "yes")
        {
            await MeasureAsync(options, ct);
            return;
        }

        var (database, folder) = (options.Text("database", ""), Path.GetFullPath(options.Text("folder", "scale")));
        if (options.Text("check", "") != "yes")
        {
            var share = double.Parse(options.Text("share", "0.1"), CultureInfo.InvariantCulture);
            await FillAsync(database, folder, new ScaleSize(share), Path.GetFullPath(options.Text("samples", "samples")), ct);
        }

        await CheckAsync(database, folder, ct);
    }

    private static async Task FillAsync(string database, string folder, ScaleSize size, string samples, CancellationToken ct)
    {
        await using var portal = await ScalePortal.OpenAsync(database, folder, fills: true, ct);
        using var host = portal.AsHost();
        await using (var scope = portal.Services.CreateAsyncScope())
        await using (var asked = await portal.Contexts.CreateDbContextAsync(ct))
        {
            var scene = scope.ServiceProvider.GetRequiredService<DemoScene>();
            if (!await asked.Models.AnyAsync(ct) && await scene.PlayAsync(samples, ScalePortal.Password, _ => { }, ct) is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }
        }

        var now = TimeProvider.System.GetUtcNow();
        var fill = await ScaleFill.OfAsync(portal.Contexts, size, now, ct);
        await fill.RunAsync(ct);
        await new ScaleDecisions(portal.Services.GetRequiredService<StoreDecisions>(), portal.Contexts, size).RunAsync(now.AddDays(-9), ct);
        await using var db = await portal.Contexts.CreateDbContextAsync(ct);
        await fill.WriteLogAsync(await db.AuditEntries.LongCountAsync(ct), ct);
        if (database.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            // What autovacuum does within minutes.
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync(ct);
            await using var analyze = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 };
            await analyze.ExecuteNonQueryAsync(ct);
        }
    }

    // What db check asks: all of it has to be as the portal itself would have written it.
    private static async Task CheckAsync(string database, string folder, CancellationToken ct)
    {
        await using var portal = await ScalePortal.OpenAsync(database, folder, fills: true, ct);
        using var host = portal.AsHost();
        foreach (var check in portal.Services.GetServices<IInstallationCheck>())
        {
            var wrong = 0;
            await foreach (var sentence in check.FindAsync(ct))
            {
                if (wrong++ < 5)
                {
                    Console.WriteLine(sentence);
                }
            }

            Console.WriteLine($"Checked {check.Subject}: {(wrong == 0 ? "all is well" : $"{wrong} wrong")}.");
        }

        Console.WriteLine($"Most memory of this process: {Environment.WorkingSet / 1_048_576} MiB at the end.");
    }

    private static async Task MeasureAsync(BenchmarkOptions options, CancellationToken ct)
    {
        await using var small = await ScalePortal.OpenAsync(
            options.Text("small", ""),
            Path.GetFullPath(options.Text("small-folder", "small")),
            fills: false,
            ct
        );
        await using var large = await ScalePortal.OpenAsync(
            options.Text("large", ""),
            Path.GetFullPath(options.Text("large-folder", "large")),
            fills: false,
            ct
        );
        var measure = new ScaleMeasure(
            small,
            large,
            (int)options.Number("repeat", 15),
            options.Text("only", ""),
            options.Text("parts", "") == "yes"
        );
        await measure.RunAsync(options.Text("explain", "") == "yes", ct);
    }
}
