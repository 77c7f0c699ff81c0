using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
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
        var answer = await client.OpenAsync(
            (s3, token) => s3.GetObjectAsync(new GetObjectRequest { BucketName = client.Bucket, Key = client.NameOf(key) }, token),
            ct
        );
        return answer is null
            ? throw new FileNotFoundException($"{Name} has no {key}.", key)
            : new S3ReadStream(client, key, answer, TimeSpan.FromSeconds(options.Value.TimeoutSeconds), clock);
    }

    /// <inheritdoc/>
    public async Task<Uri?> AddressAsync(string sha256, string fileName, CancellationToken ct)
    {
        if (options.Value.PresignedSeconds == 0)
        {
            return null;
        }

        var asked = new GetPreSignedUrlRequest
        {
            BucketName = client.Bucket,
            Key = client.NameOf(KeyOf(sha256)),
            Verb = HttpVerb.GET,
            Protocol = options.Value.Endpoint.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? Protocol.HTTPS : Protocol.HTTP,
            Expires = clock.GetUtcNow().AddSeconds(options.Value.PresignedSeconds).UtcDateTime,
            // Never shown by a browser, whatever it is.
            ResponseHeaderOverrides = new ResponseHeaderOverrides
            {
                ContentDisposition = $"attachment; filename=\"{fileName}\"",
                ContentType = "application/octet-stream",
            },
        };
        return await client.AskAsync((s3, _) => s3.GetPreSignedURLAsync(asked), ct) is { } address ? new Uri(address) : null;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken ct) =>
        client.AskAsync(
            (s3, token) =>
                s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = client.Bucket, Key = client.NameOf(KeyOf(sha256)) }, token),
            ct
        );

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
            return await S3Listing.PageAsync(client, options.Value.Prefix, most: 1, next: null, ct) is null
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
        var versioning = await client.AskAsync(
            (s3, token) => s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = client.Bucket }, token),
            ct,
            isOptional: true
        );
        var locks = await client.AskAsync(
            (s3, token) => s3.GetObjectLockConfigurationAsync(new GetObjectLockConfigurationRequest { BucketName = client.Bucket }, token),
            ct,
            isOptional: true
        );
        return (
            versioning?.VersioningConfig?.Status == VersionStatus.Enabled,
            locks?.ObjectLockConfiguration?.ObjectLockEnabled == ObjectLockEnabled.Enabled
        );
    }

    private async Task<(ShelvedContent Found, string? Checksum)?> HeadAsync(string sha256, CancellationToken ct)
    {
        var answer = await client.AskAsync(
            (s3, token) =>
                s3.GetObjectMetadataAsync(
                    new GetObjectMetadataRequest
                    {
                        BucketName = client.Bucket,
                        Key = client.NameOf(KeyOf(sha256)),
                        ChecksumMode = ChecksumMode.ENABLED,
                    },
                    token
                ),
            ct
        );
        if (answer is null)
        {
            return null;
        }

        var found = new ShelvedContent(
            sha256,
            answer.ContentLength >= 0
                ? answer.ContentLength
                : throw new ContentUnavailableException($"{client.Host} did not say how long {sha256} is."),
            answer.LastModified is { } written ? new DateTimeOffset(written.ToUniversalTime()) : default,
            answer.ETag
        );
        return (found, answer.ChecksumSHA256);
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
