using Governance.Data;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Nats;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Governance.Testing;
using static Governance.Portal.Tests.Decisions.DecisionLines;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>The real server of Debian's nats-server.</summary>
[Trait("Needs", "Nats")]
[Trait(Soak.Trait, Soak.Value)]
public sealed class NatsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>2,000 decisions in every run, 100,000 in full; the server is killed as by a power cut, and another node goes on.</summary>
    /// <summary>
    /// In every run a broker in memory and a node end in turn
    /// (<see cref="StreamTests.Read_BrokerAndNodeEndInTurn_EveryDecisionIsThereOnce"/>).
    /// </summary>
    [WholeFact]
    public async Task Read_ServerAndNodeAreKilledInTurn_EveryDecisionIsThereOnce()
    {
        await using var server = await NatsServer.StartAsync(null, Ct);
        await server.MakeAsync("decisions", "rejected");
        var (count, batch, kills) = Soak.Size((2_000, 200, 2), (100_000, 2_000, 10));
        await server.SendAsync(
            "decisions",
            Enumerable.Range(0, count).Select(n => n % 500 == 499 ? "poison" : Line($"d{n}", n).ToJsonString())
        );
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var source = Source(server, batch);
        var states = portal.Get<StreamStates>();
        var reader = Reader(portal, Broker(portal), source);

        for (var kill = 1; kill <= kills; kill++)
        {
            var part = count * (long)kill / (kills + 1);
            await RoundsAsync(reader, () => states.Of("loans").Stored >= part, Ct);
            await server.KillAsync();
            Assert.True(reader.TryBegin());
            await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));
            await server.StartAsync(Ct);
            reader = Reader(portal, Broker(portal), source);
        }

        await RoundsAsync(reader, () => states.Of("loans").Lag == 0 && states.Of("loans").Stored >= count - (count / 500), Ct);

        Assert.Equal(count - (count / 500), (await CountAsync(portal)).Rows);
        Assert.Equal(count / 500, await server.CountAsync("rejected"));
        Assert.Empty(await CheckAsync(portal));
        await reader.LeaveAsync(Ct);
        Soak.Report(
            "Decisions from NATS JetStream",
            $"{count:N0} messages, the server killed {kills} times, {states.Of("loans").Repeated:N0} came again, each stored once"
        );
    }

    [Fact]
    public async Task Read_RowsWhileNodeAndServerEnd_EachIsInItsWindowOnce()
    {
        await using var server = await NatsServer.StartAsync(null, Ct);
        await server.MakeAsync("rows", "rejected");
        await using var scene = await RowScene.StartAsync(maxBatch: 60);
        await scene.DueAsync(2);
        var portal = scene.Files.Model.Portal;
        var source = scene.Source;
        (source.Address, source.CredentialsFile, source.GatherSeconds) = ($"localhost:{server.Port}", server.CredentialsFile, 1);
        var sent = RowScene.Messages(100, 0, seed: 3).Zip(RowScene.Messages(100, 1, seed: 4)).SelectMany(p => new[] { p.First, p.Second });
        await server.SendAsync("rows", [.. sent, "poison"]);
        await using (var ended = await Broker(portal).OpenAsync(source, Ct))
        {
            Assert.Equal(60, (await portal.Get<StoreRows>().RunAsync(source, await ended.ReceiveAsync(Ct), Ct)).Stored);
            Assert.Null(await ended.WholeUntilAsync(DateTimeOffset.UtcNow, Ct));
        }

        var reader = scene.Reader(Broker(portal));
        await RoundsAsync(reader, () => scene.State is { Lag: 0, Rejected: 1 }, Ct);
        Assert.Equal((140, 60), ((int)scene.State.Stored, (int)scene.State.Repeated));
        await server.KillAsync();
        Assert.True(reader.TryBegin());
        await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));
        await server.StartAsync(Ct);
        await server.SendAsync("rows", RowScene.Messages(30, 0, seed: 5));
        var next = scene.Reader(Broker(portal));
        await RoundsAsync(next, () => scene.State is { Lag: 0, Stored: 170 }, Ct);
        await scene.Files.AskAndPullAsync();

        Assert.Equal([130, 100], await scene.Files.CountsAsync());
        Assert.Equal(1, await server.CountAsync("rejected"));
        await next.LeaveAsync(Ct);
    }

    [Fact]
    public async Task Read_OverTlsOfAnOwnAuthority_IsReadAndAnotherAuthorityIsNot()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority();
        await using var server = await NatsServer.StartAsync(authority, Ct);
        await server.MakeAsync("decisions", "rejected");
        await server.SendAsync("decisions", [Line("d0").ToJsonString()]);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var source = Source(server, 10);
        (source.Tls, source.AuthorityFile) = (true, server.AuthorityFile);
        var reader = Reader(portal, Broker(portal), source);

        await RoundsAsync(reader, () => portal.Get<StreamStates>().Of("loans").Stored == 1, Ct);
        await reader.LeaveAsync(Ct);

        await File.WriteAllTextAsync(server.AuthorityFile, another.Pem, Ct);
        Assert.True(reader.TryBegin());
        await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));
    }

    private static NatsBroker Broker(PortalFactory portal) => portal.Get<IEnumerable<IStreamBroker>>().OfType<NatsBroker>().Single();

    private static StreamSource Source(NatsServer server, int batch)
    {
        var source = StreamsFixture.Source(batch);
        (source.Address, source.CredentialsFile) = ($"localhost:{server.Port}", server.CredentialsFile);
        return source;
    }

    private static Task<int> RoundsAsync(SourceReader reader, Func<bool> isDone, CancellationToken ct) =>
        ReadUntilAsync(() => reader, isDone, ct);
}
