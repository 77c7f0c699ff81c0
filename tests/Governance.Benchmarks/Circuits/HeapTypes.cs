using Microsoft.Diagnostics.Runtime;

namespace Governance.Benchmarks.Circuits;

/// <summary>What the heap of another process holds, by type.</summary>
internal static class HeapTypes
{
    public static Dictionary<string, (long Count, long Bytes)> Of(int process)
    {
        using var target = DataTarget.AttachToProcess(process, suspend: true);
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var types = new Dictionary<string, (long Count, long Bytes)>(StringComparer.Ordinal);
        foreach (var item in runtime.Heap.EnumerateObjects())
        {
            if (item.Type is { IsFree: false, Name: { } name })
            {
                var (count, bytes) = types.GetValueOrDefault(name);
                types[name] = (count + 1, bytes + (long)item.Size);
            }
        }

        return types;
    }
}
