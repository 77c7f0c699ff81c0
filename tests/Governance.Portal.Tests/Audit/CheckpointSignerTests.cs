using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Audit;

public sealed class CheckpointSignerTests
{
    public static TheoryData<DatabaseKind> Kinds { get; } = [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Sign_NewEntries_StoresANoteThatTheKeyVerifiesAndTheFolderKeeps(DatabaseKind kind)
    {
        await using var portal = LogNode.Portal(kind);
        using var node = await LogNode.StartAsync(portal);
        Assert.Null(await node.Signer.SignAsync(Ct)); // nothing to sign yet
        await LogNode.AppendAsync(portal, 5);

        var signed = await node.Signer.SignAsync(Ct);

        Assert.NotNull(signed);
        Assert.Equal(5, signed.Size);
        Assert.True(SignedNote.TryParse(signed.Note, out var note));
        Assert.True(note.IsSignedBy(node.Key.Public));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(node.Key.Origin, checkpoint.Origin);
        Assert.Equal(await portal.Get<LogReader>().RootAsync(5, Ct), checkpoint.Root);
        Assert.Equal(signed.Note, node.Last.Read()!.Value.Note.ToString());
        Assert.Null(CheckpointSeal.Fault((await portal.Get<LogReader>().CheckpointAsync(Ct))!, node.Key.All));

        // Nothing new: nothing is signed again.
        Assert.Equal(signed.Note, (await node.Signer.SignAsync(Ct))!.Note);
        Assert.Empty(await portal.Get<LogReader>().EarlierAsync(16, Ct));
    }

    [Theory]
    [InlineData("signed")]
    [InlineData("written")]
    [InlineData("stored")]
    public async Task Sign_AfterACrashBetweenItsSteps_NeverSaysAnythingElseAboutWhatWasSigned(string step)
    {
        await using var portal = LogNode.Portal();
        using var before = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 3);
        await before.Signer.SignAsync(Ct);
        await LogNode.AppendAsync(portal, 4);
        before.Signer.Step = at =>
        {
            if (at == step)
            {
                throw new InvalidOperationException("killed");
            }
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => before.Signer.SignAsync(Ct));
        Assert.Equal(3, (await portal.Get<LogReader>().CheckpointAsync(Ct))!.Size);
        var kept = before.Last.Read()!.Value;
        Assert.Equal(step == "signed" ? 3 : 7, kept.Checkpoint.Size);

        // Started again, with more in the log by now.
        await LogNode.AppendAsync(portal, 2);
        using var after = await LogNode.StartAsync(portal);
        var signed = await after.Signer.SignAsync(Ct);

        Assert.Equal(9, signed!.Size);
        Assert.Null(after.Health.Alarm);
        var stored = await portal.Get<LogReader>().EarlierAsync(16, Ct);
        Assert.Equal(step == "signed" ? [3L] : [7L, 3L], stored.Select(c => c.Size));
        Assert.Equal(kept.Note.ToString(), stored[0].Note); // the very note that was signed before the crash
        Assert.Null((await after.SelfCheck.RunAsync(Ct)).Sentence);
    }

    [Fact]
    public async Task Sign_ByANodeThatStoodStillUntilItsLockWasGone_WritesNothingOverWhatAnotherSigned()
    {
        await using var portal = LogNode.Portal(DatabaseKind.Postgres);
        using var sleeper = await LogNode.StartAsync(portal);
        using var other = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 3);
        sleeper.Signer.Step = at =>
        {
            if (at == "signed")
            {
                // The server ends the session of a node that holds a lock and does nothing; meanwhile another node signs more.
                sleeper.Signer.Step = null;
                Task.Run(() => TakeOverAsync(portal, other), Ct).GetAwaiter().GetResult();
            }
        };

        await Assert.ThrowsAnyAsync<Exception>(() => sleeper.Signer.SignAsync(Ct));

