using System.IO.Compression;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Lineage;

/// <summary>Receives the body of a lineage call, compressed or not, as far as the limit allows.</summary>
internal sealed class LineageBody(IOptions<LimitsOptions> limits)
{
    private static readonly string[] s_types = ["application/json", "application/gzip", "application/octet-stream"];

    public async Task<Result<byte[]>> ReceiveAsync(HttpRequest request, CancellationToken ct)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (
            type is not null
            && !s_types.Contains(type, StringComparer.OrdinalIgnoreCase)
            && !type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        )
        {
            return new Refusal("request.media-type", $"Send application/json; gzip is accepted.", RefusalKind.UnsupportedMedia);
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (
            encoding.Length > 0
            && !encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
        )
        {
            return new Refusal("request.media-type", $"The content encoding must be gzip or none.", RefusalKind.UnsupportedMedia);
        }

        var received = await ReadAsync(request.Body, ct);
        if (received.Refusal is { } refusal)
        {
            return refusal;
        }

        // By its first two bytes too: a proxy may have taken the header away.
        var bytes = received.Value;
        return bytes is [0x1f, 0x8b, ..] ? await UnpackAsync(bytes, ct) : bytes;
    }

    private async Task<Result<byte[]>> UnpackAsync(byte[] bytes, CancellationToken ct)
    {
        try
        {
            await using var packed = new MemoryStream(bytes, writable: false);
            await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            return await ReadAsync(unpacked, ct);
        }
        catch (InvalidDataException)
        {
            return new Refusal("request.malformed", $"The body is not a complete gzip file.", RefusalKind.Malformed);
        }
    }

    private async Task<Result<byte[]>> ReadAsync(Stream from, CancellationToken ct)
    {
        var most = limits.Value.LineageBytes;
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > most)
            {
                return new Refusal(
                    "limit.exceeded",
                    $"The events exceed the limit set by Limits__LineageBytes ({most} bytes).",
                    RefusalKind.TooLarge
                );
            }

            await kept.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return kept.ToArray();
    }
}
