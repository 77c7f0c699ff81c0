using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Doctor;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Observability;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Custody;

/// <summary>A backup that fails, is late, was never made or never rehearsed is told: on pages, by doctor, in figures, in the log.</summary>
public sealed class BackupStandingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    // Nothing is scheduled.
    [InlineData("", null, null, "backup never")]
    [InlineData("", "2 h", null, "drill never")]
    [InlineData("", "2 h", "9 h", "")]
    [InlineData("", "300 h", "9 h", "backup late")]
    [InlineData("", "2 h", "4000 h", "drill late")]
    // A schedule; the installation is 40 hours old.
    [InlineData("Hours=48", null, null, "")]
    [InlineData("Hours=24", null, null, "backup late")]
    [InlineData("Hours=24,DrillDays=30", "35 h", "700 h", "")]
    [InlineData("Hours=24,DrillDays=30", "37 h", "1100 h", "backup late, drill late")]
    [InlineData("Hours=24,DrillDays=30", "failed", "failed", "backup failed, drill failed")]
    [InlineData("Hours=24,DrillDays=1", "39 h", null, "backup late, drill late")]
    // Another tool copies the database.
    [InlineData("Hours=24,Database=External", "2 h", "9 h", "database unknown")]
    [InlineData("Hours=24,Database=External,Mark=missing", "2 h", "9 h", "database never")]
    [InlineData("Hours=24,Database=External,Mark=37 h", "2 h", "9 h", "database late")]
    [InlineData("Hours=24,Database=External,Mark=3 h", "2 h", "9 h", "")]
    // A trial.
    [InlineData("Demo", null, null, "")]
    [InlineData("Demo,Hours=24", null, null, "backup late")]
    public void Standing_NamesWhatSomeoneHasToDo(string settings, string? backup, string? drill, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("governance-mark-").FullName;
        try
        {
            var (options, isDemo) = OptionsOf(settings, Path.Combine(folder, "mark"));
            var standing = new BackupStanding(
                Options.Create(options),
                Options.Create(new DemoOptions { Enabled = isDemo }),
                new HostingEnvironment { EnvironmentName = Environments.Production }
            );

            var concerns = standing.Judge(RecordOf(backup), RecordOf(drill), s_now.AddHours(-40), s_now);

            Assert.Equal(expected, string.Join(", ", concerns.Select(c => $"{c.Of} {c.Kind}".ToLowerInvariant())));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task BackupThatFails_IsEntered_AndMeasured_AndTold()
    {
        using var installation = new StoppedInstallation();
        installation.Settings["Backup:Folder"] = installation.At("backups");
        installation.Settings["Backup:Hours"] = "24";
        await installation.WorkAsync(1);
        await using var portal = installation.Build();
        await TurnsAsync(portal);
        Assert.Equal(["backup.made"], await ActionsAsync(portal));

        // The folder of the backups is gone.
        Directory.Delete(installation.At("backups"), recursive: true);
        await File.WriteAllTextAsync(installation.At("backups"), "a file where the folder was", Ct);
        installation.Clock.Advance(TimeSpan.FromHours(25));
        await TurnsAsync(portal);
        Assert.Equal(["backup.made", "backup.failed"], await ActionsAsync(portal));
        var figures = await MeasureAsync(portal);
        Assert.Equal((1, 1), (figures["governance.backup.failed backup"], figures["governance.backup.wanting backup"]));
        Assert.InRange(figures["governance.backup.age backup"], 25 * 3600, (25 * 3600) + 60);

        File.Delete(installation.At("backups"));
        var health = portal.Services.GetRequiredService<BackupHealth>();
        Assert.Equal("The last backup failed", health.For(new AlarmReader(Roles.Administrator))!.Title.ToString());
        Assert.Null(health.For(new AlarmReader(Roles.Engineer)));
    }

    [Fact]
    public async Task Schedule_ThatNoNodeKeeps_IsALateEntry_OnceUntilTheNextSuccess()
    {
        using var installation = new StoppedInstallation();
        await installation.WorkAsync(1);
        await using var portal = installation.Build();
        var records = portal.Services.GetRequiredService<BackupRecords>();
        await records.BackedUpAsync("x", new MadeBackup(null, null), Ct);
        installation.Clock.Advance(TimeSpan.FromDays(11));

        await TurnsAsync(portal);
        await TurnsAsync(portal);

        Assert.Equal(["backup.made", "backup.late"], await ActionsAsync(portal));
        await using var db = await DbAsync(portal);
        var entry = JsonNode.Parse((await db.AuditEntries.SingleAsync(e => e.Action == "backup.late", Ct)).Leaf)!;
        Assert.Contains("\"allowedSeconds\":907200", entry.ToJsonString(), StringComparison.Ordinal);
        await records.BackedUpAsync("x", new MadeBackup(null, null), Ct);
        installation.Clock.Advance(TimeSpan.FromDays(11));
        await TurnsAsync(portal);
        Assert.Equal(2, (await ActionsAsync(portal)).Count(a => a == "backup.late"));
    }

    [Fact]
    public async Task Doctor_SaysWhatIsWrongWithTheBackups()
    {
        using var installation = new StoppedInstallation();
        await installation.WorkAsync(1);

        Assert.Contains("warn  backups: No backup was ever made.", await DoctorAsync(installation), StringComparison.Ordinal);
        Assert.Contains("warn  backup recipient: Backups hold no keys.", await DoctorAsync(installation), StringComparison.Ordinal);

        installation.Settings["Backup:Folder"] = installation.At("nonexistent");
        installation.Settings["Backup:Hours"] = "24";
        installation.MakeRecipient();
        installation.Clock.Advance(TimeSpan.FromDays(3));
        var said = await DoctorAsync(installation);
        Assert.Contains("fail  backup folder: ", said, StringComparison.Ordinal);
        Assert.Contains("does not exist. Mount it", said, StringComparison.Ordinal);
        Assert.Contains("fail  backups: A scheduled backup is overdue.", said, StringComparison.Ordinal);
        Assert.Contains("ok    backup recipient: Keys are encrypted to CN=backup", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_TellsAdministrators_AndNoOneElse()
    {
        await using var portal = new PortalFactory();
        portal.Settings["Backup:Folder"] = Path.Combine(portal.Folder, "backups");
        portal.Settings["Backup:Hours"] = "24";
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("engineer@bank.example", Roles.Engineer);
        portal.Get<BackupHealth>().Set(null, null, DateTimeOffset.UnixEpoch);
        using var admin = await portal.SignInAsync("admin@bank.example");
        using var engineer = await portal.SignInAsync("engineer@bank.example");

        Assert.Contains("A scheduled backup is overdue", await NotesAsync(admin), StringComparison.Ordinal);
        Assert.DoesNotContain("backup is overdue", await NotesAsync(engineer), StringComparison.Ordinal);
    }

    private static async Task<string> NotesAsync(HttpClient person)
    {
        var page = await person.GetStringAsync(new Uri("/", UriKind.Relative), Ct);
        return string.Join('\n', page.Split("<p class=\"note").Skip(1).Select(p => p.Split("</p>")[0]));
    }

    private static async Task<string> DoctorAsync(StoppedInstallation installation)
    {
        await using var portal = installation.Build();
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        var lines = new List<string>();
        await foreach (var line in ActivatorUtilities.CreateInstance<BackupDoctor>(portal.Services).LookAsync(Ct))
        {
            lines.Add(DoctorCommand.Print(line));
        }

        return string.Join('\n', lines);
    }

    private static Task TurnsAsync(WebApplication portal) =>
        portal.Services.GetServices<IHostedService>().OfType<BackupJob>().Single().RunAsync(Ct);

    private static Task<GovernanceDbContext> DbAsync(WebApplication portal) =>
        portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);

    private static async Task<List<string>> ActionsAsync(WebApplication portal)
    {
        await using var db = await DbAsync(portal);
        return await db.AuditEntries.Where(e => e.Subject == "backup").OrderBy(e => e.Index).Select(e => e.Action).ToListAsync(Ct);
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(WebApplication portal)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name.StartsWith("governance.backup.", StringComparison.Ordinal))
                {
                    to.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => figures[$"{i.Name} {tags[0].Value}"] = value);
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => figures[$"{i.Name} {tags[0].Value}"] = value);
        var meter = portal.Services.GetRequiredService<PortalMeter>();
        listener.Start();
        await using var db = await DbAsync(portal);
        var source = portal.Services.GetServices<IMeasureState>().OfType<BackupState>().Single();
        var clock = portal.Services.GetRequiredService<TimeProvider>();
        var round = await MeasuringRound.BeginAsync(db, new PortalFactory.SameClock(clock), clock, Ct);
        await source.MeasureAsync(meter, db, round, Ct);
        return figures;
    }

    private static BackupRecord? RecordOf(string? text) =>
        text switch
        {
            null => null,
            "failed" => new BackupRecord(s_now.AddHours(-1), "x", "The disk is gone.") { GoodAt = s_now.AddHours(-20) },
            _ => new BackupRecord(s_now - Ago(text), "x", null) { GoodAt = s_now - Ago(text) },
        };

    private static TimeSpan Ago(string text) => TimeSpan.FromHours(int.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture));

    private static (BackupOptions Options, bool IsDemo) OptionsOf(string settings, string mark)
    {
        var options = new BackupOptions();
        var isDemo = false;
        foreach (
            var (name, value) in settings.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => (s.Split('=')[0], s.Split('=')[^1]))
        )
        {
            switch (name)
            {
                case "Hours":
                    options.Hours = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "DrillDays":
                    options.DrillDays = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "Database":
                    options.Database = BackedUpDatabase.External;
                    break;
                case "Demo":
                    isDemo = true;
                    break;
                default:
                    options.DatabaseMark = mark;
                    if (value != "missing")
                    {
                        File.WriteAllText(mark, "");
                        File.SetLastWriteTimeUtc(mark, (s_now - Ago(value)).UtcDateTime);
                    }

                    break;
            }
        }

        return (options, isDemo);
    }
}
