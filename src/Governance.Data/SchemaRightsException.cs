namespace Governance.Data;

/// <summary>The database lacks migrations, and the role of the connection may not apply them.</summary>
/// <param name="message">Which role lacks which right, and who has to do what first, in one line.</param>
public sealed class SchemaRightsException(string message) : Exception(message);
