using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What a backup is and consists of. It is written last: a backup without one was never finished.</summary>
internal sealed record BackupManifest
{
    /// <summary>The form of backups made today.</summary>
    public const string Today = "governance-backup/1";

    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people and openssl, no page
        };

    /// <summary>Its form.</summary>
    public required string Format { get; init; }

    /// <summary>When the database was copied.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The newest migration of the program that made it.</summary>
    public required string Schema { get; init; }

    /// <summary>Name of the audit log.</summary>
    public required string Origin { get; init; }

    /// <summary>Entries of the log that are certainly in it.</summary>
    public required long Entries { get; init; }

    /// <summary>The last checkpoint signed before the copy; null when none was.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Which database; null when another tool copies it.</summary>
    public string? Database { get; init; }

    /// <summary>Files of the store.</summary>
    public required long StoreFiles { get; init; }

    /// <summary>Their bytes.</summary>
    public required long StoreBytes { get; init; }

    /// <summary>Of them, those that an earlier backup had already.</summary>
    public required long StoreLinked { get; init; }

    /// <summary>Every other file of the backup.</summary>
    public required IReadOnlyList<BackupPart> Parts { get; init; }
}
