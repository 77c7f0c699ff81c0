namespace Governance.Portal.Models.Registries;

/// <summary>Where a path within a folder really leads: each part of it may be a link.</summary>
internal static class FolderLinks
{
    private const int MaxLinks = 40;

    /// <summary>The path without links.</summary>
    /// <param name="root">The folder, as a full path. It may be a link itself: who set it up chose it.</param>
    /// <param name="path">A path within.</param>
    /// <returns>Null where a link leads out of the folder, or in a circle.</returns>
    public static string? Real(string root, string path) => Real(root, Path.GetFullPath(path), 0);

    private static string? Real(string root, string path, int links)
    {
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return null;
        }

        var current = root;
        var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
        for (var i = 0; i < parts.Length; i++)
        {
            current = Path.Combine(current, parts[i]);
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.LinkTarget is { } target)
            {
                var rest = Path.Combine([Path.GetDirectoryName(current)!, target, .. parts[(i + 1)..]]);
                return links < MaxLinks ? Real(root, Path.GetFullPath(rest), links + 1) : null;
            }
        }

        return current;
    }
}
