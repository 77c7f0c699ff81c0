using System.Net;
using System.Text;
using Governance.Data;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.AuditLog;
using Governance.Testing;
using Governance.Transparency;
using Governance.Transparency.Witness;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Audit;

public sealed class WitnessTests : IDisposable
{
    private readonly SampleLog _log = new(40);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task AddCheckpoint_OfAConfiguredLog_IsCosignedAndRemembered(DatabaseKind kind)
    {
        await using var portal = new WatchedPortal(kind, ("Witness:Name", "witness.example"), ("Witness:Logs:0", _log.Key.ToString()));
        using var client = portal.Portal.CreateClient();

        var (status, body, _) = await AskAsync(client, new(0, [], _log.Checkpoint(10)));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(SignedNote.TryParse(_log.Checkpoint(10) + body, out var note));
        Assert.True(note.IsSignedBy(portal.Get<PortalWitness>().Witness!.Key));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, new(10, _log.Consistency(10, 25).Hashes, _log.Checkpoint(25)))).Status);
        Assert.Equal(
            (HttpStatusCode.Conflict, "25\n", "text/x.tlog.size"),
            await AskAsync(client, new(10, _log.Consistency(10, 30).Hashes, _log.Checkpoint(30)))
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(client, new(25, [], _log.Checkpoint(30)))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(client, new(26, [], _log.Checkpoint(25)))).Status);
        using var impostor = new SampleLog(40);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(client, new(25, [], impostor.Checkpoint(40)))).Status);

        var file = Path.Combine(portal.Portal.KeyFolder, PortalWitness.FileName);
        Assert.True(WitnessKeyFile.TryRead(await File.ReadAllTextAsync(file, Ct), out _));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task AddCheckpoint_PortalThatIsNoWitness_Is404()
    {
        await using var portal = new WatchedPortal();
        using var client = portal.Portal.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(client, new(0, [], _log.Checkpoint(10)))).Status);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Remember_TwoAtOnce_OneIsQuicker(DatabaseKind kind)
    {
        await using var portal = new WatchedPortal(kind);
        var state = portal.Get<IWitnessState>();
        var one = new WitnessedTree(1, MerkleHash.Empty);

        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => state.TrySetAsync("log", WitnessedTree.None, one, Ct)));
        var second = await Task.WhenAll(
            Enumerable.Range(2, 8).Select(size => state.TrySetAsync("log", one, new WitnessedTree(size, MerkleHash.Empty), Ct))
        );

        Assert.Single(first, done => done);
        Assert.Single(second, done => done);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Ask_Witness_CosignsAndTheCheckpointCarriesIt(DatabaseKind kind)
    {
        var (host, witness, portal) = await WitnessedAsync(kind);
        await using var _ = host;
        await using var __ = portal;
        await portal.LogAsync(3);
        await portal.Get<AskWitnesses>().RunAsync(Ct);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var newest = await portal.LogAsync(5);
        await portal.Get<AskWitnesses>().RunAsync(Ct);

        var state = Assert.Single((await portal.Get<AnchorStatus>().GetAsync(Ct)).Witnesses);
        Assert.Equal((newest.Size, null), (state.LastSize, state.Error));
        using var reader = await portal.Portal.CreateKeyClientAsync(null, "audit:read");
        await portal.SignAsync();
        var cosigned = await portal.Get<CosignedCheckpoints>().OfAsync(newest, Ct);
        Assert.True(cosigned.IsSignedBy(witness.Key));
        Assert.True(cosigned.IsSignedBy(portal.Get<LogKey>().Public));
        Assert.Equal(2, host.Bodies.Count); // what it saw last was known: no 409 on the way
    }

    [Fact]
    public async Task Ask_WitnessThatRemembersAnotherSize_IsAskedFromThere()
    {
        var (host, _, portal) = await WitnessedAsync();
        await using var __ = host;
        await using var ___ = portal;
        await portal.LogAsync(3);
        await portal.Get<AskWitnesses>().RunAsync(Ct);
        await using (var db = await portal.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var state = await db.OutsideStates.SingleAsync(Ct);
            state.LastSize = 1;
            await db.SaveChangesAsync(Ct);
        }

        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await portal.LogAsync(3);
        await portal.Get<AskWitnesses>().RunAsync(Ct);

        Assert.Null((await portal.Get<AnchorStatus>().GetAsync(Ct)).Witnesses[0].Error);
        Assert.Equal(3, host.Bodies.Count);
    }

    [Fact]
    public async Task Ask_WitnessThatSawMore_SaysThatEntriesWereLost()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Text("1000\n", WitnessAnswer.SizeType, statusCode: 409));
        await using var portal = Portal(host, NoteKey.Of("w", NoteKeyKind.Cosignature, Ed25519.PublicKey(WitnessKeyFile.NewSeed())));
        await portal.LogAsync(3);

        await portal.Get<AskWitnesses>().RunAsync(Ct);

        Assert.Contains("entries were lost", (await portal.Get<AnchorStatus>().GetAsync(Ct)).Witnesses[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WitnessThatSawAnotherTreeOfThisSize_SaysSo_AndIsNotAskedForEver()
    {
        await using var host = await LocalHost.StartAsync(body =>
            Results.Text(
                WitnessRequest.TryParse(body, out var request) && Checkpoint.TryParse(request.Checkpoint.Text, out var shown)
                    ? $"{shown.Size}\n"
                    : "",
                WitnessAnswer.SizeType,
                statusCode: 409
            )
        );
        await using var portal = Portal(host, NoteKey.Of("w", NoteKeyKind.Cosignature, Ed25519.PublicKey(WitnessKeyFile.NewSeed())));
        await portal.LogAsync(3);

        await portal.Get<AskWitnesses>().RunAsync(Ct);

        Assert.Contains(
            "a different history",
            (await portal.Get<AnchorStatus>().GetAsync(Ct)).Witnesses[0].Error,
            StringComparison.Ordinal
        );
        Assert.Equal(2, host.Bodies.Count);
    }

    [Fact]
    public async Task Ask_CosignatureByAnotherKey_IsNotKept()
    {
        var (seed, other) = (WitnessKeyFile.NewSeed(), WitnessKeyFile.NewSeed());
        var key = NoteKey.Of("w", NoteKeyKind.Cosignature, Ed25519.PublicKey(seed));
        await using var host = await LocalHost.StartAsync(body =>
            Results.Text(
                WitnessRequest.TryParse(body, out var request)
                    ? new NoteSignature(
                        "w",
                        key.Id.ToArray(),
                        Cosignature.Sign(other, DateTimeOffset.UnixEpoch, request.Checkpoint.TextBytes)
                    ).ToString()
                    : ""
            )
        );
        await using var portal = Portal(host, key);
        await portal.LogAsync(3);

        await portal.Get<AskWitnesses>().RunAsync(Ct);

        Assert.Contains(
            "not a cosignature by its key",
            (await portal.Get<AnchorStatus>().GetAsync(Ct)).Witnesses[0].Error,
            StringComparison.Ordinal
        );
        await using var db = await portal.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.CheckpointCosignatures.ToListAsync(Ct));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, """UPDATE "CheckpointCosignatures" SET "Line" = 'x' """)]
    [InlineData(DatabaseKind.Sqlite, """DELETE FROM "CheckpointCosignatures" """)]
    [InlineData(DatabaseKind.Postgres, """DELETE FROM "CheckpointCosignatures" """)]
    [InlineData(DatabaseKind.Postgres, """TRUNCATE "CheckpointCosignatures" """)]
    public async Task Cosignature_IsNeverChanged(DatabaseKind kind, string statement)
    {
        var (host, _, portal) = await WitnessedAsync(kind);
        await using var __ = host;
        await using var ___ = portal;
        await portal.LogAsync(3);
        await portal.Get<AskWitnesses>().RunAsync(Ct);
        await using var db = await portal.Portal.Databases.CreateDbContextAsync(Ct);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(statement, Ct));
        Assert.Equal(1, await db.CheckpointCosignatures.CountAsync(Ct));
    }

    private static WatchedPortal Portal(LocalHost host, NoteKey key, DatabaseKind kind = DatabaseKind.Sqlite) =>
        new(kind, ("Audit:Witnesses:0", $"{host.Url} {key}"), ("Outbound:PrivateHosts:0", "127.0.0.1"));

    // The witness has to know the log's key, which the portal makes at its first start: it is asked through what both share.
    internal static async Task<(LocalHost Host, LogWitness Witness, WatchedPortal Portal)> WitnessedAsync(
        DatabaseKind kind = DatabaseKind.Sqlite
    )
    {
        var seed = WitnessKeyFile.NewSeed();
        var key = NoteKey.Of("witness.example", NoteKeyKind.Cosignature, Ed25519.PublicKey(seed));
        LogWitness? witness = null;
        var host = await LocalHost.StartAsync(async body =>
        {
            var answer = await witness!.AnswerAsync(body, Ct);
            return Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);
        });
        var portal = Portal(host, key, kind);
        witness = new LogWitness("witness.example", seed, [portal.Get<LogKey>().Public], new Memory(), TimeProvider.System);
        return (host, witness, portal);
    }

    private static async Task<(HttpStatusCode Status, string Body, string? ContentType)> AskAsync(HttpClient client, WitnessRequest request)
    {
        using var body = new StringContent(request.ToString(), Encoding.UTF8, "text/plain");
        using var answer = await client.PostAsync(new Uri("/witness/add-checkpoint", UriKind.Relative), body, Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Content.Headers.ContentType?.MediaType);
    }

    private sealed class Memory : IWitnessState
    {
        private WitnessedTree _tree = WitnessedTree.None;

        public Task<WitnessedTree> GetAsync(string origin, CancellationToken ct) => Task.FromResult(_tree);

        public Task<bool> TrySetAsync(string origin, WitnessedTree before, WitnessedTree after, CancellationToken ct)
        {
            _tree = after;
            return Task.FromResult(true);
        }
    }
}
