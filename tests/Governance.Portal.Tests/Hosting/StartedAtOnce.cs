using System.Diagnostics;
using Governance.Data;
using Governance.Portal.Tests.Custody;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Hosting;

/// <summary>Nodes of one installation, each a process of its own, started at once on an empty PostgreSQL database.</summary>
internal sealed class StartedAtOnce : IAsyncDisposable
{
    /// <summary>How many.</summary>
    public const int Nodes = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-first-start-").FullName;
    private readonly TestDatabase _database;
    private readonly List<PortalProcess> _nodes = [];

    private StartedAtOnce() => _database = TestDatabase.Create(DatabaseKind.Postgres, _folder);

    /// <summary>When the first of them was started.</summary>
    public DateTimeOffset BeganAt { get; private set; }

    /// <summary>How long it took until all of them listened.</summary>
    public TimeSpan Took { get; private set; }

    public IReadOnlyList<PortalProcess> All => _nodes;

    public string KeyFolder => Path.Combine(_folder, "keys");

    public static async Task<StartedAtOnce> StartAsync(CancellationToken ct)
    {
        var nodes = new StartedAtOnce();
        try
        {
            await using (var db = await nodes.OpenAsync(ct))
            {
                await db.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public", ct);
            }

            await nodes.StartNodesAsync(ct);
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    public async Task<GovernanceDbContext> OpenAsync(CancellationToken ct)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(_database.ConnectionString, _folder)
            .BuildServiceProvider();
        return await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in All)
        {
            await node.DisposeAsync();
        }

        _database.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartNodesAsync(CancellationToken ct)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = _database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(_folder, "artifacts"),
            ["Storage__KeyPath"] = KeyFolder,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            // Each request writes lines.
            ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information",
        };
        BeganAt = TimeProvider.System.GetUtcNow();
        var from = Stopwatch.GetTimestamp();
        var starts = Enumerable.Range(0, Nodes).Select(_ => PortalProcess.StartAsync(settings, ct)).ToList();
        try
        {
            await Task.WhenAll(starts);
        }
        finally
        {
            // Those that came up are ended with the rest, also when one did not.
            foreach (var start in starts.Where(s => s.IsCompletedSuccessfully))
            {
                _nodes.Add(await start);
            }

            Took = Stopwatch.GetElapsedTime(from);
        }
    }
}
