using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Nodes;
using Governance.Portal.Kernel.Observability;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Nodes;

/// <summary>A node that hears the others asks the database nothing while nothing happens, and is there as soon as something does.</summary>
public sealed class IdleNodeTests
{
    private const int StatementsOfALook = 32;

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

    /// <summary>Ten minutes in which nothing happens, by a clock that is turned: every job of the portal at each of its times.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Postgres, false)]
    [InlineData(DatabaseKind.Postgres, true)]
    public async Task Node_InWhichNothingHappens_AsksAtMostOneStatementASecond(DatabaseKind kind, bool isMeasured)
    {
        const int seconds = 600;
        var clock = new TurnableClock();
        var counter = new Counter();
        await using var receiver = await Receiver.StartAsync();
        await using var portal = new PortalFactory(kind)
        {
            HasDatabaseTime = true,
            RunsJobs = false,
            Replace = services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.ConfigureDbContext<PostgresGovernanceDbContext>(options => options.AddInterceptors(counter));
                services.ConfigureDbContext<SqliteGovernanceDbContext>(options => options.AddInterceptors(counter));
            },
        };
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        portal.Settings["Audit:Anchors:0"] = Path.Combine(portal.Folder, "anchored.txt");
        if (isMeasured)
        {
            portal.Settings["Telemetry:MetricsPort"] = "0";
        }

        var admin = await portal.CreateUserAsync("admin@demo.example", Roles.Administrator);
        var made = await portal
            .Get<ChangeDestination>()
            .CreateAsync(
                await portal.ProvenAsync(admin, Roles.Administrator),
                new DestinationBody("Hub", receiver.Url.ToString(), "structured", ["test.written"]),
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        // What hears the others goes on by itself.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var hears = ActivatorUtilities.CreateInstance<HearNodes>(portal.Services);
        await hears.StartAsync(ends.Token);
        var jobs = JobsOf(portal);
        Assert.InRange(jobs.Count, 40, 100);
        await Until.HoldsAsync(
            "it hears of commits",
            s_patience,
            async _ => await PassAsync(1) is not null && portal.Get<LogTip>().Mark is not null,
            Ct
        );
        // What there was to do at the start is done.
        await PassAsync(600);

        var asked = await PassAsync(seconds);

        var said = string.Join(", ", asked.Where(a => a.Value > 0).OrderByDescending(a => a.Value).Select(a => $"{a.Key} {a.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        // While metrics are collected, each look at the state asks what an alert could not wait for.
        var looks = isMeasured ? seconds / portal.Get<IOptions<TelemetryOptions>>().Value.StateSeconds : 0;
        Assert.True(asked.Values.Sum() <= seconds + (looks * StatementsOfALook), $"{asked.Values.Sum()} statements in {seconds} s: {said}");
        await ends.CancelAsync();
        await hears.StopAsync(CancellationToken.None);

        async Task<Dictionary<string, int>> PassAsync(int length)
        {
            var counts = jobs.ToDictionary(j => j.GetType().FullName!, _ => 0, StringComparer.Ordinal);
            for (var second = 1; second <= length; second++)
            {
                clock.Turn(TimeSpan.FromSeconds(1));
                foreach (var job in jobs.Where(j => IsDue(j, second)))
                {
                    var before = counter.Begin();
                    await job.TickAsync(Ct);
                    counts[job.GetType().FullName!] += counter.Count - before;
                }
            }

            return counts;
        }
    }

    private static bool IsDue(PeriodicJob job, int second) =>
        job.Every != Timeout.InfiniteTimeSpan && (job.Every < TimeSpan.FromSeconds(1) || second % (int)job.Every.TotalSeconds == 0);

    private static List<PeriodicJob> JobsOf(PortalFactory portal) =>
        [
            .. PortalAssemblies
                .All.SelectMany(a => a.GetTypes())
                .Where(t => t.IsSubclassOf(typeof(PeriodicJob)) && !t.IsAbstract && t != typeof(HearNodes))
                .OrderBy(t => t.FullName, StringComparer.Ordinal)
                .Select(t => (PeriodicJob)ActivatorUtilities.CreateInstance(portal.Services, t)),
        ];

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
