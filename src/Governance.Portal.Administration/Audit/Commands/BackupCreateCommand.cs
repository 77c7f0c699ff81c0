using System.CommandLine;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>backup create DIR</c>: database, store and keys in one folder, while the portal runs.</summary>
internal sealed class BackupCreateCommand : IHostCommand
{
    public string Group => "backup";

    public Command Make(HostCommandRunner runner)
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "Folder for the backup. It must be empty or not exist yet." };
        var previous = new Option<DirectoryInfo?>("--previous")
        {
            Description = "An earlier backup on the same disk: its unchanged store files are linked instead of copied.",
        };
        var command = new Command("create", "Back up database, store and keys into one folder, even while the portal is running.")
        {
            folder,
            previous,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) => CreateAsync(services, parsed.GetRequiredValue(folder), parsed.GetValue(previous), token),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> CreateAsync(
        IServiceProvider services,
        DirectoryInfo folder,
        DirectoryInfo? previous,
        CancellationToken ct
    )
    {
        await using (var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct))
        {
            if (!await db.Database.CanConnectAsync(ct))
            {
                await Console.Error.WriteLineAsync("The database cannot be opened. Nothing was backed up.");
                return HostCommandExit.Wrong;
            }
        }

        if (previous is not null && new BackupFolder(previous.FullName).Read().Wrong is { } wrong)
        {
            await Console.Error.WriteLineAsync(wrong);
            return HostCommandExit.Wrong;
        }

        var made = await services.GetRequiredService<MakeBackup>().RunAsync(folder.FullName, previous?.FullName, ct);
        if (made.Manifest is not { } manifest)
        {
            await Console.Error.WriteLineAsync($"No backup was made: {made.Wrong}");
            return HostCommandExit.Failed;
        }

        await services.GetRequiredService<BackupRecords>().BackedUpAsync(folder.FullName, made, ct);
        var database = manifest.Database is null ? "" : $"the database with {manifest.Entries} log entries, and ";
        await Console.Out.WriteLineAsync(
            $"Backed up {database}the store with {manifest.StoreFiles} files ({manifest.StoreLinked} of them from the earlier backup) "
                + $"to {folder.FullName}."
        );
        if (!manifest.Parts.Any(p => p.File == BackupFolder.Keys))
        {
            await Console.Out.WriteLineAsync(
                "The keys are not included: name a certificate in Backup__Recipient, or back up the key folder separately."
            );
        }

        if (made.Wrong is not null)
        {
            await Console.Error.WriteLineAsync(made.Wrong);
        }

        return made.Wrong is null ? HostCommandExit.Done : HostCommandExit.Failed;
    }
}
