using System.Text.Json.Serialization;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="File">Its path in the folder of the backup.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest.</param>
internal sealed record BackupPart(string File, long Bytes, string Sha256)
{
    /// <summary>A line of the list of the store.</summary>
    [JsonIgnore]
    public string Line => FormattableString.Invariant($"{Sha256} {Bytes} {File}");

    /// <summary>Reads such a line; null when it is none.</summary>
    public static BackupPart? Parse(string line) =>
        line.Split(' ', 3) is [var sha256, var bytes, var file]
        && long.TryParse(bytes, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)
            ? new BackupPart(file, length, sha256)
            : null;
}
