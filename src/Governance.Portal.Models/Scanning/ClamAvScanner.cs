using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Scanning;

/// <summary>ClamAV's daemon, by its own protocol: <c>zINSTREAM</c>, chunks with their length before them, a line as answer.</summary>
public sealed class ClamAvScanner(ScannerConnection connection, IOptions<ScanningOptions> options) : IUploadScanner
{
    private const int ChunkBytes = 1 << 16;
    private const int MaxAnswer = 4_096;
    private const int MaxTool = 100;
    private const string Clean = "stream: OK";
    private const string FoundEnd = " FOUND";

    /// <inheritdoc/>
    public async Task<ScanAnswer> ScanAsync(Stream content, long sizeBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        var tool = await AskAsync("zVERSION\0", ct);
        await using var stream = await connection.OpenAsync(options.Value.Address, ct);
        try
        {
            await SendAsync(stream, content, ct);
        }
        catch (IOException)
        {
            // The daemon has closed its side. What it had to say before that is in its answer, which is no verdict then.
        }

        var answer = await ReadAsync(stream, ct);
        if (answer == Clean)
        {
            return new ScanAnswer(Shown(tool), null);
        }

        return answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(FoundEnd, StringComparison.Ordinal)
            ? new ScanAnswer(Shown(tool), answer["stream: ".Length..^FoundEnd.Length])
            : throw new ScannerException(
                answer.Length == 0 ? "ClamAV closed the connection without an answer." : $"ClamAV answered: {Shown(answer)}"
            );
    }

    /// <inheritdoc/>
    public async Task<bool> IsThereAsync(CancellationToken ct)
    {
        try
        {
            return await AskAsync("zPING\0", ct) == "PONG";
        }
        catch (Exception e) when (e is OutboundException or IOException or ScannerException)
        {
            return false;
        }
    }

    private static string Shown(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsControl(c)));
        return plain.Length > MaxTool ? plain[..MaxTool] : plain;
    }

    private async Task<string> AskAsync(string command, CancellationToken ct)
    {
        await using var stream = await connection.OpenAsync(options.Value.Address, ct);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command), ct);
        return await ReadAsync(stream, ct) is { Length: > 0 } answer
            ? answer
            : throw new ScannerException("ClamAV closed the connection without an answer.");
    }

    private static async Task SendAsync(Stream stream, Stream content, CancellationToken ct)
    {
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), ct);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + sizeof(int));
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(sizeof(int), ChunkBytes), ct)) > 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await stream.WriteAsync(buffer.AsMemory(0, sizeof(int) + read), ct);
            }

            await stream.WriteAsync(new byte[sizeof(int)], ct);
            await stream.FlushAsync(ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // To the first zero byte, the end of the connection, or more than an answer can have.
    private static async Task<string> ReadAsync(Stream stream, CancellationToken ct)
    {
        var answer = new byte[MaxAnswer];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await stream.ReadAsync(answer.AsMemory(length), ct);
            if (read == 0)
            {
                break;
            }

            var end = answer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.UTF8.GetString(answer, 0, length + end);
            }

            length += read;
        }

        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\n');
    }
}
