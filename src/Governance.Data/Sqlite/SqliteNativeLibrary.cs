using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Governance.Data.Sqlite;

/// <summary>
/// Makes EF Core 10 run with SQLitePCLRaw 2.0.6, the only release on the feed, and with the system's patched SQLite when there is one.
/// Dropping this file is all it takes once SQLitePCLRaw 2.1 can be had.
/// </summary>
internal static class SqliteNativeLibrary
{
    /// <summary>True when the system's library is in use; false for the older bundled one. Logged at start.</summary>
    public static bool IsSystemLibrary { get; private set; }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The redirect must be in place before the first SQLite type is loaded."
    )]
    internal static void Install()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            // EF asks for 2.1.x; the 2.0.6 beside us has the same surface.
            if (name.Name is not "SQLitePCLRaw.core")
            {
                return null;
            }

            // Asking without a version takes the one this program was built with.
            return name.Version is null ? null : context.LoadFromAssemblyName(new AssemblyName("SQLitePCLRaw.core"));
        };
        NativeLibrary.SetDllImportResolver(
            Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"),
            static (library, assembly, path) =>
            {
                if (library is not "e_sqlite3")
                {
                    return 0;
                }

                if (NativeLibrary.TryLoad("libsqlite3.so.0", out var system))
                {
                    IsSystemLibrary = true;
                    return system;
                }

                return NativeLibrary.Load(library, assembly, path);
            }
        );
    }
}
