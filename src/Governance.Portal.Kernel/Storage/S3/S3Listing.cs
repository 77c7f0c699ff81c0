using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
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
            var query = string.Create(CultureInfo.InvariantCulture, $"list-type=2&max-keys={Page}&prefix={Uri.EscapeDataString(prefix)}");
            var page =
                await client.ReadAsync(
                    new S3Client.Call(
                        HttpMethod.Get,
                        null,
                        next is null ? query : $"{query}&continuation-token={Uri.EscapeDataString(next)}"
                    ),
                    ct
                ) ?? throw new ContentUnavailableException(missing) { Status = 404 };
            foreach (var item in page.Elements().Where(e => e.Name.LocalName == "Contents"))
            {
                yield return Of(item)
                    ?? throw new ContentUnavailableException($"{client.Host} lists an object without name, size or time.");
            }

            next = S3Client.Text(page, "IsTruncated") == "true" ? S3Client.Text(page, "NextContinuationToken") : null;
        } while (next is not null);
    }

    private static S3Object? Of(XElement item) =>
        S3Client.Text(item, "Key") is { Length: > 0 } key
        && long.TryParse(S3Client.Text(item, "Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && DateTimeOffset.TryParse(
            S3Client.Text(item, "LastModified"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var written
        )
            ? new S3Object(key, size, written, (S3Client.Text(item, "ETag") ?? "").Trim('"'))
            : null;
}
