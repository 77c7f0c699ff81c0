namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Who copies the database.</summary>
public enum BackedUpDatabase
{
    /// <summary>The portal: it is part of the backup.</summary>
    Own,

    /// <summary>Another tool, such as pgBackRest.</summary>
    External,
}
