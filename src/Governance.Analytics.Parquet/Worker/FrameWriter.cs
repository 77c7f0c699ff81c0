using System.Buffers.Binary;
using System.Text;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>Puts a frame together and sends it whole.</summary>
internal sealed class FrameWriter(Stream output)
{
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    public void Int(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        _used += 8;
    }

    public void Text(string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? string.Empty);
        Int(bytes.Length);
        Part(bytes);
    }

    /// <summary>Bytes that begin, and what follows them, at a multiple of eight.</summary>
    public void Part(ReadOnlySpan<byte> bytes)
    {
        var length = Frames.Aligned(bytes.Length);
        var room = Room(length);
        bytes.CopyTo(room);
        room[bytes.Length..length].Clear();
        _used += length;
    }

    /// <summary>Forgets what was not sent.</summary>
    public void Clear() => _used = 0;

    public void Send(byte kind)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], _used);
        output.Write(head);
        output.Write(_bytes, 0, _used);
        output.Flush();
        _used = 0;
    }

    private Span<byte> Room(int length)
    {
        if (_used + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + length, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        }
        return _bytes.AsSpan(_used);
    }
}
