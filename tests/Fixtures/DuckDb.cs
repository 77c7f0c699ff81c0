using Governance.Analytics.Parquet.Native;

namespace Governance.Testing;

/// <summary>DuckDB's library as <c>./build.sh setup</c> installs it, and Parquet files written by it.</summary>
internal static class DuckDb
{
    private static readonly Lazy<bool> s_loaded = new(() =>
    {
        DuckDbLibrary.Load(Library);
        return true;
    });

    public static string Folder => Path.Combine(Root(), "tests", "duckdb", "node_modules", "@duckdb", "node-bindings-linux-x64");

    public static bool IsInstalled => File.Exists(Library);

    private static string Library => Path.Combine(Folder, DuckDbLibrary.FileName);

    /// <summary>Writes what a query returns.</summary>
    public static string Write(string path, string query, string options = "")
    {
        Assert.SkipUnless(IsInstalled, "DuckDB is not installed (./build.sh setup).");
        _ = s_loaded.Value;
        using var session = DuckDbSession.Open(1L << 30, 1, file: null);
        session.Run($"COPY ({query}) TO '{path}' (FORMAT parquet{options})");
        return path;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
