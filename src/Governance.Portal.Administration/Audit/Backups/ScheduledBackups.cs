using System.Globalization;
using Governance.Data.Artifacts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>The folder of scheduled backups: one folder for each, named by its time.</summary>
internal sealed class ScheduledBackups(IOptions<BackupOptions> options, MakeBackup make, TimeProvider clock)
{
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The finished ones, newest first.</summary>
    public IReadOnlyList<string> List() =>
        [.. Named().Where(d => new BackupFolder(d).Read().Manifest is not null).OrderDescending(StringComparer.Ordinal)];

    /// <summary>Makes the next one, and deletes what is more than is to be kept.</summary>
    public async Task<(string Folder, MadeBackup Made)> RunAsync(CancellationToken ct)
    {
        ContentStore.MakeFolder(options.Value.Folder);
        // What a node left that ended in the middle: it has no manifest, and this node makes the backups now.
        foreach (var left in Named().Where(d => !File.Exists(Path.Combine(d, BackupFolder.Manifest))))
        {
            Directory.Delete(left, recursive: true);
        }

        var folder = Path.Combine(options.Value.Folder, clock.GetUtcNow().UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
        var made = await make.RunAsync(folder, List() is [var newest, ..] ? newest : null, ct);
        if (made.Wrong is null && options.Value.Keep > 0)
        {
            foreach (var old in List().Skip(options.Value.Keep))
            {
                Directory.Delete(old, recursive: true);
            }
        }

        return (folder, made);
    }

    private IReadOnlyList<string> Named() =>
        Directory.Exists(options.Value.Folder)
            ? [.. Directory.EnumerateDirectories(options.Value.Folder).Where(d => IsName(Path.GetFileName(d)))]
            : [];

    private static bool IsName(string name) =>
        DateTime.TryParseExact(name, Form, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _);
}
