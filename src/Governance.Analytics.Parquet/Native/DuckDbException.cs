namespace Governance.Analytics.Parquet.Native;

/// <summary>DuckDB refused something. The message is its own.</summary>
internal sealed class DuckDbException(string message) : Exception(message)
{
    // What it says of a whole file in a form that it does not read.
    private static readonly string[] s_unsupported =
    [
        "Unsupported",
        "not supported",
        "Not implemented",
        "not implemented",
        "MAP_KEY_VALUE requires",
        "Geoparquet",
    ];

    /// <summary>Whether the file may be whole and only of a form that is not read.</summary>
    public bool IsUnsupported => Array.Exists(s_unsupported, word => Message.Contains(word, StringComparison.Ordinal));

    /// <summary>Whether it asked for more memory than it may have.</summary>
    public bool IsMemory =>
        Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("bad_alloc", StringComparison.Ordinal)
        || Message.Contains("llocation failure", StringComparison.Ordinal);
}
