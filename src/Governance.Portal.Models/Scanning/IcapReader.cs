using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Models.Scanning;

/// <summary>First line and headers of an ICAP answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">Name and value, as sent.</param>
internal sealed record IcapHead(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The first header of this name; null when there is none.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
}

/// <summary>Reads an ICAP answer, every part of it bounded.</summary>
internal sealed class IcapReader(Stream stream)
{
    private const int MaxLine = 8_192;
    private const int MaxHeaders = 100;
    private const int MaxEncapsulated = 65_536;

    private readonly byte[] _buffer = new byte[MaxLine];
    private int _from;
    private int _to;

    /// <summary>Reads a first line and headers to the empty line after them.</summary>
    public async Task<IcapHead> HeadAsync(string protocol, CancellationToken ct)
    {
        var first = (await LineAsync(ct)).Split(' ', 3);
        if (
            first.Length < 2
            || first[0] != protocol
            || !int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        )
        {
            throw new ScannerException("The ICAP server answered with something that is not ICAP.");
        }

        var headers = new List<KeyValuePair<string, string>>();
        while (await LineAsync(ct) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || headers.Count == MaxHeaders)
            {
                throw new ScannerException("The ICAP server answered with invalid headers, or too many.");
            }

            headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return new IcapHead(status, headers);
    }

    /// <summary>SHA-256 of the encapsulated body, which comes in chunks; null when there is none.</summary>
    public async Task<byte[]?> BodySha256Async(IcapHead head, CancellationToken ct)
    {
        var body = (head.Header("Encapsulated") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .FirstOrDefault(p => p.Length == 2 && p[0] is "res-body" or "req-body");
        if (
            body is null
            || !int.TryParse(body[1], NumberStyles.None, CultureInfo.InvariantCulture, out var headers)
            || headers > MaxEncapsulated
        )
        {
            return null;
        }

        await PassAsync(headers, null, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            var line = (await LineAsync(ct)).Split(';')[0].Trim();
            if (!long.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            {
                throw new ScannerException("The ICAP server answered with an invalid chunk.");
            }

            if (size == 0)
            {
                return hash.GetHashAndReset();
            }

            await PassAsync(size, hash, ct);
            _ = await LineAsync(ct);
        }
    }

    private async Task PassAsync(long count, IncrementalHash? hash, CancellationToken ct)
    {
        while (count > 0)
        {
            await FillAsync(ct);
            var part = (int)Math.Min(count, _to - _from);
            hash?.AppendData(_buffer, _from, part);
            _from += part;
            count -= part;
        }
    }

    private async Task<string> LineAsync(CancellationToken ct)
    {
        var line = new List<byte>();
        while (line.Count <= MaxLine)
        {
            await FillAsync(ct);
            var next = _buffer[_from++];
            if (next == (byte)'\n')
            {
                return Encoding.Latin1.GetString(line.ToArray()).TrimEnd('\r');
            }

            line.Add(next);
        }

        throw new ScannerException("The ICAP server answered with a line without end.");
    }

    private async Task FillAsync(CancellationToken ct)
    {
        if (_from < _to)
        {
            return;
        }

        _from = 0;
        _to = await stream.ReadAsync(_buffer, ct);
        if (_to == 0)
        {
            throw new ScannerException("The ICAP server closed the connection in the middle of its answer.");
        }
    }
}
