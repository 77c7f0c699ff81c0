using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Governance.Data.Artifacts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Sends a file as one object: by one request when it is small, else in parts that the server joins at the end. Until then nothing of it is
/// found.
/// </summary>
internal sealed class S3Upload(S3Client client, IOptions<S3Options> options, TimeProvider clock) : IDisposable
{
    /// <summary>Length of a part.</summary>
    public const int PartBytes = 8 * 1024 * 1024;

    // The most parts of an object is 10,000.
    private const int MostParts = 9_000;
    private const int AtOnce = 3;
    private const int PartsHeld = 6;

    private static readonly TimeSpan s_abort = TimeSpan.FromSeconds(10);

    // However many uploads run, this many parts are held in memory.
    private readonly SemaphoreSlim _held = new(PartsHeld);

    /// <summary>Sends.</summary>
    /// <returns>The checksum that the server has of it if it keeps any, as it writes it.</returns>
    public async Task<string> RunAsync(string path, string key, StoredContent content, CancellationToken ct)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var size = content.SizeBytes;
        if (size <= PartBytes)
        {
            return await HoldAsync(
                file,
                0,
                (int)size,
                bytes => SendAsync(key, bytes, Convert.ToBase64String(Convert.FromHexString(content.Sha256)), ct),
                ct
            );
        }

        var (mode, until) = Retention();
        var begun = await client.AskAsync(
            (s3, token) =>
                s3.InitiateMultipartUploadAsync(
                    new InitiateMultipartUploadRequest
                    {
                        BucketName = client.Bucket,
                        Key = client.NameOf(key),
                        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                        ObjectLockMode = mode,
                        ObjectLockRetainUntilDate = until,
                    },
                    token
                ),
            ct
        );
        if (begun?.UploadId is not { Length: > 0 } id)
        {
            throw new ContentUnavailableException($"{client.Host} did not begin the upload of {key}.");
        }

