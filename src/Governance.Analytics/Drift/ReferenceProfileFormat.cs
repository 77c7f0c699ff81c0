using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Samples;

namespace Governance.Analytics.Drift;

/// <summary>
/// Bytes of a <see cref="ReferenceProfile"/>: little-endian, numbers as IEEE 754 bits, runs of equal values once with their length.
/// </summary>
internal static class ReferenceProfileFormat
{
    // The later one has whole numbers that doubles do not tell apart; a profile without any is written in the form before.
    private const byte Version = 2;
    private const byte VersionOfWholes = 3;

    // And the last has columns whose numbers are written with a currency or a percent sign.
    private const byte VersionOfUnits = 4;
    private const int MaxColumns = 1_000_000;

    private static ReadOnlySpan<byte> Magic => "GVREF"u8;

    public static void Write(ReferenceProfile profile, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(
            profile.Units.Count > 0 ? VersionOfUnits
            : profile.Columns.Any(c => c is NumericProfile { Wholes: not null }) ? VersionOfWholes
            : Version
        );
        writer.Write(profile.RowCount);
        WriteStrings(writer, profile.SourceColumns);
        writer.Write7BitEncodedInt(profile.Columns.Count);
        foreach (var column in profile.Columns)
        {
            WriteColumn(writer, column);
        }
        RowFactsFormat.WritePacked(writer, profile.Facts);
        writer.Write(profile.Attributions is not null);
        if (profile.Attributions is { } attributions)
        {
            writer.Write(attributions.Rows);
            writer.Write7BitEncodedInt(attributions.Features.Count);
            foreach (var feature in attributions.Features)
            {
                writer.Write(feature.MeanAbsolute);
                writer.Write(feature.Mean);
                WriteColumn(writer, feature.Values);
            }
        }
        if (profile.Units.Count > 0)
        {
            string[] names = [.. profile.Units.Keys.Order(StringComparer.Ordinal)];
            WriteStrings(writer, names);
            WriteStrings(writer, [.. names.Select(name => profile.Units[name])]);
        }
    }

