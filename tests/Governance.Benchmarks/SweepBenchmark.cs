using System.Diagnostics;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Benchmarks;

/// <summary>The sweep of all records against the log, beside reading the same entries and the same rows.</summary>
internal sealed class SweepBenchmark : IBenchmark
{
    private const int Batch = 500;

    public string Name => "sweep";

    public string Words =>
        "Records against the log: --rows 100000 (1000000 for the full figure) "
        + "--database 'Data Source=FILE' | 'Host=…;Database=…' (an empty database; it is filled)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var rows = (int)options.Number("rows", 100_000);
        var connection = options.Text("database", $"Data Source={Path.Combine(Path.GetTempPath(), "governance-sweep.db")}");
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, Path.GetTempPath())
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            await db.Database.MigrateAsync(ct);
        }

        var log = services.GetRequiredService<LogReader>();
        var watch = Stopwatch.StartNew();
        for (var made = (int)await log.SizeAsync(ct); made < rows; made += Batch)
        {
            await FillAsync(factory, made, ct);
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rows:N0} entries with a record each, made in {watch.Elapsed.TotalSeconds:F0} s")
        );
        var sweep = services.GetRequiredService<RecordSweep>();
        Console.WriteLine("| Pass | Reading s | Sweep s | Ratio |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        for (var pass = 1; pass <= 3; pass++)
        {
            watch.Restart();
            await ReadAsync(factory, log, ct);
            var reading = watch.Elapsed.TotalSeconds;
            watch.Restart();
            var result = await sweep.RunAsync(ct);
            var sweeping = watch.Elapsed.TotalSeconds;
            if (result.Findings.Count > 0 || result.Records < rows)
            {
                throw new InvalidOperationException($"{result.Records} records, {result.Findings.Count} findings.");
            }

            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {pass} | {reading:F2} | {sweeping:F2} | {sweeping / reading:F1} |")
            );
        }
    }

    private static async Task FillAsync(IDbContextFactory<GovernanceDbContext> factory, int from, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = from; i < from + Batch; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"model-{i:D8}");
            db.Models.Add(Model.Register(new ModelFacts(name) { RiskClass = RiskClass.Minimal }, new UserId(1), [], "host", now).Value);
            db.Append(new AuditEvent("model.registered", name, []), Actor.Host, now);
        }

        await db.SaveChangesAsync(ct);
    }

    private static async Task ReadAsync(IDbContextFactory<GovernanceDbContext> factory, LogReader log, CancellationToken ct)
    {
        long bytes = 0;
        await foreach (var row in log.ReadAsync(0, long.MaxValue, ct))
        {
            bytes += row.Leaf.Length;
        }

        await using var db = await factory.CreateDbContextAsync(ct);
        await foreach (var model in db.Models.AsNoTracking().IgnoreAutoIncludes().AsAsyncEnumerable().WithCancellation(ct))
        {
            bytes += model.Name.Length;
        }

        if (bytes == 0)
        {
            throw new InvalidOperationException("There is nothing to read.");
        }
    }
}
