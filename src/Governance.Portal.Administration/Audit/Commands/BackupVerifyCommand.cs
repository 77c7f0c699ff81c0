using System.CommandLine;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>backup verify DIR</c>: reads every byte and names the files that are not as they were written.</summary>
internal sealed class BackupVerifyCommand : IHostCommand
{
    public string Group => "backup";

    public Command Make(HostCommandRunner runner)
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "Folder of the backup." };
        var command = new Command("verify", "Read every byte of a backup and name each file that has changed.") { folder };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync((_, token) => VerifyAsync(new BackupFolder(parsed.GetRequiredValue(folder).FullName), token), false, ct)
        );
        return command;
    }

    /// <summary>Verifies and says what was found.</summary>
    internal static async Task<int> VerifyAsync(BackupFolder folder, CancellationToken ct)
    {
        var wrong = 0;
        await foreach (var sentence in folder.VerifyAsync(ct))
        {
            wrong++;
            await Console.Error.WriteLineAsync(sentence);
        }

        if (wrong > 0)
        {
            return HostCommandExit.Failed;
        }

        var manifest = folder.Read().Manifest!;
        await Console.Out.WriteLineAsync(
            $"{folder.Root} is unchanged since {manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: "
                + $"{manifest.Parts.Count} files, and {manifest.StoreFiles} in the store; log {manifest.Origin}."
        );
        return HostCommandExit.Done;
    }
}
