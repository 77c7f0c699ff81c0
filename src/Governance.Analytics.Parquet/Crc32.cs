using System.Buffers.Binary;

namespace Governance.Analytics.Parquet;

/// <summary>CRC 32 as in gzip (polynomial 0x04C11DB7, reflected), eight bytes at a time.</summary>
internal static class Crc32
{
    private const int Slices = 8;
    private static readonly uint[][] s_tables = Tables();

    /// <summary>Adds bytes to a checksum; that of nothing is 0.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc =
                s_tables[7][low & 0xff]
                ^ s_tables[6][(low >> 8) & 0xff]
                ^ s_tables[5][(low >> 16) & 0xff]
                ^ s_tables[4][low >> 24]
                ^ s_tables[3][high & 0xff]
                ^ s_tables[2][(high >> 8) & 0xff]
                ^ s_tables[1][(high >> 16) & 0xff]
                ^ s_tables[0][high >> 24];
        }
        foreach (var one in bytes)
        {
            crc = (crc >> 8) ^ s_tables[0][(crc ^ one) & 0xff];
        }
        return ~crc;
    }

    private static uint[][] Tables()
    {
        var tables = new uint[Slices][];
        for (var slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (var value = 0u; value < 256; value++)
            {
                var crc = slice == 0 ? value : tables[slice - 1][value];
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
                }
                tables[slice][value] = crc;
            }
        }
        return tables;
    }
}
