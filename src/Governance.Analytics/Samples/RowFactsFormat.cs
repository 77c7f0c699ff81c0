using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;

namespace Governance.Analytics.Samples;

/// <summary>Bytes of <see cref="RowFacts"/> as a part of a reference profile.</summary>
internal static class RowFactsFormat
{
    private const int MaxRows = int.MaxValue / sizeof(ulong);
    private const int MaxColumns = 1_000_000;

    /// <summary>Writes the facts compressed, with their length before them.</summary>
    public static void WritePacked(BinaryWriter writer, RowFacts facts)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var inner = new BinaryWriter(deflate, Encoding.UTF8))
        {
            Write(inner, facts);
        }
        writer.Write7BitEncodedInt64(packed.Length);
        writer.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Reads what <see cref="WritePacked"/> wrote, and exactly its bytes.</summary>
    public static RowFacts ReadPacked(BinaryReader reader, int rows)
    {
        var length = reader.Read7BitEncodedInt64();
        if (length is < 0 or > int.MaxValue)
        {
            throw new InvalidDataException("The reference profile is damaged: a number is out of range.");
        }
        using var packed = new MemoryStream();
        var chunk = new byte[65_536];
        for (var left = length; left > 0; )
        {
            var read = reader.BaseStream.Read(chunk, 0, (int)Math.Min(left, chunk.Length));
            if (read == 0)
            {
                throw new EndOfStreamException();
            }
            packed.Write(chunk, 0, read);
            left -= read;
        }
        packed.Position = 0;
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        using var inner = new BinaryReader(deflate, Encoding.UTF8);
        return Read(inner, rows);
    }

    private static void Write(BinaryWriter writer, RowFacts facts)
    {
        ReferenceProfileFormat.WriteNullable(writer, facts.Quality.DuplicateRows);
        ReferenceProfileFormat.WriteNullable(writer, facts.Quality.DuplicateIds);
        ReferenceProfileFormat.WriteNullable(writer, facts.Quality.LabelMissing);
        ReferenceProfileFormat.WriteNullable(writer, facts.Quality.Latest?.UtcTicks);
        WriteAll<ulong>(writer, facts.InputHashes);
        var sample = facts.Sample;
        writer.Write(sample.Population);
        WriteAll<ulong>(writer, sample.Hashes);
        writer.Write(sample.Labels is not null);
        if (sample.Labels is { } labels)
        {
            WriteAll<sbyte>(writer, labels);
        }
        writer.Write7BitEncodedInt(sample.Columns.Count);
        foreach (var column in sample.Columns)
        {
            writer.Write(column.Name);
            writer.Write((byte)column.Role);
            writer.Write((byte)column.Type);
            WriteAll<double>(writer, column.Values);
            ReferenceProfileFormat.WriteStrings(writer, column.Categories);
        }
    }

    private static RowFacts Read(BinaryReader reader, int rows)
    {
        var quality = new TableQuality(
            rows,
            ReferenceProfileFormat.ReadNullable(reader),
            ReferenceProfileFormat.ReadNullable(reader),
            ReferenceProfileFormat.ReadNullable(reader)
        )
        {
            Latest = ReferenceProfileFormat.ReadInstant(reader),
        };
        var inputHashes = ReadAll<ulong>(reader);
        var population = reader.ReadInt64();
        var hashes = ReadAll<ulong>(reader);
        var labels = reader.ReadBoolean() ? ReadAll<sbyte>(reader) : null;
        var columns = new SampleColumn[ReferenceProfileFormat.Checked(reader.Read7BitEncodedInt(), MaxColumns)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = reader.ReadString();
            var role = (ColumnRole)ReferenceProfileFormat.Checked(reader.ReadByte(), (int)ColumnRole.Attribution);
            var type = (ColumnType)ReferenceProfileFormat.Checked(reader.ReadByte(), (int)ColumnType.Unknown);
            var values = ReadAll<double>(reader);
            var categories = ReferenceProfileFormat.ReadStrings(reader);
            var fits =
                values.Length == hashes.Length
                && (
                    type == ColumnType.Numeric
                        ? Array.TrueForAll(values, v => !double.IsInfinity(v))
                        : Array.TrueForAll(values, v => double.IsNaN(v) || (v >= 0 && v < categories.Length))
                );
            if (!fits)
            {
                throw new InvalidDataException("The reference profile is damaged: its sample of rows is inconsistent.");
            }
            columns[i] = new SampleColumn(name, role, type, values, categories);
        }
        if (labels is not null && labels.Length != hashes.Length)
        {
            throw new InvalidDataException("The reference profile is damaged: its labels do not match its rows.");
        }
        return new RowFacts(quality, inputHashes, new RowSample(population, columns, labels, hashes));
    }

    private static void WriteAll<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write7BitEncodedInt(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    // Grows with what is really there: a forged length cannot ask for memory the bytes do not back.
    private static T[] ReadAll<T>(BinaryReader reader)
        where T : unmanaged
    {
        const int Chunk = 65_536;
        var left = ReferenceProfileFormat.Checked(reader.Read7BitEncodedInt(), MaxRows);
        var values = new List<T>(Math.Min(left, Chunk));
        while (left > 0)
        {
            var count = Math.Min(left, Chunk);
            var start = values.Count;
            CollectionsMarshal.SetCount(values, start + count);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)[start..]));
            left -= count;
        }
        return [.. values];
    }
}
