using System.Text;

namespace Governance.Analytics.Tests.Io.Arrow;

/// <summary>Writes Arrow streams by hand: what a program writes rarely, and what none should.</summary>
internal sealed class ArrowStream
{
    public const int Utf8 = 5;
    public const int Decimal = 7;
    public const int Utf8View = 24;
    public const int Double = 3;
    public const int List = 12;

    private readonly List<byte> _bytes = [];

    /// <summary>All that was written, with the mark of its end.</summary>
    public byte[] Whole => [.. _bytes, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

    public static Flat Field(string name, int type, Flat? details = null) =>
        new Flat().Text(0, name).Byte(2, type).Table(3, details ?? new Flat());

    /// <summary>A column of 64-bit numbers.</summary>
    public static Flat Numbers(string name) => Field(name, Double, new Flat().Short(0, 2));

    public static Flat Schema(params Flat[] fields) => new Flat().Tables(1, fields);

    /// <summary>A batch of one column whose parts follow one another.</summary>
    public static (Flat Batch, byte[] Body) Batch(long rows, long nulls, params byte[][] parts)
    {
        var (places, at) = (new List<long>(), 0L);
        foreach (var part in parts)
        {
            places.AddRange([at, part.Length]);
            at += part.Length;
        }

        return (new Flat().Long(0, rows).List(1, 1, rows, nulls).List(2, parts.Length, [.. places]), parts.SelectMany(p => p).ToArray());
    }

    public ArrowStream Begin(params Flat[] fields) => Message(1, Schema(fields), []);

    public ArrowStream Rows((Flat Batch, byte[] Body) batch) => Message(3, batch.Batch, batch.Body);

    public ArrowStream Values(long id, bool isMore, (Flat Batch, byte[] Body) batch) =>
        Message(2, new Flat().Long(0, id).Table(1, batch.Batch).Byte(2, isMore ? 1 : 0), batch.Body);

    public ArrowStream Message(int kind, Flat header, byte[] body, long? bodyBytes = null, int version = 4)
    {
        var description = new Flat().Short(0, version).Byte(1, kind).Table(2, header).Long(3, bodyBytes ?? body.Length).ToBytes();
        return Raw([0xff, 0xff, 0xff, 0xff, .. BitConverter.GetBytes(description.Length), .. description, .. body]);
    }

    public ArrowStream Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The parts of a column of texts, none of which is missing.</summary>
    public static byte[][] Texts(params string[] texts)
    {
        var starts = new List<byte>(BitConverter.GetBytes(0));
        var at = 0;
        foreach (var text in texts)
        {
            starts.AddRange(BitConverter.GetBytes(at += Encoding.UTF8.GetByteCount(text)));
        }

        return
        [
            [],
            [.. starts],
            Encoding.UTF8.GetBytes(string.Concat(texts)),
        ];
    }

    public static byte[] Doubles(params double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    public static byte[] Ints(params int[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];
}
