using System.Buffers;
using System.Security.Cryptography;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Data.Artifacts;

/// <summary>
/// Bytes by their SHA-256. A name comes from the computed digest alone, so no name of a stranger ever reaches disk or bucket.
/// Content is written to a folder of this machine, synchronised, inspected, and then put on the shelf: a crash leaves nothing half under
/// a digest.
/// </summary>
public sealed partial class ContentStore
{
    private const int BufferSize = 1 << 17;

    // Bytes after which the free space is looked at again.
    private const long LookEvery = 4L << 20;

    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root;
    private readonly string _incoming;
    private readonly IContentInspector? _inspector;
    private readonly StorageReserve? _reserve;
    private readonly IContentShelf _shelf;

    /// <param name="root">Folder of what is received, and of the store unless content is kept elsewhere; made when missing.</param>
    /// <param name="inspector">Looks at what comes from outside; null when nothing does.</param>
    /// <param name="reserve">Room that what is received leaves free; null for none.</param>
    /// <param name="shelf">Where content is kept; null for the folder.</param>
    public ContentStore(string root, IContentInspector? inspector = null, StorageReserve? reserve = null, IContentShelf? shelf = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _inspector = inspector;
        _root = Path.GetFullPath(root);
        _incoming = Path.Combine(_root, "incoming");
        _reserve = reserve;
        _shelf = shelf ?? new FolderShelf(_root);
    }

    /// <summary>
    /// Folder of what is written beside the store: received bytes that are not kept yet, and files that go when they are closed.
    /// </summary>
    public string TemporaryFolder => _incoming;

    /// <summary>The folder on this machine.</summary>
    public string Root => _root;

    /// <summary>Where content is kept.</summary>
    public IContentShelf Shelf => _shelf;

    /// <summary>True when what comes from outside is inspected.</summary>
    public bool Inspects => _inspector is not null;

    /// <summary>
    /// Receives what a job of the portal fetched; see <see cref="ReceiveAsync(Stream, long, string, Actor, CancellationToken)"/>.
    /// </summary>
    public Task<Result<Incoming>> ReceiveAsync(Stream from, long limit, string limitName, CancellationToken ct) =>
        ReceiveAsync(from, limit, limitName, sender: null, ct);

    /// <summary>
    /// Hashes a stream while writing it to a file beside the store, and has it inspected where that is configured. Nothing is in the store
    /// until
    /// <see cref="Incoming.KeepAsync"/>.
    /// </summary>
    /// <param name="from">Read to its end.</param>
    /// <param name="limit">Most bytes taken.</param>
    /// <param name="limitName">The configuration key of the limit, for the refusal.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    public Task<Result<Incoming>> ReceiveAsync(Stream from, long limit, string limitName, Actor? sender, CancellationToken ct) =>
        TakeAsync(from, limit, limitName, (path, content, cancel) => _inspector?.InspectAsync(path, content, sender, cancel), _reserve, ct);

    /// <summary>Receives bytes that the portal itself made: they may use the reserve, and nothing of them is inspected.</summary>
    /// <param name="from">Read to its end.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    /// <exception cref="IOException">Nothing more fits at all.</exception>
    /// <exception cref="ContentUnavailableException">The folder is not the one that it was.</exception>
    public async Task<Incoming> ReceiveOwnAsync(Stream from, CancellationToken ct)
    {
        var received = await TakeAsync(from, long.MaxValue, "", (_, _, _) => null, reserve: null, ct);
        return received.Refusal is { } refusal ? throw Unkept(refusal) : received.Value;
    }

    private static Exception Unkept(Refusal refusal) =>
        refusal == StorageRefusals.Unavailable ? new ContentUnavailableException(refusal.Message) : new IOException(refusal.Message);

    /// <summary>A file that only this service may read and that goes when it is closed.</summary>
    public Stream OpenTemporary() => OpenTemporary(FileShare.None);

