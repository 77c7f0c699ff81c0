namespace Governance.Data.Audit;

/// <summary>The stored log is not what it was: nothing can be appended to it, proven from it or signed before it is repaired.</summary>
public sealed class LogDamagedException(string message) : Exception(message);
