using System.Runtime.CompilerServices;
using Governance.Data.Artifacts;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Content in a bucket, under the same two levels of names as in the folder. An object appears whole or not at all; what the server says it
/// kept is compared with what was sent.
/// </summary>
internal sealed class S3Shelf(S3Client client, S3Upload upload, IOptions<S3Options> options, TimeProvider clock) : IContentShelf
{
    private const int NotFound = 404;

    // An upload of another node may take hours, and nothing of it is found before its end.
    private static readonly TimeSpan s_longestUpload = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Name => $"the bucket {options.Value.Bucket} at {client.Host}";

    /// <inheritdoc/>
    public bool IsInstant => false;

    /// <inheritdoc/>
    public async Task<string> PutAsync(string path, StoredContent content, bool replace, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!replace && await HeadAsync(content.Sha256, ct) is { } there && there.Found.SizeBytes == content.SizeBytes)
        {
            return path;
        }

        var key = KeyOf(content.Sha256);
        var checksum = await upload.RunAsync(path, key, content, ct);
        var kept = await HeadAsync(content.Sha256, ct);
        if (kept is { } now && now.Found.SizeBytes == content.SizeBytes && (now.Checksum is not { } said || said == checksum))
        {
            return path;
        }

        if (kept is not null)
        {
            await DeleteAsync(content.Sha256, ct);
        }

        throw new ContentUnavailableException($"{client.Host} did not store {key} unchanged, so nothing was kept.");
    }

    /// <inheritdoc/>
    public async Task<ShelvedContent?> FindAsync(string sha256, CancellationToken ct) => (await HeadAsync(sha256, ct))?.Found;

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(string sha256, CancellationToken ct)
    {
        var key = KeyOf(sha256);
        var answer = await client.SendAsync(new S3Client.Call(HttpMethod.Get, key), ct);
        if (answer.Status != NotFound)
        {
            return new S3ReadStream(client, key, answer, TimeSpan.FromSeconds(options.Value.TimeoutSeconds), clock);
        }

        await using (answer)
        {
            throw new FileNotFoundException($"{Name} has no {key}.", key);
        }
    }

    /// <inheritdoc/>
    public Uri? AddressOf(string sha256, string fileName)
    {
        if (options.Value.PresignedSeconds == 0)
        {
            return null;
        }

        // Never shown by a browser, whatever it is.
        var query =
            $"response-content-disposition={Uri.EscapeDataString($"attachment; filename=\"{fileName}\"")}"
            + "&response-content-type=application%2Foctet-stream";
        return client.Presigned(
            new S3Client.Call(HttpMethod.Get, KeyOf(sha256), query),
            TimeSpan.FromSeconds(options.Value.PresignedSeconds)
        );
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string sha256, CancellationToken ct)
    {
        await using var answer = await client.SendAsync(new S3Client.Call(HttpMethod.Delete, KeyOf(sha256)), ct);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ShelvedContent> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var missing = $"{client.Host} has no bucket {options.Value.Bucket}.";
        await foreach (var item in S3Listing.ReadAsync(client, options.Value.Prefix, missing, ct))
        {
            if (Of(item) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct)
    {
        var swept = 0;
        var latest = clock.GetUtcNow() - s_longestUpload;
        // A portal that is the only one has begun nothing yet, whatever its clock says.
        before = before == DateTimeOffset.MaxValue || before < latest ? before : latest;
        await foreach (var (key, id, begun) in upload.BegunAsync(ct))
        {
            if (begun < before)
            {
                await upload.AbortAsync(key, id, ct);
                swept++;
            }
        }

        return swept;
    }

    /// <inheritdoc/>
    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        try
        {
            var query = $"list-type=2&max-keys=1&prefix={Uri.EscapeDataString(options.Value.Prefix)}";
            return await client.ReadAsync(new S3Client.Call(HttpMethod.Get, null, query), ct) is null
                ? $"{client.Host} has no bucket {options.Value.Bucket}. Create it, or correct Storage__S3__Bucket."
                : null;
        }
        catch (ContentUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether the bucket keeps earlier versions, and whether it can lock objects.</summary>
    public async Task<(bool IsVersioned, bool CanLock)> ProtectionAsync(CancellationToken ct)
    {
        var versioning = await client.ReadAsync(new S3Client.Call(HttpMethod.Get, null, "versioning=") { IsOptional = true }, ct);
        var locks = await client.ReadAsync(new S3Client.Call(HttpMethod.Get, null, "object-lock=") { IsOptional = true }, ct);
        return (
            versioning is not null && S3Client.Text(versioning, "Status") == "Enabled",
            locks is not null && S3Client.Text(locks, "ObjectLockEnabled") == "Enabled"
        );
    }

    private async Task<(ShelvedContent Found, string? Checksum)?> HeadAsync(string sha256, CancellationToken ct)
    {
        await using var answer = await client.SendAsync(
            new S3Client.Call(HttpMethod.Head, KeyOf(sha256))
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-checksum-mode"] = "ENABLED" },
            },
            ct
        );
        if (answer.Status == NotFound)
        {
            return null;
        }

        var found = new ShelvedContent(
            sha256,
            answer.Length ?? throw new ContentUnavailableException($"{client.Host} did not say how long {sha256} is."),
            answer.LastModified ?? default,
            answer.Header("ETag")
        );
        return (found, answer.Header("x-amz-checksum-sha256"));
    }

    private ShelvedContent? Of(S3Object item)
    {
        var name = item.Key[(item.Key.LastIndexOf('/') + 1)..];
        return Sha256Hex.IsValid(name) && item.Key == options.Value.Prefix + KeyOf(name)
            ? new ShelvedContent(name, item.SizeBytes, item.WrittenAt, item.Tag.Length > 0 ? $"\"{item.Tag}\"" : null)
            : null;
    }

    private static string KeyOf(string sha256) =>
        Sha256Hex.IsValid(sha256)
            ? $"{sha256[..2]}/{sha256[2..4]}/{sha256}"
            : throw new ArgumentException("This is not a SHA-256 digest in lower-case hex.", nameof(sha256));
}
