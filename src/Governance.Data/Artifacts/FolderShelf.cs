using System.Runtime.CompilerServices;
using Governance.Transparency;

namespace Governance.Data.Artifacts;

/// <summary>Content in a folder, in two levels of subfolders by the first digits of its digest.</summary>
/// <param name="root">The folder; made when missing.</param>
public sealed class FolderShelf(string root) : IContentShelf
{
    /// <summary>Name of the file by which a folder that content was kept in is known: it is there from the first content on.</summary>
    internal const string Mark = "content-store";

    private const int BufferSize = 1 << 17;

    // That content was kept in it, as far as this process has seen.
    private volatile bool _wasUsed;

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>
    /// Why nothing may be looked for or kept here, in a sentence: another folder lies in the place of the one that content was kept in, as
    /// when its disk is not mounted any more. Null while it is the folder that it was.
    /// </summary>
    public string? Away =>
        !IsMarked && _wasUsed
            ? $"Storage__ArtifactPath: the folder {Root} lacks the file {Mark}, which marks the content store. Is its disk mounted?"
            : null;

    /// <summary>Whether the folder says by itself that content was kept in it: then no record has to be asked for.</summary>
    public bool IsMarked
    {
        get
        {
            if (!File.Exists(MarkPath))
            {
                return false;
            }

            _wasUsed = true;
            return true;
        }
    }

    /// <summary>Whether anything is kept here.</summary>
    public bool HasContent => Folders(Root).Any();

    private string MarkPath => Path.Combine(Root, Mark);

    /// <inheritdoc/>
    public string Name => Root;

    /// <inheritdoc/>
    public bool IsInstant => true;

    /// <inheritdoc/>
    public Task<string> PutAsync(string path, StoredContent content, bool replace, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        Need();
        var target = PathOf(content.Sha256);
        WriteMark();
        ContentStore.MakeFolder(Path.GetDirectoryName(target)!);
        // Replaces what is there: the same bytes, unless the disk lost or changed them, and then these are the right ones.
        File.Move(path, target, overwrite: true);
        return Task.FromResult(target);
    }

    /// <inheritdoc/>
    public Task<ShelvedContent?> FindAsync(string sha256, CancellationToken ct)
    {
        var file = new FileInfo(PathOf(sha256));
        if (file.Exists)
        {
            return Task.FromResult<ShelvedContent?>(Of(file));
        }

        Need();
        return Task.FromResult<ShelvedContent?>(null);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string sha256, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream>(Open(PathOf(sha256)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Need();
            throw new FileNotFoundException(e.Message, sha256, e);
        }
    }

    /// <inheritdoc/>
    public Task<Uri?> AddressAsync(string sha256, string fileName, CancellationToken ct) => Task.FromResult<Uri?>(null);

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken ct)
    {
        Need();
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
        Need();
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
    public Task<string?> FindFaultAsync(CancellationToken ct) => Task.FromResult(Away);

    /// <summary>
    /// Says what a start knows: whether records name content that is kept here. A folder with content is marked; one without any is not the
    /// one that it was, if there are such records.
    /// </summary>
    /// <param name="isUsed">Whether records name content.</param>
    public void Expect(bool isUsed)
    {
        if (IsMarked)
        {
            return;
        }

        if (HasContent)
        {
            WriteMark();
        }
        else
        {
            _wasUsed |= isUsed;
        }
    }

    internal static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private void Need()
    {
        if (Away is { } away)
        {
            throw new ContentUnavailableException(away);
        }
    }

    private void WriteMark()
    {
        if (!_wasUsed)
        {
            ContentStore.MakeFolder(Root);
            using var file = new StreamWriter(
                MarkPath,
                ContentStore.Private(new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })
            );
            file.Write("Content is kept in this folder. Without this file the portal does not use it.\n");
            _wasUsed = true;
        }
    }

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
