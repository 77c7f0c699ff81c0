using System.Reflection;
using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>Finds DuckDB's library, which is not delivered with our programs, and loads it.</summary>
internal static class DuckDbLibrary
{
    /// <summary>Names the file, or the folder it is in.</summary>
    public const string Variable = "GOVERNANCE_DUCKDB";

    /// <summary>Name of its file on this system.</summary>
    public static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll"
        : OperatingSystem.IsMacOS() ? "libduckdb.dylib"
        : "libduckdb.so";

    /// <summary>Where the library is.</summary>
    /// <param name="named">What <see cref="Variable"/> says.</param>
    /// <param name="programFolder">Folder of the program.</param>
    /// <returns>Its path, or <see langword="null"/> when it is nowhere. What a person named is not looked for elsewhere.</returns>
    public static string? Find(string? named, string programFolder)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            var file = Directory.Exists(named) ? Path.Combine(named, FileName) : named;
            return File.Exists(file) ? Path.GetFullPath(file) : null;
        }
        var beside = Path.Combine(programFolder, FileName);
        return File.Exists(beside) ? beside : null;
    }

    /// <summary>Loads it; once in a process.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded here.</exception>
    /// <exception cref="BadImageFormatException">The file is no library of this system.</exception>
    public static void Load(string path)
    {
        var library = NativeLibrary.Load(path);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == DuckDbApi.Library ? library : 0);
    }
}
