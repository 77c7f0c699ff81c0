namespace Governance.Data;

/// <summary>The database stands before the first schema that this program upgrades.</summary>
/// <param name="message">Where it stands and what to do, in one line.</param>
public sealed class SchemaTooOldException(string message) : Exception(message);
