using Governance.Analytics.Parquet.Native;

namespace Governance.Testing;

/// <summary>Parquet files written by the library that reads them, as it comes with the program.</summary>
internal static class DuckDb
{
    /// <summary>Writes what a query returns.</summary>
    public static string Write(string path, string query, string options = "")
    {
        using var session = DuckDbSession.Open(1L << 30, 1, file: null);
        session.Run($"COPY ({query}) TO '{path}' (FORMAT parquet{options})");
        return path;
    }
}
