using System.Runtime.InteropServices;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>What the child process takes from itself before it opens a file that may be hostile.</summary>
internal static partial class ProcessLimits
{
    private const int FileSize = 1;
    private const int Data = 2;
    private const int Core = 4;

    /// <summary>Memory, writing files and leaving an image of the memory are bounded, on Linux.</summary>
    /// <param name="memoryBytes">Memory that may be asked for beyond what the process has.</param>
    public static void Apply(long memoryBytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        Set(FileSize, 0);
        Set(Core, 0);
        Set(Data, DataBytes() + memoryBytes);
    }

    private static void Set(int resource, long bytes)
    {
        var limit = new Limit { Soft = (nuint)bytes, Hard = (nuint)bytes };
        _ = setrlimit(resource, in limit);
    }

    private static long DataBytes()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmData:", StringComparison.Ordinal))
            {
                var number = line["VmData:".Length..].Trim().Split(' ')[0];
                return long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) << 10;
            }
        }
        return 1L << 30;
    }

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
