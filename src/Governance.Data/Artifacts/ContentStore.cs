using System.Buffers;
using System.Security.Cryptography;
using Governance.Domain;

namespace Governance.Data.Artifacts;

/// <summary>What was stored.</summary>
/// <param name="Sha256">Digest, lower-case hex: the name in the store.</param>
/// <param name="SizeBytes">Length.</param>
public sealed record StoredContent(string Sha256, long SizeBytes);

/// <summary>
/// Bytes by their SHA-256. A file name comes from the computed digest alone, so no name of a stranger ever reaches the disk.
/// Content is written beside the store, synchronised, then moved into place: a crash leaves no half file under a digest.
/// </summary>
public sealed class ContentStore
{
    private const int BufferSize = 1 << 17;
    private readonly string _root;
    private readonly string _incoming;

    /// <param name="root">Folder of the store; made when missing.</param>
    public ContentStore(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _root = Path.GetFullPath(root);
        _incoming = Path.Combine(_root, "incoming");
    }

    /// <summary>The folder.</summary>
    public string Root => _root;

    /// <summary>Hashes a stream while writing it to a file beside the store. Nothing is in the store until <see cref="Incoming.Keep"/>.</summary>
    /// <param name="from">Read to its end.</param>
    /// <param name="limit">Most bytes taken.</param>
    /// <param name="limitName">The configuration key of the limit, for the refusal.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    public async Task<Result<Incoming>> ReceiveAsync(Stream from, long limit, string limitName, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        Directory.CreateDirectory(_incoming);
        var path = Path.Combine(_incoming, Path.GetRandomFileName());
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var keep = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            await using (var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            {
                int read;
                while ((read = await from.ReadAsync(buffer.AsMemory(0, BufferSize), ct)) > 0)
                {
                    size += read;
                    if (size > limit)
                    {
                        return Domain.Models.ModelRefusals.TooLarge(limitName, limit);
                    }

                    hash.AppendData(buffer, 0, read);
                    await to.WriteAsync(buffer.AsMemory(0, read), ct);
                }

                to.Flush(flushToDisk: true);
            }

            keep = true;
            return new Incoming(this, path, new StoredContent(Convert.ToHexStringLower(hash.GetHashAndReset()), size));
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

    /// <summary>Stores bytes held in memory.</summary>
    public async Task<StoredContent> StoreAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        var received = await ReceiveAsync(stream, long.MaxValue, "", ct);
        await using var incoming = received.Value;
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
        new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Hashes what is stored under a digest.</summary>
    /// <returns>The stored content as it is on disk now, or null when nothing is there. Its digest differs from the name when the disk lied.</returns>
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

    /// <summary>Copies stored bytes to a stream while hashing them; ends with an error, never silently, when they are not what their name says.</summary>
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

    private string PathOf(string sha256) => Sha256Hex.IsValid(sha256)
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

        /// <summary>Opens the received bytes for reading, before or after keeping them.</summary>
        public Stream OpenRead() => _path is { } path
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan)
            : _store.OpenRead(Content.Sha256);

        /// <summary>Moves them into the store. Keeping the same content twice is the same as once.</summary>
        public StoredContent Keep()
        {
            if (_path is not { } path)
            {
                return Content;
            }

            var target = _store.PathOf(Content.Sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
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

/// <summary>Stored bytes are no longer what they were.</summary>
public sealed class ContentAlteredException(string expected, string computed)
    : IOException($"Stored content {expected} hashes to {computed}: it was altered on disk.")
{
    /// <summary>The digest it was stored under.</summary>
    public string Expected { get; } = expected;

    /// <summary>The digest it has.</summary>
    public string Computed { get; } = computed;
}
