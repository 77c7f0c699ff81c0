using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>An in-memory database.</summary>
internal sealed class DatabaseHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbApi.Close(ref handle);
        return true;
    }
}