    public static ReferenceProfile Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            {
                throw new InvalidDataException("These bytes are not a reference profile.");
            }
            var version = reader.ReadByte();
            if (version is < Version or > VersionOfUnits)
            {
                throw new InvalidDataException(
                    $"The reference profile has format {version}, but this program reads formats {Version} to {VersionOfUnits}."
                );
            }
            var rows = reader.ReadInt32();
            var source = ReadStrings(reader);
            var columns = new ColumnProfile[Checked(reader.Read7BitEncodedInt(), MaxColumns)];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = ReadColumn(reader);
            }
            return new ReferenceProfile(
                rows,
                source,
                columns,
                RowFactsFormat.ReadPacked(reader, rows),
                reader.ReadBoolean() ? ReadAttributions(reader) : null,
                version == VersionOfUnits ? ReadUnits(reader) : ReferenceProfile.UnitsOf([])
            );
        }
        catch (Exception problem)
            when (problem is EndOfStreamException or FormatException or ArgumentException or OverflowException or IOException)
        {
            throw new InvalidDataException("The reference profile is damaged.", problem);
        }
    }

    private static Dictionary<string, string> ReadUnits(BinaryReader reader)
    {
        var (names, units) = (ReadStrings(reader), ReadStrings(reader));
        return names.Length == units.Length
            ? names.Zip(units).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            : throw new InvalidDataException("The reference profile is damaged: a unit is missing.");
    }

    private static AttributionProfile ReadAttributions(BinaryReader reader)
    {
        var rows = reader.ReadInt64();
        var features = new AttributedFeature[Checked(reader.Read7BitEncodedInt(), MaxColumns)];
        for (var i = 0; i < features.Length; i++)
        {
            var (meanAbsolute, mean) = (reader.ReadDouble(), reader.ReadDouble());
            features[i] =
                ReadColumn(reader) is NumericProfile values && double.IsFinite(meanAbsolute) && double.IsFinite(mean)
                    ? new AttributedFeature(meanAbsolute, mean, values)
                    : throw new InvalidDataException("The reference profile is damaged: its attributions are not numbers.");
        }
        return new AttributionProfile(rows, features);
    }

    private static void WriteColumn(BinaryWriter writer, ColumnProfile column)
    {
        writer.Write(column.Name);
        writer.Write((byte)column.Type);
        writer.Write((byte)column.Role);
        var summary = column.Summary;
        writer.Write(summary.Used);
        writer.Write(summary.Missing);
        writer.Write(summary.Infinite);
        writer.Write(summary.Invalid);
        switch (column)
        {
            case NumericProfile { Wholes: { } wholes } numeric:
                writer.Write((byte)3);
                writer.Write(wholes.Distinct);
                writer.Write(wholes.Top);
                WriteSorted(writer, numeric.Sorted);
                break;
            case NumericProfile numeric:
                writer.Write((byte)1);
                WriteSorted(writer, numeric.Sorted);
                break;
            case CategoryProfile category:
                writer.Write((byte)2);
                WriteStrings(writer, category.Categories);
                foreach (var count in category.CategoryCounts)
                {
                    writer.Write7BitEncodedInt64(count);
                }
                break;
            default:
                writer.Write((byte)0);
                WriteNullable(writer, summary.Distinct);
                WriteNullable(writer, summary.Earliest?.UtcTicks);
                WriteNullable(writer, summary.Latest?.UtcTicks);
                writer.Write(column.SkipReason ?? string.Empty);
                break;
        }
    }

    private static ColumnProfile ReadColumn(BinaryReader reader)
    {
        var name = reader.ReadString();
        var type = (ColumnType)Checked(reader.ReadByte(), (int)ColumnType.Unknown);
        var role = (ColumnRole)Checked(reader.ReadByte(), (int)ColumnRole.Attribution);
        var used = reader.ReadInt64();
        var counts = new ColumnCounts(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), [], []);
        switch (reader.ReadByte())
        {
            case 3:
                var (distinctWholes, top) = (reader.ReadInt64(), reader.ReadInt64());
                return distinctWholes > 0 && distinctWholes <= used && top > 0 && top <= used
                    ? new NumericProfile(name, role, ReadSorted(reader, used), counts, (distinctWholes, top))
                    : throw new InvalidDataException("The reference profile is damaged: impossible number of values.");
            case 1:
                return new NumericProfile(name, role, ReadSorted(reader, used), counts);
            case 2:
                var categories = ReadStrings(reader);
                var categoryCounts = new long[categories.Length];
                for (var i = 0; i < categoryCounts.Length; i++)
                {
                    categoryCounts[i] = reader.Read7BitEncodedInt64();
                }
                return new CategoryProfile(name, role, categories, categoryCounts, counts);
            case 0:
                var distinct = ReadNullable(reader);
                var summary = new ColumnSummary(
                    used,
                    counts.Missing,
                    counts.Infinite,
                    counts.Invalid,
                    distinct,
                    null,
                    null,
                    null,
                    null,
                    null
                )
                {
                    Earliest = ReadInstant(reader),
                    Latest = ReadInstant(reader),
                };
                return new SkippedProfile(name, type, role, summary, reader.ReadString());
            default:
                throw new InvalidDataException("The reference profile is damaged: unknown kind of column.");
        }
    }

    private static void WriteSorted(BinaryWriter writer, ReadOnlySpan<double> sorted)
    {
        var runs = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            runs += sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        var asRuns = runs * 2L < sorted.Length;
        writer.Write(asRuns);
        if (!asRuns)
        {
            foreach (var value in sorted)
            {
                writer.Write(value);
            }
            return;
        }
        writer.Write7BitEncodedInt(runs);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }
            writer.Write(sorted[start]);
            writer.Write7BitEncodedInt(end - start);
        }
    }

    private static double[] ReadSorted(BinaryReader reader, long used)
    {
        // Grows with what is really there: a forged length cannot ask for memory the bytes do not back.
        var values = new List<double>();
        if (used is <= 0 or > int.MaxValue)
        {
            throw new InvalidDataException("The reference profile is damaged: impossible number of values.");
        }
        if (reader.ReadBoolean())
        {
            var runs = Checked(reader.Read7BitEncodedInt(), (int)used);
            for (var i = 0; i < runs; i++)
            {
                var value = reader.ReadDouble();
                var length = Checked(reader.Read7BitEncodedInt(), (int)used - values.Count);
                CollectionsMarshal.SetCount(values, values.Count + length);
                CollectionsMarshal.AsSpan(values)[^length..].Fill(value);
            }
        }
        else
        {
            var chunk = new byte[Math.Min(used, 8192) * sizeof(double)];
            for (var left = used; left > 0; )
            {
                var bytes = chunk.AsSpan(0, (int)Math.Min(left, 8192) * sizeof(double));
                reader.BaseStream.ReadExactly(bytes);
                for (var i = 0; i < bytes.Length; i += sizeof(double))
                {
                    values.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes[i..]));
                }
                left -= bytes.Length / sizeof(double);
            }
        }
        var ordered = values.Count == used && values.TrueForAll(double.IsFinite);
        for (var i = 1; ordered && i < values.Count; i++)
        {
            ordered = values[i] >= values[i - 1];
        }
        return ordered
            ? [.. values]
            : throw new InvalidDataException("The reference profile is damaged: values are missing or out of order.");
    }

    internal static void WriteStrings(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write7BitEncodedInt(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    internal static string[] ReadStrings(BinaryReader reader)
    {
        var count = Checked(reader.Read7BitEncodedInt(), int.MaxValue);
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            texts.Add(reader.ReadString());
        }
        return [.. texts];
    }

    internal static void WriteNullable(BinaryWriter writer, long? value)
    {
        writer.Write(value is not null);
        if (value is { } given)
        {
            writer.Write(given);
        }
    }

    internal static long? ReadNullable(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadInt64() : null;

    internal static DateTimeOffset? ReadInstant(BinaryReader reader) =>
        ReadNullable(reader) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal static int Checked(int value, int max) =>
        value >= 0 && value <= max ? value : throw new InvalidDataException("The reference profile is damaged: a number is out of range.");
}
