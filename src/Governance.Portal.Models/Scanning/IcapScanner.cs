using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>
/// Any scanner that speaks ICAP (RFC 3507). 204 means unchanged; an answer with a body counts as unchanged only when the body is, byte for
/// byte, what was sent and no header names a finding. Everything else is a finding, or no verdict.
/// </summary>
public sealed class IcapScanner(ScannerConnection connection, IOptions<ScanningOptions> options) : IUploadScanner
{
    private const int BlockBytes = 1 << 16;
    private static readonly string[] s_findings = ["X-Infection-Found", "X-Virus-ID", "X-Violations-Found", "X-Virus-Name"];

    private Uri Service => new(options.Value.Address);

    private string Authority => string.Create(CultureInfo.InvariantCulture, $"{Service.Host}:{Service.Port}");

    /// <inheritdoc/>
    public async Task<ScanAnswer> ScanAsync(Stream content, long sizeBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        await using var stream = await connection.OpenAsync(options.Value.Address, ct);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A server may answer while it still reads: anyone who only writes would wait for it for ever.
        var answering = ReadAsync(new IcapReader(stream), stop.Token);
        try
        {
            await SendAsync(stream, content, sizeBytes, sent, ct);
        }
        catch (IOException)
        {
            // It has closed its side early. Its answer says why.
        }
        catch
        {
            await stop.CancelAsync();
            await answering.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        var answer = await answering;
        var finding = s_findings.Select(answer.Head.Header).FirstOrDefault(h => h is not null);
        var tool = answer.Head.Header("Service") is { Length: > 0 } service ? $"ICAP {service}" : $"ICAP {Authority}{Service.AbsolutePath}";
        var shown = string.Concat(tool.Where(c => !char.IsControl(c)).Take(100));
        return answer.Head.Status switch
        {
            204 => new ScanAnswer(shown, finding),
            200 when finding is not null => new ScanAnswer(shown, finding),
            200 => new ScanAnswer(
                shown,
                answer.BodySha256 is { } body && body.AsSpan().SequenceEqual(sent.GetHashAndReset()) ? null : "blocked"
            ),
            _ => throw new ScannerException(
                string.Create(CultureInfo.InvariantCulture, $"The ICAP server answered with {answer.Head.Status}.")
            ),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> IsThereAsync(CancellationToken ct)
    {
        try
        {
            await using var stream = await connection.OpenAsync(options.Value.Address, ct);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"OPTIONS {Service.AbsoluteUri} ICAP/1.0\r\nHost: {Authority}\r\nEncapsulated: null-body=0\r\n\r\n"
                ),
                ct
            );
            return (await new IcapReader(stream).HeadAsync("ICAP/1.0", ct)).Status is >= 200 and < 300;
        }
        catch (Exception e) when (e is OutboundException or IOException or ScannerException)
        {
            return false;
        }
    }

    private async Task SendAsync(Stream stream, Stream content, long sizeBytes, IncrementalHash sent, CancellationToken ct)
    {
        var isAnswer = options.Value.IcapMethod is IcapMethod.RespMod;
        var length = sizeBytes.ToString(CultureInfo.InvariantCulture);
        var request = isAnswer
            ? "GET http://upload.invalid/upload HTTP/1.1\r\nHost: upload.invalid\r\n\r\n"
            : $"POST http://upload.invalid/upload HTTP/1.1\r\nHost: upload.invalid\r\nContent-Type: "
                + $"application/octet-stream\r\nContent-Length: {length}\r\n\r\n";
        var response = isAnswer ? $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n" : "";
        var parts = isAnswer
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"req-hdr=0, res-hdr={request.Length}, res-body={request.Length + response.Length}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"req-hdr=0, req-body={request.Length}");
        var head =
            $"{(isAnswer ? "RESPMOD" : "REQMOD")} {Service.AbsoluteUri} ICAP/1.0\r\nHost: {Authority}\r\nUser-Agent: "
            + $"governance-portal\r\nAllow: 204\r\nConnection: close\r\nEncapsulated: {parts}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + request + response), ct);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, BlockBytes), ct)) > 0)
            {
                sent.AppendData(buffer, 0, read);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(read.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), ct);
                await stream.WriteAsync(buffer.AsMemory(0, read), ct);
                await stream.WriteAsync("\r\n"u8.ToArray(), ct);
            }

            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), ct);
            await stream.FlushAsync(ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<IcapAnswer> ReadAsync(IcapReader reader, CancellationToken ct)
    {
        var head = await reader.HeadAsync("ICAP/1.0", ct);
        return new IcapAnswer(head, head.Status == 200 ? await reader.BodySha256Async(head, ct) : null);
    }

    private sealed record IcapAnswer(IcapHead Head, byte[]? BodySha256);
}
