using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Data.Tests;

/// <summary>A server that hangs takes connections and bytes and answers nothing: everything that waits for it has one bound.</summary>
public sealed class SilentServerTests
{
    // What a busy machine adds.
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_ThatFallsSilent_HoldsNoReadAndNoWriteLongerThanTheBound()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var door = new Door(store.ConnectionString);
        await using var services = Services(door.ConnectionString);
        var databases = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        // Two of the pool, of which one is in use: the next statement finds an open connection, as those of pages do.
        await using var held = await databases.CreateDbContextAsync(Ct);
        await held.Database.OpenConnectionAsync(Ct);
        await using (var first = await databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(0, await first.Models.CountAsync(Ct));
        }

        door.FallSilent();

        var took = await Task.WhenAll(
            TimeAsync(
                "a read on a connection that is open",
                async () =>
                {
                    await using var db = await databases.CreateDbContextAsync(Ct);
                    await db.Models.CountAsync(Ct);
                }
            ),
            TimeAsync("a read on a connection that is in use", () => held.Models.CountAsync(Ct)),
            TimeAsync("a connection that is opened", () => OpenAsync(door.ConnectionString)),
            TimeAsync("a write", () => WriteAsync(services))
        );

        Assert.Equal(TimeSpan.FromSeconds(15), PostgresPatience.Silence);
        Assert.All(took, t => Assert.True(t.Took < PostgresPatience.Silence + s_slack, $"{t.What} took {t.Took}."));
    }

    [Fact]
    public async Task Lock_OfATable_IsWaitedForWhenAFollowerBegins_AsActionsDo()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var services = Services($"{store.ConnectionString};Options=-c lock_timeout=200");
        await using var other = new NpgsqlConnection(store.ConnectionString);
        await other.OpenAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("""LOCK TABLE "LogFollowers" IN EXCLUSIVE MODE""", other, transaction))
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        var beginning = LogFollowers.BeginAsync(db, "a-test", null, Ct);
        // It has waited in vain at least once: another wait began.
        var began = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await Testing.Until.HoldsAsync(
            "a second wait for the lock",
            TimeSpan.FromMinutes(1),
            async ct =>
            {
                await using var look = new NpgsqlCommand(
                    "SELECT query_start::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
                    other,
                    transaction
                );
                if (await look.ExecuteScalarAsync(ct) is string start)
                {
                    began[start] = true;
                }

                // What a transaction sees of the activity stays as it was, unless it is looked at again.
                await using var again = new NpgsqlCommand("SELECT pg_stat_clear_snapshot()", other, transaction);
                await again.ExecuteScalarAsync(ct);
                return began.Count > 1;
            },
            Ct
        );
        Assert.False(beginning.IsCompleted);
        await transaction.RollbackAsync(Ct);
        await beginning;

        Assert.True(await db.Set<LogFollower>().AnyAsync(f => f.Name == "a-test", Ct));
    }

    [Fact]
    public async Task Lock_ThatIsNeverLetGo_EndsTheWait_WithItsOwnFault()
    {
        var tries = 0;
        var clock = new Hasty();

        var fault = await Record.ExceptionAsync(() =>
            LockWaits.RetryAsync(
                _ =>
                {
                    tries++;
                    throw new PostgresException("canceling statement due to lock timeout", "ERROR", "ERROR", "55P03");
                },
                patience: null,
                clock,
                Ct
            )
        );

        Assert.True(DatabaseFaults.IsHeldUp(Assert.IsType<PostgresException>(fault)));
        Assert.Equal(3, tries);
    }

    [Theory]
    [InlineData("Host=db.bank.example;Database=governance", 10, 5)]
    [InlineData("Host=db.bank.example;Database=governance;Command Timeout=60;Timeout=20", 60, 20)]
    public void Bounds_OfANode_AreItsOwn_UnlessTheConnectionStringSaysOthers(string configured, int command, int connect)
    {
        var node = new NpgsqlConnectionStringBuilder(PostgresPatience.Of(configured, TimeSpan.Zero));

        Assert.Equal((command, connect), (node.CommandTimeout, node.Timeout));
    }

    [Fact]
    public void Bounds_OfAHostCommand_AreTheDrivers()
    {
        var command = new NpgsqlConnectionStringBuilder(
            PostgresPatience.Of("Host=db.bank.example;Database=governance", TimeSpan.Zero, TimeSpan.FromSeconds(15))
        );

        Assert.Equal((30, 15), (command.CommandTimeout, command.Timeout));
    }

    private static async Task<(string What, TimeSpan Took)> TimeAsync(string what, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        var away = await Record.ExceptionAsync(act);
        Assert.True(away is not null && DatabaseFaults.IsAway(away), $"{what}: {away}");
        return (what, watch.Elapsed);
    }

    private static async Task OpenAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{PostgresPatience.Of(connectionString, TimeSpan.Zero)};Pooling=false");
        await connection.OpenAsync(Ct);
    }

    private static Task<Domain.Result<Domain.Done>> WriteAsync(ServiceProvider services) =>
        services
            .GetRequiredService<ActionRunner>()
            .RunAsync<Domain.Done>(
                Actor.Host,
                new Attempt("model.registered", "scorer", Permission.WriteRegistry),
                (context, _) =>
                {
                    context.Append(TestStore.Fact("scorer"));
                    return Task.FromResult<Domain.Result<Domain.Done>>(Domain.Done.Instance);
                },
                Ct
            );

    private static ServiceProvider Services(string connection) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, Path.GetTempPath())
            .BuildServiceProvider();

    private sealed class Hasty : TimeProvider
    {
        private long _ticks;

        public override long GetTimestamp() => _ticks += 5 * TimestampFrequency;
    }

    /// <summary>Leads to the server until it falls silent: then it takes connections and bytes, and passes nothing on.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly NpgsqlConnectionStringBuilder _server;
        private readonly ConcurrentBag<Socket> _sockets = [];
        private readonly Task _accepting;
        private volatile bool _isSilent;

        public Door(string server)
        {
            _server = new(server);
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public string ConnectionString =>
            new NpgsqlConnectionStringBuilder(_server.ConnectionString)
            {
                Host = "127.0.0.1",
                Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            }.ConnectionString;

        public void FallSilent() => _isSilent = true;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            await _accepting;
            _listener.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptSocketAsync();
                    _sockets.Add(client);
                    if (!_isSilent)
                    {
                        await ConnectAsync(client);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It ends.
            }
        }

        private async Task ConnectAsync(Socket client)
        {
            var server = _server.Host is ['/', ..]
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(server);
            await server.ConnectAsync(
                _server.Host is ['/', ..] socket
                    ? new UnixDomainSocketEndPoint($"{socket}/.s.PGSQL.{_server.Port}")
                    : new DnsEndPoint(_server.Host!, _server.Port)
            );
            _ = PumpAsync(client, server);
            _ = PumpAsync(server, client);
        }

        private async Task PumpAsync(Socket from, Socket to)
        {
            var bytes = new byte[1 << 16];
            try
            {
                while (await from.ReceiveAsync(bytes) is > 0 and var count)
                {
                    if (!_isSilent)
                    {
                        await to.SendAsync(bytes.AsMemory(0, count));
                    }
                }

                to.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One of the two ended.
            }
        }
    }
}
