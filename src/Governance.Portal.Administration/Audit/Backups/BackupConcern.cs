namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What someone has to do about backups.</summary>
/// <param name="Of">Of what: a backup, the database that another tool copies, or a rehearsal.</param>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Title">A few words.</param>
/// <param name="Sentence">What it means.</param>
/// <param name="GoodAt">The last success; null when there was none.</param>
internal sealed record BackupConcern(BackedUp Of, BackupConcernKind Kind, string Title, string Sentence, DateTimeOffset? GoodAt);

/// <summary>What can be late.</summary>
internal enum BackedUp
{
    /// <summary>A backup that the portal makes.</summary>
    Backup,

    /// <summary>The database, where another tool copies it.</summary>
    Database,

    /// <summary>A rehearsal of a restore.</summary>
    Drill,
}

/// <summary>How it is wrong.</summary>
internal enum BackupConcernKind
{
    /// <summary>The last attempt failed.</summary>
    Failed,

    /// <summary>The last success is older than it may be.</summary>
    Late,

    /// <summary>There was never one.</summary>
    Never,

    /// <summary>No one can tell.</summary>
    Unknown,
}
