using System.CommandLine;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>backup restore DIR</c>: puts a whole backup back, after every byte of it was read.</summary>
internal sealed class BackupRestoreCommand : IHostCommand
{
    public string Group => "backup";

    public Command Make(HostCommandRunner runner)
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "Folder of the backup." };
        var reason = new Option<string?>("--accept-loss") { Description = "Why you accept a state older than the last signed checkpoint." };
        var key = new Option<FileInfo?>("--recipient-key")
        {
            Description =
                "Private key (RSA, PEM) of the certificate the keys were encrypted to. Restores the keys into an empty key folder.",
        };
        var yes = HostCommandConsent.Option();
        var command = new Command("restore", "Restore store, keys and database from a backup. Stop the portal first.")
        {
            folder,
            reason,
            key,
            yes,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) =>
                        RestoreAsync(
                            services,
                            new BackupFolder(parsed.GetRequiredValue(folder).FullName),
                            new Choices(parsed.GetValue(reason), parsed.GetValue(key), parsed.GetValue(yes)),
                            token
                        ),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> RestoreAsync(IServiceProvider services, BackupFolder folder, Choices choices, CancellationToken ct)
    {
        if (await BackupVerifyCommand.VerifyAsync(folder, ct) is not HostCommandExit.Done)
        {
            await Console.Error.WriteLineAsync("Nothing was changed: this backup is incomplete or damaged. Use another one.");
            return HostCommandExit.Failed;
        }

        var manifest = folder.Read().Manifest!;
        var kind =
            DataServices.KindOf(services.GetRequiredService<IConfiguration>().Database()) is DatabaseKind.Sqlite ? "sqlite" : "postgres";
        if (manifest.Database is { } backedUp && backedUp != kind)
        {
            await Console.Error.WriteLineAsync(
                "Nothing was changed: the backup is from a different kind of database. Restore it into a database of that "
                    + "kind, then move the data with db copy."
            );
            return HostCommandExit.Wrong;
        }

        var copy = folder.Path(kind == "sqlite" ? BackupFolder.Sqlite : BackupFolder.Postgres);
        var live = services.GetRequiredService<KeyFolder>();
        var (keys, refused) = await RestoredKeys.OpenAsync(live, folder, manifest, choices.Key, ct);
        if (keys is null)
        {
            await Console.Error.WriteLineAsync($"Nothing was changed: {refused}");
            return HostCommandExit.Wrong;
        }

        using (keys)
        {
            if (
                manifest.Database is not null
                && await RestoreCommand.RefusesBeforeAsync(services, copy, keys.Folder, choices.Reason, choices.Yes, ct) is { } before
            )
            {
                return before;
            }

            // From here on something is changed: first what is only added.
            if (keys.PutInto(live) is var put and > 0)
            {
                await Console.Out.WriteLineAsync($"Files restored to the key folder: {put}.");
            }
        }

        var (files, there) = await PutStoreAsync(services.GetRequiredService<ContentStore>(), folder, ct);
        await Console.Out.WriteLineAsync($"Files restored to the store: {files}. Already there: {there}.");
        if (manifest.Database is null)
        {
            await Console.Out.WriteLineAsync("This backup does not include the database: restore it with its own tool, then run db check.");
            return HostCommandExit.Done;
        }

        return await RestoreCommand.PutBackAsync(services, copy, choices.Reason, ct);
    }

    // Before the database: what names a file then finds it.
    private static async Task<(long Files, long There)> PutStoreAsync(ContentStore store, BackupFolder folder, CancellationToken ct)
    {
        var (files, there) = (0L, 0L);
        await foreach (var part in folder.StoreAsync(ct))
        {
            if (await store.RehashAsync(part.Sha256, ct) is { } stored)
            {
                if (stored.Sha256 == part.Sha256)
                {
                    there++;
                    continue;
                }

                await store.DeleteAsync(part.Sha256, ct); // it is not what its name says
            }

            await using var from = File.OpenRead(folder.Path(part.File));
            await using var incoming = await store.ReceiveOwnAsync(from, ct);
            await incoming.KeepAsync(ct);
            files++;
        }

        return (files, there);
    }

    private sealed record Choices(string? Reason, FileInfo? Key, bool Yes);
}
