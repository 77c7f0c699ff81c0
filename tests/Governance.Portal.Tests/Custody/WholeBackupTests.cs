using System.Diagnostics;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Governance.Portal.Tests.Custody;

/// <summary>An installation in one folder: verified to the byte, put back into nothing, rehearsed, and all that on a schedule.</summary>
public sealed class WholeBackupTests : IDisposable
{
    private readonly StoppedInstallation _installation = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Live => Path.Combine(Folder, "live");

    private string Folder => _installation.Folder;

    private Dictionary<string, string> Settings => _installation.Settings;

    private MovableClock Clock => _installation.Clock;

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Backup_NamesEveryFlippedByte_AndRestoresALostInstallationWithItsKeys()
    {
        var key = Recipient();
        var (first, second) = (Path.Combine(Folder, "first"), Path.Combine(Folder, "second"));
        var before = await WorkAsync(5, "one", "two");
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCreateCommand(), first));
        Assert.Equal(HostCommandExit.Failed, await RunAsync(new BackupCreateCommand(), first)); // never written over
        await WorkAsync(1, "three");
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupCreateCommand(), second, "--previous", first));
        var (manifest, _) = new BackupFolder(second).Read();
        Assert.Equal((3, 2), (manifest!.StoreFiles, manifest.StoreLinked));
        Assert.StartsWith(before.Origin, manifest.Checkpoint, StringComparison.Ordinal);
        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupVerifyCommand(), second));
        Assert.Contains("log-key.pem", await OpenSslAsync(Path.Combine(second, BackupFolder.Keys), key));

        foreach (var file in Directory.GetFiles(second, "*", SearchOption.AllDirectories))
        {
            await FlipAsync(file);
            var found = await new BackupFolder(second).VerifyAsync(Ct).ToListAsync(Ct);
            Assert.True(found.Count == 1 && found[0].Contains(Path.GetFileName(file)), $"{file}: {string.Join(' ', found)}");
            await FlipAsync(file);
        }

        await FlipAsync(Path.Combine(second, BackupFolder.Keys));
        Lose();
        Assert.Equal(HostCommandExit.Failed, await RunAsync(new BackupRestoreCommand(), second, "--recipient-key", key));
        Assert.False(File.Exists(Path.Combine(Live, "governance.db")));
        await FlipAsync(Path.Combine(second, BackupFolder.Keys));
        Lose();

        Assert.Equal(HostCommandExit.Done, await RunAsync(new BackupRestoreCommand(), second, "--recipient-key", key));

        Assert.Empty(await CheckAsync());
        var after = await WorkAsync(1);
        Assert.Equal(before.Origin, after.Origin);
        Assert.True(after.Size > manifest.Entries);
        // The keys are there now, and newer than those of the backup.
        Assert.Equal(HostCommandExit.Wrong, await RunAsync(new BackupRestoreCommand(), second, "--recipient-key", key));
    }

    [Fact]
    public async Task Schedule_BacksUpAndRehearses_OnOneNode_AndAlarmsWhenItFails()
    {
        Recipient();
        var place = Path.Combine(Folder, "backups");
        foreach (var (name, value) in new[] { ("Folder", place), ("Hours", "24"), ("Keep", "2"), ("DrillDays", "1") })
        {
            Settings[$"Backup:{name}"] = value;
        }

        await WorkAsync(3, "one");
        await using var portal = Build();
        await using var other = Build();
        await TurnsAsync(portal);
        await TurnsAsync(other); // nothing is due any more
        var only = Assert.Single(Directory.GetDirectories(place));
        Assert.Equal(["backup.made", "backup.rehearsed"], await ActionsAsync(portal));
        Assert.Null(AlarmOf(portal));
        var rehearsed = JsonNode.Parse((await LastAsync(portal)).Leaf)!.ToJsonString();
        Assert.Contains("recoveryPointSeconds", rehearsed, StringComparison.Ordinal);
        Assert.Contains("recoveryTimeSeconds", rehearsed, StringComparison.Ordinal);

        // The disk of the backups loses a byte: the next rehearsal says which file, to the administrator too.
        Clock.Advance(TimeSpan.FromHours(23));
        await FlipAsync(Path.Combine(only, BackupFolder.Sqlite));
        Assert.Equal(HostCommandExit.Failed, await RunAsync(new BackupDrillCommand(), only));
        await TurnsAsync(portal);
        Assert.Equal("backup.rehearsal-failed", (await ActionsAsync(portal))[^1]);
        Assert.Contains(BackupFolder.Sqlite, AlarmOf(portal)!.Sentence.ToString(), StringComparison.Ordinal);

        for (var day = 0; day < 3; day++)
        {
            Clock.Advance(TimeSpan.FromHours(25));
            await TurnsAsync(day % 2 == 0 ? other : portal);
        }

        Assert.Equal(2, Directory.GetDirectories(place).Length); // Keep
        await TurnsAsync(portal);
        Assert.Null(AlarmOf(portal));
        Clock.Advance(TimeSpan.FromHours(40));
        Assert.Equal("A scheduled backup is overdue", AlarmOf(portal)!.Title.ToString());
    }

    private static async Task TurnsAsync(WebApplication portal)
    {
        var job = portal.Services.GetServices<IHostedService>().OfType<BackupJob>().Single();
        await job.RunAsync(Ct);
    }

    private static ShellAlarm? AlarmOf(WebApplication portal) =>
        portal.Services.GetRequiredService<BackupHealth>().For(new AlarmReader(Roles.Administrator));

    private static async Task<List<string>> ActionsAsync(WebApplication portal)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        return await db.AuditEntries.Where(e => e.Subject == "backup").OrderBy(e => e.Index).Select(e => e.Action).ToListAsync(Ct);
    }

    private static async Task<AuditEntry> LastAsync(WebApplication portal)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        return await db.AuditEntries.Where(e => e.Subject == "backup").OrderBy(e => e.Index).LastAsync(Ct);
    }

    private static async Task FlipAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Ct);
    }

    // What anyone with the private key reads without this program.
    private static async Task<string> OpenSslAsync(string archive, string key)
    {
        var tar = archive + ".tar";
        foreach (
            var (program, arguments) in new[]
            {
                ("openssl", new[] { "cms", "-decrypt", "-inform", "DER", "-in", archive, "-inkey", key, "-out", tar }),
                ("tar", ["-tf", tar]),
            }
        )
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            Assert.Equal(0, process.ExitCode);
            if (program == "tar")
            {
                File.Delete(tar);
                return output;
            }
        }

        throw new UnreachableException();
    }

    private string Recipient() => _installation.MakeRecipient();

    private void Lose()
    {
        _installation.Lose();
        Directory.CreateDirectory(Live);
    }

    private WebApplication Build() => _installation.Build();

    private Task<int> RunAsync(IHostCommand command, params string[] arguments) => _installation.RunAsync(command, arguments);

    // A portal that works for a while and is stopped.
    private async Task<StoredCheckpoint> WorkAsync(int entries, params string[] contents)
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        foreach (var content in contents)
        {
            await portal.Services.GetRequiredService<ContentStore>().StoreAsync(System.Text.Encoding.UTF8.GetBytes(content), Ct);
        }

        await using (var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct))
        {
            for (var i = 0; i < entries; i++)
            {
                db.Append(new AuditEvent("test.written", "test", new JsonObject { ["n"] = i }), Actor.Host, Clock.GetUtcNow());
            }

            await db.SaveChangesAsync(Ct);
        }

        return (await portal.Services.GetRequiredService<CheckpointSigner>().SignAsync(Ct))!;
    }

    private async Task<List<string>> CheckAsync()
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        var found = new List<string>();
        foreach (var check in portal.Services.GetServices<IInstallationCheck>())
        {
            found.AddRange(await check.FindAsync(Ct).ToListAsync(Ct));
        }

        return found;
    }
}
