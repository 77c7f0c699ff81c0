namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What a rehearsal of a restore came to.</summary>
/// <param name="At">When it ended.</param>
/// <param name="MadeAt">When the backup was made.</param>
/// <param name="RecoveryPoint">Age of what was restored when the rehearsal began: so much would have been lost at most.</param>
/// <param name="RecoveryTime">How long it took from the backup to a database that is verified.</param>
/// <param name="Entries">Log entries restored.</param>
/// <param name="Files">Files of the store.</param>
/// <param name="Findings">What is wrong, in sentences; nothing when it succeeded.</param>
internal sealed record DrillResult(
    DateTimeOffset At,
    DateTimeOffset? MadeAt,
    TimeSpan? RecoveryPoint,
    TimeSpan RecoveryTime,
    long Entries,
    long Files,
    IReadOnlyList<string> Findings
);
