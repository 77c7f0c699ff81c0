using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary><c>duckdb_result</c>: its fields are not for us, its size is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResult
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint Error;
    public nint Data;
}
