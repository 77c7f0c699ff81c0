using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Governance.Data.Artifacts;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Lists a bucket page by page.</summary>
internal static class S3Listing
{
    private const int Page = 1_000;

    /// <summary>All objects whose names begin with a text, in the order of their names.</summary>
    /// <param name="client">Calls.</param>
    /// <param name="prefix">How names begin.</param>
    /// <param name="missing">What to say when there is no such bucket.</param>
    /// <param name="ct">Cancels.</param>
    public static async IAsyncEnumerable<S3Object> ReadAsync(
        S3Client client,
        string prefix,
        string missing,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        string? next = null;
        do
        {
            var page = await PageAsync(client, prefix, Page, next, ct) ?? throw new ContentUnavailableException(missing) { Status = 404 };
            foreach (var item in page.S3Objects ?? [])
            {
                yield return Of(item)
                    ?? throw new ContentUnavailableException($"{client.Host} lists an object without name, size or time.");
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (next is not null);
    }

    /// <summary>One page; null when there is no such bucket.</summary>
    public static Task<ListObjectsV2Response?> PageAsync(S3Client client, string prefix, int most, string? next, CancellationToken ct) =>
        client.AskAsync(
            (s3, token) =>
                s3.ListObjectsV2Async(
                    new ListObjectsV2Request
                    {
                        BucketName = client.Bucket,
                        MaxKeys = most,
                        Prefix = prefix,
                        ContinuationToken = next,
                    },
                    token
                ),
            ct
        );

    private static S3Object? Of(Amazon.S3.Model.S3Object item) =>
        item is { Key.Length: > 0, Size: { } size, LastModified: { } written }
            ? new S3Object(item.Key, size, new DateTimeOffset(written.ToUniversalTime()), (item.ETag ?? "").Trim('"'))
            : null;
}
