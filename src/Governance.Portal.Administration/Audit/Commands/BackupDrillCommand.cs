using System.CommandLine;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>backup drill DIR</c>: rehearses a restore beside the installation, and enters in its log what came of it.</summary>
internal sealed class BackupDrillCommand : IHostCommand
{
    public string Group => "backup";

    public Command Make(HostCommandRunner runner)
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "Folder of the backup." };
        var restored = new Option<string?>("--database")
        {
            Description =
                "Connection string of a PostgreSQL database that another tool restored, such as to a point in time. It is looked at in "
                + "place of the backup's own, and brought to this program's schema.",
        };
        var command = new Command(
            "drill",
            "Restore a backup beside the installation, verify its log, files and records, and report its age and how long it took."
        )
        {
            folder,
            restored,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) => DrillAsync(services, parsed.GetRequiredValue(folder), parsed.GetValue(restored), token),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> DrillAsync(IServiceProvider services, DirectoryInfo folder, string? restored, CancellationToken ct)
    {
        var serving = services.GetRequiredService<IConfiguration>().Database();
        if (restored is not null && RunDrill.RefusesRestored(restored, serving) is { } refused)
        {
            await Console.Error.WriteLineAsync($"--database: {refused} Nothing was changed.");
            return HostCommandExit.Wrong;
        }

        var scratch = services.GetRequiredService<IOptions<BackupOptions>>().Value.DrillConnection;
        if (restored is null && scratch.Length > 0 && DataServices.KindOf(serving) is DatabaseKind.Postgres)
        {
            await Console.Out.WriteLineAsync($"Fills {DataServices.Describe(scratch)} and empties it at the end.");
        }

        var result = await services.GetRequiredService<RunDrill>().RunAsync(folder.FullName, restored, ct);
        foreach (var finding in result.Findings)
        {
            await Console.Error.WriteLineAsync(finding);
        }

        await services.GetRequiredService<BackupRecords>().RehearsedAsync(folder.FullName, result, ct);
        if (result.Findings.Count > 0)
        {
            await Console.Error.WriteLineAsync("The drill failed: this backup does not restore the installation as it was.");
            return HostCommandExit.Failed;
        }

        await Console.Out.WriteLineAsync(
            $"Restored {result.Entries} log entries and verified them with {result.Files} files and all records. "
                + $"Recovery point: {Text(result.RecoveryPoint!.Value)} before the drill. Recovery time: {Text(result.RecoveryTime)}."
        );
        return HostCommandExit.Done;
    }

    private static string Text(TimeSpan time) =>
        time.TotalMinutes < 2 ? FormattableString.Invariant($"{time.TotalSeconds:0} s") : time.ToString(@"d\.hh\:mm\:ss", null);
}
