using System.Reflection;

namespace Governance.Analytics.Parquet;

/// <summary>How a program starts itself as the child process that reads a file.</summary>
/// <param name="File">What is executed.</param>
/// <param name="Arguments">What comes before the child's own arguments.</param>
public sealed record ParquetProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The program of an assembly, which calls <see cref="Worker.ParquetWorker.Runs"/> at its beginning.</summary>
    /// <param name="program">The assembly.</param>
    /// <returns>Its executable where it runs by it, else the runtime with the assembly.</returns>
    public static ParquetProgram Of(Assembly program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var running = Environment.ProcessPath ?? "dotnet";
        var name = program.GetName().Name;
        // A point in the name of a program is no extension of it.
        return Path.GetFileName(running) == name || Path.GetFileName(running) == name + ".exe"
            ? new ParquetProgram(running, [])
            : new ParquetProgram(
                Path.GetFileNameWithoutExtension(running) == "dotnet" ? running : "dotnet",
                [Path.Combine(AppContext.BaseDirectory, name + ".dll")]
            );
    }
}
