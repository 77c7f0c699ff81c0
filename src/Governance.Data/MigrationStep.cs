namespace Governance.Data;

/// <summary>A migration of an upgrade that begins.</summary>
/// <param name="Migration">Its id.</param>
/// <param name="Number">Its place among those that were missing, from 1.</param>
/// <param name="Count">How many were missing.</param>
public sealed record MigrationStep(string Migration, int Number, int Count);
