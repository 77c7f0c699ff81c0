using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Data.Tests;

/// <summary>A server that ends a connection while it is opened, as HAProxy does during a fail-over.</summary>
public sealed class BrokenConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Npgsql 10.0.0 to 10.0.2 gave out what they had disposed (npgsql pull request 6536), at the first use or when it came from the pool.
    [Fact]
    public async Task ServerThatEndsAConnectionBeingOpened_WithGssAskedFor_IsTriedAgainByTheDriver_AndWhatItOpensWorks()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var door = new EndsTheFirst(store.ConnectionString);
        await using var services = Services(door.ConnectionString + ";GSS Encryption Mode=Prefer");
        var databases = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

        for (var use = 0; use < 3; use++)
        {
            await using var db = await databases.CreateDbContextAsync(Ct);
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            Assert.Equal(0, await db.Models.CountAsync(Ct));
        }
    }

    [Fact]
    public async Task ServerThatEndsAConnectionBeingOpened_ByDefault_IsAway_AndNothingBrokenIsKept()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var door = new EndsTheFirst(store.ConnectionString);
        await using var services = Services(door.ConnectionString);
        var databases = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

        await using (var db = await databases.CreateDbContextAsync(Ct))
        {
            var away = await Assert.ThrowsAnyAsync<Exception>(() => db.Models.CountAsync(Ct));
            Assert.IsNotType<ObjectDisposedException>(away.GetBaseException());
            Assert.True(DatabaseFaults.IsAway(away));
        }

        await using var next = await databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await next.Models.CountAsync(Ct));
    }

    [Fact]
    public async Task WhatWeDisposeTooEarly_IsNotAway()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.DisposeAsync();
        Assert.False(DatabaseFaults.IsAway(await Assert.ThrowsAsync<ObjectDisposedException>(() => db.Models.CountAsync(Ct))));

        var ours = new ManualResetEventSlim();
        ours.Dispose();
        Assert.False(DatabaseFaults.IsAway(Assert.Throws<ObjectDisposedException>(ours.Reset)));

        var connection = new NpgsqlConnection("Host=127.0.0.1");
        await connection.DisposeAsync();
        Assert.False(DatabaseFaults.IsAway(await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.OpenAsync(Ct))));
    }

    private static ServiceProvider Services(string connection) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, Path.GetTempPath())
            .BuildServiceProvider();

    /// <summary>Leads to the server, but for the first connection, which ends once its first bytes have come.</summary>
    private sealed class EndsTheFirst : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly NpgsqlConnectionStringBuilder _server;
        private readonly Task _accepting;
        private readonly List<Task> _serving = [];

        public EndsTheFirst(string server)
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

        public async ValueTask DisposeAsync()
        {
            using (var connection = new NpgsqlConnection(ConnectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            _listener.Stop();
            await _accepting;
            _listener.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                using (var first = await _listener.AcceptSocketAsync())
                {
                    await first.ReceiveAsync(new byte[8]);
                }

                while (true)
                {
                    _serving.Add(ServeAsync(await _listener.AcceptSocketAsync()));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It ends.
            }
        }

        private async Task ServeAsync(Socket client)
        {
            using (client)
            {
                using var server = _server.Host is ['/', ..]
                    ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                    : new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(
                    _server.Host is ['/', ..] socket
                        ? new UnixDomainSocketEndPoint($"{socket}/.s.PGSQL.{_server.Port}")
                        : new DnsEndPoint(_server.Host!, _server.Port)
                );
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
        }

        private static async Task PumpAsync(Socket from, Socket to)
        {
            await using var source = new NetworkStream(from);
            await using var target = new NetworkStream(to);
            await source.CopyToAsync(target);
        }
    }
}
