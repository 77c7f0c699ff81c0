using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Approvals;
using Governance.Reporting.Keys;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Audit;

public sealed class LogSignerTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LogKey_BehindAProgram_SignsCheckpointsAndNoKeyLiesBesideTheData()
    {
        await using var portal = LogNode.Portal();
        portal.Settings["Audit:Signer"] = new ScriptSigner(_folder).Address;
        await LogNode.AppendAsync(portal, 3);

        var signed = await portal.Get<CheckpointSigner>().SignAsync(Ct);

        Assert.Equal(3, signed!.Size);
        Assert.Null((await portal.Get<LogSelfCheck>().RunAsync(Ct)).Sentence);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(portal.KeyFolder, "*", SearchOption.AllDirectories),
            f => File.ReadAllText(f).Contains("PRIVATE KEY", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task LogKey_ThatIsAway_SignsNothingMakesTheNodeUnreadyAndIsTakenUpAgain()
    {
        await using var portal = LogNode.Portal();
        var script = new ScriptSigner(_folder);
        portal.Settings["Audit:Signer"] = script.Address;
        var signer = portal.Get<CheckpointSigner>();
        await LogNode.AppendAsync(portal, 1);
        Assert.Equal(1, (await signer.SignAsync(Ct))!.Size);
        script.IsAway = true;
        await LogNode.AppendAsync(portal, 1);

        Assert.Null(await signer.SignAsync(Ct));

        Assert.StartsWith("Audit__Signer: ", portal.Get<LogHealth>().KeyAway, StringComparison.Ordinal);
        var faults = new List<string?>();
        foreach (var check in portal.Services.GetServices<IVitalCheck>())
        {
            faults.Add(await check.FindFaultAsync(Ct));
        }

        Assert.Contains(portal.Get<LogHealth>().KeyAway, faults);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Single(db.Checkpoints);
        }

        script.IsAway = false;
        Assert.Equal(2, (await signer.SignAsync(Ct))!.Size);
        Assert.Null(portal.Get<LogHealth>().KeyAway);
        Assert.Null((await portal.Get<LogSelfCheck>().RunAsync(Ct)).Sentence);
    }

    [Fact]
    public async Task LogKey_AwayAtTheStart_StopsItByTheNameOfItsSetting()
    {
        await using var portal = LogNode.Portal();
        _ = portal.Services;
        var options = new AuditOptions { Signer = new ScriptSigner(_folder).Address };
        File.Delete(Path.Combine(_folder, "signer.pub"));

        var stop = await Assert.ThrowsAsync<SigningKeyException>(() =>
            new LogKey(portal.Get<KeyFolder>(), portal.Databases, Options.Create(options)).OpenAsync(Ct)
        );

        Assert.StartsWith("Audit__Signer: ", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_FromAFileToASigner_IsSignedByBothOnce_AndTheFileIsNotNeededAnyMore()
    {
        await using var portal = LogNode.Portal();
        _ = portal.Services;
        await LogNode.AppendAsync(portal, 2);
        await portal.Get<CheckpointSigner>().SignAsync(Ct);
        var script = new ScriptSigner(_folder);
        await RotateAsync(portal, script.Address, script.Spki);
    }

    [Fact]
    [Trait("Needs", "SoftHsm")]
    public async Task Rotation_FromAFileToATokenOfSoftHsm_Holds()
    {
        Assert.SkipUnless(SoftToken.Module is not null, "Install softhsm2 to run this test.");
        await using var portal = LogNode.Portal();
        _ = portal.Services;
        await LogNode.AppendAsync(portal, 2);
        await portal.Get<CheckpointSigner>().SignAsync(Ct);
        using var token = SignerAddress.Parse("test", SoftToken.Address("log-key")).Open(TimeSpan.FromSeconds(20));
        await RotateAsync(portal, SoftToken.Address("log-key"), token.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Rotation_WithASignerAndNoNextOne_SaysWhatToName()
    {
        await using var portal = LogNode.Portal();
        portal.Settings["Audit:Signer"] = new ScriptSigner(_folder).Address;

        Assert.Equal("log-key.signer-configured", (await portal.Get<RotateKey>().RunAsync(null, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Seal_BehindAProgramThatIsAway_RecordsNoDecision()
    {
        var script = new ScriptSigner(_folder);
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal => portal.Settings["Seal:Signer"] = script.Address);
        var id = await scene.RequestAsync();
        var signed = await scene.SignAsync(id, scene.Legal, "legal");
        Assert.True(signed.IsDone, signed.Refusal?.Message);
        Assert.Equal(DsseKey.FromSpki(script.Spki), (await scene.Portal.Get<StatementSeal>().PublicAsync(Ct)).Value);
        Assert.DoesNotContain(SealStore.FileName, Directory.EnumerateFiles(scene.Portal.KeyFolder).Select(Path.GetFileName));
        script.IsAway = true;

        var outcome = await scene.SignAsync(id, scene.Security, "security");

        Assert.Equal(ActionRunner.Unsigned, outcome.Refusal);
        Assert.Single((await scene.ReadAsync(id)).SignOffs);
    }

    [Fact]
    public async Task Seal_MovedToASigner_KeepsTheEarlierKeyKnown()
    {
        var script = new ScriptSigner(_folder);
        var keys = new KeyFolder(Path.Combine(_folder, "keys"));
        DsseKey first;
        using (var before = new SealStore(keys, Options.Create(new SealOptions()), TimeProvider.System))
        {
            _ = before.Get("bank");
            first = Assert.Single(before.Known());
        }

        using var after = new SealStore(
            keys,
            Options.Create(new SealOptions { Signer = script.Address, SignerSeconds = 20 }),
            TimeProvider.System
        );
        _ = after.Get("bank");

        Assert.Equal([first, DsseKey.FromSpki(script.Spki)!], after.Known());
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // As an administrator does it: the running node is told of the next signer, then rotates; a later start names it as the signer.
    private static async Task RotateAsync(PortalFactory portal, string address, byte[] spki)
    {
        var before = portal.Get<LogKey>().Public;
        var options = new AuditOptions { NextSigner = address, SignerSeconds = 20 };
        var (key, signer, health) = Node(portal, options);
        await key.OpenAsync(Ct);
        using var first = signer;
        var rotate = new RotateKey(
            portal.Databases,
            key,
            portal.Get<KeyFolder>(),
            portal.Get<LastCheckpoint>(),
            signer,
            health,
            Options.Create(options),
            TimeProvider.System
        );
        Assert.Equal("log-key.next-configured", (await rotate.RunAsync("/tmp/other.pem", Ct)).Refusal?.Code);

        var outcome = await rotate.RunAsync(null, Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        Assert.True(outcome.Value.Key.SequenceEqual(spki));
        var checkpoint = (await portal.Get<LogReader>().CheckpointAsync(Ct))!;
        Assert.True(SignedNote.TryParse(checkpoint.Note, out var both));
        Assert.True(both.IsSignedBy(before) && both.IsSignedBy(outcome.Value));
        Assert.Equal("log-key.same", (await rotate.RunAsync(null, Ct)).Refusal?.Code);

        // The file is of no use any more, and a node with the setting still as it was does without it.
        portal.Get<KeyFolder>().Delete(LogKeyFiles.Key);
        await LogNode.AppendAsync(portal, 1);
        var next = await signer.SignAsync(Ct);
        Assert.True(SignedNote.TryParse(next!.Note, out var alone));
        Assert.True(alone.IsSignedBy(outcome.Value));
        Assert.Single(alone.Signatures);

        var (later, laterSigner, laterHealth) = Node(portal, new AuditOptions { Signer = address, SignerSeconds = 20 });
        using var second = laterSigner;
        Assert.False(await later.OpenAsync(Ct));
        await LogNode.AppendAsync(portal, 1);
        Assert.NotNull(await laterSigner.SignAsync(Ct));
        Assert.Null(laterHealth.Unsigned);
        Assert.Equal([before], later.Earlier);
    }

    private static (LogKey Key, CheckpointSigner Signer, LogHealth Health) Node(PortalFactory portal, AuditOptions options)
    {
        var health = new LogHealth();
        var keys = portal.Get<KeyFolder>();
        var key = new LogKey(keys, portal.Databases, Options.Create(options));
        return (
            key,
            new CheckpointSigner(
                portal.Databases,
                key,
                new LastCheckpoint(keys),
                health,
                portal.Get<ChangeFeed>(),
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<CheckpointSigner>.Instance
            ),
            health
        );
    }
}
