namespace Governance.Cli.Agents;

/// <summary>Lines of a stream as bytes, each of bounded length.</summary>
internal sealed class McpLines(Stream stream)
{
    /// <summary>Longest line: what a server lists or a tool answers.</summary>
    public const int MaxBytes = 16 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null when the stream has ended. A last line without an end is one too.</summary>
    /// <exception cref="InvalidDataException">The line is longer than <see cref="MaxBytes"/>.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken ct)
    {
        var looked = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsSpan(_start, looked + at).TrimEnd((byte)'\r').ToArray();
                _start += looked + at + 1;
                return line;
            }

            looked = _end - _start;
            if (looked > MaxBytes)
            {
                throw new InvalidDataException($"A line is longer than {MaxBytes >> 20} MiB.");
            }

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0)
            {
                var rest = _buffer.AsSpan(_start, _end - _start).ToArray();
                _start = _end = 0;
                return rest.Length > 0 ? rest : null;
            }

            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
