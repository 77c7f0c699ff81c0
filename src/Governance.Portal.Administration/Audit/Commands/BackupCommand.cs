using System.CommandLine;
using System.Security.Cryptography;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>db backup FILE</c>: a copy of the database while the portal runs. No key is in it.</summary>
internal sealed class BackupCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var file = new Argument<FileInfo>("file") { Description = "File for the copy; it must not exist yet." };
        var command = new Command(
            "backup",
            "Copy the database to a file, even while the portal is running. Artifacts and keys are not included."
        )
        {
            file,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync((services, token) => BackUpAsync(services, parsed.GetRequiredValue(file), token), prepare: false, ct)
        );
        return command;
    }

    private static async Task<int> BackUpAsync(IServiceProvider services, FileInfo file, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        if (file.Exists || file.Directory is not { Exists: true })
        {
            await Console.Error.WriteLineAsync(
                file.Exists ? $"{file.FullName} already exists." : $"There is no folder {file.DirectoryName}."
            );
            return HostCommandExit.Wrong;
        }

        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        if (!await db.Database.CanConnectAsync(ct))
        {
            await Console.Error.WriteLineAsync($"{DataServices.Describe(connection)} cannot be opened.");
            return HostCommandExit.Wrong;
        }

        await db.DisposeAsync();
        var (wrong, damage) = await services.GetRequiredService<BackUpDatabase>().RunAsync(file.FullName, ct);
        if (wrong is not null)
        {
            await Console.Error.WriteLineAsync($"Nothing was copied: {wrong}");
            return HostCommandExit.Failed;
        }

        await using var copy = File.OpenRead(file.FullName);
        await Console.Out.WriteLineAsync(
            $"Copied {DataServices.Describe(connection)} with {await services.GetRequiredService<LogReader>().SizeAsync(ct)} log entries "
                + $"to {file.FullName}, SHA-256 {Convert.ToHexStringLower(await SHA256.HashDataAsync(copy, ct))}. Back up the artifact "
                + $"folder after it, and keep the key folder separate from both."
        );
        if (damage is not null)
        {
            await Console.Error.WriteLineAsync(damage);
        }

        return damage is null ? HostCommandExit.Done : HostCommandExit.Failed;
    }
}
