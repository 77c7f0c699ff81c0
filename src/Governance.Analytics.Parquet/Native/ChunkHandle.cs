using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Native;

/// <summary>Rows of a result.</summary>
internal sealed class ChunkHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbApi.DestroyChunk(ref handle);
        return true;
    }
}
