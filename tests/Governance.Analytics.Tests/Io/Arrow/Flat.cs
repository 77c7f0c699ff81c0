using System.Buffers.Binary;
using System.Text;

namespace Governance.Analytics.Tests.Io.Arrow;

/// <summary>Writes a table of FlatBuffers, to describe Arrow files that no program would write.</summary>
internal sealed class Flat
{
    private readonly SortedDictionary<int, object> _fields = [];

    public Flat Byte(int field, int value) => Set(field, new[] { (byte)value });

    public Flat Short(int field, int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)value);
        return Set(field, bytes);
    }

    public Flat Int(int field, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Set(field, bytes);
    }

    public Flat Long(int field, long value) => Set(field, Longs(value));

    public Flat Table(int field, Flat table) => Set(field, table);

    public Flat Text(int field, string text) => Set(field, new Listed(Encoding.UTF8.GetByteCount(text), Encoding.UTF8.GetBytes(text)));

    /// <summary>A list of numbers, or of pairs of them.</summary>
    public Flat List(int field, int count, params long[] numbers) => Set(field, new Listed(count, Longs(numbers)));

    public Flat Tables(int field, params Flat[] tables) => Set(field, tables);

    public byte[] ToBytes()
    {
        // The first four bytes say where the table is.
        var to = new List<byte>(new byte[4]);
        Write(to);
        return [.. to];
    }

    public static byte[] Longs(params long[] numbers)
    {
        var bytes = new byte[8 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), numbers[i]);
        }

        return bytes;
    }

    // Slots first, then the table, then what it refers to.
    private void Write(List<byte> to)
    {
        var count = _fields.Count == 0 ? 0 : _fields.Keys.Max() + 1;
        var inline = _fields.ToDictionary(f => f.Key, f => f.Value as byte[] ?? new byte[4]);
        var vtable = new byte[4 + (2 * count)];
        BinaryPrimitives.WriteUInt16LittleEndian(vtable, (ushort)vtable.Length);
        var at = 4;
        foreach (var (field, bytes) in inline.OrderBy(f => f.Key))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(4 + (2 * field)), (ushort)at);
            at += bytes.Length;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(2), (ushort)at);
        to.AddRange(vtable);
        Point(to, 0);
        var table = to.Count;
        to.AddRange(new byte[4]);
        Put(to, table, vtable.Length);
        var places = new Dictionary<int, int>();
        foreach (var (field, bytes) in inline.OrderBy(f => f.Key))
        {
            places[field] = to.Count;
            to.AddRange(bytes);
        }

        foreach (var (field, value) in _fields.Where(f => f.Value is not byte[]))
        {
            WriteChild(to, places[field], value);
        }
    }

    private static void WriteChild(List<byte> to, int place, object value)
    {
        switch (value)
        {
            case Flat table:
                WriteTable(to, place, table);
                break;
            case Listed listed:
                Point(to, place);
                to.AddRange(BitConverter.GetBytes(listed.Count));
                to.AddRange(listed.Bytes);
                break;
            case Flat[] tables:
                Point(to, place);
                to.AddRange(BitConverter.GetBytes(tables.Length));
                var first = to.Count;
                to.AddRange(new byte[4 * tables.Length]);
                for (var i = 0; i < tables.Length; i++)
                {
                    var at = first + (4 * i);
                    if (i > 0 && ReferenceEquals(tables[i], tables[i - 1]))
                    {
                        // The same table once more: both refer to one place.
                        Put(to, at, BinaryPrimitives.ReadInt32LittleEndian(to.GetRange(at - 4, 4).ToArray()) - 4);
                    }
                    else
                    {
                        WriteTable(to, at, tables[i]);
                    }
                }

                break;
        }
    }

    // The table is found behind its slots, which come first.
    private static void WriteTable(List<byte> to, int place, Flat table)
    {
        var part = table.ToBytes();
        var root = BinaryPrimitives.ReadInt32LittleEndian(part);
        Put(to, place, to.Count + root - place);
        to.AddRange(part);
    }

    private static void Point(List<byte> to, int place) => Put(to, place, to.Count - place);

    private static void Put(List<byte> to, int place, int value)
    {
        var bytes = BitConverter.GetBytes(value);
        for (var i = 0; i < bytes.Length; i++)
        {
            to[place + i] = bytes[i];
        }
    }

    private Flat Set(int field, object value)
    {
        _fields[field] = value;
        return this;
    }

    private sealed record Listed(int Count, byte[] Bytes);
}