    /// <summary>The same, for a file that another program of this machine has to open by its path.</summary>
    public Stream OpenSharedTemporary() => OpenTemporary(FileShare.Read | FileShare.Delete);

    private FileStream OpenTemporary(FileShare share)
    {
        MakeFolder(_incoming);
        return new FileStream(
            Path.Combine(_incoming, Path.GetRandomFileName()),
            Private(
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = share,
                    BufferSize = 1 << 16,
                    Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                }
            )
        );
    }

    /// <summary>Makes a folder that only this service may open. One that is there keeps its mode.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // The mode is that of the last folder alone: those above are made one by one.
            if (Path.GetDirectoryName(folder) is { Length: > 0 } above && !Directory.Exists(above))
            {
                MakeFolder(above);
            }

            Directory.CreateDirectory(folder, PrivateFolder);
        }
    }

    /// <summary>Deletes what a process that was ended left behind: files in folders of the moment that no process has open.</summary>
    /// <param name="before">Only what was last written before; another node may have received something it has not kept yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct)
    {
        var swept = await _shelf.SweepAsync(before, ct);
        foreach (var folder in new[] { _incoming, Path.Combine(_root, "tmp") }.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                swept += File.GetLastWriteTimeUtc(file) < before.UtcDateTime && IsLeft(file) ? 1 : 0;
            }
        }

        return swept;
    }

    private async Task<Result<Incoming>> TakeAsync(
        Stream from,
        long limit,
        string limitName,
        Func<string, StoredContent, CancellationToken, Task<Result<ContentVerdict>>?> inspect,
        StorageReserve? reserve,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        // What another folder receives in the place of this one is lost with it.
        if (_shelf is FolderShelf { Away: not null })
        {
            return StorageRefusals.Unavailable;
        }

        if (reserve?.Refuses() is { } full)
        {
            return full;
        }

        MakeFolder(_incoming);
        var path = Path.Combine(_incoming, Path.GetRandomFileName());
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var keep = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            long looked = 0;
            await using (
                var to = new FileStream(
                    path,
                    Private(
                        new FileStreamOptions
                        {
                            Mode = FileMode.CreateNew,
                            Access = FileAccess.Write,
                            Share = FileShare.None,
                            BufferSize = 0,
                            Options = FileOptions.Asynchronous,
                        }
                    )
                )
            )
            {
                int read;
                while ((read = await from.ReadAsync(buffer.AsMemory(0, BufferSize), ct)) > 0)
                {
                    size += read;
                    if (size > limit)
                    {
                        return Domain.Models.ModelRefusals.TooLarge(limitName, limit);
                    }

                    if (size - looked > LookEvery)
                    {
                        looked = size;
                        if (reserve?.Refuses(read) is { } used)
                        {
                            return used;
                        }
                    }

                    hash.AppendData(buffer, 0, read);
                    if (!await WriteAsync(to, buffer.AsMemory(0, read), ct))
                    {
                        return StorageRefusals.Full;
                    }
                }

                if (!Flush(to))
                {
                    return StorageRefusals.Full;
                }
            }

            var content = new StoredContent(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
            ContentVerdict? verdict = null;
            if (inspect(path, content, ct) is { } inspecting)
            {
                var inspected = await inspecting;
                if (inspected.Refusal is { } refused)
                {
                    return refused;
                }

                verdict = inspected.Value;
            }

            keep = true;
            return new Incoming(this, path, content) { Verdict = verdict };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!keep)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>True when bytes of this digest are in the store.</summary>
    public async Task<bool> HasAsync(string sha256, CancellationToken ct) => await FindAsync(sha256, ct) is not null;

    /// <summary>Deletes what is stored under a digest. The caller has made sure that no record needs it.</summary>
    public Task DeleteAsync(string sha256, CancellationToken ct)
    {
        _staged.TryRemove(sha256, out _);
        return _shelf.DeleteAsync(Valid(sha256), ct);
    }

    /// <summary>
    /// Length and time of the last write of what is stored under a digest, or null when nothing is there;
    /// under what is no digest nothing is.
    /// </summary>
    public Task<ShelvedContent?> FindAsync(string sha256, CancellationToken ct) =>
        Sha256Hex.IsValid(sha256) ? _shelf.FindAsync(sha256, ct) : Task.FromResult<ShelvedContent?>(null);

    /// <summary>Opens stored bytes, to be read forward and asynchronously.</summary>
    /// <exception cref="FileNotFoundException">Nothing of this digest is stored.</exception>
    public Task<Stream> OpenReadAsync(string sha256, CancellationToken ct) => _shelf.OpenReadAsync(Valid(sha256), ct);

    /// <summary>
    /// Opens stored bytes as a file of this machine, for what reads in it here and there, or not asynchronously. What is kept elsewhere is
    /// fetched first, and its digest compared; the file goes when it is closed.
    /// </summary>
    /// <exception cref="FileNotFoundException">Nothing of this digest is stored.</exception>
    /// <exception cref="ContentAlteredException">What was fetched has another digest.</exception>
    public async Task<FileStream> OpenFileAsync(string sha256, CancellationToken ct)
    {
        var opened = _shelf.IsInstant ? await OpenReadAsync(sha256, ct) : null;
        if (opened is FileStream file)
        {
            return file;
        }

        if (opened is not null)
        {
            await opened.DisposeAsync();
        }

        var fetched = OpenTemporary(FileShare.Read | FileShare.Delete);
        try
        {
            await CopyToAsync(sha256, fetched, ct);
            await fetched.FlushAsync(ct);
            fetched.Position = 0;
            return fetched;
        }
        catch
        {
            await fetched.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hashes what is stored under a digest.</summary>
    /// <returns>The stored content as it is now, or null when nothing is there. Its digest differs from the name when the disk
    /// lied.</returns>
    public async Task<StoredContent?> RehashAsync(string sha256, CancellationToken ct)
    {
        Stream stream;
        try
        {
            stream = await OpenReadAsync(sha256, ct);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        await using (stream)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                long size = 0;
                for (int read; (read = await stream.ReadAsync(buffer.AsMemory(0, BufferSize), ct)) > 0; size += read)
                {
                    hash.AppendData(buffer, 0, read);
                }

                return new StoredContent(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>
    /// Copies stored bytes to a stream while hashing them; ends with an error, never silently, when they are not what their name says.
    /// </summary>
    /// <exception cref="ContentAlteredException">The bytes on disk have another digest.</exception>
    public async Task CopyToAsync(string sha256, Stream to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(to);
        await using var from = await OpenReadAsync(sha256, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // The last block is held back until the digest is known: a wrong file is never delivered whole.
            var held = 0;
            var second = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                int read;
                // A bucket gives less at a time: a small file is held back whole wherever it comes from.
                while ((read = await from.ReadAtLeastAsync(buffer.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, ct)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    if (held > 0)
                    {
                        await to.WriteAsync(second.AsMemory(0, held), ct);
                    }

                    (buffer, second) = (second, buffer);
                    held = read;
                }

                var computed = Convert.ToHexStringLower(hash.GetHashAndReset());
                if (computed != sha256)
                {
                    throw new ContentAlteredException(sha256, computed);
                }

                if (held > 0)
                {
                    await to.WriteAsync(second.AsMemory(0, held), ct);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(second);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static FileStreamOptions Private(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return options;
    }

    // Only what the file system says of itself is an answer to the caller; a stream that breaks off is not.
    private static async Task<bool> WriteAsync(FileStream to, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await to.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException e) when (StorageFaults.IsFullFile(e))
        {
            return false;
        }
    }

    private static bool Flush(FileStream to)
    {
        try
        {
            to.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException e) when (StorageFaults.IsFullFile(e))
        {
            return false;
        }
    }

    private static string Valid(string sha256) =>
        Sha256Hex.IsValid(sha256) ? sha256 : throw new ArgumentException("This is not a SHA-256 digest in lower-case hex.", nameof(sha256));
}
