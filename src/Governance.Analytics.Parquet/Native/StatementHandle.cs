using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>A prepared statement.</summary>
internal sealed class StatementHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbApi.DestroyStatement(ref handle);
        return true;
    }
}
