using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Decisions;
using Governance.Transparency;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Governance.Benchmarks.Decisions;

/// <summary>
/// Durable intake of decisions, batch by batch beside a plain insert of the very rows it stored, with both tables of the same size.
/// </summary>
internal sealed class DecisionIntakeBenchmark : IBenchmark
{
    private const int Measured = 12;

    public string Name => "decisions";

    public string Words =>
        "Durable intake beside a plain insert of the same rows: --rows 1000000 --batch 10000 --only sqlite|postgres --postgres "
        + "'Host=…;Database=postgres' (else GOVERNANCE_TEST_POSTGRES)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var rows = options.Number("rows", 1_000_000);
        var batch = (int)options.Number("batch", 10_000);
        var server = options.Text("postgres", Environment.GetEnvironmentVariable("GOVERNANCE_TEST_POSTGRES") ?? "");
        var only = options.Text("only", "");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Batches of {batch:#,0} decisions, {Measured} of them measured at each size, medians. "
                    + $"Same machine, same run, batch after batch."
            )
        );
        Console.WriteLine();
        Console.WriteLine("| Database | Rows stored | Intake, rows/s | Plain insert, rows/s | Ratio | Managed, MiB | Process, MiB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        if (only is "" or "sqlite")
        {
            var folder = Directory.CreateTempSubdirectory("governance-benchmark-").FullName;
            await OnAsync("SQLite", $"Data Source={Path.Combine(folder, "governance.db")}", folder, rows, batch, ct);
            Directory.Delete(folder, recursive: true);
        }

        if (only is "" or "postgres")
        {
            if (string.IsNullOrEmpty(server))
            {
                Console.WriteLine("PostgreSQL was left out: name a server by --postgres or GOVERNANCE_TEST_POSTGRES.");
                return;
            }

            await OnPostgresAsync(server, rows, batch, ct);
        }
    }

    private static async Task OnPostgresAsync(string server, long rows, int batch, CancellationToken ct)
    {
        var name = $"governance_benchmark_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await using (var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        var folder = Directory.CreateTempSubdirectory("governance-benchmark-").FullName;
        await OnAsync(
            "PostgreSQL",
            new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString,
            folder,
            rows,
            batch,
            ct
        );
        Directory.Delete(folder, recursive: true);
        NpgsqlConnection.ClearAllPools();
        await using var drop = new NpgsqlCommand($"DROP DATABASE {name} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync(ct);
    }

    private static async Task OnAsync(string database, string connectionString, string folder, long rows, int batch, CancellationToken ct)
    {
        await using var portal = await StartAsync(connectionString, folder, ct);
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        var store = portal.Services.GetRequiredService<StoreDecisions>();
        var factory = portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        db.Database.SetCommandTimeout(0);
        var plain = PlainInsert.For(db);
        await plain.PrepareAsync(ct);
        var start = TimeProvider.System.GetUtcNow().AddDays(-20);
        var next = 0L;
        await StoreAsync(store, ref next, batch, start, ct); // warms up
        foreach (var size in Sizes(rows))
        {
            while (next < size)
            {
                await StoreAsync(store, ref next, batch, start, ct);
            }

            await plain.CatchUpAsync(ct);
            await MeasureAsync(database, store, factory, plain, next, batch, start, b => next += b, ct);
        }
    }

    private static async Task MeasureAsync(
        string database,
        StoreDecisions store,
        IDbContextFactory<GovernanceDbContext> factory,
        PlainInsert plain,
        long from,
        int batch,
        DateTimeOffset start,
        Action<int> stored,
        CancellationToken ct
    )
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var i = 0; i < Measured; i++)
        {
            using var body = new MemoryStream(DecisionBodies.Make(from + (i * (long)batch), batch, start));
            var began = Stopwatch.GetTimestamp();
            var outcome = await store.RunAsync(Actor.Host, body, ct);
            ours.Add(batch / Stopwatch.GetElapsedTime(began).TotalSeconds);
            stored(batch);
            var rows = await RowsAsync(factory, outcome.Value.Batch, ct);
            began = Stopwatch.GetTimestamp();
            await plain.InsertAsync(rows, ct);
            theirs.Add(batch / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        var (intake, insert) = (Median(ours), Median(theirs));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {database} | {from:#,0} | {intake:#,0} | {insert:#,0} | {intake / insert:0.00} | "
                    + $"{GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:#,0} | {Environment.WorkingSet / 1048576.0:#,0} |"
            )
        );
    }

    private static async Task<IReadOnlyList<Decision>> RowsAsync(
        IDbContextFactory<GovernanceDbContext> factory,
        DecisionBatchId batch,
        CancellationToken ct
    )
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        var (first, last) = (DecisionNumber.Of(batch, 0).Value, DecisionNumber.Of(new(batch.Number + 1), 0).Value);
        return await db.Decisions.AsNoTracking().Where(d => d.Number >= first && d.Number < last).OrderBy(d => d.Number).ToListAsync(ct);
    }

    private static Task StoreAsync(StoreDecisions store, ref long next, int batch, DateTimeOffset start, CancellationToken ct)
    {
        var from = next;
        next += batch;
        return OnceAsync();

        async Task OnceAsync()
        {
            using var body = new MemoryStream(DecisionBodies.Make(from, batch, start));
            var outcome = await store.RunAsync(Actor.Host, body, ct);
            if (outcome.Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }
        }
    }

    private static IEnumerable<long> Sizes(long rows)
    {
        yield return 0;
        for (var size = 1_000_000L; size < rows; size *= 10)
        {
            yield return size;
        }

        yield return rows;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    // The portal itself with all its services, but not listening: a registered version to decide with is all it needs.
    private static async Task<WebApplication> StartAsync(string connectionString, string folder, CancellationToken ct)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance={connectionString}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        var portal = builder.Build();
        await Startup.PrepareAsync(portal.Services, ct);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        db.Models.Add(Model.Register(new ModelFacts("credit") { RiskClass = RiskClass.High }, new UserId(1), [], "host", now).Value);
        db.Append(new AuditEvent("model.registered", "credit", new JsonObject()), Actor.Host, now);
        var version = ModelVersion
            .Register(
                new VersionManifest(
                    "credit",
                    "1.0.0",
                    new ArtifactFacts(Sha256Hex.Of("m"u8), 1, "application/json", null),
                    null,
                    [],
                    [],
                    []
                ),
                1,
                "host",
                now
            )
            .Value;
        db.Versions.Add(version);
        db.Append(new AuditEvent("version.registered", version.Id, new JsonObject()), Actor.Host, now);
        await db.SaveChangesAsync(ct);
        return portal;
    }
}
