using System.Text;
using Governance.Cli.Shared;

namespace Governance.Cli.Init;

/// <summary>A file that is written, by its path below the repository's folder.</summary>
internal sealed record InitFile(string Path, string Text, bool Runs = false)
{
    /// <summary>True when there is something at this path already.</summary>
    public bool IsThere(string folder) => System.IO.Path.Exists(System.IO.Path.Combine(folder, Path));

    /// <summary>Writes it; what is there is replaced only with <paramref name="force"/>.</summary>
    public async Task WriteAsync(string folder, bool force, CancellationToken ct)
    {
        var path = System.IO.Path.Combine(folder, Path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(Text), ct);
            }

            if (Runs && !OperatingSystem.IsWindows())
            {
                const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Execute);
            }
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"{path} cannot be written: {problem.Message}", problem);
        }
    }
}
