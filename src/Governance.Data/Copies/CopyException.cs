namespace Governance.Data.Copies;

/// <summary>A copy is refused, or stopped: the message says why, in a sentence.</summary>
public sealed class CopyException(string message) : Exception(message);
