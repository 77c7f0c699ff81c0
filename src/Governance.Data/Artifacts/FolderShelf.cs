using System.Runtime.CompilerServices;
using Governance.Transparency;

namespace Governance.Data.Artifacts;

/// <summary>Content in a folder, in two levels of subfolders by the first digits of its digest.</summary>
/// <param name="root">The folder; made when missing.</param>
public sealed class FolderShelf(string root) : IContentShelf
{
    private const int BufferSize = 1 << 17;

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Name => Root;

    /// <inheritdoc/>
    public bool IsInstant => true;

    /// <inheritdoc/>
    public Task<string> PutAsync(string path, StoredContent content, bool replace, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        var target = PathOf(content.Sha256);
        ContentStore.MakeFolder(Path.GetDirectoryName(target)!);
        // Replaces what is there: the same bytes, unless the disk lost or changed them, and then these are the right ones.
        File.Move(path, target, overwrite: true);
        return Task.FromResult(target);
    }

    /// <inheritdoc/>
    public Task<ShelvedContent?> FindAsync(string sha256, CancellationToken ct)
    {
        var file = new FileInfo(PathOf(sha256));
        return Task.FromResult(file.Exists ? Of(file) : null);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string sha256, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream>(Open(PathOf(sha256)));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, sha256, e);
        }
    }

    /// <inheritdoc/>
    public Uri? AddressOf(string sha256, string fileName) => null;

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken ct)
    {
        var path = PathOf(sha256);
        if (Directory.Exists(Path.GetDirectoryName(path)))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ShelvedContent> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // Folder by folder, so that the names of one lowest folder are all that is held.
        foreach (var first in Folders(Root))
        {
            foreach (var second in Folders(first))
            {
                ct.ThrowIfCancellationRequested();
                foreach (var file in Files(second))
                {
                    yield return file;
                }
            }
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task<string?> FindFaultAsync(CancellationToken ct) => Task.FromResult<string?>(null);

    internal static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static ShelvedContent Of(FileInfo file) =>
        new(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder)
                .Where(f => Path.GetFileName(f) is { Length: 2 } name && name.All(char.IsAsciiHexDigitLower))
                .Order(StringComparer.Ordinal)
            : [];

    private IEnumerable<ShelvedContent> Files(string folder) =>
        new DirectoryInfo(folder)
            .EnumerateFiles()
            .Where(f => Sha256Hex.IsValid(f.Name) && PathOf(f.Name) == f.FullName)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(Of);

    private string PathOf(string sha256) =>
        Sha256Hex.IsValid(sha256)
            ? Path.Combine(Root, sha256[..2], sha256[2..4], sha256)
            : throw new ArgumentException("This is not a SHA-256 digest in lower-case hex.", nameof(sha256));
}
