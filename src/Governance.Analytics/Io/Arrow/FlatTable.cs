using System.Buffers.Binary;
using System.Text;

namespace Governance.Analytics.Io.Arrow;

/// <summary>
/// A table of FlatBuffers, in which Arrow describes its batches. Whoever wrote it may have written anything: every place is compared with
/// the length before it is read, and an offset leads forward only, so that none of them goes round in a circle.
/// </summary>
internal readonly struct FlatTable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _at;
    private readonly int _slots;
    private readonly int _slotBytes;

    private FlatTable(ReadOnlyMemory<byte> bytes, int at)
    {
        var slots = (long)at - BinaryPrimitives.ReadInt32LittleEndian(Part(bytes, at, sizeof(int)));
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Part(bytes, slots, sizeof(ushort)));
        Part(bytes, slots, length);
        (_bytes, _at, _slots, _slotBytes) = (bytes, at, (int)slots, length);
    }

    /// <summary>The table that everything else hangs from.</summary>
    public static FlatTable Root(ReadOnlyMemory<byte> bytes) => new(bytes, Follow(bytes, 0));

    public byte Byte(int field, byte absent = 0) => PlaceOf(field) is { } at ? Part(_bytes, at, 1)[0] : absent;

    public short Int16(int field, short absent = 0) =>
        PlaceOf(field) is { } at ? BinaryPrimitives.ReadInt16LittleEndian(Part(_bytes, at, sizeof(short))) : absent;

    public int Int32(int field, int absent = 0) =>
        PlaceOf(field) is { } at ? BinaryPrimitives.ReadInt32LittleEndian(Part(_bytes, at, sizeof(int))) : absent;

    public long Int64(int field, long absent = 0) =>
        PlaceOf(field) is { } at ? BinaryPrimitives.ReadInt64LittleEndian(Part(_bytes, at, sizeof(long))) : absent;

    public FlatTable? Table(int field) => PlaceOf(field) is { } at ? new FlatTable(_bytes, Follow(_bytes, at)) : null;

    public string Text(int field)
    {
        var bytes = Structs(field, 1, out _);
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ArrowFault("a name in its description is not UTF-8");
        }
    }

    /// <summary>How many elements a list has; none when it is absent.</summary>
    public int Count(int field, int width)
    {
        Structs(field, width, out var count);
        return count;
    }

    /// <summary>A list of elements of one width, as they lie.</summary>
    public ReadOnlySpan<byte> Structs(int field, int width, out int count)
    {
        count = 0;
        if (PlaceOf(field) is not { } place)
        {
            return [];
        }
        var at = Follow(_bytes, place);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Part(_bytes, at, sizeof(uint)));
        var bytes = Part(_bytes, (long)at + sizeof(uint), (long)length * width);
        count = (int)length;
        return bytes;
    }

    /// <summary>A table of a list of tables.</summary>
    public FlatTable TableAt(int field, int index)
    {
        if (PlaceOf(field) is not { } place || index >= Count(field, sizeof(uint)))
        {
            throw new ArrowFault("its description has fewer parts than it states");
        }
        return new FlatTable(_bytes, Follow(_bytes, Follow(_bytes, place) + sizeof(uint) + (index * sizeof(uint))));
    }

    private long? PlaceOf(int field)
    {
        var slot = 4 + (2 * field);
        if (slot + sizeof(ushort) > _slotBytes)
        {
            return null;
        }
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(Part(_bytes, _slots + slot, sizeof(ushort)));
        return offset == 0 ? null : (long)_at + offset;
    }

    private static int Follow(ReadOnlyMemory<byte> bytes, long at)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(Part(bytes, at, sizeof(uint)));
        var target = at + offset;
        return offset >= sizeof(uint) && target <= bytes.Length - sizeof(uint)
            ? (int)target
            : throw new ArrowFault(ArrowErrors.Text($"byte {at} of its description refers to byte {target} of {bytes.Length}"));
    }

    private static ReadOnlySpan<byte> Part(ReadOnlyMemory<byte> bytes, long at, long length) =>
        at >= 0 && length <= bytes.Length - at
            ? bytes.Span.Slice((int)at, (int)length)
            : throw new ArrowFault(
                at < 0
                    ? "its description refers to a place before its own beginning"
                    : ArrowErrors.Text($"its description has {bytes.Length} bytes, but {length} bytes at byte {at} are required")
            );
}
