using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Governance.Data.Tests;

/// <summary>A caller learns in time that there will be no answer; what no one waits for waits for its turn.</summary>
public sealed class WaitingActionsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_OfACaller_BehindAnotherWriter_IsRefusedAfterTheTimeOfAnAction_AndAJobsWaits()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        var clock = new TurnableClock();
        var runner = new ActionRunner(
            store.Databases,
            clock,
            store.Feed,
            store.Services.GetRequiredService<IFreshProof>(),
            NullLogger<ActionRunner>.Instance
        );
        Task<Result<Done>> host;
        await using (var writer = await store.Databases.CreateDbContextAsync(Ct))
        {
            await writer.Database.BeginTransactionAsync(Ct);
            var caller = WriteAsync(Actor.OfUser(new UserId(1), Roles.Engineer, session: null), "model-1");
            host = WriteAsync(Actor.Host, "model-2");
            clock.Turn(TimeSpan.FromSeconds(11));
            Assert.False(caller.IsCompleted);

            clock.Turn(TimeSpan.FromSeconds(1));

            var refused = (await caller).Refusal;
            Assert.Equal(("service.locked", RefusalKind.Unavailable), (refused?.Code, refused?.Kind));
            Assert.Equal(TimeSpan.FromSeconds(5), refused!.RetryAfter);
            clock.Turn(TimeSpan.FromMinutes(1));
            Assert.False(host.IsCompleted);
        }

        Assert.True((await host).IsDone);

        Task<Result<Done>> WriteAsync(Actor actor, string name) =>
            runner.RunAsync<Done>(
                actor,
                new Attempt("model.registered", name, null),
                (context, _) =>
                {
                    context.Db.Models.Add(TestStore.NewModel(name));
                    context.Append(TestStore.Fact(name));
                    return Task.FromResult(Result<Done>.Done(Done.Instance));
                },
                Ct
            );
    }

    [Fact]
    public async Task Connection_ThatDoesNotBecomeFree_IsNotADatabaseThatIsAway()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        var connection = new NpgsqlConnectionStringBuilder(store.ConnectionString)
        {
            MaxPoolSize = 1,
            Timeout = 1,
            ApplicationName = "crowded",
        }.ConnectionString;
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, store.Folder)
            .BuildServiceProvider();
        await using var taken = new NpgsqlConnection(Postgres.PostgresPatience.Of(connection, TimeSpan.Zero));
        await taken.OpenAsync(Ct);
        var ran = false;

        var outcome = await services
            .GetRequiredService<ActionRunner>()
            .RunAsync<Done>(
                Actor.Host,
                new Attempt("model.registered", "model-1", Permission.WriteRegistry),
                (_, _) =>
                {
                    ran = true;
                    return Task.FromResult(Result<Done>.Done(Done.Instance));
                },
                Ct
            );

        Assert.Equal(("service.no-connection", RefusalKind.Unavailable), (outcome.Refusal?.Code, outcome.Refusal?.Kind));
        Assert.NotNull(outcome.Refusal!.RetryAfter);
        Assert.False(ran);
    }
}
