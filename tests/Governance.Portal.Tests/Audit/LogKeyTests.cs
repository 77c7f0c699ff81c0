using System.Security.Cryptography;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Storage;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Audit;

public sealed class LogKeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstStart_MakesAKeyThatStays_AndKeepsItFromOthers()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);

        Assert.StartsWith("governance/", node.Key.Origin, StringComparison.Ordinal);
        Assert.Equal(node.Key.Origin, node.Key.Public.Name);
        Assert.Empty(node.Key.Earlier);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node.Keys.File(LogKeyFiles.Key)));
        }

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", node.Keys.Read(LogKeyFiles.Key), StringComparison.Ordinal);
        using var again = await LogNode.StartAsync(portal);
        Assert.Equal(node.Key.Public, again.Key.Public);
    }

    [Fact]
    public async Task Rotation_BesideARunningNode_IsSignedByBothOnceAndByTheNewKeyAfterwards()
    {
        await using var portal = LogNode.Portal();
        using var server = await LogNode.StartAsync(portal);
        using var host = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 3);
        await server.Signer.SignAsync(Ct);
        var old = server.Key.Public;

        var outcome = await Rotation(portal, host).RunAsync(null, Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        var now = outcome.Value;
        Assert.NotEqual(old, now);
        var checkpoint = (await portal.Get<LogReader>().CheckpointAsync(Ct))!;
        Assert.True(SignedNote.TryParse(checkpoint.Note, out var both));
        Assert.True(both.IsSignedBy(old) && both.IsSignedBy(now));

        // The server takes the new key over by itself.
        await LogNode.AppendAsync(portal, 1);
        var next = await server.Signer.SignAsync(Ct);
        Assert.Null(server.Health.Alarm);
        Assert.True(SignedNote.TryParse(next!.Note, out var alone));
        Assert.True(alone.IsSignedBy(now));
        Assert.Single(alone.Signatures);
        Assert.Equal([old], server.Key.Earlier);
        Assert.Null(server.Keys.Read(LogKeyFiles.Next));
        Assert.Null((await server.SelfCheck.RunAsync(Ct)).Sentence);

        // A node that kept the old key signs nothing.
        var folder = LogNode.CopyKeys(portal, "keys-2");
        File.WriteAllText(Path.Combine(folder, LogKeyFiles.Key), "");
        await Assert.ThrowsAsync<KeyFolderException>(() => LogNode.StartAsync(portal, folder));
    }

    [Fact]
    public async Task Node_ThatKeptTheOldKey_SignsNothingAndSaysWhy()
    {
        await using var portal = LogNode.Portal();
        var folder = LogNode.CopyKeys(portal, "keys-2");
        using var one = await LogNode.StartAsync(portal);
        using var two = await LogNode.StartAsync(portal, folder);
        await LogNode.AppendAsync(portal, 1);
        Assert.True((await Rotation(portal, one).RunAsync(null, Ct)).IsDone);
        await LogNode.AppendAsync(portal, 1);

        Assert.Null(await two.Signer.SignAsync(Ct));

        Assert.NotNull(two.Health.Alarm);
        Assert.NotNull(await one.Signer.SignAsync(Ct));
    }

    [Fact]
    public async Task LostKey_StopsTheStart_UntilItIsReplacedAndTheLogSaysSo()
    {
        await using var portal = LogNode.Portal();
        using var before = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 4);
        await before.Signer.SignAsync(Ct);
        before.Keys.Delete(LogKeyFiles.Key);

        var stop = await Assert.ThrowsAsync<KeyFolderException>(() => LogNode.StartAsync(portal));
        Assert.Contains("audit rotate-key --lost", stop.Message, StringComparison.Ordinal);

        var outcome = await Rotation(portal, before).ReplaceLostAsync([], Ct);
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        using var after = await LogNode.StartAsync(portal);
        Assert.Equal(5, (await after.Signer.SignAsync(Ct))!.Size);
        Assert.Null((await after.SelfCheck.RunAsync(Ct)).Sentence);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task LostFolder_OfALogWithTwoNamesAndTwoKeys_IsReplacedByNamingEachKeyOnce(DatabaseKind kind)
    {
        await using var portal = LogNode.Portal(kind);
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 4);
        await node.Signer.SignAsync(Ct);
        var first = node.Key.Public.ToString();
        // Another name, with the same key: a loss was accepted.
        var continued = new ContinueLog(
            portal.Databases,
            node.Key,
            node.Last,
            node.Signer,
            node.Health,
            Options.Create(new AuditOptions()),
            TimeProvider.System
        );
        var state = await RestoredState.ReadAsync(portal.Databases, node.Keys, node.Last, Ct);
        Assert.True((await continued.RunAsync(state, "The disk failed", Ct)).IsDone);
        // Another key, under that name.
        var rotated = await Rotation(portal, node).RunAsync(null, Ct);
        Assert.True(rotated.IsDone, rotated.Refusal?.Message);
        await LogNode.AppendAsync(portal, 1);
        await node.Signer.SignAsync(Ct);
        Directory.Delete(portal.KeyFolder, recursive: true);
        using var command = LogNode.Beside(portal); // which makes the folder again, with nothing in it

        var tooFew = await Rotation(portal, command).ReplaceLostAsync([rotated.Value.ToString()], Ct);
        Assert.Equal("log-key.earlier-unknown", tooFew.Refusal?.Code);
        Assert.Contains(string.Join('+', first.Split('+', 3)[..2]), tooFew.Refusal!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(portal.KeyFolder));

        var outcome = await Rotation(portal, command).ReplaceLostAsync([first, rotated.Value.ToString()], Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        using var after = await LogNode.StartAsync(portal);
        Assert.Null((await after.SelfCheck.RunAsync(Ct)).Sentence);
        await LogNode.AppendAsync(portal, 1);
        Assert.NotNull(await after.Signer.SignAsync(Ct));

        // A folder that knows too few, from before this was asked for: the keys are noted, and the log is whole again.
        after.Keys.Write(LogKeyFiles.List, $"{after.Key.Public}\n");
        using (var blind = await LogNode.StartAsync(portal))
        {
            Assert.NotNull((await blind.SelfCheck.RunAsync(Ct)).Sentence);
            Assert.True((await Rotation(portal, blind).RememberAsync([first, rotated.Value.ToString()], Ct)).IsDone);
        }

        using var mended = await LogNode.StartAsync(portal);
        Assert.Null((await mended.SelfCheck.RunAsync(Ct)).Sentence);
    }

    [Fact]
    public async Task ConfiguredKey_IsUsedAndNeverWritten_AndRotatesWithAFile()
    {
        await using var portal = LogNode.Portal();
        var file = Path.Combine(portal.Folder, "pinned.pem");
        await File.WriteAllTextAsync(file, LogKeyFiles.New(), Ct);
        portal.Settings["Audit:KeyFile"] = file;
        portal.Settings["Audit:Origin"] = "log.example.org/governance";
        _ = portal.Services;

        var key = portal.Get<LogKey>();
        Assert.Equal("log.example.org/governance", key.Public.Name);
        Assert.Null(portal.Get<KeyFolder>().Read(LogKeyFiles.Key));
        await LogNode.AppendAsync(portal, 2);
        Assert.Equal("log-key.configured", (await portal.Get<RotateKey>().RunAsync(null, Ct)).Refusal?.Code);

        var newer = Path.Combine(portal.Folder, "newer.pem");
        await File.WriteAllTextAsync(newer, LogKeyFiles.New(), Ct);
        var rotated = await portal.Get<RotateKey>().RunAsync(newer, Ct);
        Assert.True(rotated.IsDone, rotated.Refusal?.Message);

        // With configuration as before nothing is signed; with the new file it goes on.
        await LogNode.AppendAsync(portal, 1);
        Assert.Null(await portal.Get<CheckpointSigner>().SignAsync(Ct));
        File.Move(newer, file, overwrite: true);
        Assert.Equal(4, (await portal.Get<CheckpointSigner>().SignAsync(Ct))!.Size);
        Assert.Null((await portal.Get<LogSelfCheck>().RunAsync(Ct)).Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("P-384")]
    [InlineData("SEC1")]
    public async Task KeyFile_ThatHoldsNoSuchKey_StopsTheStartWithOneLineThatNamesTheSetting(string content)
    {
        await using var portal = LogNode.Portal();
        _ = portal.Services;
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(portal.Folder, "bad.pem");
        await File.WriteAllTextAsync(
            file,
            content switch
            {
                "P-384" => p384.ExportPkcs8PrivateKeyPem(),
                "SEC1" => p256.ExportECPrivateKeyPem(),
                _ => content,
            },
            Ct
        );

        var stop = await Assert.ThrowsAsync<FormatException>(() =>
            new LogKey(portal.Get<KeyFolder>(), portal.Databases, Options.Create(new AuditOptions { KeyFile = file })).OpenAsync(Ct)
        );

        Assert.StartsWith("Audit__KeyFile: ", stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', stop.Message);
    }

    [Fact]
    public async Task AnotherOrigin_ForALogThatHasOne_StopsTheStart()
    {
        await using var portal = LogNode.Portal();
        _ = portal.Services;

        var stop = await Assert.ThrowsAsync<FormatException>(() =>
            new LogKey(portal.Get<KeyFolder>(), portal.Databases, Options.Create(new AuditOptions { Origin = "another" })).OpenAsync(Ct)
        );

        Assert.StartsWith("Audit__Origin: ", stop.Message, StringComparison.Ordinal);
    }

    private static RotateKey Rotation(PortalFactory portal, LogNode node) =>
        new(
            portal.Databases,
            node.Key,
            node.Keys,
            node.Last,
            node.Signer,
            node.Health,
            Options.Create(new AuditOptions()),
            TimeProvider.System
        );
}
