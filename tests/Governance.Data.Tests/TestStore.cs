using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Data.Tests;

/// <summary>The data project on a database and a folder of its own.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private TestStore(TestDatabase database, string folder, TimeProvider clock)
    {
        (_database, Folder) = (database, folder);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddGovernanceData(database.ConnectionString, Path.Combine(folder, "artifacts"))
            .AddStrictQueries()
            .BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    public string Folder { get; }

    public string ConnectionString => _database.ConnectionString;

    public ActionRunner Runner => _services.GetRequiredService<ActionRunner>();

    public IDbContextFactory<GovernanceDbContext> Databases => _services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

    public LogReader Log => _services.GetRequiredService<LogReader>();

    public ChangeFeed Feed => _services.GetRequiredService<ChangeFeed>();

    public static Task<TestStore> CreateAsync(DatabaseKind kind, TimeProvider? clock = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return Task.FromResult(new TestStore(TestDatabase.Create(kind, folder), folder, clock ?? TimeProvider.System));
    }

    public static Model NewModel(string name) =>
        Model
            .Register(new ModelFacts(name) { RiskClass = RiskClass.Minimal }, new UserId(1), [], "host", TimeProvider.System.GetUtcNow())
            .Value;

    public static AuditEvent Fact(string subject, string action = "model.registered") => new(action, subject, []);

    public async Task<Result<Done>> RegisterAsync(string name, CancellationToken ct = default) =>
        await Runner.RunAsync<Done>(
            Actor.Host,
            new Attempt("model.registered", name, Permission.WriteRegistry),
            async (context, token) =>
            {
                if (await context.Db.Models.AnyAsync(m => m.Name == name, token))
                {
                    return ModelRefusals.NameTaken(name);
                }

                context.Db.Models.Add(NewModel(name));
                context.Append(Fact(name));
                return Done.Instance;
            },
            ct
        );

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _database.Drop();
        Directory.Delete(Folder, recursive: true);
    }
}