        try
        {
            return await SendPartsAsync(file, key, id, size, ct);
        }
        catch
        {
            // Parts that are never joined are paid for until they are swept.
            using var time = new CancellationTokenSource(s_abort, clock);
            try
            {
                await AbortAsync(key, id, time.Token);
            }
            catch (Exception e) when (e is ContentUnavailableException or OperationCanceledException)
            {
                // the sweep finds it
            }

            throw;
        }
    }

    /// <summary>Uploads that were begun and neither ended nor aborted: name within the prefix, id, and when.</summary>
    public async IAsyncEnumerable<(string Key, string Id, DateTimeOffset Begun)> BegunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var prefix = options.Value.Prefix;
        ListMultipartUploadsResponse? page = null;
        do
        {
            var (keyMarker, idMarker) = (page?.NextKeyMarker, page?.NextUploadIdMarker);
            page = await client.AskAsync(
                (s3, token) =>
                    s3.ListMultipartUploadsAsync(
                        new ListMultipartUploadsRequest
                        {
                            BucketName = client.Bucket,
                            Prefix = prefix,
                            KeyMarker = keyMarker,
                            UploadIdMarker = idMarker,
                        },
                        token
                    ),
                ct,
                isOptional: true
            );
            foreach (var item in page?.MultipartUploads ?? [])
            {
                if (item is { Key: { } key, UploadId: { } id, Initiated: { } begun } && key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return (key[prefix.Length..], id, new DateTimeOffset(begun.ToUniversalTime()));
                }
            }
        } while (page is { IsTruncated: true, NextKeyMarker.Length: > 0, NextUploadIdMarker.Length: > 0 });
    }

    /// <summary>Drops the parts of an upload.</summary>
    public Task AbortAsync(string key, string id, CancellationToken ct) =>
        client.AskAsync(
            (s3, token) =>
                s3.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest
                    {
                        BucketName = client.Bucket,
                        Key = client.NameOf(key),
                        UploadId = id,
                    },
                    token
                ),
            ct
        );

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private async Task<string> SendPartsAsync(
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        string key,
        string id,
        long size,
        CancellationToken ct
    )
    {
        var length = (int)Math.Max(PartBytes, (size + MostParts - 1) / MostParts);
        var count = (int)((size + length - 1) / length);
        var parts = new PartETag[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (index, token) =>
            {
                var offset = (long)index * length;
                parts[index] = await HoldAsync(
                    file,
                    offset,
                    (int)Math.Min(length, size - offset),
                    bytes => SendPartAsync(key, id, index + 1, bytes, token),
                    token
                );
            }
        );
        if (
            await client.AskAsync(
                (s3, token) =>
                    s3.CompleteMultipartUploadAsync(
                        new CompleteMultipartUploadRequest
                        {
                            BucketName = client.Bucket,
                            Key = client.NameOf(key),
                            UploadId = id,
                            PartETags = [.. parts],
                        },
                        token
                    ),
                ct
            )
            is null
        )
        {
            throw new ContentUnavailableException($"{client.Host} lost the parts of {key}.");
        }

        if (options.Value.RetentionMode.Length > 0)
        {
            await RetainAsync(key, ct);
        }

        // Of an object of parts it is that of their checksums, with their number.
        var all = SHA256.HashData(parts.SelectMany(p => Convert.FromBase64String(p.ChecksumSHA256)).ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(all)}-{count}");
    }

    // Ceph 16 forgets the retention that an upload of parts began with, so it is stated again when there is an object.
    private async Task RetainAsync(string key, CancellationToken ct)
    {
        var (mode, until) = Retention();
        var kept = await client.AskAsync(
            (s3, token) =>
                s3.PutObjectRetentionAsync(
                    new PutObjectRetentionRequest
                    {
                        BucketName = client.Bucket,
                        Key = client.NameOf(key),
                        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                        Retention = new ObjectLockRetention { Mode = ObjectLockRetentionMode.FindValue(mode), RetainUntilDate = until },
                    },
                    token
                ),
            ct
        );
        _ = kept ?? throw Lost(key);
    }

    private async Task<string> SendAsync(string key, ArraySegment<byte> bytes, string checksum, CancellationToken ct)
    {
        var (mode, until) = Retention();
        var sent = await client.AskAsync(
            (s3, token) =>
                s3.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = client.Bucket,
                        Key = client.NameOf(key),
                        InputStream = Streamed(bytes),
                        ChecksumSHA256 = checksum,
                        // One digest in the head: not every server reads a body that is signed and summed up in pieces.
                        UseChunkEncoding = false,
                        ObjectLockMode = mode,
                        ObjectLockRetainUntilDate = until,
                    },
                    token
                ),
            ct
        );
        return sent is null ? throw Lost(key) : checksum;
    }

    private async Task<PartETag> SendPartAsync(string key, string id, int number, ArraySegment<byte> bytes, CancellationToken ct)
    {
        var checksum = Convert.ToBase64String(SHA256.HashData(bytes));
        var sent =
            await client.AskAsync(
                (s3, token) =>
                    s3.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = client.Bucket,
                            Key = client.NameOf(key),
                            UploadId = id,
                            PartNumber = number,
                            PartSize = bytes.Count,
                            InputStream = Streamed(bytes),
                            ChecksumSHA256 = checksum,
                            UseChunkEncoding = false,
                        },
                        token
                    ),
                ct
            ) ?? throw Lost(key);
        return sent.ETag is { Length: > 0 } tag
            ? new PartETag
            {
                PartNumber = number,
                ETag = tag,
                ChecksumSHA256 = checksum,
            }
            : throw new ContentUnavailableException($"{client.Host} did not confirm part {number} of {key}.");
    }

    private ContentUnavailableException Lost(string key) =>
        new($"{client.Host} has no bucket {options.Value.Bucket}, or lost the upload of {key}.");

    private static MemoryStream Streamed(ArraySegment<byte> bytes) => new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);

    private async Task<T> HoldAsync<T>(
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        long offset,
        int length,
        Func<ArraySegment<byte>, Task<T>> send,
        CancellationToken ct
    )
    {
        await _held.WaitAsync(ct);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            for (int done = 0, read; done < length; done += read)
            {
                read = await RandomAccess.ReadAsync(file, buffer.AsMemory(done, length - done), offset + done, ct);
                if (read == 0)
                {
                    throw new EndOfStreamException("The received file became shorter.");
                }
            }

            return await send(new ArraySegment<byte>(buffer, 0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _held.Release();
        }
    }

    private (string? Mode, DateTime? Until) Retention() =>
        options.Value.RetentionMode is { Length: > 0 } mode
            ? (mode, clock.GetUtcNow().AddDays(options.Value.RetentionDays).UtcDateTime)
            : (null, null);
}
