using System.Buffers;
using System.Security.Cryptography;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Data.Artifacts;

/// <summary>
/// Bytes by their SHA-256. A file name comes from the computed digest alone, so no name of a stranger ever reaches the disk.
/// Content is written beside the store, synchronised, then moved into place: a crash leaves no half file under a digest.
/// </summary>
public sealed class ContentStore
{
    private const int BufferSize = 1 << 17;

    // Bytes after which the free space is looked at again.
    private const long LookEvery = 4L << 20;

    // What the operating system says when nothing more fits: ENOSPC, EDQUOT, ERROR_DISK_FULL.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);

    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root;
    private readonly string _incoming;
    private readonly IContentInspector? _inspector;
    private readonly StorageReserve? _reserve;

    /// <param name="root">Folder of the store; made when missing.</param>
    /// <param name="inspector">Looks at what comes from outside; null when nothing does.</param>
    /// <param name="reserve">Room that what is received leaves free; null for none.</param>
    public ContentStore(string root, IContentInspector? inspector = null, StorageReserve? reserve = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _inspector = inspector;
        _root = Path.GetFullPath(root);
        _incoming = Path.Combine(_root, "incoming");
        _reserve = reserve;
    }

    /// <summary>
    /// Folder of what is written beside the store: received bytes that are not kept yet, and files that go when they are closed.
    /// </summary>
    public string TemporaryFolder => _incoming;

    /// <summary>The folder.</summary>
    public string Root => _root;

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
    /// <see cref="Incoming.Keep"/>.
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
    public async Task<Incoming> ReceiveOwnAsync(Stream from, CancellationToken ct)
    {
        var received = await TakeAsync(from, long.MaxValue, "", (_, _, _) => null, reserve: null, ct);
        return received.Refusal is { } full ? throw new IOException(full.Message) : received.Value;
    }

    /// <summary>A file that only this service may read and that goes when it is closed.</summary>
    public Stream OpenTemporary()
    {
        MakeFolder(_incoming);
        return new FileStream(
            Path.Combine(_incoming, Path.GetRandomFileName()),
            Private(
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
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
    /// <returns>How many were deleted.</returns>
    public int Sweep(DateTimeOffset before)
    {
        var swept = 0;
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

    /// <summary>Stores bytes held in memory that the portal made itself.</summary>
    public async Task<StoredContent> StoreAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        await using var incoming = await ReceiveOwnAsync(stream, ct);
        return incoming.Keep();
    }

    /// <summary>True when bytes of this digest are in the store.</summary>
    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Deletes what is stored under a digest. The caller has made sure that no record needs it.</summary>
    public void Delete(string sha256) => File.Delete(PathOf(sha256));

    /// <summary>Length and time of the last write of what is stored under a digest, or null when nothing is there.</summary>
    public (long SizeBytes, DateTimeOffset WrittenAt)? Find(string sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        return file.Exists ? (file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)) : null;
    }

    /// <summary>Opens stored bytes for reading.</summary>
    /// <exception cref="FileNotFoundException">Nothing of this digest is stored.</exception>
    public Stream OpenRead(string sha256) =>
        new FileStream(
            PathOf(sha256),
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            BufferSize,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );

    /// <summary>Hashes what is stored under a digest.</summary>
    /// <returns>The stored content as it is on disk now, or null when nothing is there. Its digest differs from the name when the disk
    /// lied.</returns>
    public async Task<StoredContent?> RehashAsync(string sha256, CancellationToken ct)
    {
        if (!Has(sha256))
        {
            return null;
        }

        await using var stream = OpenRead(sha256);
        var hash = await SHA256.HashDataAsync(stream, ct);
        return new StoredContent(Convert.ToHexStringLower(hash), stream.Length);
    }

    /// <summary>
    /// Copies stored bytes to a stream while hashing them; ends with an error, never silently, when they are not what their name says.
    /// </summary>
    /// <exception cref="ContentAlteredException">The bytes on disk have another digest.</exception>
    public async Task CopyToAsync(string sha256, Stream to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(to);
        await using var from = OpenRead(sha256);
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
                while ((read = await from.ReadAsync(buffer.AsMemory(0, BufferSize), ct)) > 0)
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

    private static FileStreamOptions Private(FileStreamOptions options)
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
        catch (IOException e) when (e.HResult is NoSpaceLeft or QuotaExceeded or DiskFull)
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
        catch (IOException e) when (e.HResult is NoSpaceLeft or QuotaExceeded or DiskFull)
        {
            return false;
        }
    }

    private static bool IsLeft(string file)
    {
        try
        {
            // A file that another process is writing is locked by it.
            using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }

            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(string sha256) =>
        Sha256Hex.IsValid(sha256)
            ? Path.Combine(_root, sha256[..2], sha256[2..4], sha256)
            : throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));

    /// <summary>Received bytes that are not in the store yet. Disposing drops them.</summary>
    public sealed class Incoming : IAsyncDisposable
    {
        private readonly ContentStore _store;
        private string? _path;

        internal Incoming(ContentStore store, string path, StoredContent content) => (_store, _path, Content) = (store, path, content);

        /// <summary>What was received.</summary>
        public StoredContent Content { get; }

        /// <summary>What the inspection found; null where nothing is inspected.</summary>
        public ContentVerdict? Verdict { get; internal init; }

        /// <summary>Opens the received bytes for reading, before or after keeping them.</summary>
        public Stream OpenRead() =>
            _path is { } path
                ? new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.Read,
                    BufferSize,
                    FileOptions.Asynchronous | FileOptions.SequentialScan
                )
                : _store.OpenRead(Content.Sha256);

        /// <summary>Moves them into the store. Keeping the same content twice is the same as once.</summary>
        public StoredContent Keep()
        {
            if (_path is not { } path)
            {
                return Content;
            }

            var target = _store.PathOf(Content.Sha256);
            MakeFolder(Path.GetDirectoryName(target)!);
            // Replaces what is there: the same bytes, unless the disk lost or changed them, and then these are the right ones.
            File.Move(path, target, overwrite: true);
            _path = null;
            return Content;
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            if (_path is { } path)
            {
                File.Delete(path);
                _path = null;
            }

            return ValueTask.CompletedTask;
        }
    }
}
