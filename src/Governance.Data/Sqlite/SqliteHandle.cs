using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Governance.Data.Sqlite;

/// <summary>SQLite's own connection behind one of .NET: the same each time it comes out of the pool.</summary>
internal static class SqliteHandle
{
    private static readonly PropertyInfo s_handle = typeof(SqliteConnection).GetProperty("Handle")!;

    // Asked for by name: the property's type is of a later SQLitePCLRaw than ours (see SqliteNativeLibrary), which the compiler does not
    // let pass.
    public static sqlite3 Of(DbConnection connection) => (sqlite3)s_handle.GetValue(connection)!;
}
