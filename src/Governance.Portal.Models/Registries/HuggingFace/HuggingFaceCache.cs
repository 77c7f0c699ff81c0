namespace Governance.Portal.Models.Registries.HuggingFace;

/// <summary>A file of a snapshot.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Blob">Name of its blob: the SHA-256 of a large file, the git hash of another.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record HuggingFaceFile(string Path, string Blob, long Bytes)
{
    /// <summary>SHA-256 of a large file, as the hub named it; null for others.</summary>
    public string? Sha256 => ArtifactDigest.IsSha256(Blob) ? Blob : null;
}

/// <summary>
/// The folder of a cache. Links lead from snapshots to blobs of the same model; one that leads elsewhere, and a folder that is a link, is
/// not followed.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class HuggingFaceCache(string folder)
{
    private const string Prefix = "models--";
    private const int MaxEntries = 10_000;
    private const int MaxDepth = 8;
    private const int MaxCardBytes = 1024 * 1024;

    private readonly string _root = Path.GetFullPath(folder);

    /// <summary>Ids of models, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Models() =>
        // A folder that is away, such as one that is not mounted, is no empty one: its models would count as gone.
        Directory.Exists(_root)
            ?
            [
                .. Folders(_root)
                    .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
                    .Select(n => n[Prefix.Length..].Split("--"))
                    .Where(parts => parts.Length is 1 or 2 && parts.All(IsName))
                    .Select(parts => string.Join('/', parts))
                    .Order(StringComparer.Ordinal),
            ]
            : throw new RegistryException("The folder of this registry is missing.");

    /// <summary>Names of a model's branches, tags and pull requests, with the commit each points to.</summary>
    public IReadOnlyList<(string Name, string Commit)> Refs(string model)
    {
        var (refs, found) = (Path.Combine(PathOf(model), "refs"), new List<(string Name, string Commit)>());
        foreach (var path in Walk(refs, 0).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is null && file.Length is >= 40 and <= 64 && Read(path, 64).Trim() is var commit && IsCommit(commit))
            {
                found.Add((Path.GetRelativePath(refs, path).Replace(Path.DirectorySeparatorChar, '/'), commit));
            }
        }

        return found;
    }

    /// <summary>Commits that are there, the one that was fetched first at the beginning.</summary>
    public IReadOnlyList<string> Snapshots(string model)
    {
        var snapshots = Path.Combine(PathOf(model), "snapshots");
        return
        [
            .. Folders(snapshots)
                .Where(IsCommit)
                .OrderBy(c => Directory.GetLastWriteTimeUtc(Path.Combine(snapshots, c)))
                .ThenBy(c => c, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Files of a snapshot in the order of their paths; null while one of them is not there, or where one leads elsewhere.
    /// </summary>
    public IReadOnlyList<HuggingFaceFile>? Files(string model, string commit)
    {
        if (!IsCommit(commit))
        {
            return null;
        }

        var (snapshot, files) = (Path.Combine(PathOf(model), "snapshots", commit), new List<HuggingFaceFile>());
        foreach (var path in Walk(snapshot, 0))
        {
            if (BlobOf(model, path) is not { } blob)
            {
                return null;
            }

            if (files.Count >= MaxEntries)
            {
                throw new RegistryException($"A snapshot of {model} contains more than 10,000 files.") { IsRubbish = true };
            }

            files.Add(
                new HuggingFaceFile(Path.GetRelativePath(snapshot, path).Replace(Path.DirectorySeparatorChar, '/'), blob.Name, blob.Length)
            );
        }

        return files.Count == 0 ? null : [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>The model card of a snapshot; null without one, and when it is longer than 1 MiB.</summary>
    public byte[]? Card(string model, string commit)
    {
        var path = Path.Combine(PathOf(model), "snapshots", commit, "README.md");
        if (!IsCommit(commit) || BlobOf(model, path) is not { Length: <= MaxCardBytes } blob)
        {
            return null;
        }

        try
        {
            return File.ReadAllBytes(blob.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"The model card of {model} cannot be read.", e);
        }
    }

    // Where links are not supported the client copies files, which then are their own blobs.
    private FileInfo? BlobOf(string model, string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is null)
        {
            return file.Exists ? file : null;
        }

        var blobs = Path.Combine(PathOf(model), "blobs");
        return
            FolderLinks.Real(_root, path) is { } real && Path.GetDirectoryName(real) == blobs && new FileInfo(real) is { Exists: true } blob
            ? blob
            : null;
    }

    private string PathOf(string model) =>
        model.Split('/') is { Length: 1 or 2 } parts && parts.All(IsName)
            ? Path.Combine(_root, Prefix + string.Join("--", parts))
            : throw new RegistryException("That is not a valid name of a model on the hub.") { IsMissing = true };

    // Files below a folder, links to files among them; folders that are links are no part of it.
    private static IEnumerable<string> Walk(string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new RegistryException("A snapshot is nested too deeply.") { IsRubbish = true };
        }

        if (!Directory.Exists(path) || new DirectoryInfo(path).LinkTarget is not null)
        {
            return [];
        }

        try
        {
            var entries = new DirectoryInfo(path).EnumerateFileSystemInfos().Take(MaxEntries + 1).ToList();
            return entries.Count > MaxEntries
                ? throw new RegistryException("A folder of the cache contains more than 10,000 entries.") { IsRubbish = true }
                : entries.SelectMany(e =>
                    e is DirectoryInfo && e.LinkTarget is null ? Walk(e.FullName, depth + 1)
                    : e is DirectoryInfo ? []
                    : [e.FullName]
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException("A folder of the cache cannot be read.", e);
        }
    }

    private static List<string> Folders(string path)
    {
        try
        {
            var folders = Directory.Exists(path)
                ? new DirectoryInfo(path).EnumerateDirectories().Where(d => d.LinkTarget is null).Take(MaxEntries + 1).ToList()
                : [];
            return folders.Count > MaxEntries
                ? throw new RegistryException("A folder of the cache contains more than 10,000 entries.") { IsRubbish = true }
                : [.. folders.Select(d => d.Name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException("A folder of the cache cannot be read.", e);
        }
    }

    private static string Read(string path, int most)
    {
        try
        {
            using var file = new StreamReader(path);
            var text = new char[most];
            return new string(text, 0, file.ReadBlock(text, 0, most));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException("A ref of the cache cannot be read.", e);
        }
    }

    private static bool IsName(string part) =>
        part.Length is > 0 and <= 96 && part[0] != '.' && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsCommit(string text) => text.Length == 40 && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
