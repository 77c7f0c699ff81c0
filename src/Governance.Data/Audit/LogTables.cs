namespace Governance.Data.Audit;

/// <summary>Tables whose rows are added, never changed, never removed: the database itself refuses it.</summary>
public static class LogTables
{
    /// <summary>Those of the log.</summary>
    public static IReadOnlyList<string> All { get; } = ["AuditEntries", "AuditNodes", "Checkpoints", "CheckpointCosignatures"];

    /// <summary>Those of the log, and the signatures that its entries name.</summary>
    public static IReadOnlyList<string> Guarded { get; } = [.. All, "SignedStatements", "ModelSignatures"];
}
