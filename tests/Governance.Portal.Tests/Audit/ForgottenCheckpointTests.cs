using System.Net;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// A key folder that no longer knows what was signed is an alarm, and what it lists of earlier times is held against the log.
/// </summary>
public sealed class ForgottenCheckpointTests
{
    private const string CutOff =
        """DELETE FROM "AuditEntries" WHERE "Index" >= 5; DELETE FROM "AuditNodes" WHERE "Position" >= 8 OR "Position" = 7; """
        + """DELETE FROM "Checkpoints" """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writes_LastCheckpointMissingBesideEntries_AreRefused_AndNothingIsSigned(bool listToo)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var client = portal.CreateClient();
        await LogNode.AppendAsync(portal, 9);
        Assert.NotNull(await portal.Get<CheckpointSigner>().SignAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);

        await LogNode.TamperAsync(portal, CutOff);
        Forget(portal.KeyFolder, listToo);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/writez", Ct)).StatusCode);
        Assert.Null(await portal.Get<CheckpointSigner>().SignAsync(Ct));
        Assert.Contains("last-checkpoint is missing", portal.Get<LogHealth>().Alarm, StringComparison.Ordinal);
        Assert.Contains("last-checkpoint is missing", (await portal.Get<LogSelfCheck>().RunAsync(Ct)).Sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(portal.KeyFolder, LastCheckpoint.FileName)));
    }

    [Fact]
    public async Task Sign_LogWithEntriesThatWasNeverSigned_GoesOn()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 3);

        using var restarted = await LogNode.StartAsync(portal);

        Assert.Equal(3, (await restarted.Signer.SignAsync(Ct))!.Size);
    }

    [Fact]
    public async Task Write_CutShortAtTheVeryFirstCheckpoint_LeavesNothingThatLooksForgotten()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 1);
        await node.Signer.SignAsync(Ct);
        var folder = Directory.CreateTempSubdirectory("governance-keys-").FullName;
        try
        {
            var fresh = new LastCheckpoint(new KeyFolder(folder));
            // Stands for the moment between the two files: the file cannot be written, because a folder has its name.
            Directory.CreateDirectory(Path.Combine(folder, LastCheckpoint.FileName, "full"));
            Assert.ThrowsAny<Exception>(() => fresh.Write(node.Last.Read()!.Value.Note));
            Directory.Delete(Path.Combine(folder, LastCheckpoint.FileName), recursive: true);

            Assert.Null(fresh.Read());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loss_OfTheLastCheckpoint_IsAcceptedWithAReason_AndTheLogGoesOn(bool listToo)
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 6);
        await node.Signer.SignAsync(Ct);
        Forget(portal.KeyFolder, listToo);
        var state = await RestoredState.ReadAsync(portal.Databases, node.Keys, node.Last, Ct);
        Assert.Null(state.Fault);
        Assert.Contains("last-checkpoint is missing", state.Loss, StringComparison.Ordinal);

        var outcome = await portal.Get<ContinueLog>().RunAsync(state, "The key folder was lost", Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        await LogNode.AppendAsync(portal, 1);
        Assert.Equal(8, (await node.Signer.SignAsync(Ct))!.Size);
        Assert.Null((await node.SelfCheck.RunAsync(Ct)).Sentence);
    }

    [Fact]
    public async Task List_OfWhatWasSigned_OnlyGrows_AndASetBackFileIsNotBelieved()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        var file = Path.Combine(portal.KeyFolder, LastCheckpoint.FileName);
        await LogNode.AppendAsync(portal, 5);
        await node.Signer.SignAsync(Ct);
        var old = await File.ReadAllTextAsync(file, Ct);
        await LogNode.AppendAsync(portal, 4);
        await node.Signer.SignAsync(Ct);
        Assert.Equal([5, 9], node.Last.List.Read().Select(c => c.Checkpoint.Size));
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(Path.Combine(portal.KeyFolder, CheckpointList.FileName))
                    == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );

        await LogNode.TamperAsync(
            portal,
            """DELETE FROM "AuditEntries" WHERE "Index" >= 5; DELETE FROM "AuditNodes" WHERE "Position" >= 8 OR "Position" = 7; """
                + """DELETE FROM "Checkpoints" WHERE "Size" > 5"""
        );
        await File.WriteAllTextAsync(file, old, Ct);

        using var restarted = await LogNode.StartAsync(portal);
        Assert.Null(await restarted.Signer.SignAsync(Ct));
        Assert.Contains("Log entries from 5 on are missing", restarted.Health.Alarm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfCheck_ListedCheckpointThatTheLogDoesNotExtend_IsFound()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        await node.Signer.SignAsync(Ct);
        Assert.Null((await node.SelfCheck.RunAsync(Ct)).Sentence);
        var other = node.Key.Sign(new Governance.Transparency.Checkpoint(node.Key.Origin, 3, new byte[32]));
        node.Last.List.Append(other);
        // The newest is as it was, so that the list alone contradicts.
        Assert.Equal(5, node.Last.Read()!.Value.Checkpoint.Size);

        var result = await node.SelfCheck.RunAsync(Ct);

        Assert.Contains("its first 3 entries do not match a checkpoint in checkpoints.log", result.Sentence, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogDamagedException>(() => node.SelfCheck.ProveListedAsync(Ct));
    }

    [Fact]
    public async Task List_ThatGrewLong_IsThinnedOut_AndKeepsItsFirstAndNewest()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        for (var size = 1; size <= CheckpointList.Most + 1; size++)
        {
            node.Last.List.Append(node.Key.Sign(new Governance.Transparency.Checkpoint(node.Key.Origin, size, new byte[32])));
        }

        var sizes = node.Last.List.Read().Select(c => c.Checkpoint.Size).ToList();

        Assert.InRange(sizes.Count, 500, CheckpointList.Most - 1);
        Assert.Equal((1L, CheckpointList.Most + 1L), (sizes[0], sizes[^1]));
        Assert.Equal(sizes.Order(), sizes);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", false, null, false)]
    [InlineData("http://[::1]:5080;http://localhost:5081", false, null, false)]
    [InlineData("http://0.0.0.0:5080", false, null, true)]
    [InlineData("http://+:8080", false, null, true)]
    [InlineData("https://portal.bank.example", false, null, true)]
    [InlineData("http://127.0.0.1:5080", true, null, true)]
    [InlineData("http://0.0.0.0:5080", false, "Audit:AllowUnanchored", false)]
    [InlineData("http://0.0.0.0:5080", false, "Audit:Anchors:0", false)]
    [InlineData("http://127.0.0.1:5080", false, "Audit:RequireAnchor", true)]
    public async Task Start_WithoutAnchorOrWitness_IsRefusedWhereOthersAreServed_UnlessToldByName(
        string urls,
        bool proxy,
        string? setting,
        bool refused
    )
    {
        await using var portal = LogNode.Portal();
        portal.Settings["urls"] = urls;
        portal.Settings["Security:BehindTlsProxy"] = proxy ? "true" : "false";
        if (setting is not null)
        {
            portal.Settings[setting] = setting.EndsWith('0') ? Path.Combine(portal.Folder, "anchor.txt") : "true";
        }

        var duty = Production(portal);

        var said = Record.Exception(duty.Check);

        if (refused)
        {
            Assert.StartsWith("Audit__", Assert.IsType<FormatException>(said).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(said);
        }

        var anchored = setting == "Audit:Anchors:0";
        Assert.Equal(!anchored, duty.For(new AlarmReader(Governance.Domain.Identity.Roles.Auditor)) is not null);
        Assert.Null(duty.For(new AlarmReader(Governance.Domain.Identity.Roles.Engineer)));
    }

    private static AnchorDuty Production(PortalFactory portal) =>
        ActivatorUtilities.CreateInstance<AnchorDuty>(portal.Services, new Somewhere());

    private static void Forget(string folder, bool listToo)
    {
        File.Delete(Path.Combine(folder, LastCheckpoint.FileName));
        if (listToo)
        {
            File.Delete(Path.Combine(folder, CheckpointList.FileName));
        }
    }

    private sealed class Somewhere : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
