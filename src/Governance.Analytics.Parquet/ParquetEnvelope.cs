using System.Buffers.Binary;
using System.Globalization;

namespace Governance.Analytics.Parquet;

/// <summary>
/// Looks at both ends of a Parquet file and at the checksums of its pages: what is wrong there is said with its place, before native code
/// sees the file.
/// </summary>
internal static class ParquetEnvelope
{
    private const int Smallest = 12;

    public static async Task CheckAsync(Stream file, CancellationToken ct)
    {
        var length = file.Length;
        if (length < Smallest)
        {
            throw ParquetErrors.Damaged(Text($"it has {length} bytes, and the shortest file has {Smallest}"));
        }
        var head = new byte[4];
        var tail = new byte[8];
        file.Position = 0;
        await file.ReadExactlyAsync(head, ct).ConfigureAwait(false);
        file.Position = length - tail.Length;
        await file.ReadExactlyAsync(tail, ct).ConfigureAwait(false);
        if (head.AsSpan().SequenceEqual("PARE"u8) || tail.AsSpan(4).SequenceEqual("PARE"u8))
        {
            throw ParquetErrors.Encrypted();
        }
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            throw ParquetErrors.Damaged(
                Text($"it does not end with PAR1, so it was cut off or not written completely (byte {length - 4})")
            );
        }
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (footer == 0 || footer > length - Smallest)
        {
            throw ParquetErrors.Damaged(
                Text($"byte {length - 8} says that the footer has {footer} bytes, but there are {length - Smallest} before it")
            );
        }
        await PageChecksums.CheckAsync(file, footer, ct).ConfigureAwait(false);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
