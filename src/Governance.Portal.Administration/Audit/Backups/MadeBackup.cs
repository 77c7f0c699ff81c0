namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What came of a backup.</summary>
/// <param name="Manifest">What it consists of; null when none was made.</param>
/// <param name="Wrong">Why none was made, or what is wrong with what was copied; null when all is well.</param>
internal sealed record MadeBackup(BackupManifest? Manifest, string? Wrong);
