using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>A connection to a database.</summary>
internal sealed class ConnectionHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbApi.Disconnect(ref handle);
        return true;
    }
}
