using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Kernel.Jobs;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Nodes;

/// <summary>A node that hears the others asks the database nothing while nothing happens, and is there as soon as something does.</summary>
public sealed class IdleNodeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_WithAQuietDestination_AsksLessThanOnceASecond_AndDeliversWhatAnotherNodeCommits()
    {
        await using var receiver = await Receiver.StartAsync();
        var counter = new Counter();
        await using var portal = new PortalFactory(DatabaseKind.Postgres)
        {
            HasDatabaseTime = true,
            Replace = services => services.ConfigureDbContext<PostgresGovernanceDbContext>(options => options.AddInterceptors(counter)),
        };
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        var admin = await portal.CreateUserAsync("admin@demo.example", Roles.Administrator);
        await portal
            .Get<ChangeDestination>()
            .CreateAsync(
                await portal.ProvenAsync(admin, Roles.Administrator),
                new DestinationBody("Hub", receiver.Url.ToString(), "structured", ["test.written"]),
                Ct
            );
        PeriodicJob[] everySecond =
        [
            ActivatorUtilities.CreateInstance<NotificationJob>(portal.Services),
            ActivatorUtilities.CreateInstance<IntegrationJob>(portal.Services),
            ActivatorUtilities.CreateInstance<CheckpointJob>(portal.Services),
        ];
        // It hears the others, and has done what there was to do.
        await Until.HoldsAsync(
            "a round without a statement",
            s_patience,
            async _ => portal.Get<LogTip>().Mark is not null && await CountAsync(counter, everySecond) == 0,
            Ct
        );

        var asked = 0;
        const int seconds = 25;
        for (var second = 0; second < seconds; second++)
        {
            asked += await CountAsync(counter, everySecond);
        }

        // Time itself lets everyone look once in half a minute.
        Assert.InRange(asked, 0, seconds);

        // Another process commits, and tells it by the server alone.
        await using (var services = Other(portal.ConnectionString))
        await using (var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct))
        {
            db.Append(new Domain.Audit.AuditEvent("test.written", "elsewhere", []), Actor.Host, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        await Until.HoldsAsync(
            "the destination has it",
            s_patience,
            async _ =>
            {
                await CountAsync(counter, everySecond);
                return receiver.Sent.Any(s => s.Subject == "elsewhere");
            },
            Ct
        );
    }

    private static async Task<int> CountAsync(Counter counter, IEnumerable<PeriodicJob> jobs)
    {
        var before = counter.Begin();
        foreach (var job in jobs)
        {
            await job.RunAsync(Ct);
        }

        return counter.Count - before;
    }

    private static ServiceProvider Other(string connection) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, Path.GetTempPath())
            .BuildServiceProvider();

    /// <summary>Counts the statements of the flow that counts: jobs of the portal go on beside it.</summary>
    private sealed class Counter : DbCommandInterceptor
    {
        private readonly AsyncLocal<bool> _counts = new();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public int Begin()
        {
            _counts.Value = true;
            return Count;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Heard();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            Heard();
            return ValueTask.FromResult(result);
        }

        private void Heard()
        {
            if (_counts.Value)
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
