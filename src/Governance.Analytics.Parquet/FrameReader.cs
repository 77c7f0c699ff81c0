using System.Buffers.Binary;
using System.Text;

namespace Governance.Analytics.Parquet;

/// <summary>The parts of a frame, one after the other. The process that wrote it may have been made to write anything.</summary>
internal struct FrameReader(ReadOnlyMemory<byte> frame)
{
    private int _at;

    public long Int()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Part(8).Span);
        return value;
    }

    /// <summary>Bytes as they are; what follows them begins at a multiple of eight.</summary>
    public ReadOnlyMemory<byte> Part(long length)
    {
        if (length < 0 || length > frame.Length - _at)
        {
            throw new InvalidDataException("A frame is shorter than stated.");
        }
        var part = frame.Slice(_at, (int)length);
        _at = Math.Min(frame.Length, _at + Frames.Aligned((int)length));
        return part;
    }

    public string Text() => Encoding.UTF8.GetString(Part(Int()).Span);
}
