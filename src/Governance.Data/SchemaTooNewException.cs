namespace Governance.Data;

/// <summary>The database was brought to its schema by a newer program.</summary>
/// <param name="message">Both versions and what to do, in one line.</param>
public sealed class SchemaTooNewException(string message) : Exception(message);
