using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>A statement under way.</summary>
internal sealed class PendingHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbApi.DestroyPending(ref handle);
        return true;
    }
}
