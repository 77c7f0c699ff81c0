using System.CommandLine;
using System.Globalization;
using Governance.Data.Artifacts;
using Governance.Data.Copies;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage.S3;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>artifacts move --to s3|folder</c>: copies all stored content to the other place, and reads it there again.</summary>
internal sealed class MoveArtifactsCommand : IHostCommand
{
    private const int Every = 100;

    public string Group => "artifacts";

    public Command Make(HostCommandRunner runner)
    {
        var to = new Option<string>("--to") { Description = "Target: s3 or folder.", Required = true };
        to.AcceptOnlyFromAmong(ObjectStorageServices.Bucket, ObjectStorageServices.Folder);
        var delete = new Option<bool>("--delete-source")
        {
            Description = "Delete from the source what was read at the target and found identical. Stop all nodes first.",
        };
        var command = new Command(
            "move",
            "Copy stored content between folder and bucket (Storage__S3__*), and read all of it again at the target. "
                + "After an interruption, run it again to continue."
        )
        {
            to,
            delete,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) => MoveAsync(services, parsed.GetRequiredValue(to), parsed.GetValue(delete), token),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> MoveAsync(IServiceProvider services, string to, bool delete, CancellationToken ct)
    {
        if (!services.GetRequiredService<IOptions<S3Options>>().Value.IsOn)
        {
            await Console.Error.WriteLineAsync(
                "No bucket is configured. Set Storage__S3__Endpoint and Storage__S3__Bucket for this command."
            );
            return HostCommandExit.Wrong;
        }

        var isToBucket = to == ObjectStorageServices.Bucket;
        var from = isToBucket ? ObjectStorageServices.Folder : ObjectStorageServices.Bucket;
        var source = services.GetRequiredKeyedService<IContentShelf>(from);
        // What goes through this store is received in the folder first, hashed on its way, and then put on the target.
        var target = new ContentStore(
            services.GetRequiredService<IOptions<StorageOptions>>().Value.ArtifactPath,
            shelf: services.GetRequiredKeyedService<IContentShelf>(to)
        );
        try
        {
            // A node that runs would miss what is deleted: none runs, and none starts meanwhile.
            await using var stopped = delete
                ? await StoppedPortal.HoldAsync(services.GetRequiredService<IConfiguration>().Database(), ct)
                : null;
            return await MoveAsync(source, target, isToBucket, delete, ct);
        }
        catch (CopyException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Nothing was deleted.");
            return HostCommandExit.Wrong;
        }
        catch (ContentUnavailableException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Files already copied are kept; run the command again to continue.");
            return HostCommandExit.Failed;
        }
    }

    private static async Task<int> MoveAsync(IContentShelf source, ContentStore target, bool isToBucket, bool delete, CancellationToken ct)
    {
        if (delete)
        {
            var (files, size) = (0L, 0L);
            await foreach (var kept in source.ListAsync(ct))
            {
                (files, size) = (files + 1, size + kept.SizeBytes);
            }

            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Deletes each of the {files} files ({size} bytes) in {source.Name} once it was read at {target.Shelf.Name} and "
                        + $"found identical."
                )
            );
        }

        var (copied, there, deleted, bytes, wrong) = (0L, 0L, 0L, 0L, 0L);
        await foreach (var kept in source.ListAsync(ct))
        {
            var (state, fault) = await OneAsync(source, target, kept, ct);
            if (fault is not null)
            {
                await Console.Error.WriteLineAsync(fault);
                wrong++;
                continue;
            }

            (copied, there, bytes) = (copied + (state ? 1 : 0), there + (state ? 0 : 1), bytes + kept.SizeBytes);
            if (delete)
            {
                await source.DeleteAsync(kept.Sha256, ct);
                deleted++;
            }

            if ((copied + there) % Every == 0)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Files: {copied + there}, bytes: {bytes}."));
            }
        }

        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Files at {target.Shelf.Name}, all read again: {copied + there} ({bytes} bytes). "
                    + $"Copied: {copied}, already there: {there}. Deleted from {source.Name}: {deleted}."
            )
        );
        if (wrong > 0)
        {
            await Console.Error.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Files not moved: {wrong}. Restore them from a backup, then run the command again."
                )
            );
            return HostCommandExit.Failed;
        }

        await Console.Out.WriteLineAsync(
            "To switch, stop all nodes, run this once more for what was stored meanwhile, "
                + (isToBucket ? "set Storage__S3__* for every node and start them." : "unset Storage__S3__Bucket and start them.")
        );
        return HostCommandExit.Done;
    }

    // Copied is true, found there is false. Either way the target's bytes are read again.
    private static async Task<(bool IsCopied, string? Fault)> OneAsync(
        IContentShelf source,
        ContentStore target,
        ShelvedContent kept,
        CancellationToken ct
    )
    {
        if ((await target.RehashAsync(kept.Sha256, ct))?.Sha256 == kept.Sha256)
        {
            return (false, null);
        }

        Stream stream;
        try
        {
            stream = await source.OpenReadAsync(kept.Sha256, ct);
        }
        catch (FileNotFoundException)
        {
            return (false, $"{kept.Sha256} was deleted meanwhile.");
        }

        await using (stream)
        {
            await using var incoming = await target.ReceiveOwnAsync(stream, ct);
            if (incoming.Content.Sha256 != kept.Sha256)
            {
                return (false, $"{kept.Sha256} was altered in {source.Name}: it hashes to {incoming.Content.Sha256}.");
            }

            await incoming.KeepAsync(ct, replace: true);
        }

        return (await target.RehashAsync(kept.Sha256, ct))?.Sha256 == kept.Sha256
            ? (true, null)
            : (false, $"{kept.Sha256} at {target.Shelf.Name} differs from what was sent.");
    }
}
