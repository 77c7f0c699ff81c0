using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
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

    private static readonly XNamespace s_names = "http://s3.amazonaws.com/doc/2006-03-01/";

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
                async bytes =>
                {
                    var checksum = Convert.ToBase64String(Convert.FromHexString(content.Sha256));
                    var headers = Begin();
                    headers["x-amz-checksum-sha256"] = checksum;
                    await using var answer = await SendAsync(
                        new S3Client.Call(HttpMethod.Put, key)
                        {
                            Body = bytes,
                            Sha256 = content.Sha256,
                            Headers = headers,
                        },
                        ct
                    );
                    return checksum;
                },
                ct
            );
        }

        var begin = Begin();
        begin["x-amz-checksum-algorithm"] = "SHA256";
        var begun = await client.ReadAsync(new S3Client.Call(HttpMethod.Post, key, "uploads=") { Headers = begin }, ct);
        var id = begun is null ? null : S3Client.Text(begun, "UploadId");
        if (id is null)
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
        var markers = "";
        do
        {
            var page = await client.ReadAsync(
                new S3Client.Call(HttpMethod.Get, null, $"uploads=&prefix={Uri.EscapeDataString(prefix)}{markers}") { IsOptional = true },
                ct
            );
            if (page is null)
            {
                yield break;
            }

            foreach (var item in page.Elements().Where(e => e.Name.LocalName == "Upload"))
            {
                if (
                    S3Client.Text(item, "Key") is { } key
                    && key.StartsWith(prefix, StringComparison.Ordinal)
                    && S3Client.Text(item, "UploadId") is { } id
                    && DateTimeOffset.TryParse(
                        S3Client.Text(item, "Initiated"),
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var begun
                    )
                )
                {
                    yield return (key[prefix.Length..], id, begun);
                }
            }

            markers =
                S3Client.Text(page, "IsTruncated") == "true"
                && S3Client.Text(page, "NextKeyMarker") is { } nextKey
                && S3Client.Text(page, "NextUploadIdMarker") is { } nextId
                    ? $"&key-marker={Uri.EscapeDataString(nextKey)}&upload-id-marker={Uri.EscapeDataString(nextId)}"
                    : "";
        } while (markers.Length > 0);
    }

    /// <summary>Drops the parts of an upload.</summary>
    public async Task AbortAsync(string key, string id, CancellationToken ct)
    {
        await using var answer = await client.SendAsync(
            new S3Client.Call(HttpMethod.Delete, key, $"uploadId={Uri.EscapeDataString(id)}"),
            ct
        );
    }

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
        var parts = new (string Tag, byte[] Sha256)[count];
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
        var list = new XElement(
            "CompleteMultipartUpload",
            parts.Select(
                (part, i) =>
                    new XElement(
                        "Part",
                        new XElement("PartNumber", i + 1),
                        new XElement("ETag", part.Tag),
                        new XElement("ChecksumSHA256", Convert.ToBase64String(part.Sha256))
                    )
            )
        );
        if (
            await client.ReadAsync(
                new S3Client.Call(HttpMethod.Post, key, $"uploadId={Uri.EscapeDataString(id)}")
                {
                    Body = Encoding.UTF8.GetBytes(list.ToString(SaveOptions.DisableFormatting)),
                },
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
        var all = SHA256.HashData(parts.SelectMany(p => p.Sha256).ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(all)}-{count}");
    }

    // Ceph 16 forgets the retention that an upload of parts began with, so it is stated again when there is an object.
    private async Task RetainAsync(string key, CancellationToken ct)
    {
        var retention = new XElement(
            s_names + "Retention",
            new XElement(s_names + "Mode", options.Value.RetentionMode),
            new XElement(s_names + "RetainUntilDate", RetainUntil())
        );
        var body = Encoding.UTF8.GetBytes(retention.ToString(SaveOptions.DisableFormatting));
        await using var answer = await SendAsync(
            new S3Client.Call(HttpMethod.Put, key, "retention=")
            {
                Body = body,
                Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["x-amz-checksum-sha256"] = Convert.ToBase64String(SHA256.HashData(body)),
                },
            },
            ct
        );
    }

    private async Task<(string Tag, byte[] Sha256)> SendPartAsync(
        string key,
        string id,
        int number,
        ReadOnlyMemory<byte> bytes,
        CancellationToken ct
    )
    {
        var sha256 = SHA256.HashData(bytes.Span);
        await using var answer = await SendAsync(
            new S3Client.Call(
                HttpMethod.Put,
                key,
                string.Create(CultureInfo.InvariantCulture, $"partNumber={number}&uploadId={Uri.EscapeDataString(id)}")
            )
            {
                Body = bytes,
                Sha256 = Convert.ToHexStringLower(sha256),
                Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["x-amz-checksum-sha256"] = Convert.ToBase64String(sha256),
                },
            },
            ct
        );
        return (
            answer.Header("ETag") ?? throw new ContentUnavailableException($"{client.Host} did not confirm part {number} of {key}."),
            sha256
        );
    }

    private async Task<Outbound.StreamedAnswer> SendAsync(S3Client.Call call, CancellationToken ct)
    {
        var answer = await client.SendAsync(call, ct);
        if (answer.IsSuccess)
        {
            return answer;
        }

        await using (answer)
        {
            throw new ContentUnavailableException($"{client.Host} has no bucket {options.Value.Bucket}, or lost the upload of {call.Key}.");
        }
    }

    private async Task<T> HoldAsync<T>(
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        long offset,
        int length,
        Func<ReadOnlyMemory<byte>, Task<T>> send,
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

            return await send(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _held.Release();
        }
    }

    private Dictionary<string, string> Begin()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.Value.RetentionMode.Length > 0)
        {
            headers["x-amz-object-lock-mode"] = options.Value.RetentionMode;
            headers["x-amz-object-lock-retain-until-date"] = RetainUntil();
        }

        return headers;
    }

    private string RetainUntil() =>
        clock
            .GetUtcNow()
            .AddDays(options.Value.RetentionDays)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