        Assert.Equal(7, sleeper.Last.Read()!.Value.Checkpoint.Size);
        Assert.Equal(7, (await sleeper.Signer.SignAsync(Ct))!.Size);
        Assert.Null((await other.SelfCheck.RunAsync(Ct)).Sentence);
    }

    private static async Task TakeOverAsync(PortalFactory portal, LogNode other)
    {
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'
                """,
                Ct
            );
        }

        await LogNode.AppendAsync(portal, 4);
        Assert.Equal(7, (await other.Signer.SignAsync(Ct))!.Size);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Sign_TwoNodesBesideManyWriters_NeverSignTwoInconsistentCheckpoints(DatabaseKind kind)
    {
        await using var portal = LogNode.Portal(kind);
        using var one = await LogNode.StartAsync(portal);
        using var two = await LogNode.StartAsync(portal, LogNode.CopyKeys(portal, "keys-2"));
        var everSigned = new ConcurrentBag<string>();
        var writing = true;
        var appended = 0;

        async Task SignAsync(LogNode node)
        {
            node.Signer.Step = at =>
            {
                if (at == "written")
                {
                    everSigned.Add(node.Last.Read()!.Value.Note.ToString());
                }
            };
            while (Volatile.Read(ref writing))
            {
                await node.Signer.SignAsync(Ct);
                await Task.Yield();
            }

            await node.Signer.SignAsync(Ct);
        }

        var signers = new[] { one, two }.Select(n => Task.Run(() => SignAsync(n), Ct)).ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            // On a busy machine the signers get their turn late: writers go on until something was signed beside them.
                            for (var i = 0; i < 12 || everSigned.Count < 3; i++)
                            {
                                await LogNode.AppendAsync(portal, 1 + (i % 3));
                                Interlocked.Add(ref appended, 1 + (i % 3));
                            }
                        },
                        Ct
                    )
                )
        );
        Volatile.Write(ref writing, false);
        await Task.WhenAll(signers);

        Assert.Null(one.Health.Alarm);
        Assert.Null(two.Health.Alarm);
        var log = portal.Get<LogReader>();
        Assert.True(appended >= 192);
        Assert.Equal(appended, (await log.CheckpointAsync(Ct))!.Size);
        Assert.True(everSigned.Count > 2);
        foreach (var text in everSigned)
        {
            Assert.True(SignedNote.TryParse(text, out var note));
            Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
            Assert.Equal(await log.RootAsync(checkpoint.Size, Ct), checkpoint.Root);
        }

        Assert.Null((await one.SelfCheck.RunAsync(Ct)).Sentence);
        Assert.Null((await two.SelfCheck.RunAsync(Ct)).Sentence);
    }

    [Fact]
    public async Task Sign_DatabaseSetBackBehindTheKeyFolder_IsRefusedUntilItIsMended()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        await node.Signer.SignAsync(Ct);
        var file = node.Last.Read()!.Value.Note;
        await LogNode.AppendAsync(portal, 3);
        await node.Signer.SignAsync(Ct);
        await LogNode.TamperAsync(
            portal,
            """DELETE FROM "AuditEntries" WHERE "Index" >= 5; DELETE FROM "AuditNodes" WHERE "Position" >= 8 OR "Position" = 7; """
                + """DELETE FROM "Checkpoints" WHERE "Size" > 5"""
        );
        await Assert.ThrowsAsync<LogDamagedException>(() => LogNode.AppendAsync(portal, 9));
        await LogNode.AppendAsync(portal, 9, asks: false); // another history over the first

        Assert.Null(await node.Signer.SignAsync(Ct));

        Assert.Contains("the last signed checkpoint in the key folder", node.Health.Alarm, StringComparison.Ordinal);
        Assert.Equal(5, (await portal.Get<LogReader>().CheckpointAsync(Ct))!.Size);
        Assert.Equal(8, node.Last.Read()!.Value.Checkpoint.Size);

        // With the file of that time the two agree again.
        node.Last.Write(file);
        Assert.Equal(14, (await node.Signer.SignAsync(Ct))!.Size);
        Assert.Null(node.Health.Alarm);
    }

    [Fact]
    public async Task Sign_TableThatHoldsAForeignCheckpoint_IsRefused()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        await node.Signer.SignAsync(Ct);
        await LogNode.TamperAsync(portal, """UPDATE "Checkpoints" SET "Root" = zeroblob(32)""");
        await LogNode.AppendAsync(portal, 1);

        Assert.Null(await node.Signer.SignAsync(Ct));

        Assert.Contains("its columns differ from its note", node.Health.Alarm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_NodeWhoseFolderIsBehind_TakesOverWhatOthersSigned()
    {
        await using var portal = LogNode.Portal();
        using var one = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        using var two = await LogNode.StartAsync(portal, LogNode.CopyKeys(portal, "keys-2"));
        await one.Signer.SignAsync(Ct);

        var seen = await two.Signer.SignAsync(Ct);

        Assert.Equal(5, seen!.Size);
        Assert.Equal(one.Last.Read()!.Value.Note.ToString(), two.Last.Read()!.Value.Note.ToString());
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.Checkpoints.CountAsync(Ct));
    }
}
