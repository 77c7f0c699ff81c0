using System.Text;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Releases;

/// <summary>Files of a release with their digests, as <c>sha256sum</c> writes them: <c>SHA256SUMS</c>.</summary>
internal static class FileList
{
    public const string Name = "SHA256SUMS";

    private const int LargestList = 16 * 1024 * 1024;

    /// <summary>Reads a list.</summary>
    /// <returns>Path and digest, sorted by path.</returns>
    public static async Task<(IReadOnlyList<(string Path, string Sha256)> Files, string Sha256)> ReadAsync(
        string path,
        CancellationToken ct
    )
    {
        var bytes = await LocalFile.ReadAsync(path, LargestList, ct);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split("  ", 2);
            if (parts.Length != 2 || !Sha256Hex.IsValid(parts[0]) || !IsInside(parts[1]) || !files.TryAdd(parts[1], parts[0]))
            {
                throw CliException.Usage(
                    $"{path} has a line that does not belong in a list of SHA-256 sums, or that repeats a file name: {line}"
                );
            }
        }

        if (files.Count == 0)
        {
            throw CliException.Usage($"{path} lists no files.");
        }

        IReadOnlyList<(string Path, string Sha256)> list = [.. files.Select(f => (f.Key, f.Value))];
        return (list, Sha256Hex.Of(bytes));
    }

    /// <summary>True for a path that stays inside the folder it is read in.</summary>
    public static bool IsInside(string path) =>
        path.Length > 0
        && !path.Contains('\\', StringComparison.Ordinal)
        && !Path.IsPathRooted(path)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
