namespace Governance.Analytics.Parquet.Native;

/// <summary>DuckDB refused something. The message is its own.</summary>
internal sealed class DuckDbException(string message) : Exception(message)
{
    /// <summary>Whether it asked for more memory than it may have.</summary>
    public bool IsMemory =>
        Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("bad_alloc", StringComparison.Ordinal)
        || Message.Contains("llocation failure", StringComparison.Ordinal);
}
